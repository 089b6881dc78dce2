"""Requirements over time and what is left of them: the common currency of all feasibility reports."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from l2c_planner.config import SPHERE, Task
from l2c_planner.models.manifold import unit_slices
from l2c_planner.problems.problem import Problem

Trajectory = dict[str, tuple[np.ndarray, np.ndarray]]

SLACK = 1e-6
"""Rounding that is not called a violation [unit of the requirement]."""


@dataclass(frozen=True, eq=False)
class Requirement:
    """values >= required, item by item and knot by knot; upper limits are given with both signs turned."""

    name: str
    unit: str
    values: np.ndarray
    """(items, knots)."""
    required: float | np.ndarray
    """Number, (items, 1) or (items, knots)."""
    labels: Sequence[str]
    """One per item."""

    def shortfall(self) -> np.ndarray:
        """How much is missing, (items, knots); positive is a violation, NaN counts as one of infinite size."""
        missing = self.required - self.values
        return np.where(np.isfinite(missing), missing, np.inf)

    def problem(self) -> tuple[float, str] | None:
        """Worst violation with a line that names knot, item and amount; None if the requirement is met."""
        missing = self.shortfall()
        if missing.size == 0 or missing.max() <= SLACK:
            return None
        item, knot = np.unravel_index(np.argmax(missing), missing.shape)
        worst = float(missing[item, knot])
        amount = "is not a number" if np.isinf(worst) else f"misses its limit by {worst:.3g} {self.unit}"
        return worst, f"knot {knot}: {self.name}, {self.labels[item]}, {amount}"


@dataclass(frozen=True, eq=False)
class Measures:
    """What a plan achieves."""

    values: dict[str, float | None]
    """Extreme values by the names of metrics.json; None where the task has no such thing."""
    requirements: tuple[Requirement, ...]
    quad_position: np.ndarray
    """(n, N+1, 3) [m]."""
    quad_thrust: np.ndarray
    """(n, N, 3) [N]."""

    def problems(self) -> tuple[str, ...]:
        """One line per requirement that is not met, worst first."""
        found = [p for p in (r.problem() for r in self.requirements) if p]
        return tuple(line for _, line in sorted(found, key=lambda p: -p[0]))

    @property
    def feasible(self) -> bool:
        """Whether every requirement is met."""
        return not self.problems()


def obstacle_clearance(
    task: Task, positions: np.ndarray, radius: np.ndarray, center: np.ndarray | None = None
) -> np.ndarray:
    """Distance of robots (n, K, 3) from every obstacle beyond the two radii, (n m, K) [m].

    center: of the obstacles, (K, m, 3) [m]; those of the task by default.
    """
    offset = positions[:, :, None] - (task.obstacle_center if center is None else center)
    offset[..., 2] *= task.obstacle_shape == SPHERE
    distance = np.linalg.norm(offset, axis=-1) - task.obstacle_radius - radius[:, None, None]
    return np.moveaxis(distance, 2, 1).reshape(-1, positions.shape[1])


def pair_distance(positions: np.ndarray, pairs: list[tuple[int, int]], axes: int = 2) -> np.ndarray:
    """Distance of pairs of robots (n, K, 3) in the first ``axes`` axes, (pairs, K) [m]."""
    i, j = np.array(pairs).T
    return np.linalg.norm((positions[i] - positions[j])[..., :axes], axis=-1)


def unit_norm_error(problem: Problem, plan: Trajectory) -> float:
    """Largest deviation of a quaternion or direction from unit length."""
    errors = [0.0]
    for c in problem.classes:
        for part in unit_slices(c.model.state):
            errors.append(float(np.abs(np.linalg.norm(plan[c.name][0][..., part], axis=-1) - 1).max()))
    return max(errors)
