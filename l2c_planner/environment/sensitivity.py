"""Exact derivatives of plans by the layout: implicit differentiation of the KKT conditions of the lower level.

Symbols as in `program`; s slacks and l multipliers of inequality rows, D = s / l on them and 0 on equations,
Sigma = l / (distance to the bound) summed over the bounds of z. With K = [[H + Sigma, J'], [J, -D]] the plan moves by
K (dz, dlam) = -(L_z_theta, c_theta) dtheta. Active rows act as equations (D -> 0), inactive ones drop out (D -> inf);
with a barrier mu, s l = mu, this is the exact Jacobian of the smoothed conditions.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

import numpy as np
from scipy import sparse
from scipy.sparse.linalg import SuperLU, splu

from l2c_planner.environment.objective import Objective
from l2c_planner.environment.planning import Planner, Trajectories
from l2c_planner.environment.program import Program

LEAST_SLACK, LEAST_MULTIPLIER = 1e-12, 1e-11
STATIONARY = 1e-5
"""Largest entry of the Lagrangian's gradient of a plan that may be differentiated."""
ACTIVE = 1e-6
"""A row is active if its slack is smaller than its multiplier; weakly if both are below this."""
DEPENDENT = 1e-6
"""Smallest singular value of the active rows, each of length 1, below which they count as dependent."""


class NotDifferentiable(ValueError):
    """A plan that is no solution has no derivative."""


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


@dataclass(frozen=True, eq=False)
class Linearised:
    """The KKT conditions around a plan, factorised once for any number of right-hand sides."""

    program: Program
    by_theta: np.ndarray
    """Derivative of the conditions (Lagrangian's gradient, rows) by theta, (z + rows, m)."""
    start_by_theta: np.ndarray
    """(N nx, m)."""
    matrix: sparse.csc_array
    """Symmetric, scaled."""
    factors: SuperLU
    scale: np.ndarray
    """Of the unknowns (z + rows,)."""
    weakest: float
    """See `Gradient`."""
    active: np.ndarray
    """Rows that hold as equations, mask (rows,)."""
    jacobian: sparse.csr_array
    """Of the rows by the entries of z that are off their bounds."""

    def solve(self, right: np.ndarray) -> tuple[np.ndarray, float]:
        """K^-1 right of shape (z + rows,) or (z + rows, columns), and the relative residual."""
        scale = self.scale if right.ndim == 1 else self.scale[:, None]
        b = scale * right
        x = self.factors.solve(b)
        x += self.factors.solve(b - self.matrix @ x)
        size = max(float(np.abs(b).max(initial=0.0)), np.finfo(float).tiny)
        return scale * x, float(np.abs(b - self.matrix @ x).max(initial=0.0)) / size


def linearise(planner: Planner, plan: Trajectories) -> Linearised:
    """The KKT conditions around a plan.

    Raises:
        NotDifferentiable: The plan did not converge, or its Lagrangian's gradient is not small.
    """
    if not plan.converged:
        raise NotDifferentiable(f"{planner.scene.name}: the plan did not converge ({plan.status}); plan it again first")
    program, theta, lam, n = planner.program(plan.kept), plan.theta, plan.row_multipliers, len(plan.primal)
    e = program.extended(plan.primal, theta)
    jacobian, hessian = program.jacobian(e, theta), program.hessian(e, theta, lam)
    own = jacobian[:, :n]
    slope = program.cost_gradient(plan.primal, theta) + own.T @ lam + plan.bound_multipliers
    if not (rest := float(np.abs(slope).max())) <= STATIONARY:
        raise NotDifferentiable(
            f"{planner.scene.name}: the Lagrangian's gradient is {rest:.1e}, above {STATIONARY:g}; plan more precisely"
        )
    slack, multiplier = _complementary(program, plan, e)
    D = np.zeros(program.rows)
    D[program.equations :] = slack / multiplier
    sigma, at_bound = _bounds(program, plan)
    scale = np.concatenate([np.ones(n), 1 / np.sqrt(1 + D)])
    matrix = sparse.block_array([[hessian[:n, :n] + sparse.diags_array(sigma), own.T], [own, -sparse.diags_array(D)]])
    scaled = (sparse.diags_array(scale) @ matrix @ sparse.diags_array(scale)).tocsc()
    rows_by_theta, slope_by_theta = program.by_theta(e, theta, lam)
    start = np.asarray(planner.blocks.ends_by_theta(theta)[0])
    conditions = np.concatenate(
        [
            slope_by_theta[:n].toarray() + hessian[:n, n:] @ start,
            rows_by_theta.toarray() + jacobian[:, n:] @ start,
        ]
    )
    weakest = min(np.maximum(slack, multiplier).min(initial=np.inf), at_bound[1])
    active = np.concatenate([np.ones(program.equations, bool), slack < multiplier])
    return Linearised(
        program, conditions, start, scaled, splu(scaled), scale, float(weakest), active, own[:, ~at_bound[0]]
    )


