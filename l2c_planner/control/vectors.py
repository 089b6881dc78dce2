"""Small vector algebra over arrays (..., 3), written for few and cheap numpy calls: controllers
run hundreds of times a second."""

from __future__ import annotations

import numpy as np

_NEXT, _LAST = np.array([1, 2, 0]), np.array([2, 0, 1])


def cross(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """a x b."""
    return a.take(_NEXT, -1) * b.take(_LAST, -1) - a.take(_LAST, -1) * b.take(_NEXT, -1)


def dot(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """a . b, (..., 1)."""
    return np.add.reduce(a * b, -1, keepdims=True)


def length(a: np.ndarray) -> np.ndarray:
    """|a|, (..., 1)."""
    return np.sqrt(np.add.reduce(a * a, -1, keepdims=True))


def unit(a: np.ndarray) -> np.ndarray:
    """a / |a|, and a itself where it vanishes."""
    size = length(a)
    return a / np.where(size > 0, size, 1.0)


def limited(a: np.ndarray, most: np.ndarray | float) -> np.ndarray:
    """a, shortened to the length `most` where it is longer."""
    size = length(a)
    return a * np.minimum(1.0, most / np.maximum(size, 1e-12))


def turned(rotation: np.ndarray, a: np.ndarray) -> np.ndarray:
    """R a for rotation matrices (..., 3, 3)."""
    return (rotation @ a[..., None])[..., 0]


def skew(a: np.ndarray) -> np.ndarray:
    """S(a), (..., 3, 3), with S(a) b = a x b."""
    x, y, z = np.moveaxis(a, -1, 0)
    o = np.zeros_like(x)
    return np.stack([np.stack([o, -z, y], -1), np.stack([z, o, -x], -1), np.stack([-y, x, o], -1)], -2)


def vee(matrix: np.ndarray) -> np.ndarray:
    """The a of the skew part S(a) of matrices (..., 3, 3)."""
    return 0.5 * (matrix[..., _LAST, _NEXT] - matrix[..., _NEXT, _LAST])
