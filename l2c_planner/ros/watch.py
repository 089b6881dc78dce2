"""The side of the live view that hears a team: its newest odometry, plans and words, as pictures for a browser."""

from __future__ import annotations

import time
from typing import Any

import numpy as np
import rclpy
from rclpy.node import Node
from rclpy.qos import QoSProfile
from rclpy.subscription import Subscription

from l2c_planner.config import MultiliftTask, Task
from l2c_planner.control import Odometry, Track
from l2c_planner.msg import TeamPlan
from l2c_planner.report.live import picture
from l2c_planner.report.scene import Course, Courses, formation, scene_of
from l2c_planner.ros import names
from l2c_planner.ros.enclaves import LIVE_VIEW
from l2c_planner.ros.motion import read_team_plan
from l2c_planner.ros.odometry import Located, read_odometry
from l2c_planner.ros.topics import topics
from l2c_planner.ros.words import Words
from l2c_planner.team import Roster

LIFE = 1.0
"""Odometry that came longer ago no longer says where somebody is [s]."""
PLANS = 10
"""That a host may publish between two pictures."""


class LiveViewNode:
    """A node in a context of its own that says nothing; nothing has to spin it.

    The time of a picture is that of the newest odometry, so that simulated and real time are the same to it.
    """

    def __init__(self, task: Task, domain: int, namespace: str = "", frame: str = "map") -> None:
        """namespace: what comes before the robots' names.  frame: of odometry and plans."""
        self.task, self._frame = task, frame
        self._hosts = Roster.of(task).hosts
        self._bodies = (*self._hosts, names.LOAD)
        self._words, self._courses, self._now = Words(), Courses(), 0.0
        self._seen: dict[str, tuple[Located, float]] = {}
        """Odometry, and when it came by `time.monotonic` [s]."""
        self._context = rclpy.Context()
        rclpy.init(context=self._context, domain_id=domain)
        place = f"/{namespace.strip('/')}"
        self._node = Node(LIVE_VIEW, namespace=place, context=self._context, start_parameter_services=False)
        self._readers = {names.TEAM_PLAN: self._on_plan, names.STATUS: self._words.on_round}
        self._readers |= {names.TEAM: self._words.on_team, names.ODOMETRY: self._on_odometry}
        wanted = [(host, name) for host in self._hosts for name in self._readers]
        wanted += [(body, names.ODOMETRY) for body in (names.LOAD, *task.moving_obstacles)]
        self._subscriptions = {pair: self._subscribed(*pair) for pair in wanted}

    def close(self) -> None:
        """Leave the domain."""
        self._node.destroy_node()
        rclpy.try_shutdown(context=self._context)

    def look(self) -> tuple[dict[str, Any], Course | None]:
        """Take what has come; the present picture, and the plan that counts."""
        for (body, name), subscription in self._subscriptions.items():
            while (taken := subscription.handle.take_message(subscription.msg_type, False)) is not None:
                self._readers[name](body, taken[0])
        alive = {body: located for body, (located, came) in self._seen.items() if time.monotonic() - came < LIFE}
        now = max((located.time for located in alive.values()), default=None)
        if now is not None and now < self._now - LIFE:  # another simulation has begun
            self._courses.clear()
        self._now = self._now if now is None else now
        course = self._courses.at(now) if now is not None else None
        places = [_state(alive.get(body)) for body in self._bodies]
        robots, load = _rows(places[:-1]), _rows(places[-1:])
        if isinstance(self.task, MultiliftTask):
            scene = scene_of(self.task.team, course, now or 0.0, robots, load)
        else:
            scene = formation(robots)
        moving = {i: alive[name].position for i, name in enumerate(self.task.obstacle_names) if name in alive}
        return picture(scene, now, course, self._words.lines(None), moving), course

    def _subscribed(self, body: str, name: str) -> Subscription:
        """To the newest messages of a topic, which wait to be taken."""
        topic, kept = topics()[name], PLANS if name == names.TEAM_PLAN else 1
        qos = QoSProfile(depth=kept, reliability=topic.qos.reliability, durability=topic.qos.durability)
        return self._node.create_subscription(topic.type, f"{body}/{name}", lambda message: None, qos)

    def _on_odometry(self, body: str, message: Any) -> None:
        located, _ = read_odometry(message, self._frame)
        if located is not None:
            self._seen[body] = located, time.monotonic()

    def _on_plan(self, host: str, message: TeamPlan) -> None:
        arrays, _ = read_team_plan(message)
        stamp = message.header.stamp
        start = stamp.sec + stamp.nanosec * 1e-9
        if arrays == {}:
            self._courses.withdraw(self._now)
        elif arrays and not self._courses.knows(message.plan_id, start) and isinstance(self.task, MultiliftTask):
            try:
                self._courses.add(Course(message.plan_id, start, Track.of_plan(self.task.team, arrays)))
            except ValueError:
                return  # of another team


def _state(located: Located | None) -> Odometry:
    if located is None:
        return Odometry.unknown(1).rows(0)
    return Odometry(located.position, located.velocity, located.attitude, located.rate)


def _rows(states: list[Odometry]) -> Odometry:
    return Odometry(*(np.stack(parts) for parts in zip(*(vars(state).values() for state in states))))
