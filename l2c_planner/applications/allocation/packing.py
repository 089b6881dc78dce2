"""The best allocation of bundles by integer programming: choose one bundle per robot, no task twice."""

from __future__ import annotations

from itertools import combinations, permutations

import numpy as np
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from l2c_planner.applications.allocation.assignment import NOBODY
from l2c_planner.applications.allocation.scores import alone, worth
from l2c_planner.applications.allocation.world import World


def winners(world: World, ids: np.ndarray, longest: int) -> np.ndarray:
    """(T,) numbers of the robots that do the tasks in the best allocation, by HiGHS."""
    robot, bundles, values = _candidates(world, longest)
    if not bundles:
        return np.full(len(world.tasks.reward), NOBODY)
    length = [len(bundle) for bundle in bundles]
    tasks, count = len(world.tasks.reward), len(ids)
    column = np.arange(len(bundles))
    line = np.concatenate([robot, *(count + np.array(bundle) for bundle in bundles)])
    used = sparse.csr_array((np.ones(len(line)), (line, np.concatenate([column, np.repeat(column, length)]))),
                            (count + tasks, len(bundles)))  # fmt: skip
    found = milp(-values, integrality=np.ones(len(bundles)), bounds=Bounds(0, 1),
                 constraints=LinearConstraint(used, -np.inf, 1), options={"mip_rel_gap": 0.0})  # fmt: skip
    chosen = np.full(tasks, NOBODY)
    for k in np.flatnonzero(found.x > 0.5):
        chosen[list(bundles[k])] = ids[robot[k]]
    return chosen


def _candidates(world: World, longest: int) -> tuple[np.ndarray, list[tuple[int, ...]], np.ndarray]:
    """Robots, bundles and worths of all that can be done with a gain."""
    robots: list[int] = []
    bundles: list[tuple[int, ...]] = []
    values: list[float] = []
    for row, single in enumerate(alone(world)):
        possible = np.flatnonzero(np.isfinite(single)).tolist()
        for length in range(1, min(longest, len(possible)) + 1):
            sets = list(combinations(possible, length))
            best = _best_orders(world, row, np.array(sets))
            kept = np.flatnonzero(best > 0)
            robots += [row] * len(kept)
            bundles += [sets[k] for k in kept]
            values += best[kept].tolist()
    return np.array(robots), bundles, np.array(values)


def _best_orders(world: World, row: int, sets: np.ndarray) -> np.ndarray:
    """Worth (R,) of sets (R, l) of tasks in their best order."""
    orders = np.array(list(permutations(range(sets.shape[1]))))
    routes = sets[:, orders]
    return worth(world, row, routes.reshape(-1, sets.shape[1])).reshape(len(sets), -1).max(axis=1)