@dataclass(frozen=True)
class Residual:
    """How far a plan is from the KKT conditions of the program with all avoidance rows."""

    stationarity: float
    violation: float
    """Largest violation of a row or bound."""
    complementarity: float
    """Largest difference of slack times multiplier from the barrier; rows that were left out have multiplier zero."""
    sign: float
    """Largest multiplier of the wrong sign."""


def residual(planner: Planner, plan: Trajectories) -> Residual:
    """KKT conditions of all rows at a plan, with the multipliers of those that were left out zero."""
    program = planner.program(np.arange(planner.candidates.count))
    own = Program(planner.scene, planner.blocks, planner.candidates, plan.kept)
    lam = np.zeros(program.rows)
    lam[np.concatenate([np.arange(own.first_kept), own.first_kept + plan.kept])] = plan.row_multipliers
    e = program.extended(plan.primal, plan.theta)
    rows, k = program.values(e, plan.theta), program.equations
    slope = program.cost_gradient(plan.primal, plan.theta) + plan.bound_multipliers
    slope = slope + program.jacobian(e, plan.theta)[:, : len(plan.primal)].T @ lam
    below, above = plan.primal - program.lower, program.upper - plan.primal
    off = np.abs(-lam * rows - plan.barrier * (lam != 0))[k:]
    return Residual(
        float(np.abs(slope).max()),
        float(max(np.abs(rows[:k]).max(), -rows[k:].min(initial=0.0), -below.min(), -above.min(), 0.0)),
        float(max(off.max(initial=0.0), _off_bounds(plan, below, above))),
        float(max(lam[k:].max(initial=0.0), 0.0)),
    )


def _off_bounds(plan: Trajectories, below: np.ndarray, above: np.ndarray) -> float:
    """Largest product of a bound's distance and multiplier; with a barrier, of the nearer distance and the error."""
    if plan.barrier:
        wrong = plan.bound_multipliers - plan.barrier / above + plan.barrier / below
        bounded = np.isfinite(below)
        return float(np.abs(np.minimum(below, above)[bounded] * wrong[bounded]).max(initial=0.0))
    pushing = np.flatnonzero(plan.bound_multipliers)
    pull, below, above = plan.bound_multipliers[pushing], below[pushing], above[pushing]
    return float(np.abs(pull * np.where(pull < 0, below, above)).max(initial=0.0))


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


def _complementary(program: Program, plan: Trajectories, e: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Slacks and multipliers of the inequality rows, kept off zero."""
    slack = program.values(e, plan.theta)[program.equations :]
    multiplier = -plan.row_multipliers[program.equations :]
    return np.maximum(slack, LEAST_SLACK), np.maximum(multiplier, LEAST_MULTIPLIER)


def _bounds(program: Program, plan: Trajectories) -> tuple[np.ndarray, tuple[np.ndarray, float]]:
    """Sigma (z,); which entries of z lie on a bound, and how clearly they or their multipliers are off zero."""
    below, above = plan.primal - program.lower, program.upper - plan.primal
    pull = plan.bound_multipliers
    slack = np.maximum(np.where(pull < 0, below, above), LEAST_SLACK)
    nearest = np.maximum(np.minimum(below, above), LEAST_SLACK)
    bounded = np.isfinite(nearest)
    sigma = np.where(bounded, np.abs(pull) / slack, 0.0)
    if plan.barrier:  # both bounds of an entry push, and only the sum of their multipliers is known
        sigma = plan.barrier / below**2 + plan.barrier / above**2
    weakest = np.maximum(nearest, np.abs(pull))[bounded].min(initial=np.inf)
    return sigma, (bounded & (nearest < np.abs(pull)), float(weakest))


def _by_states(planner: Planner, plan: Trajectories, by_positions: np.ndarray) -> np.ndarray:
    """Derivative by states (N, T+1, nx) from that by positions (N, T+1, 2)."""
    states = plan.states.reshape(-1, plan.states.shape[-1])
    jacobian = np.asarray(planner.blocks.position(states.T)[1])
    jacobian = jacobian.reshape(2, len(states), -1)
    return np.einsum("snx,ns->nx", jacobian, by_positions.reshape(-1, 2)).reshape(plan.states.shape)
