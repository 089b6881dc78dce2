"""Where the quadrotors of an executed plan are, in the plane, and the derivative back to the plan."""

from __future__ import annotations

from functools import lru_cache

import casadi as ca
import numpy as np

from l2c_planner.models import CABLE, LOAD, cable
from l2c_planner.problems.problem import Problem


def planar_positions(problem: Problem, team: np.ndarray) -> np.ndarray:
    """Positions (n, N+1, 2) [m] of the quadrotors in team vectors (N+1, D) of stage (b)."""
    forward, _ = _functions(problem.classes[1].count)
    found = forward(*_given(problem, team)).full()
    return found.T.reshape(problem.knots, -1, 2).swapaxes(0, 1).copy()


def pull_back(problem: Problem, team: np.ndarray, by_position: np.ndarray) -> np.ndarray:
    """Derivative by the team vectors (N+1, D) from that by the positions (n, N+1, 2)."""
    n = problem.classes[1].count
    _, backward = _functions(n)
    seed = by_position.swapaxes(0, 1).reshape(problem.knots, 2 * n).T
    by_load, by_cables, _ = backward.map(problem.knots)(*_given(problem, team), 0, seed)
    by_team = np.zeros_like(team)
    load, cables = _columns(problem)
    by_team[:, load] = by_load.full().T
    by_team[:, cables] = by_cables.full().T
    return by_team


def _columns(problem: Problem) -> tuple[np.ndarray, np.ndarray]:
    """Where the load's state and those of the cables stand in a team vector."""
    load = problem.offsets["load"][0] + np.arange(LOAD.nx)
    return load, (problem.offsets["cable"][:, None] + np.arange(CABLE.nx)).reshape(-1)


def _given(problem: Problem, team: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    load, cables = _columns(problem)
    parameters = np.tile(problem.classes[1].parameters.reshape(-1, 1), (1, problem.knots))
    return team[:, load].T, team[:, cables].T, parameters


@lru_cache
def _functions(n: int) -> tuple[ca.Function, ca.Function]:
    """(load (13,), cables (8 n,), parameters (5 n,)) -> positions (2 n,) at one knot; and its adjoint."""
    load, cables, p = ca.SX.sym("load", LOAD.nx), ca.SX.sym("cables", CABLE.nx * n), ca.SX.sym("p", CABLE.np * n)
    each = zip(ca.vertsplit(cables, CABLE.nx), ca.vertsplit(p, CABLE.np), strict=True)
    places = [cable.quadrotor_position(load, x, own)[:2] for x, own in each]
    at_knot = ca.Function("places", [load, cables, p], [ca.vertcat(*places)], {"cse": True})
    return at_knot, at_knot.reverse(1)
