"""A leg of a flight: what the captain tells of a plan that begins in the air, as a row of numbers and back."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from l2c_planner.config import MultiliftTask, Task
from l2c_planner.problems.multilift.window import Detour, Window

HEAD = 3
"""Numbers before those of the window: start of the mission, knot, number of detours."""
LATEST_KNOT = 2**31
UNIT_NORM = 1e-2
"""Largest deviation of a unit vector's length that is believed."""


@dataclass(frozen=True, eq=False)
class Leg:
    """A plan in flight."""

    begin: float
    """Start of the mission, by the clock that all hosts share [s]."""
    window: Window

    def start(self, dt: float) -> float:
        """When the plan starts, by the same clock, for time steps [s]."""
        return self.begin + self.window.knot * dt

    def row(self) -> np.ndarray:
        """All its numbers in a row."""
        w = self.window
        detours = [np.r_[d.goal, d.begin, d.end] for d in w.detours]
        head = [self.begin, float(w.knot), float(len(detours))]
        return np.concatenate([head, w.load, w.cables.reshape(-1), w.obstacles.reshape(-1), *detours])


def read_leg(row: np.ndarray, task: Task) -> Leg | None:
    """The leg in a row of finite numbers; None if it is none of this task."""
    if not isinstance(task, MultiliftTask) or len(row) < HEAD:
        return None
    n, m = task.team.n, len(task.obstacle_radius)
    knot, detours = row[1], row[2]
    sizes = (13, 8 * n, 6 * m, 5 * detours)
    if not 0 < knot < LATEST_KNOT or not 0 <= detours <= len(row) or len(row) != HEAD + sum(sizes):
        return None
    if knot != int(knot) or detours != int(detours):
        return None
    load, cables, obstacles, rest = np.split(row[HEAD:], np.cumsum(sizes[:3]))
    cables, rest = cables.reshape(n, 8), rest.reshape(-1, 5)
    lengths = np.concatenate([[np.linalg.norm(load[6:10])], np.linalg.norm(cables[:, :3], axis=1)])
    if (np.abs(lengths - 1) > UNIT_NORM).any() or (rest[:, 4] <= rest[:, 3]).any():
        return None
    turns = tuple(Detour(r[:3].copy(), float(r[3]), float(r[4])) for r in rest)
    return Leg(float(row[0]), Window(int(knot), load.copy(), cables.copy(), obstacles.reshape(m, 6).copy(), turns))
