"""How far neighbours are: nonlinear least squares, whose places may be open by a mirror image."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.optimize import least_squares

from l2c_planner.applications.localisation.measurements import Measurements
from l2c_planner.applications.localisation.rigidity import loose

EXACT, POLISHING = 1e-15, 200
"""Tolerance of the central solver; and most Gauss-Newton steps, which find the last digits [m]."""


@dataclass(frozen=True, eq=False)
class Ranges(Measurements):
    """r = |x_i - x_j| - m_ij."""

    missing = "ranges leave more than one place, turned or mirrored; valid: three ranges to robots whose place is sure"

    @staticmethod
    def measured(place: np.ndarray, other: np.ndarray) -> np.ndarray:
        """The distance."""
        return np.linalg.norm(other - place, axis=1, keepdims=True)

    @staticmethod
    def mirrored(value: np.ndarray) -> np.ndarray:
        """The same."""
        return value

    def undetermined(self) -> list[int]:
        """By the graph alone, for places in no special position."""
        return self.ids[loose(self.graph(), self.ids, self.anchor, self.n)].tolist()

    def residuals(self, x: np.ndarray, others: np.ndarray, which: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """The derivative is the direction away from the other robot."""
        apart = x - others
        distance = np.linalg.norm(apart, axis=1, keepdims=True)
        return distance - self.value[which], (apart / np.maximum(distance, 1e-12))[:, None]

    def central(self) -> np.ndarray:
        """By Levenberg and Marquardt (MINPACK) from the first estimates: the minimum that they lie in the basin of."""
        pairs, free, found = self.pairs(), ~self.anchor, self.guess.copy()
        first, second = np.searchsorted(self.ids, (self.robot[pairs], self.other[pairs]))
        root, at = np.sqrt(self.weight[pairs])[:, None], np.arange(len(pairs))

        def system(unknown: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
            """Weighted residuals (P,) and their derivative."""
            found[free] = unknown.reshape(-1, self.n)
            r, away = self.residuals(found[first], found[second], pairs)
            J = np.zeros((len(pairs), self.agents, self.n))
            J[at, first], J[at, second] = root * away[:, 0], -root * away[:, 0]
            return (root * r)[:, 0], J[:, free].reshape(len(pairs), -1)

        start, tolerances = self.guess[free].ravel(), dict.fromkeys(("xtol", "ftol", "gtol"), EXACT)
        z = least_squares(lambda z: system(z)[0], start, lambda z: system(z)[1], method="lm", **tolerances).x
        for _ in range(POLISHING):
            r, J = system(z)
            step = np.linalg.lstsq(J, r, rcond=None)[0]
            z = z - step
            if np.abs(step).max(initial=0.0) <= EXACT:
                break
        found[free] = z.reshape(-1, self.n)
        return found
