"""Random problems by name, for trials and tests: n = 5 unknowns, 8 rows of data per robot."""

from __future__ import annotations

from collections.abc import Callable

import casadi as ca
import numpy as np

from l2c_planner.consensus.errors import unknown
from l2c_planner.consensus.problems.allocation import Allocation
from l2c_planner.consensus.problems.moving import Moving
from l2c_planner.consensus.problems.problem import Problem
from l2c_planner.consensus.problems.quadratic import Quadratic, least_squares
from l2c_planner.consensus.problems.sets import Sets
from l2c_planner.consensus.problems.smooth import Expression, Logistic
from l2c_planner.consensus.problems.values import Values

UNKNOWNS, ROWS = 5, 8
NOISE = 0.1
"""Standard deviation of measurements [-]."""
SPEED = 1e-3
"""Of a moving solution per round."""


def _measurements(agents: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    A, x = rng.normal(size=(agents, ROWS, UNKNOWNS)), rng.normal(size=UNKNOWNS)
    return A, A @ x + NOISE * rng.normal(size=(agents, ROWS))


def random_least_squares(agents: int, seed: int = 0) -> Quadratic:
    """Noisy linear measurements of one vector."""
    return least_squares(*_measurements(agents, seed))


def random_logistic(agents: int, seed: int = 0) -> Logistic:
    """Labels of points on two sides of a plane, a tenth of them wrong."""
    rng = np.random.default_rng(seed)
    features, x = rng.normal(size=(agents, ROWS, UNKNOWNS)), rng.normal(size=UNKNOWNS)
    wrong = np.where(rng.uniform(size=(agents, ROWS)) < 0.1, -1.0, 1.0)
    return Logistic(features, wrong * np.sign(features @ x))


def random_program(agents: int, seed: int = 0) -> Quadratic:
    """Least squares with a box, a ball and a half-space each for a third of the robots, some of them in the way."""
    free = random_least_squares(agents, seed)
    rng, x = np.random.default_rng((seed, 1)), free.optimum()
    inside = 0.6 * x
    boxes, balls = agents // 3, agents // 3
    halves = agents - boxes - balls
    room = np.abs(x).max() * rng.uniform(0.1, 0.3, (agents, 1))
    normal = rng.normal(size=(halves, UNKNOWNS))
    sets = Sets.joined(
        Sets.box(np.tile(inside, (boxes, 1)) - room[:boxes], np.tile(inside, (boxes, 1)) + room[:boxes]),
        Sets.ball(np.tile(inside, (balls, 1)), 2 * room[boxes : boxes + balls]),
        Sets.half_space(normal, (normal @ inside)[:, None] + room[agents - halves :]),
    )
    return Quadratic(free.H, free.c, sets)


def random_expression(agents: int, seed: int = 0) -> Expression:
    """sum_k sqrt(1 + (x_k - p_k)^2) + |x|^2 / 20: robust averaging, as a CasADi expression."""
    places = np.random.default_rng(seed).normal(size=(agents, UNKNOWNS))
    return Expression(lambda x, p: ca.sum1(ca.sqrt(1 + (x - p) ** 2)) + ca.sumsqr(x) / 20, UNKNOWNS, places)


def random_values(agents: int, seed: int = 0) -> Values:
    """Normal numbers."""
    return Values(np.random.default_rng(seed).normal(size=(agents, UNKNOWNS)))


def random_moving(agents: int, seed: int = 0) -> Moving:
    """Measurements of a vector that moves along its diagonal."""
    return Moving(*_measurements(agents, seed), np.full(UNKNOWNS, UNKNOWNS**-0.5), SPEED)


def random_allocation(agents: int, seed: int = 0) -> Allocation:
    """Least squares coupled by three equations."""
    rng = np.random.default_rng((seed, 2))
    coupling, b = rng.normal(size=(agents, 3, UNKNOWNS)), rng.normal(size=3)
    return Allocation(random_least_squares(agents, seed), coupling, np.tile(b / agents, (agents, 1)))


PROBLEMS: dict[str, Callable[[int, int], Problem]] = {
    "least-squares": random_least_squares, "logistic": random_logistic, "qp": random_program,
    "expression": random_expression, "values": random_values, "moving": random_moving,
    "allocation": random_allocation,
}  # fmt: skip


def problem(name: str, agents: int, seed: int = 0) -> Problem:
    """The random problem of a name.

    Raises Unfit for an unknown name.
    """
    if name not in PROBLEMS:
        raise unknown("problem", name, PROBLEMS)
    return PROBLEMS[name](agents, seed)
