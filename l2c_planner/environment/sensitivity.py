"""Exact derivatives of plans by the layout: implicit differentiation of the KKT conditions of the lower level.

Symbols as in `program` and `linearised`.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

import numpy as np
from scipy import sparse
from scipy.sparse.linalg import splu

from l2c_planner.environment.linearised import NotDifferentiable, linearise
from l2c_planner.environment.objective import Objective
from l2c_planner.environment.planning import Planner
from l2c_planner.environment.trajectories import Trajectories

__all__ = ["Gradient", "NotDifferentiable", "adjoint", "forward", "smallest_singular_value"]

ACTIVE = 1e-6
"""A row is active if its slack is smaller than its multiplier; weakly if both are below this."""
DEPENDENT = 1e-6
"""Smallest singular value of the active rows, each of length 1, below which they count as dependent."""


@dataclass(frozen=True, eq=False)
class Gradient:
    """Derivative of a scalar of a plan by theta."""

    value: float
    """The scalar."""
    theta: np.ndarray
    """(m,)."""
    residual: float
    """Of the linear system, relative to its right-hand side."""
    weakest: float
    """Strict complementarity: the smallest over all rows and bounds of the larger one of slack and multiplier."""
    singular: float
    """LICQ: smallest singular value of the active rows, each scaled to length 1."""
    seconds: float
    """[s]."""

    @property
    def strict(self) -> bool:
        """Every row is clearly active or clearly not; else the scalar may have a kink here."""
        return self.weakest > ACTIVE

    @property
    def licq(self) -> bool:
        """The active rows are independent; else multipliers are not unique."""
        return self.singular > DEPENDENT


def adjoint(planner: Planner, plan: Trajectories, objective: Objective) -> Gradient:
    """Derivative of an objective at a plan by theta, with the plan following; one solve for all of theta.

    Raises:
        NotDifferentiable: See `linearise`.
    """
    clock = time.perf_counter()
    system = linearise(planner, plan)
    value, by_positions, by_theta = objective.slopes(plan.positions, plan.theta)
    by_states = _by_states(planner, plan, by_positions)
    inputs = np.zeros_like(plan.inputs)
    by_primal = np.concatenate([inputs, by_states[:, 1:]], axis=-1).ravel()
    w, residual = system.solve(np.concatenate([by_primal, np.zeros(system.program.rows)]))
    gradient = by_theta + by_states[:, 0].ravel() @ system.start_by_theta - w @ system.by_theta
    singular = smallest_singular_value(system.jacobian[system.active])
    return Gradient(value, gradient, residual, system.weakest, singular, time.perf_counter() - clock)


def forward(planner: Planner, plan: Trajectories) -> np.ndarray:
    """Derivative of all states by theta, (N, T+1, nx, m).

    Raises:
        NotDifferentiable: See `linearise`.
    """
    system, m = linearise(planner, plan), planner.scene.parameters
    moved = -system.solve(system.by_theta)[0][: len(plan.primal)]
    nu = plan.inputs.shape[-1]
    free = moved.reshape(*plan.inputs.shape[:2], -1, m)[:, :, nu:]
    return np.concatenate([system.start_by_theta.reshape(len(free), 1, -1, m), free], axis=1)


def smallest_singular_value(rows: sparse.csr_array, sweeps: int = 6) -> float:
    """Of a sparse matrix with independent rows scaled to length 1, by inverse iteration; 0 if they are dependent."""
    length = np.sqrt(rows.multiply(rows).sum(axis=1))
    if not rows.shape[0]:
        return np.inf
    if not length.all() or rows.shape[0] > rows.shape[1]:
        return 0.0
    unit = sparse.diags_array(1 / length) @ rows
    k = unit.shape[0]
    try:
        factors = splu(sparse.csc_array(unit @ unit.T))
    except RuntimeError:
        return 0.0
    x, size = np.random.default_rng(0).standard_normal(k), 1.0
    for _ in range(sweeps):
        x = factors.solve(x / np.linalg.norm(x))
        size = np.linalg.norm(x)
    return float(1 / np.sqrt(size)) if np.isfinite(size) else 0.0


def _by_states(planner: Planner, plan: Trajectories, by_positions: np.ndarray) -> np.ndarray:
    """Derivative by states (N, T+1, nx) from that by positions (N, T+1, 2)."""
    states = plan.states.reshape(-1, plan.states.shape[-1])
    jacobian = np.asarray(planner.blocks.position(states.T)[1])
    jacobian = jacobian.reshape(2, len(states), -1)
    return np.einsum("snx,ns->nx", jacobian, by_positions.reshape(-1, 2)).reshape(plan.states.shape)
