"""The KKT conditions of the lower level around a plan, linearised and factorised once.

Symbols as in `program`; s slacks and l multipliers of inequality rows, D = s / l on them and 0 on equations,
Sigma = l / (distance to the bound) summed over the bounds of z. With K = [[H + Sigma, J'], [J, -D]] the plan moves by
K (dz, dlam) = -(L_z_theta, c_theta) dtheta. Active rows act as equations (D -> 0), inactive ones drop out (D -> inf);
with a barrier mu, s l = mu, this is the exact Jacobian of the smoothed conditions.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse
from scipy.sparse.linalg import SuperLU, splu

from l2c_planner.environment.planning import Planner
from l2c_planner.environment.program import Program
from l2c_planner.environment.trajectories import Trajectories

LEAST_SLACK, LEAST_MULTIPLIER = 1e-12, 1e-11
STATIONARY = 1e-5
"""Largest entry of the Lagrangian's gradient of a plan that may be differentiated."""


class NotDifferentiable(ValueError):
    """A plan that is no solution has no derivative."""


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
