"""A value per robot to agree on: f_i(x) = |x - v_i|^2 / 2, whose optimum is the average."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from l2c_planner.consensus.problems.problem import Curvature


@dataclass(frozen=True, eq=False)
class Values:
    """Values (A, n)."""

    values: np.ndarray
    constrained = False

    @property
    def agents(self) -> int:
        """Number of rows."""
        return len(self.values)

    @property
    def n(self) -> int:
        """Numbers per agent."""
        return self.values.shape[1]

    def at(self, round: int) -> Values:
        """The same in all rounds."""
        return self

    def rows(self, index: np.ndarray) -> Values:
        """The values of some agents."""
        return Values(self.values[index])

    def value(self, x: np.ndarray) -> np.ndarray:
        """f_i(x_i), (A,)."""
        return np.sum((x - self.values) ** 2, axis=1) / 2

    def gradient(self, x: np.ndarray) -> np.ndarray:
        """x_i - v_i."""
        return x - self.values

    def prox(self, v: np.ndarray, weight: np.ndarray) -> np.ndarray:
        """(v_i + v) / (1 + weight)."""
        return (self.values + v) / (1.0 + weight)

    def optimum(self) -> np.ndarray:
        """The average (n,)."""
        return self.values.mean(axis=0)

    def curvature(self) -> Curvature:
        """One in every direction."""
        return Curvature(1.0, 1.0, 1.0)
