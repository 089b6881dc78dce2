"""The local solver against closed forms, a dense KKT solve and CasADi + IPOPT."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache

import casadi as ca
import numpy as np
import pytest

from l2c_planner.ddp import Hessian, LocalSolver, Options, Status, dynamics, expressions, from_lanes, to_lanes
from l2c_planner.models import (
    DOUBLE_INTEGRATOR_2D,
    LOAD,
    MODELS,
    QUADROTOR,
    UNICYCLE,
    Field,
    Layout,
    Model,
    numeric,
    rk4,
)

every_model = pytest.mark.parametrize("name", MODELS)
every_linear_model = pytest.mark.parametrize("name", ["double_integrator_2d", "double_integrator_3d"])
both_hessians = pytest.mark.parametrize("hessian", list(Hessian), ids=[h.value for h in Hessian])

LEVEL = {"quaternion": [1, 0, 0, 0], "direction": [0, 0, 1], "tension": 5, "speed": 1, "radius": 5}
ROBOT = {"mass": 1.2, "inertia": [0.12, 0.11, 0.2], "arm": 0.17, "drag": 0.016, "com_offset": [0.02, -0.01, 0.01]}
HOLDING = {"quadrotor": [1.2 * 9.81 / 4] * 4, "load": [0, 0, 1.2 * 9.81, 0, 0, 0]}


@dataclass(frozen=True)
class Problem:
    """The problems of some agents, one row each."""

    model: Model
    dt: float
    params: np.ndarray
    W: np.ndarray
    c: np.ndarray
    E: np.ndarray
    e: np.ndarray
    x0: np.ndarray
    guess: np.ndarray
    bounds: tuple[np.ndarray, np.ndarray] | None = None

    def agents(self, rows) -> Problem:
        """Problem of some of the agents."""
        names = ("params", "W", "c", "E", "e", "x0", "guess")
        bounds = None if self.bounds is None else tuple(b[rows] for b in self.bounds)
        return replace(self, bounds=bounds, **{name: getattr(self, name)[rows] for name in names})

    def solver(self, **options) -> LocalSolver:
        """Solver that holds this problem and its guess."""
        steps = self.E.shape[1]
        solver = LocalSolver(self.model, self.dt, steps, self.params, Options(**options), self.bounds)
        solver.state_weight[:], solver.state_center[:] = to_lanes(self.W), to_lanes(self.c)
        solver.input_weight[:], solver.input_center[:] = to_lanes(self.E), to_lanes(self.e)
        solver.x0[:], solver.U[:] = to_lanes(self.x0), to_lanes(self.guess)
        return solver


def rest(layout, values):
    """Vector of a layout with zeros for the fields that are not named."""
    return layout.pack(**{f.name: values.get(f.name, np.zeros(f.size) if f.size > 1 else 0.0) for f in layout.fields})


def problem(name: str, count: int = 3, steps: int = 15, bounded: bool = False, seed: int = 0) -> Problem:
    """Random tracking problems around rest; weights, centres, parameters and bounds differ between agents and knots."""
    model, rng = MODELS[name], np.random.default_rng(seed)
    x, u = rest(model.state, LEVEL), np.array(HOLDING.get(name, np.zeros(model.nu)))
    drift = np.linspace(0, 1, steps + 1)[:, None] * rng.normal(size=(count, steps + 1, model.nx))
    params = rest(model.parameters, ROBOT) * rng.uniform(0.9, 1.1, (count, model.np))
    W, E = rng.uniform(0.5, 5, (count, steps + 1, model.nx)), rng.uniform(0.1, 1, (count, steps, model.nu))
    e, width = np.tile(u, (count, steps, 1)), rng.uniform(0.2, 0.5, (2, count, model.nu)) * (5 if name == "load" else 1)
    bounds = (u - width[0], u + width[1]) if bounded else None
    return Problem(model, 0.1, params, W, x + 0.3 * drift, E, e, np.tile(x, (count, 1)), e.copy(), bounds)


def discrete(p: Problem, agent: int):
    """Step of one agent with its Jacobians, from CasADi."""
    x, u = ca.SX.sym("x", p.model.nx), ca.SX.sym("u", p.model.nu)
    y = rk4(p.model.f)(x, u, ca.DM(p.params[agent]), p.dt)
    return ca.Function("step", [x, u], [y, ca.jacobian(y, x), ca.jacobian(y, u)])


def ipopt(p: Problem, agent: int) -> tuple[np.ndarray, float]:
    """Inputs (N, nu) and cost of the optimum by multiple shooting."""
    (steps, nu), nx = p.E[agent].shape, p.model.nx
    X, U = ca.MX.sym("X", nx, steps + 1), ca.MX.sym("U", nu, steps)
    reached = discrete(p, agent).map(steps)(X[:, :-1], U)[0]
    square = lambda w, z, c: 0.5 * ca.sum1(ca.vec(ca.DM(w.T) * (z - ca.DM(c.T)) ** 2))  # noqa: E731
    cost = square(p.W[agent], X, p.c[agent]) + square(p.E[agent], U, p.e[agent])
    constraints = ca.vertcat(X[:, 0] - ca.DM(p.x0[agent]), ca.vec(X[:, 1:] - reached))
    quiet = {"ipopt.print_level": 0, "ipopt.sb": "yes", "print_time": 0}
    exact = {"ipopt.tol": 1e-12, "ipopt.bound_relax_factor": 0, "ipopt.honor_original_bounds": "yes"}
    solve = ca.nlpsol("oracle", "ipopt", {"x": ca.veccat(X, U), "f": cost, "g": constraints}, quiet | exact)
    low, high = (np.full(nu, -np.inf), np.full(nu, np.inf)) if p.bounds is None else (b[agent] for b in p.bounds)
    free = np.full(nx * (steps + 1), np.inf)
    bounds = {"lbx": np.r_[-free, np.tile(low, steps)], "ubx": np.r_[free, np.tile(high, steps)]}
    start = np.r_[np.tile(p.x0[agent], steps + 1), p.guess[agent].ravel()]
    result = solve(x0=start, lbg=0, ubg=0, **bounds)
    assert solve.stats()["success"]
    return result["x"].full().ravel()[free.size :].reshape(steps, nu), float(result["f"])


@cache
def optimum(name: str, bounded: bool) -> list[tuple[np.ndarray, float]]:
    p = problem(name, bounded=bounded)
    return [ipopt(p, agent) for agent in range(len(p.x0))]


def fields(solver: LocalSolver, solution) -> list[np.ndarray]:
    """Everything an agent gets, one row each."""
    arrays = [from_lanes(a, solver.count) for a in (solver.X, solver.U, solution.K, solution.k)]
    codes = np.array([list(Status).index(s) for s in solution.status])
    return [*arrays, solution.cost, solution.gradient, solution.iterations, codes]


def assert_same_bits(a, b):
    for left, right in zip(a, b, strict=True):
        np.testing.assert_array_equal(left, right)


# ---------------------------------------------------------------- lanes and dynamics
@pytest.mark.parametrize("count", [1, 7, 8, 9, 16])
def test_lane_layout_is_inverted_and_padded_with_the_last_agent(count):
    agents = np.random.default_rng(0).normal(size=(count, 4, 3))
    lanes = to_lanes(agents)
    assert lanes.shape == (-(-count // 8), 4, 3, 8)
    assert lanes.flags.c_contiguous
    np.testing.assert_array_equal(from_lanes(lanes, count), agents)
    np.testing.assert_array_equal(lanes[-1, ..., -1], agents[-1])


def test_lane_layout_rejects_what_it_cannot_hold():
    with pytest.raises(ValueError, match="count >= 1"):
        to_lanes(np.zeros((0, 3)))
    with pytest.raises(ValueError, match="holds 8 agents, not 9"):
        from_lanes(np.zeros((1, 3, 8)), 9)


@every_model
def test_linearised_step_is_the_derivative_of_the_step(name):
    p = problem(name, count=1)
    model, step = p.model, discrete(p, 0)
    x, u = p.c[0, -1], p.e[0, 0] + 0.1
    parameters = dynamics.parameters(p.params, p.dt)[0]
    for got, expected in zip(
        dynamics.linearized_step(model, ca.SX(x), ca.SX(u), ca.SX(parameters)), step(x, u), strict=True
    ):
        np.testing.assert_allclose(ca.DM(got).full(), expected.full(), atol=1e-12)
    np.testing.assert_allclose(
        ca.DM(dynamics.step(model, ca.SX(x), ca.SX(u), ca.SX(parameters))), step(x, u)[0], atol=1e-12
    )


def test_division_by_a_parameter_becomes_a_multiplication():
    f = lambda x, u, p: ca.vertcat(x[1] / p[0] + 1 / p[1], u[0] / (p[0] * x[0]) + p[1])  # noqa: E731
    model = Model("divided", f, *(Layout((Field("a", n, "1"),)) for n in (2, 1, 2)))
    x, u, p = ca.SX.sym("x", 2), ca.SX.sym("u", 1), ca.SX.sym("p", 5)
    step = ca.Function("step", [x, u, p], [dynamics.step(model, x, u, p)], {"cse": True})
    kinds = [step.instruction_id(i) for i in range(step.n_instructions())]
    assert kinds.count(ca.OP_DIV) + kinds.count(ca.OP_INV) == 4
    parameters = dynamics.parameters(np.array([[0.7, 1.3]]), 0.1)[0]
    np.testing.assert_allclose(
        step([1, 2], 0.5, parameters), rk4(f)(ca.DM([1, 2]), ca.DM(0.5), parameters, 0.1), rtol=1e-14
    )


# ---------------------------------------------------------------- linear dynamics
def riccati(p: Problem, agent: int):
    """Gains (N, nu, nx) and optimal inputs of the affine tracking problem, by the textbook recursion."""
    step, (steps, nu), nx = discrete(p, agent), p.E[agent].shape, p.model.nx
    _, A, B = (m.full() for m in step(np.zeros(nx), np.zeros(nu)))
    V, v = np.diag(p.W[agent, -1]), -p.W[agent, -1] * p.c[agent, -1]
    gains = []
    for k in reversed(range(steps)):
        H = np.diag(p.E[agent, k]) + B.T @ V @ B
        K, g = -np.linalg.solve(H, B.T @ V @ A), -np.linalg.solve(H, B.T @ v - p.E[agent, k] * p.e[agent, k])
        gains.insert(0, (K, g))
        v = A.T @ (v + V @ B @ g) - p.W[agent, k] * p.c[agent, k]
        V = np.diag(p.W[agent, k]) + A.T @ V @ (A + B @ K)
    x, inputs = p.x0[agent], []
    for K, g in gains:
        inputs.append(K @ x + g)
        x = A @ x + B @ inputs[-1]
    return np.array([K for K, _ in gains]), np.array(inputs)


def dense_kkt(p: Problem, agent: int) -> np.ndarray:
    """Optimal inputs from one linear system over all states, inputs and multipliers."""
    (steps, nu), nx = p.E[agent].shape, p.model.nx
    _, A, B = (m.full() for m in discrete(p, agent)(np.zeros(nx), np.zeros(nu)))
    X = np.eye((steps + 1) * nx)
    X[nx:, :-nx] -= np.kron(np.eye(steps), A)
    C = np.hstack([X, np.vstack([np.zeros((nx, steps * nu)), -np.kron(np.eye(steps), B)])])
    H, center = (np.r_[a.ravel(), b.ravel()] for a, b in ((p.W[agent], p.E[agent]), (p.c[agent], p.e[agent])))
    kkt = np.block([[np.diag(H), C.T], [C, np.zeros((len(C), len(C)))]])
    z = np.linalg.solve(kkt, np.r_[H * center, p.x0[agent], np.zeros(steps * nx)])
    return z[(steps + 1) * nx : len(H)].reshape(steps, nu)


@every_linear_model
def test_linear_problem_is_solved_in_one_step(name):
    p = problem(name, count=11)
    solver = p.solver()
    solution = solver.solve()
    assert solution.converged
    assert (solution.iterations == 1).all()
    for agent, (U, K) in enumerate(zip(from_lanes(solver.U, 11), from_lanes(solution.K, 11), strict=True)):
        gains, inputs = riccati(p, agent)
        np.testing.assert_allclose(U, inputs, atol=1e-11)
        np.testing.assert_allclose(U, dense_kkt(p, agent), atol=1e-10)
        np.testing.assert_allclose(K.reshape(gains.shape), gains, atol=1e-11)


def test_one_iteration_is_one_step_of_which_convergence_is_not_checked():
    p = problem("double_integrator_2d")
    solver = p.solver(max_iterations=1)
    solution = solver.solve()
    assert set(solution.status) == {Status.MAX_ITERATIONS}
    np.testing.assert_allclose(from_lanes(solver.U, 3)[0], dense_kkt(p, 0), atol=1e-10)


# ---------------------------------------------------------------- nonlinear dynamics
@every_model
@both_hessians
@pytest.mark.parametrize("bounded", [False, True], ids=["free", "box"])
def test_optimum_is_that_of_ipopt(name, hessian, bounded):
    p = problem(name, bounded=bounded)
    solver = p.solver(hessian=hessian, max_iterations=300, gradient_tolerance=1e-8)
    solution = solver.solve()
    assert solution.converged, solution.status
    U = from_lanes(solver.U, 3)
    for agent, (inputs, cost) in enumerate(optimum(name, bounded)):
        np.testing.assert_allclose(U[agent], inputs, atol=1e-6)
        assert solution.cost[agent] == pytest.approx(cost, rel=1e-9)


@every_model
def test_bounds_of_the_box_problem_are_active_and_kept(name):
    p = problem(name, bounded=True)
    solver = p.solver()
    solver.U[:] += 100
    K, U = solver.solve().K, from_lanes(solver.U, 3)
    lower, upper = (b[:, None] for b in p.bounds)
    assert ((lower <= U) & (upper >= U)).all()
    held = (lower == U) | (upper == U)
    assert held.any()
    gains = from_lanes(K, 3).reshape(*U.shape, p.model.nx)
    assert (gains[held] == 0).all()


def test_a_bound_may_be_infinite():
    p = problem("unicycle", bounded=True)
    one_sided = replace(p, bounds=(p.bounds[0], np.full_like(p.bounds[1], np.inf)))
    solver = one_sided.solver(gradient_tolerance=1e-8, hessian="exact")
    assert solver.solve().converged
    np.testing.assert_allclose(from_lanes(solver.U, 3)[1], ipopt(one_sided, 1)[0], atol=1e-6)


@pytest.mark.parametrize("name", ["quadrotor", "load", "unicycle"])
def test_exact_hessian_converges_quadratically(name):
    p = problem(name, count=8)
    exact, approximate = (
        p.solver(hessian=hessian, gradient_tolerance=1e-11, cost_tolerance=1e-12, max_iterations=100).solve()
        for hessian in ("exact", "gauss_newton")
    )
    assert exact.converged
    assert exact.iterations.mean() < 0.8 * approximate.iterations.mean()
    for gradient in exact.history.gradient.T:
        g = gradient[np.isfinite(gradient)]
        g = g[: np.argmax(g < 1e-7) + 1]
        assert np.log(g[-1] / g[-2]) / np.log(g[-2] / g[-3]) > 1.6


@both_hessians
def test_far_guess_goes_downhill_and_exact_steps_arrive(hessian):
    p = problem("unicycle", count=16, steps=40)
    guess = 4 * np.random.default_rng(5).normal(size=p.guess.shape)
    solution = replace(p, c=p.c + [-4, 3, 0, 0], guess=guess, W=p.W * 10).solver(hessian=hessian).solve()
    history, reached = solution.history, [s is Status.CONVERGED for s in solution.status]
    assert hessian is Hessian.GAUSS_NEWTON or all(reached)
    assert (np.nan_to_num(np.diff(history.cost, axis=0)) <= 1e-9).all()
    assert ((history.step_length > 0) & (history.step_length < 1)).any(), "too easy to test the line search"


def test_returned_states_are_the_roll_out_of_the_inputs():
    p = problem("load")
    solver = p.solver()
    solver.solve()
    step = numeric(lambda x, u, q: rk4(LOAD.f)(x, u, q, p.dt), LOAD.nx, LOAD.nu, LOAD.np)
    X, U = from_lanes(solver.X, 3), from_lanes(solver.U, 3)
    np.testing.assert_allclose(X[:, 1:], step(X[:, :-1], U, p.params[:, None]), atol=1e-12)
    np.testing.assert_array_equal(X[:, 0], p.x0)


@pytest.mark.parametrize("bounded", [False, True], ids=["free", "box"])
@both_hessians
def test_backward_step_is_the_expansion_of_the_cost_to_go(bounded, hessian):
    """Against the value function written out for any gains, with damping and half of the curvature."""
    rng, exact = np.random.default_rng(3), hessian is Hessian.EXACT
    nx, nu, rows = LOAD.nx, LOAD.nu, expressions.Carry(LOAD.nx)
    function = expressions.backward(expressions.Knot(LOAD, exact, bounded))
    given = {name: rng.uniform(0.5, 1.5, function.numel_in(name)) for name in function.name_in()}
    given["damping"], (reg, curvature) = [0.3, 0.5], (0.3, 0.5 * exact)
    root = rng.normal(size=(nx, nx))
    value, slope = root @ root.T, rng.normal(size=nx)
    given["carry"] = np.r_[value.T[np.tril_indices(nx)], slope, 0.7, 0.2, 0.1]
    u = given["u"]
    if bounded:
        given["lower"], given["upper"] = u - [0, 0, 1, 1, 1, 1], u + [1, 1, 0, 0, 1, 1]

    x, v = ca.SX.sym("x", nx), ca.SX.sym("u", nu)
    S = slope + given["W"] * (given["y"] - given["c"])
    y, z = dynamics.step(LOAD, x, v, ca.SX(given["p"])), ca.vertcat(x, v)
    outputs = [ca.jacobian(y, z), ca.hessian(ca.dot(S, y), z)[0]]
    F, H = (m.full() for m in ca.Function("derivatives", [x, v], outputs)(given["x"], u))
    q = F.T @ S + np.r_[np.zeros(nx), given["E"] * (u - given["e"])]
    Q = F.T @ (value + np.diag(given["W"])) @ F + curvature * H
    Q[nx:, nx:] += np.diag(given["E"])
    held = (
        (u <= given["lower"]) & (q[nx:] > 0) | (u >= given["upper"]) & (q[nx:] < 0) if bounded else np.zeros(nu, bool)
    )
    assert bounded == held.any() and not held.all()
    damped = (Q[nx:, nx:] + np.diag(reg * abs(np.diag(Q[nx:, nx:]))))[~held][:, ~held]
    k, K = np.zeros(nu), np.zeros((nu, nx))
    k[~held], K[~held] = -np.linalg.solve(damped, q[nx:][~held]), -np.linalg.solve(damped, Q[nx:, :nx][~held])
    closed, moved = np.vstack([np.eye(nx), K]), np.r_[np.zeros(nx), k]

    carry, gain, feedback = (function.call(given)[name].full().ravel() for name in ("carry_next", "k_new", "K_new"))
    np.testing.assert_allclose(gain, k, atol=1e-10)
    np.testing.assert_allclose(feedback.reshape(nu, nx), K, atol=1e-10)
    np.testing.assert_allclose(carry[rows.V], (closed.T @ Q @ closed).T[np.tril_indices(nx)], rtol=1e-8, atol=1e-8)
    np.testing.assert_allclose(carry[rows.S], closed.T @ (q + Q @ moved), rtol=1e-8, atol=1e-8)
    np.testing.assert_allclose(carry[rows.decrease], [0.7 + q @ moved, 0.2 + 0.5 * moved @ Q @ moved], rtol=1e-10)


# ---------------------------------------------------------------- lanes do not know of each other
@pytest.mark.parametrize("name, bounded", [("quadrotor", False), ("unicycle", True), ("load", True)])
@both_hessians
def test_agent_gets_the_same_bits_in_any_company(name, bounded, hessian):
    p = problem(name, count=19, bounded=bounded, seed=2)
    p.guess[::4] += np.random.default_rng(0).normal(size=p.guess[::4].shape)
    p.E[3] *= 1e-4
    p.guess[5], p.E[6], p.guess[7] = np.nan, -100, 1e200
    rows = np.random.default_rng(1).permutation(19)
    options = {"hessian": hessian, "max_iterations": 25}
    together, shuffled = p.solver(**options), p.agents(rows).solver(**options)
    expected = fields(together, together.solve())
    assert_same_bits(fields(shuffled, shuffled.solve()), [f[rows] for f in expected])
    for agent in (0, 3, 4, 5, 6, 18):
        alone = p.agents([agent]).solver(**options)
        assert_same_bits(fields(alone, alone.solve()), [f[[agent]] for f in expected])


@pytest.mark.parametrize("place", ["guess", "params", "W", "c", "E", "e", "x0"])
def test_not_a_number_is_named_and_stays_with_its_agent(place):
    clean, p = problem("quadrotor", count=10, bounded=True), problem("quadrotor", count=10, bounded=True)
    getattr(p, place)[4].flat[-1] = np.nan
    solver, reference = p.solver(), clean.solver()
    solution = solver.solve()
    assert solution.status[4] is Status.INVALID_DATA
    assert "NaN" in solution.status[4].value
    others = np.arange(10) != 4
    expected = fields(reference, reference.solve())
    assert_same_bits([f[others] for f in fields(solver, solution)], [f[others] for f in expected])


def test_guessed_states_do_not_matter():
    p = problem("quadrotor")
    clean, solver = p.solver(), p.solver()
    solver.X[:] = np.nan
    assert_same_bits(fields(solver, solver.solve()), fields(clean, clean.solve()))


# ---------------------------------------------------------------- how a solve ends
@both_hessians
def test_solution_as_guess_costs_one_sweep(hessian):
    solver = problem("load", bounded=True).solver(hessian=hessian, gradient_tolerance=1e-6)
    solver.solve()
    X, U = solver.X.copy(), solver.U.copy()
    again = solver.solve()
    assert again.converged
    assert (again.iterations == 0).all()
    assert len(again.history.cost) == 1
    np.testing.assert_allclose(solver.X, X, atol=1e-12)
    np.testing.assert_array_equal(solver.U, U)


def test_running_out_of_iterations_says_what_to_do_and_keeps_the_best():
    solver = problem("unicycle").solver(max_iterations=2)
    solution = solver.solve()
    assert set(solution.status) == {Status.MAX_ITERATIONS}
    assert "Raise max_iterations" in solution.status[0].value
    assert (solution.iterations == 2).all()
    assert (solution.cost < solution.history.cost[0]).all()


@pytest.mark.parametrize("offset", [0.0, 0.01])
def test_diverging_guess_is_named(offset):
    p = problem("load")
    p.params[:, -3:] = offset
    solver = p.solver()
    solver.U[..., 1] = 1e200
    assert [s is Status.DIVERGED for s in solver.solve().status] == [False, True, False]


@both_hessians
def test_input_without_any_weight_is_named(hessian):
    p = problem("quadrotor")
    p.E[2], p.W[2] = 0, 0
    assert [s is Status.NOT_CONVEX for s in p.solver(hessian=hessian).solve().status] == [False, False, True]


class Stuck(LocalSolver):
    """No step is ever good enough."""

    def try_step(self, alpha, agents):
        return np.zeros_like(agents)


def test_failing_line_search_is_named():
    p = problem("double_integrator_2d")
    solver = Stuck(p.model, p.dt, 15, p.params, Options(line_search_steps=2))
    solver.input_weight[:], solver.state_weight[:], solver.x0[:] = 1, 1, 1
    assert set(solver.solve().status) == {Status.LINE_SEARCH_FAILED}


def test_optimum_of_zero_cost_is_recognised():
    p = problem("quadrotor")
    at_rest = replace(p, c=np.repeat(p.x0[:, None], 16, 1), e=np.repeat(p.params[:, None, :1] * 9.81 / 4, 15, 1))
    solution = replace(at_rest, guess=at_rest.e + 0.01).solver().solve()
    assert solution.converged
    assert (solution.cost < 1e-12).all()


def test_history_has_a_row_per_sweep_and_is_blank_after_the_end():
    solution = problem("unicycle", count=9).solver().solve()
    rows = np.isfinite(solution.history.cost).sum(0)
    np.testing.assert_array_equal(rows, solution.iterations + 1)
    assert solution.history.gradient.shape == solution.history.cost.shape == (solution.iterations.max() + 1, 9)
    last = solution.iterations
    np.testing.assert_array_equal(solution.history.cost[last, np.arange(9)], solution.cost)
    np.testing.assert_array_equal(solution.history.gradient[last, np.arange(9)], solution.gradient)
    assert (solution.history.step_length[last, np.arange(9)] == 0).all()
    assert (solution.history.step_length[0] > 0).all()


@both_hessians
@pytest.mark.parametrize("name, bounded", [("double_integrator_2d", False), ("unicycle", True)])
def test_casadi_back_end_gives_the_same_answer(name, bounded, hessian, monkeypatch):
    p = problem(name, count=2, steps=6, bounded=bounded)
    compiled = p.solver(hessian=hessian)
    expected = compiled.solve()
    monkeypatch.setenv("L2C_KERNELS", "casadi")
    interpreted = p.solver(hessian=hessian)
    solution = interpreted.solve()
    assert solution.status == expected.status
    np.testing.assert_allclose(interpreted.U[..., :2], compiled.U[..., :2], atol=1e-9)


# ---------------------------------------------------------------- mistakes of the caller
@pytest.mark.parametrize(
    "wrong, message",
    [
        ({"hessian": "newton"}, "valid are gauss_newton, exact"),
        ({"max_iterations": 0}, "max_iterations: 0 is not between"),
        ({"gradient_tolerance": -1.0}, "gradient_tolerance"),
        ({"cost_floor": float("nan")}, "cost_floor"),
        ({"sufficient_decrease": 0.7}, "sufficient_decrease"),
    ],
)
def test_wrong_option_is_named(wrong, message):
    with pytest.raises(ValueError, match=message):
        Options(**wrong)


@pytest.mark.parametrize(
    "wrong, message",
    [
        ({"params": np.zeros((2, 5))}, r"params of quadrotor must have shape \(count >= 1, 6\), got \(2, 5\)"),
        ({"params": np.zeros((0, 6))}, "count >= 1"),
        ({"dt": 0.0}, "dt must be positive"),
        ({"steps": 0}, "steps at least 1"),
        ({"input_bounds": (np.zeros(4), np.full(4, -1.0))}, "lower bound lies above"),
        ({"input_bounds": (np.zeros(3), np.ones(3))}, "input_bounds must have shape"),
        ({"input_bounds": (np.full(4, np.nan), np.ones(4))}, "not a number"),
    ],
)
def test_wrong_argument_is_named(wrong, message):
    arguments = {"model": QUADROTOR, "dt": 0.1, "steps": 5, "params": np.ones((2, 6))} | wrong
    with pytest.raises(ValueError, match=message):
        LocalSolver(**arguments)


def test_arrays_are_written_into_not_replaced():
    solver = LocalSolver(UNICYCLE, 0.1, 5, np.zeros((1, 0)))
    with pytest.raises(AttributeError):
        solver.X = np.zeros((1, 6, 4, 8))


def test_parameters_can_be_changed_between_solves():
    p, heavier = problem("quadrotor"), problem("quadrotor")
    heavier.params[:, 0] *= 1.1
    changed, fresh = p.solver(), heavier.solver()
    changed.set_parameters(heavier.params)
    assert_same_bits(fields(changed, changed.solve()), fields(fresh, fresh.solve()))


def test_double_integrator_needs_no_parameters():
    assert LocalSolver(DOUBLE_INTEGRATOR_2D, 0.1, 5, np.zeros((3, 0))).count == 3
