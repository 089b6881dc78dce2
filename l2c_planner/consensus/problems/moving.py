"""Least squares whose data change every round: robots measure something that moves."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from l2c_planner.consensus.problems.problem import Curvature
from l2c_planner.consensus.problems.quadratic import Quadratic, least_squares


@dataclass(frozen=True, eq=False)
class Moving:
    """|A_i x - b_i - speed k A_i d|^2 / 2 in round k: the solution moves by speed along d per round."""

    A: np.ndarray
    """(N, m, n)."""
    b: np.ndarray
    """(N, m)."""
    direction: np.ndarray
    """(n,) of unit length."""
    speed: float
    constrained = False

    @property
    def agents(self) -> int:
        """Number of rows."""
        return len(self.A)

    @property
    def n(self) -> int:
        """Number of unknowns."""
        return self.A.shape[2]

    @cached_property
    def _first(self) -> Quadratic:
        return least_squares(self.A, self.b)

    def at(self, round: int) -> Quadratic:
        """The problem of a round."""
        drift = self.speed * round * (self._first.H @ self.direction)
        return self._first.pulled(self._first.c + drift)

    def rows(self, index: np.ndarray) -> Moving:
        """The data of some agents."""
        return Moving(self.A[index], self.b[index], self.direction, self.speed)

    def gradient(self, x: np.ndarray) -> np.ndarray:
        """Of the first round."""
        return self._first.gradient(x)

    def prox(self, v: np.ndarray, weight: np.ndarray) -> np.ndarray:
        """Of the first round."""
        return self._first.prox(v, weight)

    def optimum(self) -> np.ndarray:
        """Of the first round."""
        return self._first.optimum()

    def curvature(self) -> Curvature:
        """The same in all rounds."""
        return self._first.curvature()
