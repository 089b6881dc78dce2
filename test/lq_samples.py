"""Two double integrators that must keep a box on their offset and push with equal and opposite forces along x.

A convex quadratic program, so its solution is unique; `dense_solution` finds it with all inputs in one dense program.
"""

from __future__ import annotations

from dataclasses import dataclass

import casadi as ca
import numpy as np
from scipy.optimize import nnls

from l2c_planner.admm import Host, HostOptions, assign, run_round
from l2c_planner.coupling.program import Equality, Inequality, KnotProgram
from l2c_planner.models import DOUBLE_INTEGRATOR_2D
from l2c_planner.problems.constraints import within
from l2c_planner.problems.problem import AgentClass, Coupling, Problem

STEPS, DT = 12, 0.1
LOWER, UPPER = np.array([0.3, -0.05]), np.array([2.0, 0.2])
START = np.array([[0.0, 0.0, 0.0, 0.0], [1.0, 0.1, 0.0, 0.0]])
GOAL = np.array([[0.7, 0.3, 0.0, 0.0], [0.5, 0.7, 0.0, 0.0]])
STATE_WEIGHT, TERMINAL_WEIGHT, INPUT_WEIGHT = (
    np.array([5.0, 4.0, 0.5, 0.3]),
    np.array([20.0, 15.0, 2.0, 1.0]),
    np.array([0.05, 0.08]),
)
SCALE = np.array([100.0, 100.0, 10.0, 10.0, 1.0, 1.0])


def lq_program(balance: bool = True) -> KnotProgram:
    """Variables p_a, p_b, u_a, u_b; the box on p_b - p_a, and u_a,x + u_b,x = 0."""
    y, p = ca.SX.sym("y", 4), ca.SX.sym("p", 4)
    box = ca.Function("box", [y, p], [within(y[2:] - y[:2], p[:2], p[2:])])
    push = ca.SX.sym("u", 2)
    opposite = ca.Function("opposite", [push, ca.SX.sym("none", 0)], [push[0] + push[1]])
    gap = Inequality("gap", "m", box, np.arange(4)[None], ("left - right",))
    pushes = Equality("opposite pushes", "m/s^2", opposite, np.array([[4, 6]]), np.array([[0]]))
    return KnotProgram("pair", 8, 8, int(balance), (gap,), (pushes,) if balance else ())


def lq_problem(balance: bool = True, steps: int = STEPS, velocity_copies: bool = True) -> Problem:
    """The problem; without `velocity_copies` the velocities are not in the coupling at all."""
    ramp = np.linspace(0.0, 1.0, steps + 1)[:, None]
    reference = np.stack([(1 - ramp) * a + ramp * b for a, b in zip(START, GOAL, strict=True)])
    pair = lambda w: np.tile(w, (2, 1))  # noqa: E731
    robots = AgentClass(
        "robot",
        ("left", "right"),
        DOUBLE_INTEGRATOR_2D,
        np.zeros((2, 0)),
        START,
        reference,
        np.zeros((2, steps, 2)),
        pair(STATE_WEIGHT),
        pair(TERMINAL_WEIGHT),
        pair(INPUT_WEIGHT),
        SCALE,
    )
    index = [0, 1, 6, 7, 4, 5, 10, 11] + ([2, 3, 8, 9] if velocity_copies else [])
    parameters = {"gap": np.concatenate([LOWER, UPPER])[None]}
    if balance:
        parameters["opposite pushes"] = np.zeros((1, 0))
    return Problem(
        "pair", DT, steps, (robots,), (Coupling("pair", lq_program(balance), np.array([index]), parameters),)
    )


def triangle_problem() -> Problem:
    """Three robots, every two of them in a box of their own: three groups, every component in two of them."""
    start = np.array([[0.0, 0.0, 0.0, 0.0], [1.0, 0.1, 0.0, 0.0], [0.5, 0.9, 0.0, 0.0]])
    goal = np.array([[0.5, 0.4, 0.0, 0.0], [0.6, 0.5, 0.0, 0.0], [0.6, 0.3, 0.0, 0.0]])
    ramp = np.linspace(0.0, 1.0, STEPS + 1)[:, None]
    reference = np.stack([(1 - ramp) * a + ramp * b for a, b in zip(start, goal, strict=True)])
    weights = [np.tile(w, (3, 1)) for w in (STATE_WEIGHT, TERMINAL_WEIGHT, INPUT_WEIGHT)]
    inputs = np.zeros((3, STEPS, 2))
    robots = AgentClass(
        "robot", ("a", "b", "c"), DOUBLE_INTEGRATOR_2D, np.zeros((3, 0)), start, reference, inputs, *weights, SCALE
    )
    pairs = [(0, 1), (0, 2), (1, 2)]
    index = np.array(
        [
            [*(6 * i + np.arange(2)), *(6 * j + np.arange(2)), *(6 * i + np.arange(4, 6)), *(6 * j + np.arange(4, 6))]
            for i, j in pairs
        ]
    )
    boxes = np.array([[0.3, -0.3, 2.0, 0.4], [-0.1, 0.3, 1.0, 2.0], [-1.0, 0.3, 0.2, 2.0]])
    coupling = Coupling("pairs", lq_program(False), index, {"gap": boxes[:, None]})
    return Problem("triangle", DT, STEPS, (robots,), (coupling,))


@dataclass(frozen=True)
class Dense:
    """Solution of the dense program."""

    states: np.ndarray
    """(2, N+1, 4)."""
    inputs: np.ndarray
    """(2, N, 2)."""
    gap: np.ndarray
    """Multipliers of the four sides of the box at knots 1..N, (N, 4), not negative."""
    push: np.ndarray
    """Multiplier of u_a,x + u_b,x = 0 at knots 0..N-1, (N,), of the Lagrangian cost + push * (u_a,x + u_b,x)."""
    cost: float


