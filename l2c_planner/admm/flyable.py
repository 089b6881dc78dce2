"""Whether a trajectory that a host tells can have come out of a local solver: it starts where its agent is, obeys the
dynamics from knot to knot and keeps the limits of the inputs.

What a solver finds is a roll-out, whatever copies its host was told or missed. So a table that is none is a lie or a
fault of its host, never one of the network. One kernel call looks at all knots of a trajectory.
"""

from __future__ import annotations

from functools import lru_cache

import casadi as ca
import numpy as np

from l2c_planner.kernels import LANES, Kernel, compile_kernel
from l2c_planner.kernels.lanes import from_lanes, groups, to_lanes
from l2c_planner.models import Model, rk4
from l2c_planner.problems.problem import AgentClass, Problem

ROUNDING = 1e-7
"""Largest difference between a state and the step that leads to it, relative to 1 and the state; 1e-14 in truth."""


class Flyable:
    """Looks at trajectories of the agents of a problem; arrays and kernels are made once."""

    def __init__(self, problem: Problem) -> None:
        self._places = {agent: (c, i) for c in problem.classes for i, agent in enumerate(c.agents)}
        self._dt, self._steps = problem.dt, problem.steps
        self._bound = {c.name: _Steps(c.model, problem.steps) for c in problem.classes}

    def objection(self, agent: str, table: np.ndarray) -> str:
        """Why a trajectory (N+1, nx + nu) is none of an agent; empty if it is one."""
        c, i = self._places[agent]
        states, inputs = table[:, : c.model.nx], table[:-1, c.model.nx :]
        off = np.abs(states[0] - c.initial[i])
        if not (off <= ROUNDING * (1 + np.abs(c.initial[i]))).all():
            return f"{agent} starts {off.max():.3g} from where it is"
        parameters = np.append(c.parameters[i], self._dt)
        defect = np.abs(self._bound[c.name](states, inputs, parameters) - states[1:])
        wrong = ~(defect <= ROUNDING * (1 + np.abs(states[1:]))).all(axis=1)
        if wrong.any():
            knot = int(wrong.argmax()) + 1
            return f"{agent} does not obey its dynamics at knot {knot}, by {defect[knot - 1].max():.3g}"
        return _beyond(agent, c, i, inputs)


def _beyond(agent: str, c: AgentClass, i: int, inputs: np.ndarray) -> str:
    if c.input_bounds is None:
        return ""
    lower, upper = (np.broadcast_to(bound, (c.count, c.model.nu))[i] for bound in c.input_bounds)
    excess = np.maximum(lower - inputs, inputs - upper).max(axis=1)
    knot = int(excess.argmax())
    return f"{agent} exceeds its inputs at knot {knot}, by {excess[knot]:.3g}" if excess[knot] > ROUNDING else ""


class _Steps:
    """One step from every knot of a trajectory; lane = knot."""

    def __init__(self, model: Model, steps: int) -> None:
        size = groups(steps)
        self._x, self._u = np.zeros((size, model.nx, LANES)), np.zeros((size, model.nu, LANES))
        self._p, self._next = np.zeros((model.np + 1, LANES)), np.zeros((size, model.nx, LANES))
        self._run = _kernel(model).bind(x=self._x, u=self._u, p=self._p, x_next=self._next)

    def __call__(self, states: np.ndarray, inputs: np.ndarray, parameters: np.ndarray) -> np.ndarray:
        """States (N, nx) after a step from all but the last of (N+1, nx), with inputs (N, nu)."""
        self._x[:], self._u[:], self._p[:] = to_lanes(states[:-1]), to_lanes(inputs), parameters[:, None]
        with np.errstate(all="ignore"):
            self._run()
        return from_lanes(self._next, len(inputs))


@lru_cache
def _kernel(model: Model) -> Kernel:
    x, u, p = (ca.SX.sym(n, size) for n, size in (("x", model.nx), ("u", model.nu), ("p", model.np + 1)))
    following = rk4(model.f)(x, u, p[: model.np], p[model.np])
    return compile_kernel(
        ca.Function(f"step_{model.name}", [x, u, p], [ca.cse(following)], ["x", "u", "p"], ["x_next"])
    )
