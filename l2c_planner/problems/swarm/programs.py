"""Knot programs of a swarm: two neighbours that keep apart, and one robot among obstacles below its highest speed.

Every clearance exists twice.  The exact one is (|r|^2 - d^2) / (2 d) >= 0 for an offset r.  The half-space  normal . r
>= d  with a unit normal lies inside it, and touches it where r is along the normal.  ADMM coordinates half-spaces,
whose normals follow the plan (the convex-concave procedure, Lipp and Boyd 2016): a point-wise projection on the exact
set lets robots that meet head-on jump through each other between two knots, a half-space does not.
"""

from __future__ import annotations

from functools import lru_cache

import casadi as ca
import numpy as np

from l2c_planner.coupling.program import Inequality, KnotProgram
from l2c_planner.problems import constraints as con

SYM = ca.SX.sym


@lru_cache
def pair_program(axes: int, exact: bool) -> KnotProgram:
    """Positions of two neighbours; parameters: [normal,] required distance."""
    function = pair_function(axes) if exact else pair_half_space(axes)
    term = Inequality("pair distance", "m", function, np.arange(2 * axes)[None], ("pair",))
    return KnotProgram("pair", 2 * axes, 2 * axes, 0, (term,))


@lru_cache
def robot_program(axes: int, obstacles: int, exact: bool) -> KnotProgram:
    """Position and velocity of one robot; parameters: highest speed; for each obstacle [normal,] height and
    obstacle."""
    position, velocity = np.arange(axes), axes + np.arange(axes)
    terms = [Inequality("speed", "m/s", speed_function(axes), velocity[None], ("robot",))]
    if obstacles:
        labels = tuple(f"obstacle {j}" for j in range(obstacles))
        function = obstacle_function(axes) if exact else obstacle_half_space(axes)
        terms.append(Inequality("obstacle clearance", "m", function, np.tile(position, (obstacles, 1)), labels))
    return KnotProgram("robot", 2 * axes, 2 * axes, 0, tuple(terms))


@lru_cache
def speed_function(axes: int) -> ca.Function:
    """(v, highest speed) -> margin of the speed."""
    v, highest = SYM("v", axes), SYM("highest")
    return ca.Function("speed", [v, highest], [(highest**2 - ca.sumsqr(v)) / (2 * highest)])


@lru_cache
def pair_function(axes: int) -> ca.Function:
    """((p_i, p_j), distance) -> distance of two robots beyond the required one."""
    both, distance = SYM("p", 2 * axes), SYM("distance")
    return ca.Function("pair_distance", [both, distance], [con.beyond(both[:axes] - both[axes:], distance)])


@lru_cache
def pair_half_space(axes: int) -> ca.Function:
    """((p_i, p_j), (normal, distance)) -> distance of two robots along the normal beyond the required one."""
    both, normal, distance = SYM("p", 2 * axes), SYM("normal", axes), SYM("distance")
    margin = ca.dot(normal, both[:axes] - both[axes:]) - distance
    return ca.Function("pair_half_space", [both, ca.vertcat(normal, distance)], [margin])


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
