"""Minimum-snap reference trajectories through timed way-points.

Notation: m segments of length T_k [s], local time s = (t - t_k) / T_k in [0, 1], d axes. On its segment the trajectory
is a polynomial of degree 7 in s. A minimiser of the integral of the squared fourth derivative is of that form with
derivatives 0..6 continuous at the interior way-points (Mellinger and Kumar, ICRA 2011). Instead of imposing the
constraints, the derivatives 1..3 at the interior way-points are the unknowns (Richter, Bry and Roy, ISRR 2013): the
cost is then an unconstrained quadratic whose matrix is banded and positive definite, and derivatives 4..6 come out
continuous because they are the optimality conditions.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import factorial

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.linalg import solveh_banded

Array = NDArray[np.float64]

ORDER = 8
"""Coefficients per segment and axis."""
ENDS = ORDER // 2
"""Derivatives 0..3 given or found at each way-point."""


@dataclass(frozen=True)
class SnapTrajectory:
    """A piecewise polynomial of degree 7 in d dimensions that rests at both ends."""

    times: Array
    """Way-point times, shape (m+1,) [s]."""
    coefficients: Array
    """Ascending powers of the normalised local time s, shape (m, 8, d) [m]."""

    def evaluate(self, t: ArrayLike, derivative: int = 0) -> Array:
        """Derivative of the given order at times t, shape (len(t), d) [m/s^derivative].

        Outside the way-point times the end values are held; at an interior way-point the later segment counts.

        Raises:
            ValueError: negative derivative.
        """
        if derivative < 0:
            raise ValueError(f"derivative must be >= 0, got {derivative}")
        t = np.clip(np.atleast_1d(np.asarray(t, float)), self.times[0], self.times[-1])
        segment = np.clip(np.searchsorted(self.times, t, side="right") - 1, 0, len(self.coefficients) - 1)
        length = np.diff(self.times)[segment]
        powers = _powers((t - self.times[segment]) / length, derivative)
        value = np.einsum("pc,pcd->pd", powers, self.coefficients[segment])
        return value / length[:, None] ** derivative

    @property
    def snap_cost(self) -> float:
        """Integral over time of the squared norm of the fourth derivative [m^2/s^7]."""
        energy = np.einsum("mcd,ce,med->m", self.coefficients, _snap_gram(), self.coefficients)
        return float(np.sum(energy / np.diff(self.times) ** 7))


def minimum_snap(times: ArrayLike, positions: ArrayLike) -> SnapTrajectory:
    """The trajectory of least snap through way-points; velocity, acceleration and jerk vanish at both ends.

    Args:
        times: way-point times, strictly increasing, shape (m+1,) [s].
        positions: way-points, shape (m+1, d) [m].

    Raises:
        ValueError: fewer than two way-points, shapes that do not match, times that do not increase, or values
            that are not finite.
    """
    times, positions = _checked(times, positions)
    unit = (times[-1] - times[0]) / (len(times) - 1)
    lengths = np.diff(times) / unit  # of order one, so that powers up to 7 stay well scaled
    derivatives = _waypoint_derivatives(lengths, positions)
    scaled = derivatives * lengths[:, None, None, None] ** np.arange(ENDS)[None, None, :, None]
    coefficients = _from_ends() @ scaled.reshape(len(lengths), ORDER, -1)
    return SnapTrajectory(times, coefficients)


def _checked(times: ArrayLike, positions: ArrayLike) -> tuple[Array, Array]:
    times, positions = np.array(times, float), np.array(positions, float)
    if times.ndim != 1 or positions.ndim != 2 or len(times) != len(positions):
        raise ValueError(f"times (m+1,) and positions (m+1, d) expected, got {times.shape} and {positions.shape}")
    if len(times) < 2:
        raise ValueError(f"at least two way-points expected, got {len(times)}")
    if not (np.all(np.isfinite(times)) and np.all(np.isfinite(positions))):
        raise ValueError("way-point times and positions must be finite")
    if np.any(np.diff(times) <= 0):
        raise ValueError(f"way-point times must increase, got {times}")
    return times, positions


def _waypoint_derivatives(lengths: Array, positions: Array) -> Array:
    """Derivatives 0..3 at both ends of each segment, shape (m, 2, 4, d), that minimise the snap."""
    m, d = len(lengths), positions.shape[1]
    at_waypoint = np.zeros((m + 1, ENDS, d))
    at_waypoint[:, 0] = positions
    if m > 1:
        gram = _segment_grams(lengths)
        offsets = np.stack([positions[:-1], positions[1:]], axis=1) - positions[:-1, None]
        free = _solve(*_normal_equations(gram, offsets))
        at_waypoint[1:-1, 1:] = free.reshape(m - 1, ENDS - 1, d)
    return np.stack([at_waypoint[:-1], at_waypoint[1:]], axis=1)


def _segment_grams(lengths: Array) -> Array:
    """Snap cost of each segment as a quadratic in its end derivatives, shape (m, 8, 8)."""
    inverse = _from_ends()
    hermite = inverse.T @ _snap_gram() @ inverse
    scale = np.tile(lengths[:, None] ** np.arange(ENDS), 2)
    return scale[:, :, None] * hermite * scale[:, None, :] / lengths[:, None, None] ** 7


def _normal_equations(gram: Array, offsets: Array) -> tuple[Array, Array]:
    """Upper bands (at most 6, 3(m-1)) and right-hand side (3(m-1), d) for the free derivatives."""
    free, m, d = ENDS - 1, len(gram), offsets.shape[2]
    matrix = np.zeros((min(2, m - 1) * free, free * (m - 1)))
    right = np.zeros((m - 1, free, d))
    start, end = slice(1, ENDS), slice(ENDS + 1, ORDER)
    for k in range(m - 1):  # way-point k+1, between segments k and k+1
        _add_block(matrix, k, k, gram[k][end, end] + gram[k + 1][start, start])
        if k + 1 < m - 1:
            _add_block(matrix, k, k + 1, gram[k + 1][start, end])
        right[k] = -gram[k][end, [0, ENDS]] @ offsets[k] - gram[k + 1][start, [0, ENDS]] @ offsets[k + 1]
    return matrix, right.reshape(-1, d)


def _add_block(bands: Array, row: int, column: int, block: Array) -> None:
    """Write the upper triangle of a 3 x 3 block into LAPACK's upper banded storage."""
    size = len(block)
    for i in range(size):
        for j in range(size):
            above = (column * size + j) - (row * size + i)
            if above >= 0:
                bands[len(bands) - 1 - above, column * size + j] = block[i, j]


