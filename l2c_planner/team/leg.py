"""A leg of a flight: what the captain tells of a plan that begins in the air, as a row of numbers and back."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from l2c_planner.config import MultiliftTask, Task
from l2c_planner.problems.multilift.window import Detour, Window

HEAD = 4
"""Numbers before those of the window: start of the mission, plan that is gone on from, knot, 1 with a detour."""
DETOUR = 14
"""Numbers of a detour."""
LATEST_KNOT = LATEST_PLAN = 2**31
FURTHEST, LATEST, SHORTEST = 1e6, 2.0**33, 1e-3
"""Numbers that are believed: states, times [s], duration of a detour [s]."""
UNIT_NORM = 1e-2
"""Largest deviation of a unit vector's length that is believed."""


@dataclass(frozen=True, eq=False)
class Leg:
    """A plan in flight."""

    begin: float
    """Start of the mission, by the clock that all hosts share [s]."""
    window: Window
    base: int = 0
    """Number of the plan whose rounds all hosts go on from; 0: all begin afresh. Never some so and some so: what one
    host remembers and another does not makes a plan that leaps where it begins."""

    def start(self, dt: float) -> float:
        """When the plan starts, by the same clock, for time steps [s]."""
        return self.begin + self.window.knot * dt

    def row(self) -> np.ndarray:
        """All its numbers in a row."""
        w = self.window
        d = w.detour
        detour = [] if d is None else [d.begin, d.end, *d.start.reshape(-1), *d.last]
        head = [self.begin, float(self.base), float(w.knot), float(d is not None)]
        return np.concatenate([head, w.load, w.cables.reshape(-1), w.obstacles.reshape(-1), detour])


def read_leg(row: np.ndarray, task: Task) -> Leg | None:
    """The leg in a row of finite numbers; None if it is none of this task."""
    if not isinstance(task, MultiliftTask) or len(row) < HEAD:
        return None
    n, m = task.team.n, len(task.obstacle_radius)
    base, knot, turned = row[1:HEAD]
    sizes = (13, 8 * n, 6 * m, DETOUR if turned else 0)
    if not 0 <= base < LATEST_PLAN or base != int(base):
        return None
    if not 0 < knot < LATEST_KNOT or turned not in (0.0, 1.0) or len(row) != HEAD + sum(sizes) or knot != int(knot):
        return None
    if np.abs(row[HEAD:]).max() > FURTHEST or np.abs(row).max() > LATEST:
        return None
    load, cables, obstacles, rest = np.split(row[HEAD:], np.cumsum(sizes[:3]))
    cables = cables.reshape(n, 8)
    lengths = np.concatenate([[np.linalg.norm(load[6:10])], np.linalg.norm(cables[:, :3], axis=1)])
    if (np.abs(lengths - 1) > UNIT_NORM).any() or (turned and rest[1] - rest[0] < SHORTEST):
        return None
    detour = (
        Detour(float(rest[0]), float(rest[1]), rest[2:11].reshape(3, 3).copy(), rest[11:].copy()) if turned else None
    )
    window = Window(int(knot), load.copy(), cables.copy(), obstacles.reshape(m, 6).copy(), detour)
    return Leg(float(row[0]), window, int(base))
