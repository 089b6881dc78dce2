"""The centralised program against dense solutions of small problems, and what it says when there is none."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from lq_samples import DT, SCALE, STEPS, dense_solution, lq_problem, triangle_problem
from multilift_samples import mixed_task, multilift_task
from scipy.optimize import LinearConstraint, lsq_linear, minimize

from l2c_planner.centralised import CentralisedOptions, reference_guess, solve
from l2c_planner.models import DOUBLE_INTEGRATOR_2D
from l2c_planner.problems.multilift.build import trajectories_problem
from l2c_planner.problems.multilift.execution import WrenchRollout, wrench_residual
from l2c_planner.problems.multilift.measure import measure, unit_norm_error
from l2c_planner.problems.problem import AgentClass, Problem


def lone_robot(bound: float | None = None, steps: int = 10) -> Problem:
    """One double integrator without any coupling."""
    rng = np.random.default_rng(0)
    reference = np.cumsum(rng.normal(size=(1, steps + 1, 4)), axis=1)
    weights = (np.full((1, 4), 2.0), np.full((1, 4), 5.0), np.full((1, 2), 0.1))
    bounds = None if bound is None else (np.full(2, -bound), np.full(2, bound))
    initial, inputs = np.array([[0.3, -0.2, 0.1, 0.0]]), 0.1 * rng.normal(size=(1, steps, 2))
    robot = AgentClass(
        "robot", ("one",), DOUBLE_INTEGRATOR_2D, np.zeros((1, 0)), initial, reference, inputs, *weights, SCALE, bounds
    )
    return Problem("lone", DT, steps, (robot,), ())


def least_squares(problem: Problem, bound: float) -> np.ndarray:
    """Inputs (N, 2) of a lone robot as a bounded linear least-squares problem, columns from unit pushes."""
    c, steps = problem.classes[0], problem.steps

    def residual(u):
        x, parts = c.initial[0], []
        for k in range(steps):
            x = np.r_[x[:2] + DT * x[2:] + 0.5 * DT**2 * u[k], x[2:] + DT * u[k]]
            weight = c.terminal_weight[0] if k == steps - 1 else c.state_weight[0]
            parts += [
                np.sqrt(weight) * (x - c.state_reference[0, k + 1]),
                np.sqrt(c.input_weight[0]) * (u[k] - c.input_reference[0, k]),
            ]
        return np.concatenate(parts)

    at_zero = residual(np.zeros((steps, 2)))
    columns = [residual(e.reshape(steps, 2)) - at_zero for e in np.eye(2 * steps)]
    return lsq_linear(np.array(columns).T, -at_zero, (-bound, bound), method="bvls", tol=1e-12).x.reshape(steps, 2)


class TestSmallProblems:
    @pytest.mark.parametrize("bound", [None, 0.8])
    def test_lone_robot_is_a_least_squares_problem(self, bound):
        problem = lone_robot(bound)
        found = solve(problem, reference_guess(problem))
        expected = least_squares(problem, bound or np.inf)
        assert found.converged and (bound is None or np.abs(expected).max() == pytest.approx(bound))
        np.testing.assert_allclose(found.plan["robot"][1][0], expected, atol=1e-5)

    @pytest.mark.parametrize("balance", [True, False])
    def test_pair_is_the_dense_quadratic_program(self, balance):
        problem = lq_problem(balance)
        found, dense = solve(problem, reference_guess(problem)), dense_solution(problem, balance)
        assert found.converged and found.cost == pytest.approx(dense.cost, rel=1e-6)
        np.testing.assert_allclose(found.plan["robot"][0], dense.states, atol=1e-5)
        np.testing.assert_allclose(found.plan["robot"][1], dense.inputs, atol=1e-4)

    def test_triangle_is_what_scipy_finds(self):
        """Three groups with parameters of their own; states eliminated by hand."""
        problem = triangle_problem()
        found = solve(problem, reference_guess(problem))
        c = problem.classes[0]

        def states(u):
            x = [c.initial]
            for k in range(STEPS):
                p, v, a = x[-1][:, :2], x[-1][:, 2:], u[:, k]
                x.append(np.hstack([p + DT * v + 0.5 * DT**2 * a, v + DT * a]))
            return np.stack(x, axis=1)

        def gaps(u):
            p = states(u.reshape(3, STEPS, 2))[:, 1:, :2]
            return np.concatenate([(p[j] - p[i]).ravel() for i, j in ((0, 1), (0, 2), (1, 2))])

        def cost(u):
            u = u.reshape(3, STEPS, 2)
            return problem.cost({"robot": (states(u), u)})

        size = 6 * STEPS
        free = gaps(np.zeros(size))
        matrix = np.array([gaps(e) - free for e in np.eye(size)]).T
        boxes = np.repeat(problem.couplings[0].parameters["gap"][:, 0].reshape(3, 2, 2), STEPS, axis=0).reshape(
            3, STEPS, 2, 2
        )
        lower, upper = boxes[:, :, 0].ravel() - free, boxes[:, :, 1].ravel() - free
        half = np.array([cost(e) - cost(-e) for e in np.eye(size)]) / 2
        hessian = np.array([[0.0] * size] * size)
        base, ones = cost(np.zeros(size)), [cost(e) for e in np.eye(size)]
        for i in range(size):
            for j in range(i + 1):
                hessian[i, j] = hessian[j, i] = cost(np.eye(size)[i] + np.eye(size)[j]) - ones[i] - ones[j] + base
        best = minimize(
            lambda u: base + half @ u + 0.5 * u @ hessian @ u,
            np.zeros(size),
            jac=lambda u: half + hessian @ u,
            constraints=LinearConstraint(matrix, lower, upper),
            method="SLSQP",
            options={"ftol": 1e-12, "maxiter": 500},
        )
        assert best.success and found.converged
        assert found.cost == pytest.approx(best.fun, rel=1e-6)

    def test_parameters_that_change_over_the_knots(self):
        """A gap that must widen; the same for all knots of one group, given as (F, N+1, items, np)."""
        problem = lq_problem(balance=False)
        (coupling,) = problem.couplings
        gap = np.repeat(coupling.parameters["gap"][None, None], problem.knots, axis=1)
        gap[0, :, 0, 0] = np.linspace(0.3, 0.9, problem.knots)
        widening = replace(problem, couplings=(replace(coupling, parameters={"gap": gap}),))
        found = solve(widening, reference_guess(problem))
        states = found.plan["robot"][0]
        distance = (states[1] - states[0])[1:, 0]
        assert found.converged and (distance >= gap[0, 1:, 0, 0] - 1e-6).all()
        assert np.abs(distance - gap[0, 1:, 0, 0]).min() < 1e-6

    def test_equations_with_parameters_of_each_group(self):
        problem = lq_problem()
        (coupling,) = problem.couplings
        grouped = {name: values[None] for name, values in coupling.parameters.items()}
        again = replace(problem, couplings=(replace(coupling, parameters=grouped),))
        assert solve(again, reference_guess(again)).cost == pytest.approx(dense_solution(problem).cost, rel=1e-6)


class TestFailure:
    def test_infeasible_program_has_not_converged(self):
        """The two must be 0.3 m apart and cannot be at the first knot."""
        problem = lq_problem(balance=False)
        robots = replace(
            problem.classes[0],
            initial=np.array([[0.0, 0.0, 5.0, 0.0], [0.31, 0.1, -5.0, 0.0]]),
            input_bounds=(np.full(2, -1.0), np.full(2, 1.0)),
        )
        stuck = replace(problem, classes=(robots,))
        found = solve(stuck, reference_guess(stuck))
        assert not found.converged and found.status != "Solve_Succeeded"
        assert found.plan["robot"][0].shape == (2, STEPS + 1, 4)

    def test_too_few_iterations(self):
        problem = lq_problem()
        found = solve(problem, reference_guess(problem), CentralisedOptions(max_iterations=2))
        assert not found.converged and found.iterations == 2 and found.status == "Maximum_Iterations_Exceeded"


class TestGuess:
    def test_reference_guess_starts_at_the_initial_states(self):
        problem = trajectories_problem(multilift_task())
        guess = reference_guess(problem)
        for c in problem.classes:
            np.testing.assert_array_equal(guess[c.name][0][:, 0], c.initial)
            np.testing.assert_array_equal(guess[c.name][0][:, 1:], c.state_reference[:, 1:])
            np.testing.assert_array_equal(guess[c.name][1], c.input_reference)

    def test_a_good_guess_saves_iterations(self):
        problem = trajectories_problem(multilift_task())
        first = solve(problem, reference_guess(problem))
        again = solve(problem, first.plan, CentralisedOptions(ipopt={"mu_init": 1e-6}))
        assert again.converged and again.iterations < first.iterations
        assert again.cost == pytest.approx(first.cost, rel=1e-6)


class TestMultilift:
    @pytest.fixture(scope="class")
    @classmethod
    def case(cls):
        """Task, problem, solution: everything that can be asked for, an unequal team."""
        task = mixed_task()
        problem = trajectories_problem(task)
        return task, problem, solve(problem, reference_guess(problem))

    def test_solution_meets_all_requirements(self, case):
        task, problem, found = case
        assert found.converged and found.seconds > 0
        assert measure(task, problem, found.plan).problems() == ()

    def test_wrench_is_balanced_and_norms_are_kept(self, case):
        _, problem, found = case
        assert np.abs(wrench_residual(problem, found.plan)).max() < 1e-6
        assert unit_norm_error(problem, found.plan) < 1e-6

    def test_states_are_the_roll_out_of_the_inputs(self, case):
        _, problem, found = case
        np.testing.assert_allclose(WrenchRollout(problem)(found.plan)["load"][0], found.plan["load"][0], atol=1e-6)

    def test_cost_is_that_of_the_plan(self, case):
        _, problem, found = case
        assert found.cost == pytest.approx(problem.cost(found.plan))

    def test_nearby_feasible_plans_cost_more(self, case):
        """A tighter problem has a dearer optimum."""
        task, _, found = case
        tight = trajectories_problem(task, tightening=0.01)
        assert solve(tight, found.plan).cost > found.cost
