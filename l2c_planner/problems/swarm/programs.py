"""Knot programs of a swarm: two neighbours that keep apart, or beside each other in a formation, and one robot among
obstacles below its highest speed.

Every clearance exists twice.  The exact one is (|r|^2 - d^2) / (2 d) >= 0 for an offset r.  The half-space  normal . r
>= d  with a unit normal lies inside it, and touches it where r is along the normal.  ADMM coordinates half-spaces,
whose normals follow the plan (the convex-concave procedure, Lipp and Boyd 2016): a point-wise projection on the exact
set lets robots that meet head-on jump through each other between two knots, a half-space does not.
"""

from __future__ import annotations

from functools import lru_cache

import casadi as ca
import numpy as np

from l2c_planner.coupling.program import Equality, Inequality, KnotProgram
from l2c_planner.problems import constraints as con

SYM = ca.SX.sym


Axes = tuple[int, int]
"""In which two robots move: 2 or 3 each. Where they differ, the height of the one in the plane is a parameter."""


@lru_cache
def pair_program(axes: Axes, exact: bool) -> KnotProgram:
    """Positions of two neighbours; parameters: [normal,] required distance[, heights]."""
    term = _apart(axes, exact)
    return KnotProgram("pair", sum(axes), sum(axes), 0, (term,))


@lru_cache
def formed_program(axes: Axes, exact: bool, bounded: bool) -> KnotProgram:
    """Positions of two neighbours, and how far they are off their relative position; parameters: those of a pair, the
    relative position[, heights][, largest deviation].

    The deviation belongs to nobody, so that a cost of it lets the copies part from what the robots plan.  Exact: the
    deviation is no variable, a solver of the whole team takes its cost from the positions.
    """
    positions, size = sum(axes), max(axes)
    terms = [_apart(axes, exact)]
    if exact:
        off = deviation_function(axes)
        terms += [Inequality("formation", "m", near_function(off), np.arange(positions)[None], ("pair",))] * bounded
        return KnotProgram("formed", positions, positions, 0, tuple(terms))
    own = positions + np.arange(size)
    if bounded:
        terms.append(Inequality("formation", "m", ball_function(size), own[None], ("pair",)))
    rows = np.concatenate([own, np.arange(positions)])[None]
    equation = Equality("deviation", "m", equation_function(axes), rows, np.arange(size)[None])
    return KnotProgram("formed", positions + size, positions + size, size, tuple(terms), (equation,))


def _apart(axes: Axes, exact: bool) -> Inequality:
    function = pair_function(axes) if exact else pair_half_space(axes)
    return Inequality("pair distance", "m", function, np.arange(sum(axes))[None], ("pair",))


@lru_cache
def robot_program(axes: int, speeds: int, obstacles: int, exact: bool) -> KnotProgram:
    """Position and velocity (or speed) of one robot; parameters: highest speed; for each obstacle [normal,] height and
    obstacle."""
    position, velocity = np.arange(axes), axes + np.arange(speeds)
    terms = [Inequality("speed", "m/s", speed_function(speeds), velocity[None], ("robot",))]
    if obstacles:
        labels = tuple(f"obstacle {j}" for j in range(obstacles))
        function = obstacle_function(axes) if exact else obstacle_half_space(axes)
        terms.append(Inequality("obstacle clearance", "m", function, np.tile(position, (obstacles, 1)), labels))
    return KnotProgram("robot", axes + speeds, axes + speeds, 0, tuple(terms))


@lru_cache
def speed_function(axes: int) -> ca.Function:
    """(v, highest speed) -> margin of the speed."""
    v, highest = SYM("v", axes), SYM("highest")
    return ca.Function("speed", [v, highest], [(highest**2 - ca.sumsqr(v)) / (2 * highest)])


