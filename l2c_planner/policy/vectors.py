"""Vectors of the plane (..., 2)."""

from __future__ import annotations

import torch
from torch import Tensor

LEAST = 1e-9
"""Length below which a vector has no direction."""


def length(vector: Tensor) -> Tensor:
    """Lengths (...), with a derivative at zero too."""
    x, y = vector.unbind(-1)  # a sum over so short an axis is slow
    return (x * x + y * y + LEAST**2).sqrt()


def distances(points: Tensor) -> Tensor:
    """Between all points (..., N, 2): (..., N, N), with a derivative at zero too."""
    x, y = ((p[..., :, None] - p[..., None, :]).square() for p in points.unbind(-1))
    return (x + y + LEAST**2).sqrt()


def capped(vector: Tensor, most: float) -> Tensor:
    """The vector, or where it is longer than `most`, that much of it."""
    return vector * (most / length(vector).clamp_min(most)).unsqueeze(-1)


def unit(vector: Tensor) -> Tensor:
    """Direction; zero for a vector without length."""
    return vector / length(vector).unsqueeze(-1)


def turned(vector: Tensor, angle: Tensor) -> Tensor:
    """Rotated by angles (...) [rad]."""
    return rotated(vector, angle.cos(), angle.sin())


def rotated(vector: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
    """Rotated by an angle with cosine and sine (...)."""
    x, y = vector.unbind(-1)
    return torch.stack([cos * x - sin * y, sin * x + cos * y], -1)
