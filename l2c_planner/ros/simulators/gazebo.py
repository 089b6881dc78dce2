"""The node between a team and Gazebo: commands to rotor speeds, and a world that waits for the first plan.

Gazebo has no rate loop: this node closes it, at the rate of the odometry, as the MuJoCo plant does, and tells Gazebo
how fast the rotors shall turn. The world starts paused. It is stepped a little, so that rotors turn and Gazebo's
odometry, which averages over ten steps, tells the truth; when the team has a plan, it runs.
"""

from __future__ import annotations

import sys
import time
from enum import Enum
from functools import partial
from typing import Any

import numpy as np
from nav_msgs.msg import Odometry
from rclpy.clock import Clock, ClockType
from rclpy.node import Node
from rclpy.task import Future

from l2c_planner.msg import TeamPlan, ThrustRate
from l2c_planner.ros import names
from l2c_planner.ros.odometry import read_command
from l2c_planner.ros.process import run
from l2c_planner.ros.simulators.seat import needed, team_task
from l2c_planner.ros.topics import topics
from l2c_planner.simulation import Physics
from l2c_planner.simulation.rotors import Rotors
from l2c_planner.simulation.start import start_state

WARM_UP = 20
"""Steps of the world before the plan: twice those that Gazebo's odometry averages over."""
PERIOD = 0.1
"""Between two looks at how the world stands [s]."""
PATIENCE = 3.0
"""For an answer of the world before it is asked again [s]."""


class Opening(Enum):
    """How far the world is."""

    CLOSED = "waiting for Gazebo"
    WARM = "waiting for a plan"
    OPEN = "running"


class World:
    """The world of Gazebo as a service."""

    def __init__(self, node: Node) -> None:
        self._service = needed("ros_gz_interfaces/srv/ControlWorld")
        self._client = node.create_client(self._service, names.WORLD_CONTROL)

    def ready(self) -> bool:
        """Whether it can be asked."""
        return self._client.service_is_ready()

    def ask(self, pause: bool, steps: int = 0) -> Future:
        """Let it run, or pause after some steps; the answer has `success`."""
        request = self._service.Request()
        request.world_control.pause, request.world_control.multi_step = pause, steps
        return self._client.call_async(request)


class GazeboBridge(Node):
    """See the module's description; its namespace stands beside those of the robots.

    Raises ConfigError for a task without a load, ImportError where an interface package is missing.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(names.GAZEBO_BRIDGE, **options)
        self.task = team_task(self)
        team = self.task.team
        self.opening = Opening.CLOSED
        self.hosts = [f"quad_{i}" for i in range(team.n)]
        self._rotors = [Rotors.of(team, robot, Physics()) for robot in range(team.n)]
        self._commands = [(float(thrust), np.zeros(3)) for thrust in start_state(self.task).thrust]
        self._planned = False
        self._answer: tuple[Future, float] | None = None
        """Of the world, and when it was asked for [s]."""
        self._world = World(self)
        self._actuators, table = needed("actuator_msgs/msg/Actuators"), topics()
        above = self.get_namespace().rsplit("/", 1)[0]
        self._motors = [self.create_publisher(self._actuators, f"{above}/{h}/{names.MOTORS}", 5) for h in self.hosts]
        for robot, host in enumerate(self.hosts):
            table[names.ODOMETRY].subscription(self, partial(self._on_odometry, robot), host=host)
            table[names.COMMAND].subscription(self, partial(self._on_command, robot), host=host)
            table[names.TEAM_PLAN].subscription(self, self._on_plan, host=host)
        self._timer = self.create_timer(PERIOD, self._open, clock=Clock(clock_type=ClockType.STEADY_TIME))

    # ---------------------------------------------------------------- what arrives
    def _on_command(self, robot: int, message: ThrustRate) -> None:
        command, _ = read_command(message)
        if command is not None:
            self._commands[robot] = command[1:]

    def _on_odometry(self, robot: int, message: Odometry) -> None:
        rate = message.twist.twist.angular
        measured = np.array([rate.x, rate.y, rate.z])
        if np.isfinite(measured).all():
            self._turn(robot, measured, message.header.stamp)

    def _on_plan(self, message: TeamPlan) -> None:
        self._planned = self._planned or message.quads == self.task.team.n

    def _turn(self, robot: int, rate: np.ndarray, stamp: Any) -> None:
        """Tell the rotors of a robot how fast to turn."""
        message = self._actuators()
        message.header.stamp = stamp
        message.velocity = self._rotors[robot].speeds(*self._commands[robot], rate).tolist()
        self._motors[robot].publish(message)

    # ---------------------------------------------------------------- the world
    def _open(self) -> None:
        """One step further in letting the world run, if it is time for it."""
        if self._answer is not None:
            answer, asked = self._answer
            if not answer.done() and time.monotonic() - asked < PATIENCE:
                return
            self._answer = None
            if answer.done() and answer.result() is not None and answer.result().success:
                self._further()
        if self.opening is Opening.CLOSED and self._world.ready() and self._heard():
            for robot in range(len(self.hosts)):
                self._turn(robot, np.zeros(3), self.get_clock().now().to_msg())
            self._ask(pause=True, steps=WARM_UP)
        elif self.opening is Opening.WARM and self._planned:
            self._ask(pause=False)

    def _heard(self) -> bool:
        return all(motors.get_subscription_count() for motors in self._motors)

    def _ask(self, **wanted: Any) -> None:
        self._answer = self._world.ask(**wanted), time.monotonic()

    def _further(self) -> None:
        self.opening = Opening.WARM if self.opening is Opening.CLOSED else Opening.OPEN
        self.get_logger().info(f"Gazebo's world: {self.opening.value}")
        if self.opening is Opening.OPEN:
            self._timer.cancel()


def main(args: list[str] | None = None) -> int:
    """Bridge a team until interrupted or terminated; 2 if it cannot be made."""
    return run(GazeboBridge, args)


if __name__ == "__main__":
    sys.exit(main())
