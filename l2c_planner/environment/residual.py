"""How far a plan is from the KKT conditions of the program with all avoidance rows: what certifies pruned plans.

Symbols as in `program`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from l2c_planner.environment.planning import Planner
from l2c_planner.environment.trajectories import Trajectories


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
    lam = np.zeros(program.rows)
    lam[np.concatenate([np.arange(program.first_kept), program.first_kept + plan.kept])] = plan.row_multipliers
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