def dense_solution(problem: Problem, balance: bool = True) -> Dense:
    """States eliminated, one dense quadratic program in all inputs, solved by an active-set method; KKT checked."""
    c, steps = problem.classes[0], problem.steps
    free, forced = _prediction(steps, problem.dt)
    H, g = np.zeros((4 * steps, 4 * steps)), np.zeros(4 * steps)
    places = np.arange(4 * steps).reshape(2, steps, 2)
    for a in range(2):
        i = places[a].reshape(-1)
        weight = np.concatenate([np.tile(c.state_weight[a], steps - 1), c.terminal_weight[a]])
        error = free @ c.initial[a] - c.state_reference[a, 1:].reshape(-1)
        H[np.ix_(i, i)] = forced.T @ (weight[:, None] * forced) + np.diag(np.tile(c.input_weight[a], steps))
        g[i] = forced.T @ (weight * error) - np.tile(c.input_weight[a], steps) * c.input_reference[a].reshape(-1)
    position = np.arange(4 * steps).reshape(steps, 4)[:, :2].reshape(-1)
    gap = np.zeros((2 * steps, 4 * steps))
    gap[:, places[1].reshape(-1)], gap[:, places[0].reshape(-1)] = forced[position], -forced[position]
    offset = free[position] @ (c.initial[1] - c.initial[0])
    low, high = np.tile(LOWER, steps) - offset, np.tile(UPPER, steps) - offset
    pushes = np.zeros((steps, 4 * steps))
    for k in range(steps):
        pushes[k, places[:, k, 0]] = 1.0
    A = np.vstack([gap, pushes]) if balance else gap
    zero = np.zeros(steps if balance else 0)
    lower, upper = np.concatenate([low, zero]), np.concatenate([high, zero])
    u, lam = _quadratic_program(H, g, A, lower, upper)
    inputs = u[places]
    states = np.stack([(free @ c.initial[a] + forced @ inputs[a].reshape(-1)).reshape(steps, 4) for a in range(2)])
    states = np.concatenate([c.initial[:, None], states], axis=1)
    sides = lam[: 2 * steps].reshape(steps, 2)
    multiplier = np.concatenate([np.maximum(-sides, 0), np.maximum(sides, 0)], axis=1)
    return Dense(states, inputs, multiplier, lam[2 * steps :], problem.cost({"robot": (states, inputs)}))


def _prediction(steps: int, dt: float) -> tuple[np.ndarray, np.ndarray]:
    """States 1..N = free x0 + forced u, shapes (4 N, 4) and (4 N, 2 N)."""
    A, B = np.eye(4), np.zeros((4, 2))
    A[:2, 2:], B[:2], B[2:] = dt * np.eye(2), 0.5 * dt**2 * np.eye(2), dt * np.eye(2)
    powers = [np.linalg.matrix_power(A, k) for k in range(steps + 1)]
    forced = np.zeros((4 * steps, 2 * steps))
    for k in range(steps):
        for j in range(k + 1):
            forced[4 * k : 4 * k + 4, 2 * j : 2 * j + 2] = powers[k - j] @ B
    return np.vstack(powers[1:]), forced


def _quadratic_program(H, g, A, lower, upper) -> tuple[np.ndarray, np.ndarray]:
    """min 1/2 u'Hu + g'u, lower <= A u <= upper, through its dual, a non-negative least-squares problem.

    With H = L L' and v = L'u + L^-1 g it asks for the point nearest to the origin (Lawson and Hanson 1974, chapter 23).
    """
    L, fixed = np.linalg.cholesky(H), lower == upper
    rows = np.vstack([A[~fixed], -A[~fixed], A[fixed], -A[fixed]])
    bound = np.concatenate([lower[~fixed], -upper[~fixed], lower[fixed], -upper[fixed]])
    G = np.linalg.solve(L, rows.T).T
    h = bound + G @ np.linalg.solve(L, g)
    weights, _ = nnls(np.vstack([G.T, h]), np.append(np.zeros(len(g)), 1.0), maxiter=100 * len(g))
    residual = np.vstack([G.T, h]) @ weights - np.append(np.zeros(len(g)), 1.0)
    multiplier, m, e = weights / -residual[-1], np.sum(~fixed), np.sum(fixed)
    lam = np.zeros(len(A))
    lam[~fixed] = multiplier[m : 2 * m] - multiplier[:m]
    lam[fixed] = multiplier[2 * m + e :] - multiplier[2 * m : 2 * m + e]
    u = -np.linalg.solve(H, g + A.T @ lam)
    value = A @ u
    assert (value >= lower - 1e-9).all() and (value <= upper + 1e-9).all()
    assert (lam[value > lower + 1e-7] > -1e-9).all() and (lam[value < upper - 1e-7] < 1e-9).all()
    return u, lam


def lq_hosts(problem: Problem, options: HostOptions, hosts: int = 1) -> list[Host]:
    """Hosts of the two agents: one for both, or one each."""
    names = ["alone", "alone"] if hosts == 1 else ["west", "east"]
    assignment = assign(problem, dict(zip(("left", "right"), names, strict=True)))
    return [Host(problem, name, assignment, options) for name in assignment.hosts]


def after_rounds(host: Host, rounds: int, tolerance: float = 0.0) -> Host:
    """The host after some rounds, fewer if both residuals fall below a tolerance."""
    for _ in range(rounds):
        run_round([host])
        if max(host.history[-1].primal, host.history[-1].dual) < tolerance:
            break
    return host
