"""Obstacles of many worlds as rounded boxes in one tensor: discs, boxes and lines are one formula.

B worlds, M obstacles, N points. A row is centre x, y [m], angle [rad], half length along and across [m], radius [m].
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from l2c_planner.policy.vectors import LEAST

FAR = 1e3
"""Distance of an obstacle that is not there [m]."""


@dataclass(frozen=True, eq=False)
class Obstacles:
    """Of B worlds."""

    rows: Tensor
    """(B, M, 6)."""
    present: Tensor
    """(B, M) bool."""

    def of(self, index: Tensor) -> Obstacles:
        """Those of some worlds."""
        return Obstacles(self.rows[index], self.present[index])

    def to(self, device: torch.device) -> Obstacles:
        """The same on a device."""
        return Obstacles(self.rows.to(device), self.present.to(device))


def discs(centre: Tensor, radius: Tensor) -> Tensor:
    """Rows (..., 6) from centres (..., 2) and radii (...)."""
    zero = torch.zeros_like(radius)
    return torch.stack([*centre.unbind(-1), zero, zero, zero, radius], -1)


def boxes(centre: Tensor, half: Tensor, angle: Tensor) -> Tensor:
    """Rows (..., 6) from centres, half lengths (..., 2) and angles (...)."""
    return torch.stack([*centre.unbind(-1), angle, *half.unbind(-1), torch.zeros_like(angle)], -1)


def lines(begin: Tensor, end: Tensor) -> Tensor:
    """Rows (..., 6) from both ends (..., 2)."""
    along = (end - begin) / 2
    half = torch.stack([along.norm(dim=-1), torch.zeros_like(along[..., 0])], -1)
    return boxes(begin + along, half, torch.atan2(along[..., 1], along[..., 0]))


def nearest(obstacles: Obstacles, points: Tensor) -> tuple[Tensor, Tensor]:
    """Distances (B, N, M) of points (B, N, 2) to surfaces, negative inside, and unit vectors (B, N, M, 2) towards them.

    Inside, the vector points away from the nearest surface: deeper.
    """
    x, y, angle, along, across, radius = (column[:, None] for column in obstacles.rows.unbind(-1))  # (B, 1, M)
    right, up = (points[..., k, None] - centre for k, centre in enumerate((x, y)))  # by component: arrays of pairs
    cos, sin = angle.cos(), angle.sin()  # are slow
    right, up = cos * right + sin * up, cos * up - sin * right
    over, above = right.abs() - along, up.abs() - across
    out, outer = over.clamp_min(0), above.clamp_min(0)
    apart = (out * out + outer * outer + LEAST**2).sqrt()
    beyond = apart > 1e-8
    distance = torch.where(beyond, apart, torch.maximum(over, above).clamp_max(0)) - radius
    sideways = (over >= above).to(over.dtype)
    right = -torch.where(beyond, out / apart, sideways) * torch.sign(right)
    up = -torch.where(beyond, outer / apart, 1 - sideways) * torch.sign(up)
    towards = torch.stack([cos * right - sin * up, sin * right + cos * up], -1)
    return torch.where(obstacles.present[:, None], distance, FAR), towards
