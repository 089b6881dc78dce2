"""Problems of many robots: gradients by finite differences, minimisers and optima by a second method."""

from __future__ import annotations

import casadi as ca
import numpy as np
import pytest
from scipy.optimize import minimize

from l2c_planner.consensus.errors import Unfit
from l2c_planner.consensus.problems import PROBLEMS, Sets, least_squares, problem

AGENTS = 6
every = pytest.mark.parametrize("name", ["least-squares", "logistic", "expression", "values", "qp"])
smooth = pytest.mark.parametrize("name", ["least-squares", "logistic", "expression", "values"])


def points(n: int, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).normal(size=(AGENTS, n))


@every
class TestEveryProblem:
    def test_gradient_equals_finite_differences(self, name):
        given, h = problem(name, AGENTS, 3), 1e-6
        x = points(given.n)
        steps = h * np.eye(given.n)
        differences = [(given.value(x + step) - given.value(x - step)) / (2 * h) for step in steps]
        np.testing.assert_allclose(given.gradient(x), np.array(differences).T, rtol=1e-6, atol=1e-7)

    def test_a_row_is_the_part_of_an_agent(self, name):
        given, weight = problem(name, AGENTS, 3), np.linspace(1, 2, AGENTS)[:, None]
        x = points(given.n)
        for i in range(AGENTS):
            part, one = given.rows(np.array([i])), slice(i, i + 1)
            np.testing.assert_allclose(part.gradient(x[one]), given.gradient(x)[one], rtol=1e-13)
            np.testing.assert_allclose(part.prox(x[one], weight[one]), given.prox(x, weight)[one], atol=1e-12)


@smooth
class TestSmooth:
    def test_prox_is_stationary(self, name):
        given, weight = problem(name, AGENTS, 3), np.linspace(0.5, 20, AGENTS)[:, None]
        v = points(given.n, 1)
        x = given.prox(v, weight)
        np.testing.assert_allclose(given.gradient(x) + weight * x, v, atol=1e-11)

    def test_optimum_equals_a_general_solver(self, name):
        given = problem(name, AGENTS, 3)

        def everybody(x: np.ndarray) -> np.ndarray:
            return np.tile(x, (AGENTS, 1))

        found = minimize(lambda x: given.value(everybody(x)).sum(), np.zeros(given.n), method="BFGS",
                         jac=lambda x: given.gradient(everybody(x)).sum(axis=0), options={"gtol": 1e-9})  # fmt: skip
        np.testing.assert_allclose(given.optimum(), found.x, atol=1e-7)

    def test_curvature_bounds_differences_of_gradients(self, name):
        given = problem(name, AGENTS, 3)
        bounds, at = given.curvature(), np.tile(given.optimum(), (AGENTS, 1))
        change = 1e-5 * np.tile(points(given.n)[0], (AGENTS, 1))
        response = (given.gradient(at + change) - given.gradient(at)).mean(axis=0)
        ratio = response @ change[0] / (change[0] @ change[0])
        assert bounds.strong * (1 - 1e-4) <= ratio <= bounds.smooth * (1 + 1e-4) <= bounds.steepest * (1 + 2e-4)


