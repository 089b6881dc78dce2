"""The node that drives one robot by a trained policy: from what it senses and hears to a velocity, many times a second.

It knows its own odometry and goal, the layout, and of its neighbours their odometry and goals; torch is not needed. A
neighbour that falls silent is taken to stand where it was last; a robot whose own odometry is silent stops.
"""

from __future__ import annotations

import math
import sys
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from diagnostic_msgs.msg import DiagnosticArray, DiagnosticStatus, KeyValue
from geometry_msgs.msg import PoseStamped, Twist
from rclpy.clock import Clock, ClockType
from rclpy.executors import SingleThreadedExecutor
from rclpy.node import Node
from std_msgs.msg import Header
from visualization_msgs.msg import MarkerArray

from l2c_planner.config import ConfigError
from l2c_planner.navigation.journey import body_twist
from l2c_planner.navigation.pilot import Pilot
from l2c_planner.navigation.policy import Body, Policy
from l2c_planner.navigation.weights import read_weights
from l2c_planner.ros import names
from l2c_planner.ros.declaration import declared
from l2c_planner.ros.navigation_layout import read_layout
from l2c_planner.ros.navigation_options import NavigatorOptions
from l2c_planner.ros.odometry import Located, read_goal
from l2c_planner.ros.process import run
from l2c_planner.ros.serialised import odometry_of
from l2c_planner.ros.topics import navigated, topics

DRIVING, ARRIVED = "driving", "arrived"
NO_ODOMETRY, NO_GOAL, NO_LAYOUT = "stopped: no odometry", "waiting for a goal", "waiting for a layout"
LEVELS = {DRIVING: DiagnosticStatus.OK, ARRIVED: DiagnosticStatus.OK, NO_ODOMETRY: DiagnosticStatus.ERROR}


