"""Sensitivities of the local problems of one class: factorised at their solution, solved for any right-hand side."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from l2c_planner.ddp import LocalSolver
from l2c_planner.ddp.expressions import Knot
from l2c_planner.gradient import expressions
from l2c_planner.kernels import LANES, Kernel, compile_kernel
from l2c_planner.kernels.lanes import from_lanes, groups, to_lanes
from l2c_planner.models import Model


@dataclass(frozen=True)
class Response:
    """What trajectories answer to right-hand sides; arrays over items."""

    states: np.ndarray
    """(items, N+1, nx)."""
    inputs: np.ndarray
    """(items, N, nu)."""
    initial: np.ndarray
    """Derivative of the right-hand side's product with the solution by the initial state, (items, nx)."""


@lru_cache
def _factor_kernel(model: Model, exact: bool, bounded: bool) -> Kernel:
    return compile_kernel(expressions.factor(Knot(model, exact, bounded)), inplace=("carry_next",))


@lru_cache
def _linear_kernels(nx: int, nu: int) -> tuple[Kernel, Kernel]:
    return compile_kernel(expressions.backward(nx, nu), inplace=("T_next",)), compile_kernel(
        expressions.forward(nx, nu)
    )


@dataclass(frozen=True)
class Trajectory:
    """A solution of the local problems of `count` agents, in lane layout as in `LocalSolver`."""

    X: np.ndarray
    U: np.ndarray
    state_weight: np.ndarray
    state_center: np.ndarray
    input_weight: np.ndarray
    input_center: np.ndarray

    @classmethod
    def of(cls, solver: LocalSolver) -> Trajectory:
        """A copy of where a solver stands."""
        return cls(*(getattr(solver, name).copy() for name in cls.__dataclass_fields__))


class LocalSensitivity:
    """The factorisation of the sensitivity problems of a class of agents.

    exact: with the curvature of the dynamics; without it, that of Gauss and Newton, which is biased (admm_ddp 7.2).
    """

    def __init__(self, solver: LocalSolver, at: Trajectory, exact: bool = True) -> None:
        self.model, self.steps, self.count = solver.model, solver.steps, solver.count
        size, nx, nu, N = len(at.X), self.model.nx, self.model.nu, solver.steps
        pivot = expressions.pivot_row(nx)
        self._A, self._B, self._K, self._M = (
            np.empty((size, N, n, LANES)) for n in (nx * nx, nx * nu, nu * nx, nu * nu)
        )
        carry = np.zeros((size, pivot.stop, LANES))
        carry[:, pivot] = np.inf
        kernel = _factor_kernel(self.model, exact, solver.bounded)
        for g in range(size):
            along = dict(x=at.X[g, :-1], y=at.X[g, 1:], u=at.U[g], W=at.state_weight[g, 1:], c=at.state_center[g, 1:])
            along |= dict(E=at.input_weight[g], e=at.input_center[g])
            along |= dict(A=self._A[g], B=self._B[g], K=self._K[g], M=self._M[g])
            fixed = dict(carry=carry[g], carry_next=carry[g], p=solver.theta[g])
            fixed |= dict(lower=solver.lower[g], upper=solver.upper[g])
            data = {name: array[::-1] for name, array in along.items()} | fixed
            kernel.bind(**{name: data[name] for name in kernel.arguments})()
        self.pivot = from_lanes(carry[:, pivot], self.count)[:, 0]
        """Smallest pivot of Q_uu relative to its diagonal (count,): below zero the solution is no minimum."""

    def solve(
        self,
        states: np.ndarray,
        inputs: np.ndarray,
        agents: np.ndarray | None = None,
        initial: np.ndarray | None = None,
    ) -> Response:
        """Trajectories that answer right-hand sides.

        Args:
            states: (items, N+1, nx); what stands at knot 0 only enters ``initial``.
            inputs: (items, N, nu).
            agents: Agent of every item; None for one item per agent.
            initial: Change of the initial states (items, nx); None for none.
        """
        items, size, nx, nu = len(states), groups(len(states)), self.model.nx, self.model.nu
        A, B, K, M = self._A, self._B, self._K, self._M
        if agents is not None:
            A, B, K, M = (to_lanes(from_lanes(array, self.count)[agents]) for array in (A, B, K, M))
        q, r = to_lanes(states), to_lanes(inputs)
        T, k = np.zeros((size, nx, LANES)), np.empty((size, self.steps, nu, LANES))
        dX, dU = np.zeros((size, self.steps + 1, nx, LANES)), np.empty((size, self.steps, nu, LANES))
        if initial is not None:
            dX[:, 0] = to_lanes(initial)
        back, ahead = _linear_kernels(nx, nu)
        for g in range(size):
            along = dict(q=q[g, 1:], r=r[g], A=A[g], B=B[g], K=K[g], M=M[g], k=k[g])
            back.bind(T=T[g], T_next=T[g], **{name: array[::-1] for name, array in along.items()})()
            ahead.bind(dx=dX[g, :-1], dy=dX[g, 1:], k=k[g], du=dU[g], A=A[g], B=B[g], K=K[g])()
        by_initial = from_lanes(T, items) + states[:, 0]
        return Response(from_lanes(dX, items), from_lanes(dU, items), by_initial)
