"""What a host knows of where things are: its robot, the load, obstacles that move, each with the time it was seen."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from l2c_planner.control import Odometry

OLDEST = 0.5
"""What was seen longer ago says nothing about where a thing is [s]."""


@dataclass(frozen=True, eq=False)
class Seen:
    """A body and the time at which it was there, by the clock that all hosts share [s]."""

    time: float
    state: Odometry
    """One body."""

    def fresh(self, clock: float) -> bool:
        """Whether it can be believed at a time; what comes from the future cannot."""
        return -OLDEST <= clock - self.time <= OLDEST


@dataclass(frozen=True, eq=False)
class Senses:
    """What one host sees."""

    robot: Seen | None = None
    load: Seen | None = None
    obstacles: dict[str, Seen] = field(default_factory=dict)
    """By name, those of which anything is known."""

    def located(self) -> tuple[float, ...]:
        """What a heartbeat tells of the robot: time, position, velocity; empty if nothing is known."""
        if self.robot is None:
            return ()
        return (self.robot.time, *self.robot.state.position.tolist(), *self.robot.state.velocity.tolist())


def robots_seen(located: dict[int, tuple[float, ...]], n: int, clock: float) -> tuple[np.ndarray, list[int]]:
    """Times, positions and velocities of n robots (n, 7), and the robots of which nothing fresh is known.

    located: as heartbeats tell it, by robot.
    """
    table = np.zeros((n, 7))
    unknown = []
    for robot in range(n):
        numbers = located.get(robot, ())
        if len(numbers) == 7 and abs(clock - numbers[0]) <= OLDEST:
            table[robot] = numbers
        else:
            unknown.append(robot)
    return table, unknown
