"""The coordination step of a coupling: the knot programs of some of its groups and knots, solved side by side in lanes.

An *item* is one (group, knot) of a coupling.  Items are independent, so they can be shared out over hosts in any way; the answer
for an item does not depend on the others.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from l2c_planner.coupling.interior_point import InteriorPoint, Options
from l2c_planner.coupling.newton import NewtonSystem
from l2c_planner.coupling.program import KnotProgram
from l2c_planner.kernels.lanes import from_lanes, groups, to_lanes

WEIGHT_CEILING = 1e3
"""Largest weight that the interior point sees; weights are scaled to it, which leaves the solution as it is."""


@dataclass(frozen=True)
class Coordinated:
    """Solution of the knot programs of I items with V variables and E equations."""

    copies: np.ndarray
    """(I, V)."""
    converged: np.ndarray
    """(I,) bool."""
    iterations: np.ndarray
    """(I,) Newton iterations."""


class Coordination:
    """Solver of I items, warm-started from its last solution.

    parameters: by constraint name, (items of the constraint, np) or (I, items of the constraint, np).
    """

    def __init__(self, program: KnotProgram, items: int, parameters: dict[str, np.ndarray], options: Options) -> None:
        self.program, self.items, self.options = program, items, options
        self.system = NewtonSystem(program, groups(items), parameters)
        self.point = InteriorPoint(self.system, options)
        self._cold = np.ones((groups(items), self.system.z.shape[-1]), bool)
        self._scale = np.ones(items)

    def guess(self, copies: np.ndarray) -> None:
        """Start the next solve cold from these copies (I, V)."""
        self.system.z[:] = to_lanes(copies)
        self._cold[:] = True

    def solve(self, target: np.ndarray, weight: np.ndarray) -> Coordinated:
        """Copies closest to the targets (I, V) in the norm of the weights (I, V) that meet all constraints."""
        system, point = self.system, self.point
        scale = weight.max(axis=1) / WEIGHT_CEILING
        self._rescale(scale)
        system.target[:], system.weight[:] = to_lanes(target), to_lanes(weight / scale[:, None])
        point.reset(self._cold)
        system.assemble()
        point.start(self._cold, self.options.cold_barrier)
        point.start(~self._cold, self.options.warm_barrier)
        outcome = point.solve()
        if not outcome.converged.all():
            outcome = self._second_try(outcome)
        self._cold = ~outcome.converged
        flat = lambda lanes: from_lanes(lanes[:, None], self.items)[:, 0]  # noqa: E731
        return Coordinated(from_lanes(system.z, self.items), flat(outcome.converged), flat(outcome.iterations))

    def multipliers(self) -> dict[str, np.ndarray]:
        """Multipliers of the last solve by constraint name, inequalities (I, items, nc), ``equations`` (I, E).

        They belong to the objective with the weights as given to :meth:`solve`; an inequality is active where its multiplier
        exceeds its slack.
        """
        scale = self._scale
        result = {}
        for name, slack in self.system.slacks.items():
            result[name] = from_lanes(slack.dual, self.items) * scale[:, None, None]
        result["equations"] = from_lanes(self.system.nu, self.items) * scale[:, None]
        return result

    def active(self) -> dict[str, np.ndarray]:
        """Which inequalities hold with equality, by constraint name (I, items, nc) bool."""
        return {n: from_lanes(s.dual > s.s, self.items) for n, s in self.system.slacks.items()}

    def violations(self) -> dict[str, np.ndarray]:
        """How far every constraint is from being met, by name (I, items, nc), positive is violated; ``equations`` (I, E)."""
        self.system.assemble()
        result = {n: from_lanes(-s.c, self.items) for n, s in self.system.slacks.items()}
        result["equations"] = np.abs(from_lanes(self.system.residual, self.items))
        return result

    def shift(self, order: np.ndarray) -> None:
        """Reorder what the next solve starts from: item i continues from item ``order[i]`` (receding horizon)."""
        arrays = [self.system.z, self.system.nu]
        for slack in self.system.slacks.values():
            arrays += [slack.s, slack.dual]
        for array in arrays:
            array[:] = to_lanes(from_lanes(array, self.items)[order])
        self._scale = self._scale[order]
        self._cold[:] = to_lanes(from_lanes(self._cold[:, None].astype(float), self.items)[order])[:, 0] > 0

    def _rescale(self, scale: np.ndarray) -> None:
        """Multipliers kept from the last solve belong to its weights."""
        ratio = to_lanes((self._scale / scale)[:, None])
        self.system.nu *= ratio
        for slack in self.system.slacks.values():
            slack.dual *= ratio[:, None]
        self._scale = scale

    def _second_try(self, first):
        """Lanes that failed start again from their targets, without memory."""
        system, failed = self.system, ~first.converged
        system.z[:] = np.where(failed[:, None, :], system.target, system.z)
        self.point.reset(failed)
        system.assemble()
        self.point.start(failed, self.options.cold_barrier)
        return self.point.solve()
