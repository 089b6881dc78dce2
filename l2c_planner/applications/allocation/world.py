"""Robots and tasks: who is where and can do what, what is to be done where until when, and what it is worth."""

from __future__ import annotations

import math
from bisect import bisect_left
from dataclasses import dataclass, fields

import networkx as nx
import numpy as np
from scipy.spatial.distance import pdist

from l2c_planner.consensus.errors import Unfit
from l2c_planner.consensus.graphs import from_positions

CAPABILITIES = ("camera", "gripper", "sprayer")
AREA = 100.0
"""Side of the square in which random worlds lie [m]."""
ROUNDING = 1e-9
"""Share by which radio ranges are longer than the distances that they bridge."""
DECAY = 0.01
"""Share of its reward that a task loses per second until it is done [1/s]."""
LEAST_ROBOTS = 2


@dataclass(frozen=True, eq=False)
class Robots:
    """What each robot knows of itself."""

    position: np.ndarray
    """(A, 2) [m]."""
    speed: np.ndarray
    """(A,) [m/s]."""
    able: np.ndarray
    """(A, C) whether it has a capability."""
    battery: np.ndarray
    """(A,) energy for the way out, the work and the way back [J]."""
    per_metre: np.ndarray
    """(A,) energy for driving [J/m]."""
    power: np.ndarray
    """(A,) while working [W]."""

    def rows(self, index: np.ndarray) -> Robots:
        """Some of them."""
        return Robots(*(getattr(self, field.name)[index] for field in fields(self)))


@dataclass(frozen=True, eq=False)
class Tasks:
    """What all robots know of what is to be done."""

    position: np.ndarray
    """(T, 2) [m]."""
    duration: np.ndarray
    """(T,) of the work [s]."""
    needs: np.ndarray
    """(T,) number of the capability."""
    deadline: np.ndarray
    """(T,) time at which it must be done [s]."""
    reward: np.ndarray
    """(T,) for doing it at once; see `DECAY`."""


@dataclass(frozen=True, eq=False)
class World:
    """A fleet and its tasks."""

    robots: Robots
    tasks: Tasks
    capabilities: tuple[str, ...] = CAPABILITIES

    def rows(self, index: np.ndarray) -> World:
        """What some robots know."""
        return World(self.robots.rows(index), self.tasks, self.capabilities)


def random_world(robots: int, tasks: int, seed: int = 0) -> World:
    """Two capabilities per robot; task j can be done alone by robot j modulo the number of robots, if by no other.

    Raises Unfit for a single robot, or none.
    """
    if robots < LEAST_ROBOTS:
        raise Unfit(f"{robots} robots: nobody to share tasks with; valid: {LEAST_ROBOTS} or more")
    rng, owner = np.random.default_rng((seed, robots, tasks)), np.arange(tasks) % robots
    count = len(CAPABILITIES)
    able = np.ones((robots, count), bool)
    able[np.arange(robots), rng.integers(0, count, robots)] = False
    place, target = scattered(robots, AREA, rng), rng.uniform(0, AREA, (tasks, 2))
    speed, duration = rng.uniform(2, 6, robots), rng.uniform(5, 15, tasks)
    per_metre, power = rng.uniform(20, 60, robots), rng.uniform(50, 150, robots)
    way = np.linalg.norm(target - place[owner], axis=1)
    alone = 2 * way * per_metre[owner] + duration * power[owner]
    battery = np.zeros(robots)
    np.maximum.at(battery, owner, alone)
    battery = np.maximum(battery, 2 * AREA * per_metre) * rng.uniform(1.0, 1.5, robots)
    deadline = way / speed[owner] + duration + rng.uniform(5, 60, tasks)
    needs = np.array([rng.choice(np.flatnonzero(able[i])) for i in owner], int)
    fleet = Robots(place, speed, able, battery, per_metre, power)
    return World(fleet, Tasks(target, duration, needs, deadline, rng.uniform(5, 10, tasks)))


def scattered(count: int, side: float, rng: np.random.Generator) -> np.ndarray:
    """Random places (count, 2) in a square of a side [m], one at most in each cell of a grid."""
    cells = math.ceil(math.sqrt(count))
    corner = np.stack(np.divmod(rng.permutation(cells**2)[:count], cells), axis=1)
    return side / cells * (corner + rng.uniform(0.15, 0.85, (count, 2)))


def in_range(positions: np.ndarray) -> nx.Graph:
    """Who hears whom of robots at positions (A, 2) [m]: in the least range that connects all, whoever of them dies."""
    ranges = np.unique(pdist(positions)) * (1 + ROUNDING)
    enough = bisect_left(ranges, True, key=lambda radius: nx.is_biconnected(from_positions(positions, radius)))
    return from_positions(positions, ranges[enough])
