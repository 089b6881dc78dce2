"""The node of a bridge to an autopilot with an offboard mode: the same for PX4 and MAVROS but for the messages.

Two modes. `rates`: what the robot's controller commands (thrust, body rates) is passed on as it comes. `position`: the
robot's part of the plan is sampled, and the autopilot tracks it; before a plan it holds where it was armed.
"""

from __future__ import annotations

from typing import Any, Protocol

import numpy as np
from diagnostic_msgs.msg import DiagnosticArray, KeyValue
from rclpy.clock import Clock, ClockType
from rclpy.node import Node
from std_msgs.msg import Header
from std_srvs.srv import SetBool, Trigger
from trajectory_msgs.msg import MultiDOFJointTrajectory

from l2c_planner.config import ConfigError
from l2c_planner.control import Odometry
from l2c_planner.msg import ThrustRate
from l2c_planner.ros import names
from l2c_planner.ros.odometry import odometry_message, read_command
from l2c_planner.ros.topics import topics
from l2c_planner.ros.vehicles.autopilot import Order, Report, Wish
from l2c_planner.ros.vehicles.health import ALARMING, diagnostic_status
from l2c_planner.ros.vehicles.pilot import Pilot
from l2c_planner.ros.vehicles.robot import declared, served
from l2c_planner.ros.vehicles.setpoints import Setpoint, Throttle, yaw_of
from l2c_planner.ros.vehicles.trajectory import read_trajectory

RATE = 50.0
"""Proofs of life, and setpoints in position mode [1/s]."""
MODES = ("rates", "position")
PARAMETERS = {
    "mode": ("rates", "what the autopilot is told: rates (from the controller) or position (of the plan)"),
    "takeoff_height": (1.0, "position mode: how far to climb when armed on the ground [m]"),
    "arm_on_start": (False, "whether to take off without ~/arm, as soon as there are setpoints"),
}


class Link(Protocol):
    """How one kind of autopilot is spoken to."""

    def alive(self) -> None:
        """Send a proof of life, where that is a message of its own."""

    def rates(self, throttle: float, rate: np.ndarray) -> None:
        """Send a throttle, 0 .. 1, and body rates FLU (3,) [rad/s]."""

    def position(self, setpoint: Setpoint) -> None:
        """Send a setpoint."""

    def order(self, order: Order) -> None:
        """Ask the autopilot for something."""