@lru_cache
def pair_function(axes: Axes) -> ca.Function:
    """((p_i, p_j), (distance[, heights])) -> distance of two robots beyond the required one."""
    both, distance, heights = SYM("p", sum(axes)), SYM("distance"), _heights(axes)
    margin = con.beyond(_offset(axes, both, heights), distance)
    return ca.Function("pair_distance", [both, ca.vertcat(distance, heights)], [margin])


@lru_cache
def pair_half_space(axes: Axes) -> ca.Function:
    """((p_i, p_j), (normal, distance[, heights])) -> distance along the normal beyond the required one."""
    both, normal, distance = SYM("p", sum(axes)), SYM("normal", max(axes)), SYM("distance")
    heights = _heights(axes)
    margin = ca.dot(normal, _offset(axes, both, heights)) - distance
    return ca.Function("pair_half_space", [both, ca.vertcat(normal, distance, heights)], [margin])


@lru_cache
def deviation_function(axes: Axes) -> ca.Function:
    """((p_i, p_j), (relative position[, heights])) -> deviation from the relative position."""
    both, place, heights = SYM("p", sum(axes)), SYM("o", max(axes)), _heights(axes)
    return ca.Function("deviation", [both, ca.vertcat(place, heights)], [_offset(axes, both, heights) - place])


@lru_cache
def equation_function(axes: Axes) -> ca.Function:
    """((d, p_i, p_j), as above) -> d less the deviation."""
    deviation = deviation_function(axes)
    d, both, p = SYM("d", max(axes)), SYM("p", sum(axes)), SYM("given", deviation.numel_in(1))
    return ca.Function("deviation_of", [ca.vertcat(d, both), p], [d - deviation(both, p)])


@lru_cache
def ball_function(size: int) -> ca.Function:
    """(d, largest) -> margin of the length of a deviation."""
    d, largest = SYM("d", size), SYM("largest")
    return ca.Function("ball", [d, largest], [(largest**2 - ca.sumsqr(d)) / (2 * largest)])


@lru_cache
def near_function(deviation: ca.Function) -> ca.Function:
    """((p_i, p_j), (relative position[, heights], largest)) -> margin of the length of the deviation."""
    both, p, largest = SYM("p", deviation.numel_in(0)), SYM("given", deviation.numel_in(1)), SYM("largest")
    margin = ball_function(deviation.numel_out(0))(deviation(both, p), largest)
    return ca.Function("near", [both, ca.vertcat(p, largest)], [margin])


def _heights(axes: Axes) -> ca.SX:
    return SYM("heights", 2 if axes[0] != axes[1] else 0)


def _offset(axes: Axes, both: ca.SX, heights: ca.SX) -> ca.SX:
    """From the second position to the first."""
    places = [both[: axes[0]], both[axes[0] :]]
    if axes[0] != axes[1]:
        places = [_point(p, heights[k]) for k, p in enumerate(places)]
    return places[0] - places[1]


@lru_cache
def obstacle_function(axes: int) -> ca.Function:
    """(p, (height, obstacle)) -> clearance of a robot; the height counts for robots that move in the plane."""
    p, height, obstacle = SYM("p", axes), SYM("height"), SYM("o", con.OBSTACLE_PARAMETERS)
    margin = con.clear_of_obstacle(_point(p, height), obstacle)
    return ca.Function("obstacle_clearance", [p, ca.vertcat(height, obstacle)], [margin])


@lru_cache
def obstacle_half_space(axes: int) -> ca.Function:
    """(p, (normal, height, obstacle)) -> distance of a robot from an obstacle along the normal beyond the required
    one."""
    p, normal, height, obstacle = SYM("p", axes), SYM("normal", 3), SYM("height"), SYM("o", con.OBSTACLE_PARAMETERS)
    margin = ca.dot(normal, _point(p, height) - obstacle[:3]) - obstacle[6]
    return ca.Function("obstacle_half_space", [p, ca.vertcat(normal, height, obstacle)], [margin])


def _point(p: ca.SX, height: ca.SX) -> ca.SX:
    return p if p.numel() == 3 else ca.vertcat(p, height)
