"""Constraint functions that more than one problem uses, as dense SX functions of a knot program.

Distances are constrained in the form (|r|^2 - d^2) / (2 d) >= 0: polynomial, and equal to |r| - d to first order.
"""

from __future__ import annotations

from functools import lru_cache

import casadi as ca


def beyond(offset: ca.SX, distance: ca.SX) -> ca.SX:
    """Clearance of a vector beyond a distance [m], to first order, from its square."""
    return (ca.sumsqr(offset) - distance**2) / (2 * distance)


def within(value: ca.SX, lower: ca.SX, upper: ca.SX) -> ca.SX:
    """Both margins of a box, (2,)."""
    return ca.vertcat(value - lower, upper - value)


def norm_within(vector: ca.SX, lower: ca.SX, upper: ca.SX) -> ca.SX:
    """Both margins of lower <= |vector| <= upper, from the square of the norm, (2,)."""
    square = ca.sumsqr(vector)
    return ca.vertcat(square - lower**2, upper**2 - square) / (2 * upper)


@lru_cache
def unit_norm(size: int) -> ca.Function:
    """(v, -) -> (|v|^2 - 1) / 2."""
    v = ca.SX.sym("v", size)
    return ca.Function("unit_norm", [v, ca.SX.sym("none", 0)], [0.5 * (ca.sumsqr(v) - 1)])


@lru_cache
def interval() -> ca.Function:
    """(value, (lower, upper)) -> margins of a scalar box."""
    value, limits = ca.SX.sym("value"), ca.SX.sym("limits", 2)
    return ca.Function("interval", [value, limits], [within(value, limits[0], limits[1])])


OBSTACLE_PARAMETERS = 7
"""Centre (3), mask of the axes that count (3; a vertical cylinder leaves out z), required distance (1)."""


def clear_of_obstacle(point: ca.SX, obstacle: ca.SX) -> ca.SX:
    """Clearance of a point from an obstacle with OBSTACLE_PARAMETERS [m]."""
    centre, mask, distance = ca.vertsplit(obstacle, [0, 3, 6, 7])
    return beyond(mask * (point - centre), distance)
