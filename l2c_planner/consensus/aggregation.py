"""Robust means: what many tell, in one vector that a few liars cannot move far.

Tables are (A, K, n): agent, its candidates, coordinates; rows of NaN are absent. f is the most liars among candidates.
"""

from __future__ import annotations

import numpy as np

WEISZFELD_STEPS, WEISZFELD_FLOOR = 30, 1e-9
FAR = 10.0
"""Times the median distance from the aggregate, beyond which a value stands out."""


def coordinate_median(table: np.ndarray, f: int) -> np.ndarray:
    """Median of every coordinate, (A, n); within the honest range while liars are fewer than half."""
    return np.nanmedian(table, axis=1)


def trimmed_mean(table: np.ndarray, f: int) -> np.ndarray:
    """Mean of every coordinate without its f largest and f smallest, (A, n) (Yin et al. 2018)."""
    ordered = np.sort(table, axis=1)
    count = np.sum(~np.isnan(table), axis=1, keepdims=True)
    place = np.arange(table.shape[1])[None, :, None]
    kept = (place >= f) & (place < count - f)
    return np.where(kept, ordered, 0.0).sum(axis=1) / kept.sum(axis=1)


def geometric_median(table: np.ndarray, f: int) -> np.ndarray:
    """The point with the least sum of distances, (A, n), by smoothed Weiszfeld steps (Pillutla et al. 2022)."""
    present = ~np.isnan(table[:, :, :1])
    values, point = np.where(present, table, 0.0), np.nanmedian(table, axis=1)
    for _ in range(WEISZFELD_STEPS):
        distance = np.linalg.norm(values - point[:, None], axis=2, keepdims=True)
        weight = present / np.maximum(distance, WEISZFELD_FLOOR)
        point = np.sum(weight * values, axis=1) / weight.sum(axis=1)
    return point


def krum(table: np.ndarray, f: int) -> np.ndarray:
    """The candidate nearest to its m - f - 2 nearest of m, (A, n) (Blanchard et al. 2017)."""
    present = ~np.isnan(table[:, :, 0])
    squares = np.sum((table[:, :, None] - table[:, None]) ** 2, axis=3)
    ordered = np.sort(np.where(np.isnan(squares), np.inf, squares), axis=2)  # itself first
    near = np.arange(table.shape[1])[None, None] <= (present.sum(axis=1) - f - 2)[:, None, None]
    score = np.where(present, np.where(near, ordered, 0.0).sum(axis=2), np.inf)
    return table[np.arange(len(table)), np.argmin(score, axis=1)]


def near_own(own: np.ndarray, others: np.ndarray, f: int) -> np.ndarray:
    """W-MSR: mean of own (A, n) and others (A, K, n) without the f largest above and the f smallest below own."""
    ordered = np.sort(others, axis=1)
    count = np.sum(~np.isnan(others), axis=1, keepdims=True)
    place, middle = np.arange(others.shape[1])[None, :, None], own[:, None]
    dropped = ((place >= count - f) & (ordered > middle)) | ((place < f) & (ordered < middle))
    kept = ~dropped & ~np.isnan(ordered)
    return (own + np.where(kept, ordered, 0.0).sum(axis=1)) / (1 + kept.sum(axis=1))


def stand_out(table: np.ndarray, aggregate: np.ndarray) -> np.ndarray:
    """(A, K) which candidates lie far from the aggregate (A, n), measured by the median of all."""
    distance = np.linalg.norm(table - aggregate[:, None], axis=2)
    usual = np.nanmedian(distance, axis=1, keepdims=True)
    return distance > FAR * np.maximum(usual, 1e-9)
