"""Nearest layouts of discs that overlap neither each other nor what must stay free: alternating projection."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

SWEEPS = 200
MARGIN = 1e-6
"""How much further than needed discs are pushed, so that finitely many sweeps suffice [m]."""


def project_discs(
    centres: Array,
    radii: Array,
    lower: Array,
    upper: Array,
    keepout: Array,
    clearance: float,
    gap: float = 0.0,
) -> Array:
    """Move discs apart and away from points, as little as alternating projections do.

    Args:
        centres: Of the discs, (n, 2) [m].
        radii: Of the discs, (n,) [m].
        lower: Corner of the box of the centres, (2,) [m].
        upper: Opposite corner, (2,) [m].
        keepout: Points that stay free, starts and goals, (k, 2) [m].
        clearance: Smallest distance from a disc's boundary to such a point [m].
        gap: Smallest distance between two discs' boundaries [m].

    Returns the centres, (n, 2) [m]: the first that keep all conditions, or those after the last of 200 sweeps, where
    `overlap` tells by how much they fail.
    """
    moved = np.clip(np.asarray(centres, float), lower, upper)
    for _ in range(SWEEPS):
        if overlap(moved, radii, keepout, clearance, gap) <= 0.0:
            break
        _leave(moved, radii, keepout, clearance)
        _part(moved, radii, gap)
        moved = np.clip(moved, lower, upper)
    return moved


def overlap(centres: Array, radii: Array, keepout: Array, clearance: float, gap: float = 0.0) -> float:
    """Largest violation of a condition of `project_discs` other than the box [m]; negative if all have room."""
    mutual = radii[:, None] + radii + gap - _distances(centres, centres)
    from_points = radii[:, None] + clearance - _distances(centres, np.reshape(keepout, (-1, 2)))
    np.fill_diagonal(mutual, -np.inf)
    return float(max(mutual.max(initial=-np.inf), from_points.max(initial=-np.inf)))


def _leave(centres: Array, radii: Array, keepout: Array, clearance: float) -> None:
    """Push every disc in turn off the points it is too near to."""
    for point in np.reshape(keepout, (-1, 2)):
        offset, distance = _apart(centres - point)
        missing = radii + clearance - distance
        near = missing > 0
        centres[near] += (missing[near] + MARGIN)[:, None] * offset[near]


def _part(centres: Array, radii: Array, gap: float) -> None:
    """Push overlapping discs apart, both by the same amount."""
    for i in range(len(centres) - 1):
        offset, distance = _apart(centres[i + 1 :] - centres[i])
        missing = radii[i] + radii[i + 1 :] + gap - distance
        push = np.where(missing > 0, (missing + MARGIN) / 2, 0.0)[:, None] * offset
        centres[i + 1 :] += push
        centres[i] -= push.sum(axis=0)


def _apart(offsets: Array) -> tuple[Array, Array]:
    """Directions (n, 2) and lengths (n,); coincident points part along fixed, different directions."""
    length = np.linalg.norm(offsets, axis=1)
    angle = np.arange(1, len(offsets) + 1) * 2.4
    fallback = np.stack([np.cos(angle), np.sin(angle)], axis=1)
    return np.where(length[:, None] > 1e-9, offsets / np.maximum(length, 1e-9)[:, None], fallback), length


def _distances(a: Array, b: Array) -> Array:
    return np.linalg.norm(a[:, None] - b[None], axis=-1)