class NavigatorNode(Node):
    """See the module's description; its namespace ends with the robot.

    Raises ConfigError for a wrong parameter, BadFile (a ValueError) for policies that cannot be used.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(names.NAVIGATOR, **options)
        self._given = given = declared(self, NavigatorOptions)
        where, self._robot = self.get_fully_qualified_name(), self.get_namespace().rsplit("/", 1)[-1]
        if not given.policies:
            raise ConfigError(where, "policies", "no file was given", "a file of l2c policy")
        if self._robot in given.others:
            raise ConfigError(where, "neighbours", f"the robot itself, {self._robot}", "names of others")
        self._pilot = Pilot(Policy.of(read_weights(Path(given.policies)), given.row), given.arrival)
        place = given.place(where)
        self._goal = None if place is None else np.array(place)
        self._rows: np.ndarray | None = None
        self._heard: dict[str, tuple[float, Located]] = {}
        """When odometry came, by the node's clock [s], and what it said; by robot."""
        self._bound: dict[str, np.ndarray] = {}
        self.mode = ""
        """What it does, in a few words."""
        self._open()

    def _open(self) -> None:
        given, table, own = self._given, topics(), navigated()
        self._velocity, self._told = (own[name].publisher(self) for name in (names.VELOCITY, names.BOUND))
        self._health = table[names.DIAGNOSTICS].publisher(self)
        table[names.ODOMETRY].subscription(self, partial(self._on_odometry, self._robot), raw=True)
        table[names.GOAL].subscription(self, self._on_goal)
        own[names.LAYOUT].subscription(self, self._on_layout, host=names.ENVIRONMENT)
        for other in given.others:
            table[names.ODOMETRY].subscription(self, partial(self._on_odometry, other), host=other, raw=True)
            own[names.BOUND].subscription(self, partial(self._on_bound, other), host=other)
        self._tell_goal()
        self.create_timer(given.period, self._decide)
        self.create_timer(1.0, self._report, clock=Clock(clock_type=ClockType.STEADY_TIME))

    # ---------------------------------------------------------------- what arrives
    def _on_odometry(self, robot: str, data: bytes) -> None:
        located, _ = odometry_of(data, self._given.world_frame)
        if located is not None:
            self._heard[robot] = self._now(), located

    def _on_goal(self, message: PoseStamped) -> None:
        goal, _ = read_goal(message, self._given.world_frame)
        if goal is not None:
            self._goal = goal[:2]
            self._tell_goal()

    def _on_bound(self, other: str, message: PoseStamped) -> None:
        goal, _ = read_goal(message, self._given.world_frame)
        if goal is not None:
            self._bound[other] = goal[:2]

    def _on_layout(self, message: MarkerArray) -> None:
        rows, reason = read_layout(message, self._given.world_frame)
        if rows is None:
            self.get_logger().warning(f"a layout is not used: {reason}")
        else:
            self._rows = rows

    # ---------------------------------------------------------------- what it does
    def _decide(self) -> None:
        """Publish a velocity; zero whenever something is missing."""
        now, twist = self._now(), np.zeros(3)
        own = self._heard.get(self._robot)
        if own is None or self._is_stale(now, self._robot):
            mode = NO_ODOMETRY
        elif self._goal is None:
            mode = NO_GOAL
        elif self._rows is None:
            mode = NO_LAYOUT
        else:
            twist = self._driven(now, own[1])
            mode = ARRIVED if self._pilot.arrived else DRIVING
        message = Twist()
        message.linear.x, message.linear.y, message.angular.z = map(float, twist)
        self._velocity.publish(message)
        self._change(mode)

    def _driven(self, now: float, located: Located) -> np.ndarray:
        own = Body(located.position[:2], located.velocity[:2], self._goal)
        others = [self._neighbour(now, other) for other in self._given.others if other in self._heard]
        return body_twist(self._pilot.velocity(own, others, self._rows), np.array(yaw(located.attitude)))

    def _neighbour(self, now: float, name: str) -> Body:
        """As it was heard last; one whose goal is unknown is taken to be there."""
        located = self._heard[name][1]
        place, velocity = located.position[:2], located.velocity[:2]
        return Body(place, np.zeros(2) if self._is_stale(now, name) else velocity, self._bound.get(name, place))

    def _is_stale(self, now: float, robot: str) -> bool:
        return now - self._heard[robot][0] > self._given.stale

    def _now(self) -> float:
        return self.get_clock().now().nanoseconds * 1e-9

    # ---------------------------------------------------------------- what it says
    def _tell_goal(self) -> None:
        if self._goal is not None:
            message = PoseStamped(header=self._header())
            message.pose.position.x, message.pose.position.y = map(float, self._goal)
            message.pose.orientation.w = 1.0
            self._told.publish(message)

    def _change(self, mode: str) -> None:
        if mode == self.mode:
            return
        self.mode = mode
        if mode == NO_ODOMETRY and self._heard:
            self.get_logger().error(mode)
        else:
            self.get_logger().info(mode)
        self._report()

    def _report(self) -> None:
        level = LEVELS.get(self.mode, DiagnosticStatus.WARN)
        status = DiagnosticStatus(level=level, name=f"l2c_planner: {self._robot}", hardware_id=self._robot)
        now = self._now()
        silent = [name for name in self._given.others if name not in self._heard or self._is_stale(now, name)]
        status.message = self.mode or "starting"
        status.values = [KeyValue(key="silent neighbours", value=", ".join(silent) or "none")]
        self._health.publish(DiagnosticArray(header=self._header(), status=[status]))

    def _header(self) -> Header:
        return Header(stamp=self.get_clock().now().to_msg(), frame_id=self._given.world_frame)


def yaw(attitude: np.ndarray) -> float:
    """Angle about z of a quaternion w x y z [rad]."""
    w, x, y, z = attitude
    return math.atan2(2 * (w * z + x * y), 1 - 2 * (y * y + z * z))


def main(args: list[str] | None = None) -> int:
    """Drive until interrupted or terminated; 2 if the node cannot be made."""
    return run(NavigatorNode, args, executor=SingleThreadedExecutor)  # that of events keeps no simulated time


if __name__ == "__main__":
    sys.exit(main())
