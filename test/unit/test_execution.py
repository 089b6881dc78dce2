"""The executed plan against an integration of the coupled equations of motion in numpy, and the geometry of a plan."""

from __future__ import annotations

import numpy as np
import pytest
from multilift_samples import mixed_task, multilift_task, random_plan
from scipy.spatial.transform import Rotation

from l2c_planner.models import GRAVITY
from l2c_planner.problems.multilift.build import trajectories_problem
from l2c_planner.problems.multilift.execution import WrenchRollout, geometry, wrench_residual
from l2c_planner.problems.multilift.measure import unit_norm_error


def rotation(q):
    """Rotation matrix as the polynomial of q, without normalising it."""
    return Rotation.from_quat(np.roll(q, -1)).as_matrix() * (q @ q) + (q @ q - 1) * np.eye(3)


def skew(v):
    return np.array([[0, -v[2], v[1]], [v[2], 0, -v[0]], [-v[1], v[0], 0]])


def accelerations(team, x, wrench):
    """Body accelerations (v', w') from the coupled mass matrix about the origin."""
    m, c, w, v, R = team.load_mass, team.com_offset, x[10:], x[3:6], rotation(x[6:10])
    J = team.load_inertia + m * (c @ c * np.eye(3) - np.outer(c, c))
    weight = R.T @ [0, 0, -m * GRAVITY]
    matrix = np.block([[m * np.eye(3), -m * skew(c)], [m * skew(c), J]])
    force = wrench[:3] + weight - m * np.cross(w, v) - m * np.cross(w, np.cross(w, c))
    moment = wrench[3:] + np.cross(c, weight) - np.cross(w, J @ w) - m * np.cross(c, np.cross(w, v))
    both = np.linalg.solve(matrix, np.r_[force, moment])
    return both[:3], both[3:]


def rate(team, x, wrench):
    p, v, q, w = np.split(x, [3, 6, 10])
    linear, angular = accelerations(team, x, wrench)
    turn = 0.5 * np.array([-q[1:] @ w, *(q[0] * w + np.cross(q[1:], w))])
    return np.r_[rotation(q) @ v, linear, turn, angular]


def rolled_out(task, problem, plan):
    """States (N+1, 13) and wrenches (N, 6) by classical Runge-Kutta, the wrench held over a step."""
    team, dt = task.team, task.dt
    cables = plan["cable"][0]
    states, wrenches = [problem.classes[0].initial[0]], []
    for k in range(task.steps):
        x = states[-1]
        body = (cables[:, k, 6:7] * cables[:, k, :3]) @ rotation(x[6:10])
        wrench = np.r_[body.sum(axis=0), np.cross(team.attachment, body).sum(axis=0)]
        a = rate(team, x, wrench)
        b = rate(team, x + dt / 2 * a, wrench)
        c = rate(team, x + dt / 2 * b, wrench)
        d = rate(team, x + dt * c, wrench)
        states.append(x + dt / 6 * (a + 2 * b + 2 * c + d))
        wrenches.append(wrench)
    return np.array(states), np.array(wrenches)


@pytest.fixture(scope="module", params=[multilift_task, mixed_task], ids=["ring", "mixed"])
def task(request):
    return request.param()


@pytest.fixture(scope="module")
def problem(task):
    return trajectories_problem(task)


@pytest.fixture(scope="module")
def plan(problem):
    """Cables near their references, so that the load does not tumble, and a load that has nothing to do with them."""
    plan = random_plan(problem, 2)
    states = problem.classes[1].state_reference + 0.01 * np.random.default_rng(3).normal(
        size=problem.classes[1].state_reference.shape
    )
    return {**plan, "cable": (problem.classes[1].model.normalise(states), plan["cable"][1])}


@pytest.fixture(scope="module")
def executed(problem, plan):
    return WrenchRollout(problem)(plan)


