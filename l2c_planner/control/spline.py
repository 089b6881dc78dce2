"""Piecewise quintic polynomials through values, first and second derivatives at knots.

Many quantities side by side (m columns) share the knots; the curve is twice continuously differentiable, and between
knots of spacing h it follows a smooth function to O(h^6).
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property

import numpy as np

_VALUES = np.array(
    [[1, 0, 0, -10, 15, -6], [0, 1, 0, -6, 8, -3], [0, 0, 0.5, -1.5, 1.5, -0.5],
     [0, 0, 0, 10, -15, 6], [0, 0, 0, -4, 7, -3], [0, 0, 0, 0.5, -1, 0.5]]
)  # fmt: skip
"""Coefficients of 1 .. s^5 for unit value, first and second derivative at s = 0, then at s = 1, (6, 6)."""


@dataclass(frozen=True, eq=False)
class Spline:
    """K knots, m columns; beyond its ends it rests at the end values."""

    knots: np.ndarray
    """Times, increasing, (K,) [s]."""
    coefficients: np.ndarray
    """Of 1 .. s^5 with s from 0 to 1 on every piece, (K-1, 6, m)."""

    @staticmethod
    def through(knots: np.ndarray, values: np.ndarray) -> Spline:
        """The spline with the given values, first and second derivatives (3, K, m) at the knots (K,) [s].

        Raises:
            ValueError: fewer than two knots, times that do not increase, or numbers that are not finite.
        """
        knots, values = np.asarray(knots, float), np.asarray(values, float)
        if len(knots) < 2 or not (np.diff(knots) > 0).all() or not np.isfinite(values).all():
            raise ValueError("a spline needs at least two increasing times and finite values")
        length = np.diff(knots)[:, None, None] ** np.arange(3)[None, :, None]
        ends = [values[:, :-1].transpose(1, 0, 2) * length, values[:, 1:].transpose(1, 0, 2) * length]
        return Spline(knots, np.einsum("vc,kvm->kcm", _VALUES, np.concatenate(ends, axis=1)))

    @cached_property
    def _times(self) -> list[float]:
        return self.knots.tolist()

    def piece(self, time: float) -> tuple[int, float, float]:
        """Number of the piece at a time [s], the share of it that has passed, and its duration [s]; -1 before all."""
        times = self._times
        if not times[0] <= time <= times[-1]:
            return (len(times) - 1 if time > times[-1] else -1), 0.0, 1.0
        k = min(bisect_right(times, time) - 1, len(times) - 2)
        h = times[k + 1] - times[k]
        return k, (time - times[k]) / h, h

    def of_piece(self, k: int) -> np.ndarray:
        """Coefficients of a piece, (6, m); before the first and after the last one the curve rests."""
        if 0 <= k < len(self.coefficients):
            return self.coefficients[k]
        rest = np.zeros_like(self.coefficients[0])
        rest[0] = self.coefficients[0, 0] if k < 0 else self.coefficients[-1].sum(0)
        return rest

    def at(self, time: float) -> np.ndarray:
        """Value and derivatives 1 to 3 at a time [s], (4, m)."""
        k, s, h = self.piece(time)
        return _powers(s, h) @ self.of_piece(k)


def _powers(s: float, h: float) -> np.ndarray:
    """Derivatives 0 .. 3 by time of 1 .. s^5, for pieces of h seconds, (4, 6)."""
    s2, s3, g = s * s, s * s * s, 1 / h
    g2, g3 = g * g, g * g * g
    return np.array(
        [
            [1.0, s, s2, s3, s2 * s2, s2 * s3],
            [0.0, g, 2 * g * s, 3 * g * s2, 4 * g * s3, 5 * g * s2 * s2],
            [0.0, 0.0, 2 * g2, 6 * g2 * s, 12 * g2 * s2, 20 * g2 * s3],
            [0.0, 0.0, 0.0, 6 * g3, 24 * g3 * s, 60 * g3 * s2],
        ]
    )
