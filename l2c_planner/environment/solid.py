"""A solid body whose corners parameters may move: a convex polygon.

Symbols and the seam `Shape` as in `shapes`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce

import casadi as ca
import numpy as np

from l2c_planner.environment.shapes import Column, OfTheta, squared_distance


@dataclass(frozen=True)
class Solid:
    """A convex polygon. Corners count once, where two walls that meet would both be near."""

    name: str
    corners: OfTheta
    """Counterclockwise, (2, corners) [m]."""

    def distance(self, p: Column, theta: Column) -> Column:
        """See `Shape`."""
        squared, depth = self._apart(p, theta)
        return ca.sqrt(squared + 1e-24) - depth

    def constraint(self, p: Column, theta: Column, radius: float) -> Column:
        """See `Shape`."""
        squared, depth = self._apart(p, theta)
        return squared - radius**2 - 2 * radius * depth

    def outline(self, theta: Column) -> np.ndarray:
        """See `Shape`."""
        corners = np.asarray(ca.DM(self.corners(theta)), float).T
        return np.concatenate([corners, corners[:1]])

    def _apart(self, p: Column, theta: Column) -> tuple[Column, Column]:
        """Squared distance to the solid [m^2], and how deep p lies inside [m]."""
        corners = ca.horzsplit(self.corners(theta))
        sides = list(zip(corners, corners[1:] + corners[:1], strict=True))
        beyond = reduce(ca.fmax, (_right_of(p, begin, end) for begin, end in sides))
        squared = reduce(ca.fmin, (squared_distance(p, begin, end) for begin, end in sides))
        return ca.if_else(beyond > 0, squared, 0), ca.fmax(-beyond, 0)


def _right_of(p: Column, begin: Column, end: Column) -> Column:
    """How far p lies to the right of the line through two points [m]."""
    along, offset = end - begin, p - begin
    return (along[1] * offset[0] - along[0] * offset[1]) / ca.norm_2(along)