class TestWrenchRollout:
    def test_is_the_integration_of_the_coupled_equations(self, task, problem, plan, executed):
        states, wrenches = rolled_out(task, problem, plan)
        np.testing.assert_allclose(executed["load"][0][0], states, atol=1e-9)
        np.testing.assert_allclose(executed["load"][1][0], wrenches, atol=1e-8)

    def test_leaves_no_residual(self, problem, plan, executed):
        assert np.abs(wrench_residual(problem, plan)).max() > 0.1
        assert np.abs(wrench_residual(problem, executed)).max() < 1e-12

    def test_starts_at_the_initial_state(self, problem, executed):
        np.testing.assert_array_equal(executed["load"][0][0, 0], problem.classes[0].initial[0])

    def test_is_idempotent(self, problem, executed):
        again = WrenchRollout(problem)(executed)
        for got, expected in zip(again["load"], executed["load"], strict=True):
            np.testing.assert_array_equal(got, expected)

    def test_cables_stay_as_they_are(self, plan, executed):
        for got, expected in zip(executed["cable"], plan["cable"], strict=True):
            np.testing.assert_array_equal(got, expected)

    def test_result_is_not_overwritten_by_the_next_call(self, problem, plan):
        rollout = WrenchRollout(problem)
        first = rollout(plan)
        kept = [part.copy() for part in first["load"]]
        other = (plan["cable"][0] * [1, 1, 1, 1, 1, 1, 1.1, 1], plan["cable"][1])
        assert np.abs(rollout({**plan, "cable": other})["load"][0] - kept[0]).max() > 1e-3
        for got, expected in zip(first["load"], kept, strict=True):
            np.testing.assert_array_equal(got, expected)

    def test_does_not_look_at_the_last_knot_of_the_cables(self, problem, plan, executed):
        cables = plan["cable"][0].copy()
        cables[:, -1] = np.nan
        again = WrenchRollout(problem)({**plan, "cable": (cables, plan["cable"][1])})
        np.testing.assert_array_equal(again["load"][0], executed["load"][0])


class TestWrenchResidual:
    def test_is_the_wrench_of_the_cables_minus_that_of_the_plan(self, task, problem, plan):
        residual = wrench_residual(problem, plan)
        assert residual.shape == (task.steps, 6)
        for k in (0, 7, task.steps - 1):
            R = rotation(plan["load"][0][0, k, 6:10])
            body = [R.T @ x[:3] * x[6] for x in plan["cable"][0][:, k]]
            expected = task.team.wrench_map @ np.concatenate(body) - plan["load"][1][0, k]
            np.testing.assert_allclose(residual[k], expected, atol=1e-10)


class TestGeometry:
    def test_quadrotors_are_at_the_ends_of_the_cables(self, task, problem, plan):
        places = geometry(problem, plan).quad_position
        assert places.shape == (task.team.n, task.steps + 1, 3)
        for i in range(task.team.n):
            for k in (0, 9, task.steps):
                x, d = plan["load"][0][0, k], plan["cable"][0][i, k, :3]
                expected = x[:3] + rotation(x[6:10]) @ task.team.attachment[i] + task.team.cable_length[i] * d
                np.testing.assert_allclose(places[i, k], expected, atol=1e-12)

    def test_thrust_accelerates_the_quadrotor_and_holds_weight_and_cable(self, task, problem, plan):
        thrust = geometry(problem, plan).quad_thrust
        assert thrust.shape == (task.team.n, task.steps, 3)
        for k in (0, 9, task.steps - 1):
            x, R = plan["load"][0][0, k], rotation(plan["load"][0][0, k, 6:10])
            linear, angular = accelerations(task.team, x, plan["load"][1][0, k])
            origin = R @ (linear + np.cross(x[10:], x[3:6]))
            for i in range(task.team.n):
                d, w, t, _ = np.split(plan["cable"][0][i, k], [3, 6, 7])
                arm, turn = task.team.attachment[i], plan["cable"][1][i, k, :3]
                hook = origin + R @ (np.cross(angular, arm) + np.cross(x[10:], np.cross(x[10:], arm)))
                end = hook + task.team.cable_length[i] * (np.cross(turn, d) + np.cross(w, np.cross(w, d)))
                expected = task.team.quad_mass[i] * (end + [0, 0, GRAVITY]) + t * d
                np.testing.assert_allclose(thrust[i, k], expected, rtol=1e-8, atol=1e-8)


class TestUnitNormError:
    def test_is_zero_for_unit_vectors(self, problem, plan):
        assert unit_norm_error(problem, plan) < 1e-12

    @pytest.mark.parametrize(("name", "part"), [("load", slice(6, 10)), ("cable", slice(0, 3))])
    def test_is_the_largest_deviation(self, problem, plan, name, part):
        states = plan[name][0].copy()
        states[0, 4, part] *= 1.03
        assert unit_norm_error(problem, {**plan, name: (states, plan[name][1])}) == pytest.approx(0.03)
