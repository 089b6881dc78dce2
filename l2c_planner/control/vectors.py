"""Small vector algebra over arrays (..., 3), in few and cheap numpy calls; that of the laws is in `expressions`."""

from __future__ import annotations

import numpy as np

_NEXT, _LAST = np.array([1, 2, 0]), np.array([2, 0, 1])


def cross(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """a x b."""
    return a.take(_NEXT, -1) * b.take(_LAST, -1) - a.take(_LAST, -1) * b.take(_NEXT, -1)


def length(a: np.ndarray) -> np.ndarray:
    """|a|, (..., 1)."""
    return np.sqrt(np.add.reduce(a * a, -1, keepdims=True))


def unit(a: np.ndarray) -> np.ndarray:
    """a / |a|, and a itself where it vanishes."""
    size = length(a)
    return a / np.where(size > 0, size, 1.0)


def turned(rotation: np.ndarray, a: np.ndarray) -> np.ndarray:
    """R a for rotation matrices (..., 3, 3)."""
    return (rotation @ a[..., None])[..., 0]


def skew(a: np.ndarray) -> np.ndarray:
    """S(a), (..., 3, 3), with S(a) b = a x b."""
    x, y, z = np.moveaxis(a, -1, 0)
    o = np.zeros_like(x)
    return np.stack([np.stack([o, -z, y], -1), np.stack([z, o, -x], -1), np.stack([-y, x, o], -1)], -2)
