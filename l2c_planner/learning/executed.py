"""The executed plan of a multilift problem (`WrenchRollout`) as a differentiable function of the primal plans."""

from __future__ import annotations

from functools import lru_cache

import casadi as ca
import numpy as np

from l2c_planner.models import LOAD, manifold, rk4
from l2c_planner.problems.problem import Problem

DIRECTION, TENSION, ARM = slice(0, 3), 6, slice(2, 5)
"""Where a cable's state holds direction and tension, and its parameters the attachment."""


class ExecutedPlan:
    """Team vectors (N+1, D) whose load follows the wrench that the cables exert."""

    def __init__(self, problem: Problem) -> None:
        load, cables = problem.classes
        self._steps, self._initial = problem.steps, load.initial[0]
        self._parameters = np.concatenate([load.parameters[0], cables.parameters[:, ARM].reshape(-1), [problem.dt]])
        self._load = problem.offsets["load"][0] + np.arange(load.width)
        starts = problem.offsets["cable"]
        self._direction = starts[:, None] + np.arange(3)
        self._tension = starts + TENSION
        self._roll, self._back = _functions(cables.count, problem.steps)

    def __call__(self, team: np.ndarray) -> np.ndarray:
        """Executed plans of primal plans."""
        states, wrenches = self._rolled(team)
        executed = team.copy()
        executed[:, self._load] = 0.0
        executed[:, self._load[:13]] = np.vstack([self._initial, states])
        executed[:-1, self._load[13:]] = wrenches
        return executed

    def pull_back(self, team: np.ndarray, by_executed: np.ndarray) -> np.ndarray:
        """Derivative by the primal plans from that by the executed ones, both (N+1, D)."""
        states, wrenches = self._rolled(team)
        seed = by_executed[:, self._load]
        given = (self._initial, self._forces(team).T, self._parameters, states.T, wrenches.T, seed[1:, :13].T)
        _, by_force, _ = self._back(*given, seed[:-1, 13:].T)
        by_force = by_force.full().T.reshape(self._steps, -1, 3)
        by_team = by_executed.copy()
        by_team[:, self._load] = 0.0
        direction, tension = team[:-1, self._direction], team[:-1, self._tension]
        by_team[:-1, self._direction] += by_force * tension[..., None]
        by_team[:-1, self._tension] += np.sum(by_force * direction, axis=-1)
        return by_team

    def _rolled(self, team: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        states, wrenches = self._roll(self._initial, self._forces(team).T, self._parameters)
        return states.full().T, wrenches.full().T

    def _forces(self, team: np.ndarray) -> np.ndarray:
        """World cable forces (N, 3 n)."""
        forces = team[:-1, self._direction] * team[:-1, self._tension][..., None]
        return forces.reshape(self._steps, -1)


@lru_cache
def _functions(n: int, steps: int) -> tuple[ca.Function, ca.Function]:
    """(x0, forces, parameters) -> states 1..N and wrenches, one per column; and its adjoint."""
    x, f, p = ca.SX.sym("x", 13), ca.SX.sym("f", 3 * n), ca.SX.sym("p", 8 + 3 * n)
    rotation, wrench = manifold.rotation(x[6:10]), ca.SX.zeros(6)
    for i in range(n):
        own = rotation.T @ f[3 * i : 3 * i + 3]
        wrench += ca.vertcat(own, ca.cross(p[7 + 3 * i : 10 + 3 * i], own))
    following = rk4(LOAD.f)(x, wrench, p[:7], p[-1])
    step = ca.Function("step", [x, f, p], [following, wrench], {"cse": True})
    X, F, P = ca.MX.sym("x", 13), ca.MX.sym("f", 3 * n, steps), ca.MX.sym("p", 8 + 3 * n)
    whole = ca.Function("roll", [X, F, P], step.mapaccum("rolled", steps)(X, F, ca.repmat(P, 1, steps)))
    return whole, whole.reverse(1)
