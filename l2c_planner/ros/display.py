"""The node that shows a team: markers of who is where, cables by tension, the way ahead, and how planning goes.

One for a team, in the team's namespace. Ten times a second it takes the newest odometry, plans and reports and tells
how things stand; while nothing changes it is silent, as its topics are latched.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
from nav_msgs.msg import Path
from rcl_interfaces.msg import ParameterDescriptor
from rclpy.clock import Clock, ClockType
from rclpy.node import Node
from std_msgs.msg import Header

from l2c_planner.config import ConfigError, MultiliftTask, Task, default_task_path, load_task
from l2c_planner.control import Odometry, Track
from l2c_planner.report.scene import Course, Courses, Scene, formation, scene_of
from l2c_planner.ros import names
from l2c_planner.ros.latest import Latest
from l2c_planner.ros.motion import read_team_plan
from l2c_planner.ros.newest import Undisturbed
from l2c_planner.ros.odometry import read_odometry
from l2c_planner.ros.process import run
from l2c_planner.ros.reading import FRAME
from l2c_planner.ros.scene_markers import cables_message, load_path_message, scene_markers
from l2c_planner.ros.topics import shown, topics
from l2c_planner.ros.words import Words
from l2c_planner.team import Roster

PERIOD = 0.1
"""Between two pictures [s]."""
LIFE = 1.0
"""Odometry that is older no longer says where somebody is [s]."""
MARGIN = 0.75
"""By which obstacles without end are shown to be higher than the way of the team [m]."""
PLANS = 10
"""That a host may publish between two pictures."""
PARAMETERS = {
    "task": ("", "path of the task file; empty: the shipped transport.yaml"),
    "quads": (0, "number of robots; 0: as the task file says"),
    "world_frame": ("map", "frame of odometry, plans and markers"),
}
"""Default and meaning."""


class DisplayNode(Undisturbed, Node):
    """See the module's description.

    Raises ConfigError for a task that cannot be used, or an unknown parameter.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(names.DISPLAY, **options)
        given = {
            name: self.declare_parameter(name, value, ParameterDescriptor(description=text, read_only=True)).value
            for name, (value, text) in PARAMETERS.items()
        }
        if unknown := sorted(set(self._parameter_overrides) - set(PARAMETERS) - {"use_sim_time"}):
            raise ConfigError(names.DISPLAY, unknown[0], "no such parameter", " | ".join(PARAMETERS))
        self.task = load_task(given["task"] or default_task_path(), given["quads"] or None)
        self.frame: str = given["world_frame"]
        self.hosts = Roster.of(self.task).hosts
        self.ignored: dict[str, int] = {}
        """Messages that could not be used, by reason."""
        self.words = Words()
        self._standing, self._courses = standing(self.task), Courses()
        self._seen: dict[str, tuple[Odometry, float]] = {}
        """Odometry of robots and load, and when it came [s]."""
        self._last = 0.0
        """When it last looked at what has come [s]."""
        self._stand: tuple[float | None, tuple[str, ...]] | None = None
        """Time of the plan [s] and who was seen then; None before the first picture."""
        table = topics()
        self._markers = table[names.MARKERS].publisher(self)
        self._cables = shown()[names.CABLES].publisher(self)
        self._path = replace(table[names.PATH], name=f"{names.LOAD}/{names.PATH}").publisher(self)
        self._latest, self._readers = Latest(self), self._listened()
        for name in self._readers:
            topic = table[name.partition("/")[2]]
            self._latest.listen(name, topic, PLANS if topic.name == names.TEAM_PLAN else 1)
        self.create_timer(PERIOD, self.show, clock=Clock(clock_type=ClockType.STEADY_TIME))

    def _listened(self) -> dict[str, Callable[[str, Any], None]]:
        """What reads the messages of every topic, by its name in the team's namespace."""
        read = {names.TEAM_PLAN: self._on_plan, names.STATUS: self.words.on_round, names.TEAM: self.words.on_team}
        found = {f"{host}/{name}": reader for host in self.hosts for name, reader in read.items()}
        return found | {f"{body}/{names.ODOMETRY}": self._on_odometry for body in (*self.hosts, names.LOAD)}

    # ---------------------------------------------------------------- what has arrived
    def _on_odometry(self, body: str, message: Any) -> None:
        located, reason = read_odometry(message, self.frame)
        if located is None:
            return self._ignore(f"odometry of {body}: {reason}")
        state = Odometry(located.position, located.velocity, located.attitude, located.rate)
        self._seen[body] = state, self._now()

    def _on_plan(self, host: str, message: Any) -> None:
        if not isinstance(self.task, MultiliftTask):
            return
        arrays, reason = read_team_plan(message)
        if arrays is None or message.header.frame_id != self.frame:
            return self._ignore(f"plan of {host}: {reason or FRAME}")
        if not arrays:
            return self._withdraw(message.header)
        stamp = message.header.stamp
        start = stamp.sec + stamp.nanosec * 1e-9
        if self._courses.knows(message.plan_id, start):
            return
        try:
            self._courses.add(Course(message.plan_id, start, Track.of_plan(self.task.team, arrays)))
        except ValueError as error:
            return self._ignore(f"plan of {host}: {error}")
        self._path.publish(load_path_message(arrays, message.header))

    def _withdraw(self, header: Header) -> None:
        """A plan that has not begun is taken back."""
        self._courses.withdraw(self._now())
        if self._courses.at(self._now()) is None:
            self._path.publish(Path(header=header))

    def _ignore(self, reason: str) -> None:
        if reason not in self.ignored:
            self.get_logger().warning(f"{reason}; ignored")
        self.ignored[reason] = self.ignored.get(reason, 0) + 1

    def _now(self) -> float:
        return self.get_clock().now().nanoseconds * 1e-9

    # ---------------------------------------------------------------- what is shown
    def show(self) -> None:
        """Take what has come, and show how things stand if that has changed."""
        now = self._now()
        arrived = self._take(now)
        course = self._courses.at(now)
        before, self._stand = self._stand, (None if course is None else course.phase(now), tuple(self._seen))
        if not arrived and self._stand == before:
            return
        scene = self._scene(course)
        header = Header(stamp=self.get_clock().now().to_msg(), frame_id=self.frame)
        self._markers.publish(scene_markers(scene, self._standing, header, self.words.lines(course)))
        if course is not None:
            self._cables.publish(cables_message(scene, self.hosts, header))

    def _take(self, now: float) -> bool:
        """Read what has come, forget what is old; whether anything has come."""
        if now < self._last - LIFE:  # a simulation has begun anew
            self._courses.clear()
            self._seen.clear()
        self._last, arrived = now, list(self._latest.take())
        for name, message in arrived:
            self._readers[name](name.partition("/")[0], message)
        self._seen = {body: seen for body, seen in self._seen.items() if now - seen[1] <= LIFE}
        return bool(arrived)

    def _scene(self, course: Course | None) -> Scene:
        robots = self._measured(*self.hosts)
        if not isinstance(self.task, MultiliftTask):
            return formation(robots)
        return scene_of(self.task.team, course, self._last, robots, self._measured(names.LOAD))

    def _measured(self, *bodies: str) -> Odometry:
        """Odometry that is fresh, one row per body; NaN where there is none."""
        unknown = Odometry.unknown(1).rows(0), 0.0
        states = [self._seen.get(body, unknown)[0] for body in bodies]
        return Odometry(*(np.stack(parts) for parts in zip(*(vars(state).values() for state in states))))


def standing(task: Task) -> dict[str, Any]:
    """What does not change, by the names of plan.npz, and how high cylinders are shown."""
    team, keys = task.team, ("obstacle_center", "obstacle_radius", "obstacle_shape")
    common = {name: getattr(task, name) for name in keys} | {"required_pair_distance": task.clearance.pair}
    if isinstance(task, MultiliftTask):
        top = task.waypoint_position[:, 2].max() + team.cable_length.max()
        return {**common, "quad_radius": team.quad_radius, "load_radius": team.load_radius, "tall": top + MARGIN}
    top = max(task.start[:, 2].max(), task.goal[:, 2].max())
    return {**common, "quad_radius": team.radius, "tall": top + MARGIN}


def main(args: list[str] | None = None) -> int:
    """Show a team until interrupted or terminated; 2 if the node cannot be made."""
    return run(DisplayNode, args)


if __name__ == "__main__":
    sys.exit(main())