class TestSets:
    def test_projections_are_the_nearest_points(self):
        rng = np.random.default_rng(2)
        sets = Sets.joined(
            Sets.box(-np.ones((1, 2)), np.array([[0.5, 2.0]])),
            Sets.ball(np.array([[1.0, 0.0]]), np.array([[0.7]])),
            Sets.half_space(np.array([[3.0, 4.0]]), np.array([[2.0]])),
        )
        for _ in range(20):
            x = 3 * rng.normal(size=(3, 2))
            near = sets.project(x)
            np.testing.assert_allclose(sets.project(near), near, atol=1e-12)
            others = sets.project(3 * rng.normal(size=(3, 2)))
            assert (np.sum((x - near) * (others - near), axis=1) <= 1e-12).all()  # the angle is obtuse
        assert sets.project(np.array([[0.0, 0.0], [1.0, 0.2], [0.0, 0.0]])).tolist() == [[0, 0], [1, 0.2], [0, 0]]

    def test_prox_within_a_set_beats_all_other_points_of_it(self):
        given, weight = problem("qp", AGENTS, 3), np.full((AGENTS, 1), 2.0)
        v, rng = points(given.n, 1), np.random.default_rng(0)

        def cost(x: np.ndarray) -> np.ndarray:
            return given.value(x) + weight[:, 0] / 2 * np.sum(x**2, axis=1) - np.sum(v * x, axis=1)

        x = given.prox(v, weight)
        np.testing.assert_allclose(given.sets.project(x), x, atol=1e-13)
        for size in (1e-3, 0.1, 1.0):
            assert (cost(given.sets.project(x + size * rng.normal(size=x.shape))) >= cost(x) - 1e-12).all()

    def test_the_centralised_program_equals_ipopt(self):
        given = problem("qp", 20, 7)
        x, s = ca.MX.sym("x", given.n), given.sets
        balls, halves = np.isfinite(s.radius[:, 0]), np.isfinite(s.offset[:, 0])
        rows = [ca.sumsqr(x - c) - r**2 for c, r in zip(s.centre[balls], s.radius[balls, 0])]
        rows += [ca.dot(a, x) - b for a, b in zip(s.normal[halves], s.offset[halves, 0])]
        H, c = given.H.sum(axis=0), given.c.sum(axis=0)
        program = {"x": x, "f": ca.bilin(H, x, x) / 2 - ca.dot(c, x), "g": ca.vertcat(*rows)}
        solver = ca.nlpsol("s", "ipopt", program, {"ipopt.print_level": 0, "print_time": 0, "ipopt.tol": 1e-12,
                                                   "ipopt.bound_relax_factor": 0.0})  # fmt: skip
        found = solver(lbx=s.lower.max(axis=0), ubx=s.upper.min(axis=0), lbg=-np.inf, ubg=0)["x"].full().ravel()
        np.testing.assert_allclose(given.optimum(), found, atol=1e-7)
        assert np.abs(found - least(given)).max() > 0.05, "the sets are in the way"


def least(given) -> np.ndarray:
    return np.linalg.solve(given.H.sum(axis=0), given.c.sum(axis=0))


class TestOthers:
    def test_least_squares_by_lstsq(self):
        rng = np.random.default_rng(0)
        A, b = rng.normal(size=(4, 8, 3)), rng.normal(size=(4, 8))
        expected = np.linalg.lstsq(A.reshape(-1, 3), b.ravel(), rcond=None)[0]
        np.testing.assert_allclose(least_squares(A, b).optimum(), expected, atol=1e-13)

    def test_a_moving_optimum_moves_at_its_speed(self):
        given = problem("moving", AGENTS, 1)
        moved = given.at(100).optimum() - given.at(0).optimum()
        np.testing.assert_allclose(moved, 100 * given.speed * given.direction, atol=1e-12)

    def test_an_allocation_meets_its_equations_at_one_price(self):
        given = problem("allocation", AGENTS, 1)
        x = given.optimum()
        assert np.abs(given.excess(x).sum(axis=0)).max() < 1e-12
        stacked = -given.local.gradient(x).ravel(), np.concatenate(list(given.A), axis=1).T
        price, *_ = np.linalg.lstsq(stacked[1], stacked[0], rcond=None)
        np.testing.assert_allclose(stacked[1] @ price, stacked[0], atol=1e-11)

    def test_gradients_of_its_dual_are_the_excesses(self):
        given = problem("allocation", AGENTS, 1)
        prices = np.random.default_rng(0).normal(size=(AGENTS, given.coupled))
        np.testing.assert_allclose(given.dual.gradient(prices), -given.excess(given.response(prices)), atol=1e-12)

    def test_unknown_names_list_the_valid_ones(self):
        with pytest.raises(Unfit, match=f"unknown problem 'lasso'; valid: {', '.join(sorted(PROBLEMS))}"):
            problem("lasso", 3)
