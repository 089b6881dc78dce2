"""Knot programs of a swarm: two neighbours that keep apart, and one robot among obstacles below its highest speed."""

from __future__ import annotations

import casadi as ca
import numpy as np

from l2c_planner.coupling.program import Inequality, KnotProgram
from l2c_planner.problems import constraints as con

SYM = ca.SX.sym


def pair_program(axes: int) -> KnotProgram:
    """Positions of two neighbours, parameter: required distance."""
    term = Inequality("pair distance", "m", pair_function(axes), np.arange(2 * axes)[None], ("pair",))
    return KnotProgram("pair", 2 * axes, 2 * axes, 0, (term,))


def robot_program(axes: int, obstacles: int) -> KnotProgram:
    """Position and velocity of one robot, parameters: height and obstacle for each obstacle, highest speed."""
    position, velocity = np.arange(axes), axes + np.arange(axes)
    terms = [Inequality("speed", "m/s", speed_function(axes), velocity[None], ("robot",))]
    if obstacles:
        labels = tuple(f"obstacle {j}" for j in range(obstacles))
        terms.append(Inequality("obstacle clearance", "m", obstacle_function(axes), np.tile(position, (obstacles, 1)), labels))
    return KnotProgram("robot", 2 * axes, 2 * axes, 0, tuple(terms))


def pair_function(axes: int) -> ca.Function:
    """((p_i, p_j), distance) -> distance of two robots beyond the required one."""
    both, distance = SYM("p", 2 * axes), SYM("distance")
    return ca.Function("pair_distance", [both, distance], [con.beyond(both[:axes] - both[axes:], distance)])


def speed_function(axes: int) -> ca.Function:
    """(v, highest speed) -> margin of the speed."""
    v, highest = SYM("v", axes), SYM("highest")
    return ca.Function("speed", [v, highest], [(highest**2 - ca.sumsqr(v)) / (2 * highest)])


def obstacle_function(axes: int) -> ca.Function:
    """(p, (height, obstacle)) -> clearance of a robot; the height counts for robots that move in the plane."""
    p, height, obstacle = SYM("p", axes), SYM("height"), SYM("o", con.OBSTACLE_PARAMETERS)
    point = p if axes == 3 else ca.vertcat(p, height)
    return ca.Function("obstacle_clearance", [p, ca.vertcat(height, obstacle)], [con.clear_of_obstacle(point, obstacle)])
