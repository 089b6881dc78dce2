"""The node between a team and Isaac Sim: commands in a message that Isaac Sim knows without this package.

The rate loop and the motors' lag are in the script of `l2c export isaac`, in step with the physics.
"""

from __future__ import annotations

import sys
from functools import partial
from typing import Any

from geometry_msgs.msg import Twist, Vector3
from rclpy.node import Node

from l2c_planner.msg import ThrustRate
from l2c_planner.ros import names
from l2c_planner.ros.odometry import read_command
from l2c_planner.ros.process import run
from l2c_planner.ros.simulators.seat import team_task
from l2c_planner.ros.topics import topics


class IsaacBridge(Node):
    """See the module's description; its namespace stands beside those of the robots.

    Raises ConfigError for a task without a load.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(names.ISAAC_BRIDGE, **options)
        hosts = [f"quad_{i}" for i in range(team_task(self).team.n)]
        above = self.get_namespace().rsplit("/", 1)[0]
        self._setpoints = [self.create_publisher(Twist, f"{above}/{h}/{names.SETPOINT}", 5) for h in hosts]
        for robot, host in enumerate(hosts):
            topics()[names.COMMAND].subscription(self, partial(self._on_command, robot), host=host)

    def _on_command(self, robot: int, message: ThrustRate) -> None:
        command, _ = read_command(message)
        if command is not None:
            _, thrust, rate = command
            x, y, z = rate.tolist()
            self._setpoints[robot].publish(Twist(linear=Vector3(z=thrust), angular=Vector3(x=x, y=y, z=z)))


def main(args: list[str] | None = None) -> int:
    """Bridge a team until interrupted or terminated; 2 if it cannot be made."""
    return run(IsaacBridge, args)


if __name__ == "__main__":
    sys.exit(main())
