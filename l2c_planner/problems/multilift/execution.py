"""From an ADMM plan to one that can be executed: the load follows the wrench that the cables really exert.

The wrench is set to [F; M] = P [R^T d_i t_i] at every knot, at the attitude the load really has, and the load is
integrated again: the wrench residual is zero by construction (admm_ddp section 10).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import casadi as ca
import numpy as np

from l2c_planner.kernels import LANES, Kernel, compile_kernel
from l2c_planner.kernels.lanes import from_lanes, to_lanes
from l2c_planner.models import LOAD, cable, manifold, rk4
from l2c_planner.problems.problem import Problem

Trajectory = dict[str, tuple[np.ndarray, np.ndarray]]


class WrenchRollout:
    """Roll-out of the load under the cable forces of a plan; arrays and kernel are made once."""

    def __init__(self, problem: Problem) -> None:
        load, cables = problem.classes
        self._problem, n = problem, cables.count
        self._forces = np.zeros((problem.steps, 3 * n, LANES))
        self._state, self._states = np.zeros((1, 13, LANES)), np.zeros((problem.steps, 13, LANES))
        self._wrenches = np.zeros((problem.steps, 6, LANES))
        parameters = np.concatenate([load.parameters[0], cables.parameters[:, 2:5].reshape(-1), [problem.dt]])
        parameters = np.ascontiguousarray(np.repeat(parameters[:, None], LANES, axis=1))
        self._run = _kernel(n).bind(
            x=self._state, f=self._forces, p=parameters, x_next=self._state, state=self._states, wrench=self._wrenches
        )

    def __call__(self, plan: Trajectory) -> Trajectory:
        """Plan with the load's states (1, N+1, 13) and wrenches (1, N, 6) replaced; the cables stay as they are."""
        cables, _ = plan["cable"]
        forces = cables[:, :-1, 0:3] * cables[:, :-1, 6:7]
        self._forces[:] = np.moveaxis(forces, 0, 1).reshape(len(self._forces), -1, 1)
        initial = self._problem.classes[0].initial[0]
        self._state[:] = initial[:, None]
        self._run()
        states = np.concatenate([initial[None], self._states[:, :, 0]])
        return {"load": (states[None], self._wrenches[None, :, :, 0].copy()), "cable": plan["cable"]}


@lru_cache
def _kernel(n: int) -> Kernel:
    """(x, world cable forces, p) -> next state, twice (carried and kept), and the wrench of the step."""
    x, f, p = ca.SX.sym("x", 13), ca.SX.sym("f", 3 * n), ca.SX.sym("p", 7 + 3 * n + 1)
    rotation = manifold.rotation(x[6:10])
    force, moment = ca.SX.zeros(3), ca.SX.zeros(3)
    for i in range(n):
        own = rotation.T @ f[3 * i : 3 * i + 3]
        force, moment = force + own, moment + ca.cross(p[7 + 3 * i : 10 + 3 * i], own)
    wrench = ca.vertcat(force, moment)
    following = rk4(LOAD.f)(x, wrench, p[:7], p[-1])
    names = ["x_next", "state", "wrench"]
    function = ca.Function("wrench_rollout", [x, f, p], [following, following, wrench], ["x", "f", "p"], names)
    return compile_kernel(function, inplace=["x_next"])


def wrench_residual(problem: Problem, plan: Trajectory) -> np.ndarray:
    """Force and moment that the cables exert beyond those of the plan, body frame, (N, 6) [N, N m]."""
    (loads, wrenches), (cables, _) = plan["load"], plan["cable"]
    rotation = manifold.rotation_matrices(loads[0, :-1, 6:10])
    world = cables[:, :-1, 0:3] * cables[:, :-1, 6:7]
    body = np.einsum("kji,nkj->nki", rotation, world)
    moment = np.cross(problem.classes[1].parameters[:, None, 2:5], body)
    return np.concatenate([body.sum(axis=0), moment.sum(axis=0)], axis=1) - wrenches[0]


@dataclass(frozen=True)
class Geometry:
    """Where everything is; n quadrotors."""

    quad_position: np.ndarray
    """(n, N+1, 3) [m]."""
    quad_thrust: np.ndarray
    """Thrust vector, world, (n, N, 3) [N]."""


def geometry(problem: Problem, plan: Trajectory) -> Geometry:
    """Quadrotor positions and thrusts of a plan; lane = cable."""
    load, cables = problem.classes
    (loads, wrenches), (states, inputs) = plan["load"], plan["cable"]
    x = to_lanes(states)
    u = np.zeros((len(x), problem.knots, 4, LANES))
    u[:, :-1] = to_lanes(inputs)
    wrench = np.concatenate([wrenches[0], np.zeros((1, 6))])
    position, thrust = np.zeros((len(x), problem.knots, 3, LANES)), np.zeros((len(x), problem.knots, 3, LANES))
    _geometry_kernel().bind(
        load_x=_same(loads[0]), wrench=_same(wrench), load_p=_same(load.parameters[0]), x=x, u=u,
        p=to_lanes(cables.parameters)[:, None], position=position, thrust=thrust,
    )()  # fmt: skip
    return Geometry(from_lanes(position, cables.count), from_lanes(thrust, cables.count)[:, :-1])


def _same(values: np.ndarray) -> np.ndarray:
    """The same numbers in every lane."""
    return np.ascontiguousarray(np.repeat(values[..., None], LANES, axis=-1))


@lru_cache
def _geometry_kernel() -> Kernel:
    """Quadrotor position and thrust of one cable at one knot."""
    names, sizes = ("load_x", "wrench", "load_p", "x", "u", "p"), (13, 6, 7, 8, 4, 5)
    load_x, wrench, load_p, x, u, p = symbols = [ca.SX.sym(n, s) for n, s in zip(names, sizes, strict=True)]
    results = [cable.quadrotor_position(load_x, x, p), cable.thrust_from_wrench(load_x, wrench, load_p, x, u, p)]
    return compile_kernel(ca.Function("geometry", symbols, ca.cse(results), names, ("position", "thrust")))