def _solve(bands: Array, right: Array) -> Array:
    """Solve the banded system after scaling its diagonal to one (segments may differ much in length)."""
    scale = 1 / np.sqrt(bands[-1])
    scaled = bands * scale
    for above in range(len(bands)):
        row = len(bands) - 1 - above
        scaled[row, above:] *= scale[: len(scale) - above]
    return scale[:, None] * solveh_banded(scaled, scale[:, None] * right)


def _powers(s: Array, derivative: int) -> Array:
    """Derivative of (1, s, .., s^7) with respect to s, shape (len(s), 8)."""
    powers = np.zeros((len(s), ORDER))
    for c in range(derivative, ORDER):
        powers[:, c] = factorial(c) / factorial(c - derivative) * s ** (c - derivative)
    return powers


def _end_conditions() -> Array:
    """Map of coefficients to derivatives 0..3 at s = 0 and s = 1, shape (8, 8)."""
    return np.stack([_powers(np.array([s]), order)[0] for s in (0.0, 1.0) for order in range(ENDS)])


def _from_ends() -> Array:
    """The inverse of that map, (8, 8), to the last bit: its entries are multiples of 1/6."""
    return np.round(6 * np.linalg.inv(_end_conditions())) / 6


def _snap_gram() -> Array:
    """Integral over s in [0, 1] of the squared fourth derivative as a quadratic in the coefficients, shape (8, 8)."""
    gram = np.zeros((ORDER, ORDER))
    for i in range(ENDS, ORDER):
        for j in range(ENDS, ORDER):
            factor = factorial(i) // factorial(i - ENDS) * (factorial(j) // factorial(j - ENDS))
            gram[i, j] = factor / (i + j - 2 * ENDS + 1)
    return gram
