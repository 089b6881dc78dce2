"""The coordination step of a coupling: the knot programs of some of its groups and knots, solved side by side in lanes.

An *item* is one (group, knot) of a coupling.  Items are independent, so they can be shared out over hosts in any way;
the answer for an item has the same bits whatever else is solved beside it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from l2c_planner.coupling.interior_point import InteriorPoint, Options, Outcome
from l2c_planner.coupling.program import KnotProgram
from l2c_planner.kernels.lanes import from_lanes, groups, to_lanes

WEIGHT_CEILING = 1e3
"""Largest weight that the interior point sees; weights are scaled to it, which leaves the solution as it is."""
FARTHEST = 1e9
"""A target beyond counts as invalid, like one that is not a number."""


@dataclass(frozen=True)
class Coordinated:
    """Solution of the knot programs of I items with V variables."""

    copies: np.ndarray
    """(I, V), always finite: the solution, else the least violated point found, else the last good copies."""
    converged: np.ndarray
    """(I,) bool."""
    iterations: np.ndarray
    """(I,) Newton iterations."""
    infeasible: np.ndarray
    """(I,) bool, no point near the target meets the constraints; the copies violate them least."""


class Coordination:
    """Solver of I items, warm-started from its last solution.

    parameters: by constraint name, (items of the constraint, np) or (I, items of the constraint, np).
    """

    def __init__(self, program: KnotProgram, items: int, parameters: dict[str, np.ndarray], options: Options) -> None:
        self.program, self.items, self.options = program, items, options
        self.point = InteriorPoint(program, groups(items), parameters, options)
        self.memory = self.point.memory
        self._last = np.zeros((items, program.variables))
        self._cold, self._infeasible = np.ones(items, bool), np.zeros(items, bool)
        self.scale = np.ones(items)
        """Weights of the last solve over those that the interior point saw, (I,)."""
        self._moved = True

    def guess(self, copies: np.ndarray) -> None:
        """Start the next solve cold from these copies (I, V)."""
        self._put("z", np.where(np.isfinite(copies), copies, 0.0))
        self._last[:] = self._get("z")
        self._cold[:], self._infeasible[:], self._moved = True, False, True

    def replace(self, parameters: dict[str, np.ndarray]) -> None:
        """Change parameters for the next solve, each (I, items of the constraint, np) as at the start."""
        for name, values in parameters.items():
            self.point.passes.constraints.parameters[name][:] = to_lanes(values)
        self._moved = True

    def solve(self, target: np.ndarray, weight: np.ndarray) -> Coordinated:
        """Copies closest to the targets (I, V) in the norm of the weights (I, V) that meet all constraints."""
        valid = _valid(target, weight)
        if not valid.all():
            target, weight = np.where(valid[:, None], target, self._last), np.where(valid[:, None], weight, 1.0)
        scale = weight.max(axis=1) / WEIGHT_CEILING
        self._rescale(scale)
        self._put("target", target)
        self._put("weight", weight / scale[:, None])
        if self._moved:
            self.point.passes.evaluate()
        divided = to_lanes(scale[:, None])[:, 0]
        divided[divided == 0] = 1.0  # lanes of no item
        outcome = self.point.solve(self._lanes(self._cold), self._lanes(self._infeasible), divided)
        return self._take(outcome, valid)

    def multipliers(self) -> dict[str, np.ndarray]:
        """Multipliers of the last solve by constraint name, inequalities (I, items, nc), ``equations`` (I, E).

        They belong to the objective with the weights as given to :meth:`solve`; an inequality is active where its
        multiplier exceeds its slack.
        """
        scale = self.scale
        result = {name: values * scale[:, None, None] for name, values in self._by_name("dual").items()}
        result["equations"] = self._get("nu") * scale[:, None]
        return result

    def active(self) -> dict[str, np.ndarray]:
        """Which inequalities hold with equality, by constraint name (I, items, nc) bool."""
        slack, dual = self._by_name("s"), self._by_name("dual")
        return {name: dual[name] > slack[name] for name in slack}

    def violations(self) -> dict[str, np.ndarray]:
        """How far the last copies are from meeting every constraint, by name.

        Inequalities (I, items, nc), positive is violated; ``equations`` (I, E), magnitudes.
        """
        self.point.passes.evaluate()
        result = {name: -values for name, values in self._by_name("c").items()}
        result["equations"] = np.abs(self._get("residual")[:, : self.program.equations])
        return result

    def shift(self, order: np.ndarray) -> None:
        """Reorder what the next solve starts from: item i continues from item ``order[i]`` (receding horizon)."""
        self.adopt(self, order)

    def adopt(self, previous: Coordination, order: np.ndarray) -> None:
        """Start the next solve from another one of the same program: item i continues from its item ``order[i]``."""
        for name in ("z", "nu", "s", "dual"):
            kept = from_lanes(getattr(previous.memory, name), previous.items)
            getattr(self.memory, name)[:] = to_lanes(kept[order])
        for name in ("scale", "_cold", "_infeasible", "_last"):
            setattr(self, name, getattr(previous, name)[order])
        self._moved = True

    # ---------------------------------------------------------------- between items and lanes
    def _take(self, outcome: Outcome, valid: np.ndarray) -> Coordinated:
        converged = self._items(outcome.converged) & valid
        infeasible = self._items(outcome.infeasible) & valid
        copies = self._get("z")
        usable = (converged | infeasible) & np.isfinite(copies).all(axis=1)
        self._moved = not usable.all()
        if self._moved:
            copies[~usable] = self._last[~usable]
            self._put("z", copies)
        self._last, self._cold, self._infeasible = copies.copy(), ~usable, infeasible
        return Coordinated(copies, converged, self._items(outcome.iterations), infeasible)

    def _rescale(self, scale: np.ndarray) -> None:
        """Multipliers kept from the last solve belong to its weights."""
        if not np.array_equal(scale, self.scale):
            ratio = to_lanes((self.scale / scale)[:, None])
            self.memory.nu *= ratio
            self.memory.dual *= ratio
            self.scale = scale

    def _put(self, name: str, values: np.ndarray) -> None:
        getattr(self.memory, name)[:, : self.program.variables] = to_lanes(values)

    def _get(self, name: str) -> np.ndarray:
        array = getattr(self.memory, name)
        return from_lanes(array[:, : self.program.variables] if name == "z" else array, self.items)

    def _by_name(self, name: str) -> dict[str, np.ndarray]:
        array = getattr(self.memory, name)
        return {term: from_lanes(slack.of(array), self.items) for term, slack in self.memory.slacks.items()}

    def _lanes(self, values: np.ndarray) -> np.ndarray:
        return to_lanes(values[:, None].astype(float))[:, 0] > 0

    def _items(self, values: np.ndarray) -> np.ndarray:
        return from_lanes(values[:, None], self.items)[:, 0]


def _valid(target: np.ndarray, weight: np.ndarray) -> np.ndarray:
    """Items (I,) whose numbers can be worked with."""
    good = (np.abs(target) <= FARTHEST) & (weight >= 0) & (weight < np.inf)
    return good.all(axis=1) & (weight.max(axis=1) > 0)
