"""A formation that robots of a swarm keep on their way: whose relative positions cost, and how much."""

from __future__ import annotations

from dataclasses import dataclass

import casadi as ca
import numpy as np

from l2c_planner.config import SwarmTask
from l2c_planner.problems.problem import Problem


@dataclass(frozen=True, eq=False)
class Formed:
    """Pairs that keep a formation, component by component."""

    pairs: np.ndarray
    """(F, 2) numbers of the robots."""
    first: np.ndarray
    """(M,) components of the team vector."""
    second: np.ndarray
    """(M,) the same; -1 for a height that is kept, which `place` has instead."""
    place: np.ndarray
    """(M,) what the first is to be beyond the second [m]."""
    weight: float
    """Of the square of what is missing [1/m^2]."""

    def cost(self, team: np.ndarray) -> float:
        """1/2 w |p_i - p_j - o|^2 over all pairs and knots of team vectors (N+1, D)."""
        second = np.where(self.second < 0, 0.0, team[:, self.second])
        return 0.5 * self.weight * float(np.sum((team[:, self.first] - second - self.place) ** 2))

    def expression(self, team: ca.MX) -> ca.MX:
        """The same of components over time (D, N+1)."""
        padded = ca.vertcat(team, ca.MX.zeros(1, team.shape[1]))
        second = np.where(self.second < 0, team.shape[0], self.second)
        off = team[self.first.tolist(), :] - padded[second.tolist(), :]
        return 0.5 * self.weight * ca.sumsqr(off - ca.repmat(ca.DM(self.place), 1, team.shape[1]))


@dataclass(frozen=True, eq=False)
class SwarmProblem(Problem):
    """A planning problem in which pairs of robots may have a cost of their own; `formed` is of the whole team."""

    formed: Formed | None = None

    def cost(self, plan: dict[str, tuple[np.ndarray, np.ndarray]]) -> float:
        """Tracking cost of all robots, and that of the formation."""
        return super().cost(plan) + (self.formed.cost(self.stack(plan)) if self.formed else 0.0)


def formed(task: SwarmTask, problem: Problem, pairs: np.ndarray) -> Formed | None:
    """Of the pairs (F, 2) that keep a formation; None if there is none."""
    kept, flat = pairs[keeps(task, pairs)], task.team.in_plane
    if not len(kept):
        return None
    kept = np.where(flat[kept[:, :1]] & ~flat[kept[:, 1:]], kept[:, ::-1], kept)
    entries: list[tuple[int, int, float]] = []
    for (i, j), place in zip(kept, relative_places(task, kept)):
        first, second = (problem.columns[f"robot_{k}"] for k in (i, j))
        entries += [(first[axis], second[axis], place[axis]) for axis in (0, 1)]
        if not flat[i]:
            height = task.start[j, 2] if flat[j] else 0.0
            entries.append((first[2], -1 if flat[j] else second[2], place[2] + height))
    first, second, place = (np.array(column) for column in zip(*entries))
    return Formed(kept, first, second, place, task.formation.weight)


def formation_pairs(task: SwarmTask) -> np.ndarray:
    """Pairs that keep a formation by name, whether neighbours or not, (F, 2) ascending; none if neighbours do."""
    between = (task.formation and task.formation.between) or ()
    return np.unique(np.sort(np.array(between, int).reshape(-1, 2), axis=1), axis=0)


def keeps(task: SwarmTask, pairs: np.ndarray) -> np.ndarray:
    """(F,) which of the pairs (F, 2) keep a formation."""
    if task.formation is None:
        return np.zeros(len(pairs), bool)
    if task.formation.between is None:
        return np.ones(len(pairs), bool)
    chosen = {frozenset(pair) for pair in task.formation.between}
    return np.array([frozenset(pair) in chosen for pair in pairs.tolist()], bool)


def deviations(task: SwarmTask, positions: np.ndarray, pairs: np.ndarray) -> np.ndarray:
    """How far pairs (F, 2) of robots at positions (n, K, 3) are off their relative positions, (F, K) [m]."""
    off = positions[pairs[:, 0]] - positions[pairs[:, 1]] - relative_places(task, pairs)[:, None]
    off[..., 2] *= ~task.team.in_plane[pairs].all(axis=1)[:, None]
    return np.linalg.norm(off, axis=-1)


def relative_places(task: SwarmTask, pairs: np.ndarray) -> np.ndarray:
    """(F, 3) where the first robot of each pair (F, 2) is to be, seen from the second [m]."""
    return task.places[pairs[:, 0]] - task.places[pairs[:, 1]]