class Bridge(Node):
    """See the module's description; its namespace ends with the robot, and `link` is set by who makes it.

    Raises ConfigError if the task or a parameter cannot be used, or the robot is none of its team.
    """

    link: Link

    def __init__(self, name: str, **options) -> None:
        super().__init__(name, **options)
        given = declared(self, PARAMETERS)
        if given["mode"] not in MODES:
            raise ConfigError(self.get_fully_qualified_name(), "mode", f"got {given['mode']}", " | ".join(MODES))
        self.robot, self.tracks = served(self, given), given["mode"] == "position"
        if not self.tracks and not self.robot.thrust:
            raise ConfigError(self.get_fully_qualified_name(), "mode", "a swarm has no controllers", "position")
        self.throttle = Throttle(self.robot.mass, self.robot.vehicle.hover_thrust)
        self.pilot = Pilot(self.tracks, given["takeoff_height"], given["arm_on_start"], self.get_logger().warning)
        table = topics()
        self._odometry = table[names.ODOMETRY].publisher(self)
        self._health = table[names.DIAGNOSTICS].publisher(self)
        if not self.tracks:
            table[names.COMMAND].subscription(self, self._on_command)
        self.create_service(SetBool, "~/arm", self._on_arm)
        self.create_service(Trigger, "~/land", self._on_land)
        if not self.tracks and self.robot.thrust > self.throttle.most:
            self.get_logger().warning(
                f"plans ask for up to {self.robot.thrust:g} N, but hover_thrust "
                f"{self.throttle.hover:g} says that full throttle makes {self.throttle.most:.3g} N"
            )

    def begin(self, link: Link) -> None:
        """Start to work."""
        self.link = link
        steady = Clock(clock_type=ClockType.STEADY_TIME)
        self.create_timer(1 / RATE, self._tick, clock=steady)
        self.create_timer(1.0, self._tell_health, clock=steady)

    # ---------------------------------------------------------------- what the link hears
    def located(self, state: Odometry) -> None:
        """The robot's state in the world has arrived.

        Its stamp is the time of arrival: plans, commands and odometry need one clock, and the autopilot has its own.
        """
        if self.tracks and not self.pilot.seen:  # only now: a latched plan is judged by where the robot is
            topics()[names.PLAN].subscription(self, self._on_plan)
        now = self.get_clock().now()
        self.pilot.locate(now.nanoseconds * 1e-9, state.position, float(yaw_of(state.attitude)))
        header = Header(stamp=now.to_msg(), frame_id=self.robot.frame)
        self._odometry.publish(odometry_message(state, f"{self.robot.host}/base_link", header))

    def reported(self, report: Report) -> None:
        """The autopilot has told how it is."""
        self.pilot.offboard.hear(self._now(), report)

    # ---------------------------------------------------------------- what the team says
    def _on_command(self, message: ThrustRate) -> None:
        command, _ = read_command(message)
        if command is None:
            return
        stamp, thrust, rate = command
        if self.pilot.command(self._now(), stamp):
            self.link.rates(self.throttle.of(thrust), rate)

    def _on_plan(self, message: MultiDOFJointTrajectory) -> None:
        now, (motion, reason) = self._now(), read_trajectory(message, self.robot.frame)
        if motion is None:
            self.pilot.follower.withdraw(now)
            self.get_logger().warning(f"plan is not flown: {reason}")
            return
        stamp = message.header.stamp
        start = stamp.sec + stamp.nanosec * 1e-9
        if reason := self.pilot.follower.accept(motion, start, now):
            self.get_logger().warning(f"plan is not flown: {reason}")
        else:
            self.get_logger().info(f"plan is flown from {start:.3f} s on", throttle_duration_sec=5.0)

    def _on_arm(self, request: SetBool.Request, response: SetBool.Response) -> SetBool.Response:
        return self._answer(response, Wish.FLY if request.data else Wish.DISARM)

    def _on_land(self, request: Trigger.Request, response: Trigger.Response) -> Trigger.Response:
        return self._answer(response, Wish.LAND)

    def _answer(self, response: Any, wish: Wish) -> Any:
        """Note the wish; whether it comes true is told by the diagnostics."""
        reason = self.pilot.ask(wish, self._now())
        response.success, response.message = not reason, reason or f"asked to {wish.value}"
        return response

    # ---------------------------------------------------------------- what it does
    def _tick(self) -> None:
        now = self._now()
        order = self.pilot.step(now)
        if self.pilot.streams:
            self.link.alive()
            if self.tracks:
                self.link.position(self.pilot.follower.at(now))
        if order:
            self.get_logger().info(f"asking for {order.value}")
            self.link.order(order)
        if self.pilot.offboard.changes:
            self._tell_changes()

    def _now(self) -> float:
        return self.get_clock().now().nanoseconds * 1e-9

    # ---------------------------------------------------------------- what it says
    def _tell_changes(self) -> None:
        for change in self.pilot.offboard.changes:
            line = f"{change.phase.value}: {change.reason}"
            if change.phase in ALARMING:
                self.get_logger().error(line)
            else:
                self.get_logger().info(line)
        self.pilot.offboard.changes.clear()
        self._tell_health()

    def _tell_health(self) -> None:
        now = self._now()
        status = diagnostic_status(self.robot.host, self.get_name(), self.pilot.offboard, now)
        values = {"mode": MODES[self.tracks], "setpoint age [s]": f"{self.pilot.age(now):.3f}"}
        status.values += [KeyValue(key=key, value=value) for key, value in values.items()]
        self._health.publish(DiagnosticArray(header=Header(stamp=self.get_clock().now().to_msg()), status=[status]))
