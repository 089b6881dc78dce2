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

    def place(self) -> tuple[float, ...]:
        """Time, position and velocity in a row."""
        return (self.time, *self.state.position.tolist(), *self.state.velocity.tolist())


@dataclass(frozen=True, eq=False)
class Senses:
    """What one host sees."""

    robot: Seen | None = None
    load: Seen | None = None
    obstacles: dict[str, Seen] = field(default_factory=dict)
    """By name, those of which anything is known."""
    robots: dict[int, Seen] = field(default_factory=dict)
    """Other robots by number, those that this host sees itself."""

    def fresh(self, clock: float) -> Senses:
        """What of it can be believed at a time."""
        robot, load = (x if x is not None and x.fresh(clock) else None for x in (self.robot, self.load))
        obstacles, robots = ({k: x for k, x in d.items() if x.fresh(clock)} for d in (self.obstacles, self.robots))
        return Senses(robot, load, obstacles, robots)

    def located(self) -> tuple[float, ...]:
        """What a heartbeat tells of the robot: time, position, velocity; empty if nothing is known."""
        return () if self.robot is None else self.robot.place()


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
