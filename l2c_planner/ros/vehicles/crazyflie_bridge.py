"""The adapter between one robot's topics and its Crazyflie behind Crazyswarm2 (package crazyflie_interfaces).

The Crazyflie controls itself: it is told its full state by the plan, from `~/arm` on, and has to be in the air before
(Crazyswarm2's `takeoff`). Its odometry is the pose and its differences: what Crazyswarm2 calls `odom` has other frames
and units from one back end to the next.
"""

from __future__ import annotations

import sys

import numpy as np
from diagnostic_msgs.msg import DiagnosticArray, DiagnosticStatus
from geometry_msgs.msg import Pose, PoseStamped, Twist
from rclpy.clock import Clock, ClockType
from rclpy.node import Node
from std_msgs.msg import Header
from std_srvs.srv import SetBool
from trajectory_msgs.msg import MultiDOFJointTrajectory

from l2c_planner.control import Odometry
from l2c_planner.ros import names
from l2c_planner.ros.geometry import point, quaternion, vector
from l2c_planner.ros.odometry import odometry_message
from l2c_planner.ros.process import run
from l2c_planner.ros.topics import command, sensor, topics
from l2c_planner.ros.vehicles.pose import Place, moved, read_pose
from l2c_planner.ros.vehicles.robot import declared, interfaces, served
from l2c_planner.ros.vehicles.setpoints import Follower, Setpoint, yaw_of
from l2c_planner.ros.vehicles.trajectory import read_trajectory

RATE = 50.0
"""Setpoints [1/s]."""
SILENCE = 0.5
"""Without a pose for so long nothing is begun, and it is warned of [s]."""
HANDOVER = 100
"""Its high-level commander takes over so long after the last setpoint [ms]."""


class CrazyflieBridge(Node):
    """See the module's description; its namespace ends with the robot.

    Raises ConfigError if the task cannot be used, or the robot is none of its team; ImportError without messages.
    """

    def __init__(self, **options) -> None:
        super().__init__(names.CRAZYFLIE_BRIDGE, **options)
        self.robot = served(self, declared(self, {}))
        self.follower, self.flying = Follower(), False
        self._place: Place | None = None
        self._heard = -float("inf")
        """When the last pose came [s]."""
        self._full_state = interfaces("crazyflie_interfaces", "msg", "FullState").FullState
        self._stop = interfaces("crazyflie_interfaces", "srv", "NotifySetpointsStop").NotifySetpointsStop
        root, table = f"/{self.robot.vehicle.crazyflie.strip('/')}", topics()
        self._setpoints = self.create_publisher(self._full_state, f"{root}/cmd_full_state", command())
        self._notify = self.create_client(self._stop, f"{root}/notify_setpoints_stop")
        self._odometry = table[names.ODOMETRY].publisher(self)
        self._health = table[names.DIAGNOSTICS].publisher(self)
        self.create_subscription(PoseStamped, f"{root}/pose", self._on_pose, sensor())
        self.create_service(SetBool, "~/arm", self._on_arm)
        steady = Clock(clock_type=ClockType.STEADY_TIME)
        self.create_timer(1 / RATE, self._tick, clock=steady)
        self.create_timer(1.0, self._tell_health, clock=steady)

    def _on_pose(self, message: PoseStamped) -> None:
        now = self.get_clock().now()
        place, reason = read_pose(message, self.robot.origin)
        if place is None:
            self.get_logger().warning(f"pose: {reason}", throttle_duration_sec=5.0)
            return
        if self._place is None:  # only now: a latched plan is judged by where the robot is
            topics()[names.PLAN].subscription(self, self._on_plan)
        velocity, rate = moved(self._place or place, place)
        self._place, self._heard = place, now.nanoseconds * 1e-9
        self.follower.locate(place.position, float(yaw_of(place.attitude)))
        state = Odometry(place.position, velocity, place.attitude, rate)
        header = Header(stamp=now.to_msg(), frame_id=self.robot.frame)
        self._odometry.publish(odometry_message(state, f"{self.robot.host}/base_link", header))

    def _on_plan(self, message: MultiDOFJointTrajectory) -> None:
        now, (motion, reason) = self._now(), read_trajectory(message, self.robot.frame)
        if motion is None:
            self.follower.withdraw(now)
        else:
            stamp = message.header.stamp
            reason = self.follower.accept(motion, stamp.sec + stamp.nanosec * 1e-9, now)
        if reason:
            self.get_logger().warning(f"plan is not flown: {reason}")

    def _on_arm(self, request: SetBool.Request, response: SetBool.Response) -> SetBool.Response:
        now = self._now()
        if request.data and self._silent(now):
            response.message = "no pose is heard"
            return response
        if request.data and not self.flying:
            self.follower.settle(now)
        elif self.flying and not request.data:
            self.follower.release()
            self._notify.call_async(self._stop.Request(group_mask=0, remain_valid_millisecs=HANDOVER))
        self.flying = request.data
        response.success, response.message = True, "setpoints flow" if self.flying else "setpoints have ended"
        self.get_logger().info(response.message)
        return response

    def _tick(self) -> None:
        if self.flying:
            self._setpoints.publish(self._message(self.follower.at(self._now())))

    def _message(self, setpoint: Setpoint) -> object:
        """World frame of Crazyswarm2: the robot's origin is where its 0 is in ours."""
        turn = np.array([np.cos(setpoint.yaw / 2), 0.0, 0.0, np.sin(setpoint.yaw / 2)])
        return self._full_state(
            header=Header(stamp=self.get_clock().now().to_msg(), frame_id=self.robot.frame),
            pose=Pose(position=point(setpoint.position - self.robot.origin), orientation=quaternion(turn)),
            twist=Twist(linear=vector(setpoint.velocity)),
            acc=vector(setpoint.acceleration),
        )

    def _silent(self, now: float) -> bool:
        return now - self._heard > SILENCE

    def _now(self) -> float:
        return self.get_clock().now().nanoseconds * 1e-9

    def _tell_health(self) -> None:
        silent = self._silent(self._now())
        words = ["setpoints flow" if self.flying else "waiting", *(["no pose is heard"] if silent else [])]
        level = DiagnosticStatus.OK if not silent else DiagnosticStatus.WARN if self.flying else DiagnosticStatus.STALE
        name = f"{self.robot.host}: {self.get_name()}"
        status = DiagnosticStatus(level=level, name=name, message="; ".join(words), hardware_id=self.robot.host)
        self._health.publish(DiagnosticArray(header=Header(stamp=self.get_clock().now().to_msg()), status=[status]))


def main(args: list[str] | None = None) -> int:
    """Bridge one robot; 2 if the node cannot be made."""
    return run(CrazyflieBridge, args)


if __name__ == "__main__":
    sys.exit(main())
