"""Formations solved centrally, by methods that the robots do not use."""

from __future__ import annotations

import numpy as np

from l2c_planner.applications.formation.rigidity import RELATIVE, bearing_matrix, distance_matrix
from l2c_planner.consensus.errors import Unfit

MOST_STEPS = 50
"""Of Gauss-Newton."""
STILL = 1e-14
"""Longest step, by the longest distance, at which it ends."""
HALVINGS = 30


def displaced(
    edges: np.ndarray, wanted: np.ndarray, start: np.ndarray, gain: np.ndarray, leads: np.ndarray
) -> np.ndarray:
    """Places (A, n) whose displacements along edges (M, 2) are nearest to those wanted (M, n).

    Leaders (A,) stay at the start (A, n); without any, the centre weighted by 1 / gain (A, 1) stays.
    """
    incidence = np.zeros((len(edges), len(start)))
    each = np.arange(len(edges))
    incidence[each, edges[:, 1]], incidence[each, edges[:, 0]] = 1.0, -1.0
    places = np.linalg.lstsq(incidence, wanted, rcond=None)[0]
    if not leads.any():
        return places + np.sum((start - places) / gain, axis=0) / np.sum(1 / gain)
    free = np.linalg.lstsq(incidence[:, ~leads], wanted - incidence[:, leads] @ start[leads], rcond=None)[0]
    places = start.copy()
    places[~leads] = free
    return places


def gauss_newton(edges: np.ndarray, distance: np.ndarray, start: np.ndarray, leads: np.ndarray) -> np.ndarray:
    """Places (A, n) with distances (M,) along edges, from a start (A, n); leaders (A,) stand.

    Raises Unfit if it comes to rest where the distances are wrong.
    """
    places, free = start.copy(), np.repeat(~leads, start.shape[1])
    misses = _misses(edges, distance, places)
    for _ in range(MOST_STEPS):
        jacobian = distance_matrix(edges, places)[:, free]
        step = np.zeros(places.size)
        step[free] = np.linalg.lstsq(jacobian, -misses, rcond=RELATIVE)[0]
        for _ in range(HALVINGS):
            tried = places + step.reshape(places.shape)
            after = _misses(edges, distance, tried)
            if after @ after <= misses @ misses:
                break
            step /= 2
        else:
            break
        places, misses = tried, after
        if np.abs(step).max() <= STILL * distance.max():
            break
    if not np.abs(misses).max() < 1e-9 * distance.max() ** 2:
        raise Unfit(f"formation: no place near the start has these distances, {np.abs(misses).max():.2g} m^2 off; "
                    "valid: distances of a pattern, a start near it")  # fmt: skip
    return places


def nearest_with_bearings(
    edges: np.ndarray, wanted: np.ndarray, start: np.ndarray, gain: np.ndarray, leads: np.ndarray
) -> np.ndarray:
    """Places (A, n) with directions `wanted` (M, n) along edges, nearest to the start (A, n), each weighed by 1 / gain.

    Leaders (A,) stay where they are.
    Raises Unfit if a single one leads: it leaves the size open.
    """
    agents, n = start.shape
    if leads.sum() == 1:
        raise Unfit("formation: directions with 1 leader leave the size open; valid: none, or at least 2")
    matrix = bearing_matrix(edges, wanted, agents)
    fixed = np.repeat(leads, n)
    if leads.any():
        places = start.copy().ravel()
        places[~fixed] = np.linalg.lstsq(matrix[:, ~fixed], -matrix[:, fixed] @ places[fixed], rcond=None)[0]
        return places.reshape(agents, n)
    root = np.sqrt(np.repeat(gain.ravel(), n))
    _, _, right = np.linalg.svd(matrix * root)
    null = right[agents * n - n - 1 :]
    return (root * (null.T @ (null @ (start.ravel() / root)))).reshape(agents, n)


def aligned(places: np.ndarray, pattern: np.ndarray) -> np.ndarray:
    """The pattern (A, n), turned, mirrored if need be, and moved as near as can be to places (A, n) (Procrustes)."""
    centre, middle = places.mean(axis=0), pattern.mean(axis=0)
    left, _, right = np.linalg.svd((pattern - middle).T @ (places - centre))
    return (pattern - middle) @ (left @ right) + centre


def _misses(edges: np.ndarray, distance: np.ndarray, places: np.ndarray) -> np.ndarray:
    """(|x_i - x_j|^2 - d^2) / 2 along edges, (M,)."""
    return (np.sum((places[edges[:, 0]] - places[edges[:, 1]]) ** 2, axis=1) - distance**2) / 2
