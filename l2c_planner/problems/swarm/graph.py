"""Who avoids whom: the edges of the neighbour graph of a swarm, and the pairs that are close to each other."""

from __future__ import annotations

import numpy as np
from scipy.spatial import cKDTree

from l2c_planner.config import SwarmTask
from l2c_planner.problems.swarm.formation import formation_pairs


def edges(task: SwarmTask, positions: np.ndarray) -> np.ndarray:
    """Neighbours (i, j) with i < j in ascending order, (F, 2).

    complete: everybody; ring: robot i and robot i + 1, closed; range: robots whose positions ever come closer than the
    range.  Pairs that the task's formation names are neighbours, too.

    positions: of the reference trajectories, (n, K, 3) [m]; the range is a planar distance, as the task file says.
    """
    named = formation_pairs(task)
    found = _by_kind(task, positions)
    return np.unique(np.concatenate([found, named]), axis=0) if len(named) else found


def _by_kind(task: SwarmTask, positions: np.ndarray) -> np.ndarray:
    kind, n = task.team.neighbours, task.team.n
    if kind == "complete":
        return all_pairs(n)
    if kind == "ring":
        around = np.column_stack([np.arange(n), (np.arange(n) + 1) % n])
        return np.unique(np.sort(around, axis=1), axis=0)
    return close_pairs(positions[..., :2], kind.range)


def all_pairs(n: int) -> np.ndarray:
    """Every pair (i, j) with i < j, (n (n - 1) / 2, 2)."""
    return np.column_stack(np.triu_indices(n, 1))


def close_pairs(positions: np.ndarray, distance: float) -> np.ndarray:
    """Pairs whose positions (n, K, axes) are closer than a distance at any knot, ascending, (F, 2)."""
    n = len(positions)
    found = np.zeros(0, int)
    for points in np.moveaxis(positions, 1, 0):
        i, j = cKDTree(points).query_pairs(distance, output_type="ndarray").T
        found = np.union1d(found, i * n + j)
    return np.column_stack([found // n, found % n])
