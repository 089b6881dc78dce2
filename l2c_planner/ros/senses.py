"""What a planner's node hears of where its robot, the load and obstacles are; looked at when it is needed."""

from __future__ import annotations

import time
from collections.abc import Callable

from l2c_planner.config import MultiliftTask, Task
from l2c_planner.control import Odometry
from l2c_planner.ros import names
from l2c_planner.ros.newest import Newest, Undisturbed
from l2c_planner.ros.odometry import Located
from l2c_planner.ros.serialised import odometry_of
from l2c_planner.ros.topics import Topic
from l2c_planner.team.senses import Seen, Senses

LIFE = 1.0
"""Odometry that came longer ago says nothing about where a body is [s]."""


class Hearing:
    """Odometry of the node's own robot, of the load, and of the obstacles that move by their names.

    refused: told why odometry cannot be used.
    """

    def __init__(self, node: Undisturbed, topic: Topic, task: Task, frame: str, refused: Callable[[str], None]) -> None:
        self._obstacles = task.moving_obstacles if isinstance(task, MultiliftTask) else ()
        others = (names.LOAD, *self._obstacles) if isinstance(task, MultiliftTask) else ()
        self._newest, self._frame, self._refused = Newest(node, topic, (None, *others)), frame, refused
        self._heard: dict[str | None, tuple[Located, float]] = {}

    def heard(self, body: str | None = None) -> tuple[Located, float] | None:
        """The newest usable odometry of a body, None is the own robot, and when it came by `time.monotonic` [s]."""
        if (news := self._newest.take(body)) is not None:
            located, reason = odometry_of(news[0], self._frame)
            if located is None:
                self._refused(f"odometry{'' if body is None else f' of {body}'}: {reason}")
            else:
                self._heard[body] = located, news[1]
        return self._heard.get(body)

    def senses(self) -> Senses:
        """All that is known now."""
        obstacles = {name: seen for name in self._obstacles if (seen := self._seen(name)) is not None}
        return Senses(self._seen(None), self._seen(names.LOAD) if names.LOAD in self._newest else None, obstacles)

    def close(self) -> None:
        """Stop listening."""
        self._newest.close()

    def _seen(self, body: str | None) -> Seen | None:
        heard = self.heard(body)
        if heard is None or time.monotonic() - heard[1] > LIFE:
            return None
        located = heard[0]
        return Seen(located.time, Odometry(located.position, located.velocity, located.attitude, located.rate))
