"""What every problem offers: f_i by rows, one row per agent, and the optimum of their sum."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np


@dataclass(frozen=True)
class Curvature:
    """Of a problem with smooth f_i; bounds, exact for quadratics."""

    strong: float
    """Smallest eigenvalue of the mean Hessian."""
    smooth: float
    """Largest eigenvalue of the mean Hessian."""
    steepest: float
    """Largest eigenvalue of a single Hessian."""


class Problem(Protocol):
    """min sum_i f_i(x) over x (n,), or over x in the intersection of sets X_i. Immutable."""

    n: int
    agents: int
    """Number of rows, A."""
    constrained: bool
    """Whether there are sets X_i: gradients alone do not keep them."""

    def at(self, round: int) -> Problem:
        """The problem of a round; the same in all, unless it moves."""

    def rows(self, index: np.ndarray) -> Problem:
        """The parts of some agents."""

    def gradient(self, x: np.ndarray) -> np.ndarray:
        """Gradients (A, n) of f_i at x (A, n)."""

    def prox(self, v: np.ndarray, weight: np.ndarray) -> np.ndarray:
        """argmin over X_i of f_i(x) + weight_i / 2 |x|^2 - v_i'x, (A, n), for v (A, n) and weight (A, 1)."""

    def optimum(self) -> np.ndarray:
        """The centralised solution (n,), or (A, n) where every agent has a part of its own."""

    def curvature(self) -> Curvature:
        """Bounds on the Hessians."""
