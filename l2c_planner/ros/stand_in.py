"""Stands in for the localisation of a team: odometry of robots that hold still, or that fly their plans to perfection.

In real time, without physics or commands: what a node hears while it is measured (`l2c bench node`).
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
from rclpy.node import Node
from rclpy.publisher import Publisher
from std_msgs.msg import Header

from l2c_planner.config import ConfigError, MultiliftTask, default_task_path, load_task
from l2c_planner.control import Track
from l2c_planner.msg import TeamPlan
from l2c_planner.ros import names
from l2c_planner.ros.motion import read_team_plan
from l2c_planner.ros.odometry import odometry_message
from l2c_planner.ros.process import run
from l2c_planner.ros.topics import topics
from l2c_planner.simulation import planned_state

PARAMETERS = {
    "task": ("", "path of the task file; empty: the shipped transport.yaml"),
    "quads": (0, "number of robots; 0: as the task file says"),
    "plan": ("", "plan.npz at whose start they hold still"),
    "robots": ("quad_0", "whose odometry to publish beside the load's, separated by commas"),
    "rate": (200.0, "of the odometry [1/s]"),
    "follow": (False, "whether to fly the plans of the first of them that are made from now on"),
}
"""Default and meaning."""


class StandInNode(Node):
    """See the module's description; its namespace is beside those of the robots.

    Raises ConfigError for a task without a load, ValueError for a plan of another team, OSError if there is none.
    """

    def __init__(self, **options) -> None:
        super().__init__("stand_in", **options)
        given = {name: self.declare_parameter(name, value).value for name, (value, _) in PARAMETERS.items()}
        task = load_task(given["task"] or default_task_path(), given["quads"] or None)
        if not isinstance(task, MultiliftTask):
            raise ConfigError("stand_in", "task", f"got a {task.problem} task", "a multilift task")
        with np.load(Path(given["plan"]), allow_pickle=False) as arrays:
            self._track = Track.of_plan(task.team, dict(arrays))
        self._team, self._start = task.team, None
        self._begun = self._now()
        odometry, robots = topics()[names.ODOMETRY], given["robots"].split(",")
        above = self.get_namespace().rsplit("/", 1)[0]
        self._publishers: dict[str, Publisher] = {
            body: self.create_publisher(odometry.type, f"{above}/{body}/{names.ODOMETRY}", odometry.qos)
            for body in (*robots, names.LOAD)
        }
        if given["follow"]:
            topics()[names.TEAM_PLAN].subscription(self, self._on_plan, host=robots[0])
        self.create_timer(1.0 / given["rate"], self._tick)

    def _now(self) -> float:
        return self.get_clock().now().nanoseconds * 1e-9

    def _on_plan(self, message: TeamPlan) -> None:
        """Follow it, unless it is from before this node was there."""
        arrays, _ = read_team_plan(message)
        start = message.header.stamp.sec + message.header.stamp.nanosec * 1e-9
        if arrays and start > self._begun:
            self._track, self._start = Track.of_plan(self._team, arrays), start

    def _tick(self) -> None:
        now = self.get_clock().now()
        phase = 0.0 if self._start is None else max(0.0, now.nanoseconds * 1e-9 - self._start)
        state = planned_state(self._track, self._team, phase)
        header = Header(stamp=now.to_msg(), frame_id="map")
        for body, publisher in self._publishers.items():
            part = state.load if body == names.LOAD else state.robots.rows(int(body.rsplit("_", 1)[-1]))
            publisher.publish(odometry_message(part, f"{body}/base_link", header))


def main(args: list[str] | None = None) -> int:
    """Run until it is interrupted or terminated; 2 if it cannot be made."""
    return run(StandInNode, args)


if __name__ == "__main__":
    sys.exit(main())
