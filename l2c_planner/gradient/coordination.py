"""Sensitivities of the coordination step: the KKT system of every item, at its solution, with its own multipliers.

The interior point's Newton matrix at a solution is that of the KKT conditions with the last barrier, so a step from
there to a moved target is the derivative of the solution that was found, with its active constraints.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from l2c_planner.coupling.coordination import Coordination
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
        arrays = {name: getattr(coordination.memory, name).copy() for name in KEPT}
        return cls(arrays, coordination._scale.copy())


class CoordinationSensitivity:
    """Solves with the KKT systems of the items of a coordination step, at any point that it has been at."""

    def __init__(self, coordination: Coordination) -> None:
        self._coordination, self._memory = coordination, coordination.memory
        self._step = np.zeros_like(self._memory.z)
        self._run = coordination.point.passes.newton_step(self._step)

    def solve(self, at: Point, right: np.ndarray) -> np.ndarray:
        """The part of the variables of K^-1 [right; 0] for all items, K the KKT matrix of an item.

        right: one or many right-hand sides, (I, V) or (P, I, V); the result has the same shape.
        """
        self._go_to(at)
        base = self._newton(at)
        rows = self._coordination.program.variables
        weight = self._items(at.arrays["weight"]) * at.scale[:, None]
        moves = np.divide(right, weight, out=np.zeros_like(right), where=weight > 0)
        found = []
        for move in moves if right.ndim == 3 else moves[None]:
            self._memory.target[:, :rows] = at.arrays["target"][:, :rows] + to_lanes(move)
            found.append(self._newton(at) - base)
        return np.stack(found) if right.ndim == 3 else found[0]

    def _go_to(self, at: Point) -> None:
        m = self._memory
        for name, array in at.arrays.items():
            getattr(m, name)[:] = array
        for name, value in {"delta": 0, "gamma": 0, "curvature": 1, "mu": 0}.items():
            m.entry(name)[:] = value

    def _newton(self, at: Point) -> np.ndarray:
        self._memory.s[:], self._memory.dual[:] = at.arrays["s"], at.arrays["dual"]
        self._run()
        return self._items(self._step)

    def _items(self, array: np.ndarray) -> np.ndarray:
        return from_lanes(array[:, : self._coordination.program.variables], self._coordination.items)
