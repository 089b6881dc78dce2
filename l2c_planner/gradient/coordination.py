"""Sensitivities of the coordination step: the KKT system of every item, at its solution, with its own multipliers.

The interior point's Newton matrix at a solution is that of the KKT conditions with the last barrier, so a step from
there to a moved target is the derivative of the solution that was found, with its active constraints.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from l2c_planner.coupling.coordination import Coordination
from l2c_planner.gradient.terms import TermSlopes
from l2c_planner.kernels.lanes import from_lanes, to_lanes

KEPT = ("z", "nu", "s", "dual", "target", "weight")


@dataclass(frozen=True)
class Point:
    """Where the items of a coordination step stood; arrays of its `Memory`, and the scale of its weights."""

    arrays: dict[str, np.ndarray]
    scale: np.ndarray
    """(I,)."""

    @classmethod
    def of(cls, coordination: Coordination) -> Point:
        """A copy of the solution that was found last."""
        return cls({name: getattr(coordination.memory, name).copy() for name in KEPT}, coordination.scale.copy())


class CoordinationSensitivity:
    """Solves with the KKT systems of the items of a coordination step, at any point that it has been at."""

    def __init__(self, coordination: Coordination) -> None:
        self._coordination, self._memory = coordination, coordination.memory
        m = self._memory
        self._steps = tuple(np.zeros_like(array) for array in (m.z, m.dual, m.residual))
        self._run = coordination.point.passes.newton_step(*self._steps)
        self._slopes = TermSlopes(coordination)

    def solve(self, at: Point, right: np.ndarray) -> np.ndarray:
        """The part of the variables of K^-1 [right; 0] for all items, K the KKT matrix of an item.

        right: one or many right-hand sides, (I, V) or (P, I, V); the result has the same shape.
        """
        base, many = self._at(at), right if right.ndim == 3 else right[None]
        found = np.stack([self._items(self._answer(at, base, one)[0]) for one in many])
        return found if right.ndim == 3 else found[0]

    def adjoint(self, at: Point, right: np.ndarray) -> tuple[np.ndarray, dict[str, np.ndarray]]:
        """The same for one right-hand side, and the adjoints of all parameters of the constraints.

        The latter by name of the constraint, (I, items of the constraint, np).
        """
        step = self._answer(at, self._at(at), right)
        return self._items(step[0]), self._slopes(step, at.scale)

    def _at(self, at: Point) -> tuple[np.ndarray, ...]:
        """Go to a point; the Newton step there, which is not quite zero."""
        for name, array in at.arrays.items():
            getattr(self._memory, name)[:] = array
        for name, value in {"delta": 0, "gamma": 0, "curvature": 1, "mu": 0}.items():
            self._memory.entry(name)[:] = value
        return self._newton(at)

    def _answer(self, at: Point, base: tuple[np.ndarray, ...], right: np.ndarray) -> tuple[np.ndarray, ...]:
        """Steps of variables and multipliers when the targets move so that the stationarity changes by -right."""
        rows = self._coordination.program.variables
        weight = self._items(at.arrays["weight"]) * at.scale[:, None]
        move = np.divide(right, weight, out=np.zeros_like(right), where=weight > 0)
        self._memory.target[:, :rows] = at.arrays["target"][:, :rows] + to_lanes(move)
        return tuple(a - b for a, b in zip(self._newton(at), base, strict=True))

    def _newton(self, at: Point) -> tuple[np.ndarray, ...]:
        self._memory.s[:], self._memory.dual[:] = at.arrays["s"], at.arrays["dual"]
        self._run()
        return tuple(step.copy() for step in self._steps)

    def _items(self, array: np.ndarray) -> np.ndarray:
        return from_lanes(array[:, : self._coordination.program.variables], self._coordination.items)
