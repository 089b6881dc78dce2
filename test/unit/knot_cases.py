"""Small knot programs whose solution is known, and perturbed samples of the big ones."""

from __future__ import annotations

import casadi as ca
import numpy as np

from l2c_planner.coupling.coordination import Coordination
from l2c_planner.coupling.interior_point import Options
from l2c_planner.coupling.program import Equality, Inequality, KnotProgram
from l2c_planner.problems import constraints as con

EXACT = Options(tolerance=1e-10)
NONE = np.zeros((1, 0))


def distance_program(points: int = 2, axes: int = 2) -> KnotProgram:
    """Points that keep apart in pairs; parameter: the required distance."""
    p, distance = ca.SX.sym("p", 2 * axes), ca.SX.sym("distance")
    apart = ca.Function("apart", [p, distance], [con.beyond(p[:axes] - p[axes:], distance)])
    pairs = [(i, j) for i in range(points) for j in range(i + 1, points)]
    rows = np.array([np.r_[axes * i : axes * i + axes, axes * j : axes * j + axes] for i, j in pairs])
    labels = tuple(f"robot_{i} - robot_{j}" for i, j in pairs)
    term = Inequality("pair distance", "m", apart, rows, labels)
    return KnotProgram("apart", axes * points, axes * points, 0, (term,))


def obstacle_program() -> KnotProgram:
    """One point in space and one obstacle; parameters of the obstacle change over the knots."""
    p, o = ca.SX.sym("p", 3), ca.SX.sym("o", con.OBSTACLE_PARAMETERS)
    clear = ca.Function("clear", [p, o], [con.clear_of_obstacle(p, o)])
    return KnotProgram("obstacle", 3, 3, 0, (Inequality("clearance", "m", clear, np.arange(3)[None], ("robot",)),))


def impossible_program() -> KnotProgram:
    """A point on the unit circle that must have x >= 2 (parameter): impossible by 1."""
    x, least = ca.SX.sym("x"), ca.SX.sym("least")
    beyond = Inequality("wall", "m", ca.Function("wall", [x, least], [x - least]), np.array([[0]]), ("robot",))
    circle = Equality("circle", "m", con.unit_norm(2), np.array([[0, 1]]), np.array([[0]]))
    return KnotProgram("impossible", 2, 2, 1, (beyond,), (circle,))


def circle_program() -> KnotProgram:
    """A point on the unit circle, nothing else."""
    return KnotProgram("circle", 2, 2, 1, (), impossible_program().equalities)


def solved(program, parameters, target, weight=None, options: Options = EXACT, guess=None):
    """A coordination that has solved the targets (I, V), with its result."""
    target = np.asarray(target, float)
    coordination = Coordination(program, len(target), parameters, options)
    coordination.guess(target if guess is None else guess)
    weight = np.ones_like(target) if weight is None else weight
    return coordination, coordination.solve(target, weight)
