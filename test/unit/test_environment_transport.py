"""The gate of a transport task: its geometry, and the derivative of the distributed plan by its place."""

from __future__ import annotations

import numpy as np
import pytest

from l2c_planner.config import load_task, shipped_file
from l2c_planner.config.errors import CheckError
from l2c_planner.environment.chains import Chains
from l2c_planner.environment.measures import measures
from l2c_planner.environment.options import AscentOptions
from l2c_planner.environment.scenarios import transport
from l2c_planner.environment.scene import Metric
from l2c_planner.environment.transport.gate import Gate, NoGate, moved
from l2c_planner.environment.transport.places import planar_positions, pull_back
from l2c_planner.environment.transport.rounds import by_obstacles, plan_rounds
from l2c_planner.environment.transport.task import TransportTask
from l2c_planner.problems.multilift.execution import geometry
from l2c_planner.tuning.learned import load_learned


@pytest.fixture(scope="module")
def task():
    return load_task(shipped_file("transport.yaml"), quads=3)


@pytest.fixture(scope="module")
def learned():
    return load_learned(shipped_file("learned.npz"))


@pytest.fixture(scope="module")
def rounds(task, learned):
    return plan_rounds(task, learned)


@pytest.fixture(scope="module")
def planned(task, learned):
    return TransportTask(task, learned, Metric(0.5), AscentOptions(widen_epsilon=3.0, widen_reach=2.0))


def test_the_gate_of_the_task_has_its_pillars_where_the_task_has_them(task):
    gate = Gate.of(task)
    assert gate.placed(np.zeros(3)) == pytest.approx(task.obstacle_center[:, :2])
    assert gate.width == pytest.approx(np.hypot(1.1, 1.6) - 1.0)


def test_a_gate_moves_as_a_whole(task):
    gate = Gate.of(task)
    first, second = gate.placed(np.array([0.3, -0.2, 0.7]))
    assert np.linalg.norm(second - first) == pytest.approx(gate.span)
    square = np.array([gate.line[1], -gate.line[0]])
    assert (first + second) / 2 - gate.middle == pytest.approx(0.3 * gate.line - 0.2 * square)
    assert (second - first) / gate.span @ gate.line == pytest.approx(np.cos(0.7))


def test_another_width_keeps_the_middle(task):
    gate = Gate.of(task)
    first, second = gate.placed(np.zeros(3), width=0.7)
    assert np.linalg.norm(second - first) - gate.radius.sum() == pytest.approx(0.7)
    assert (first + second) / 2 == pytest.approx(gate.middle)


def test_a_gate_square_to_a_way_stands_in_its_middle(task):
    gate, begin, end = Gate.of(task), np.array([0.0, 0.5]), np.array([3.0, 2.0])
    first, second = gate.placed(gate.square_to(begin, end))
    assert (first + second) / 2 == pytest.approx((begin + end) / 2)
    assert (second - first) @ (end - begin) == pytest.approx(0.0, abs=1e-12)


def test_a_task_with_one_pillar_has_no_gate(task):
    with pytest.raises(NoGate, match="exactly two standing cylinders"):
        Gate.of(task.model_copy(update={"obstacles": task.obstacles[:1]}))


def test_positions_are_those_of_the_geometry(rounds):
    problem = rounds.problem
    expected = geometry(problem, problem.split(rounds.executed)).quad_position[..., :2]
    assert planar_positions(problem, rounds.executed) == pytest.approx(expected, abs=1e-12)


def test_derivative_by_the_pillars_is_that_of_finite_differences(task, learned, rounds):
    seed = np.random.default_rng(0).standard_normal((3, rounds.problem.knots, 2))
    found = by_obstacles(rounds, pull_back(rounds.problem, rounds.executed, seed))
    differences, step = np.zeros((2, 2)), 1e-6
    for place in np.ndindex(2, 2):
        values = []
        for sign in (step, -step):
            centres = task.obstacle_center[:, :2].copy()
            centres[place] += sign
            changed = plan_rounds(moved(task, centres), learned)
            values.append(float(np.vdot(seed, planar_positions(changed.problem, changed.executed))))
        differences[place] = (values[0] - values[1]) / (2 * step)
    assert rounds.converged
    assert np.linalg.norm(differences) > 1e-2
    assert found == pytest.approx(differences, abs=1e-5 * np.linalg.norm(differences))


class TestTask:
    def test_slope_is_that_of_finite_differences(self, planned):
        theta, along, step = np.array([0.05, -0.1, 0.1]), np.array([0.6, -0.5, 0.7]), 1e-6
        ends = [planned.slope(planned.warm(theta + sign * step * along, None))[0] for sign in (1, -1)]
        _, slope = planned.slope(planned.warm(theta, None))
        difference = (ends[0] - ends[1]) / (2 * step)
        assert abs(difference) > 1e-5
        assert slope @ along == pytest.approx(difference, rel=1e-4)

    def test_the_plan_that_would_be_flown_has_no_slope(self, planned):
        plan = planned.cold(np.zeros(3))
        assert plan.converged and planned.slope(plan) is None

    def test_what_is_planned_is_measured_in_the_scene(self, planned):
        plan = planned.cold(np.zeros(3))
        found = measures(planned.scene, plan.theta, plan.positions)
        assert found.numcoll == 0 and found.success_rate == 1
        assert planned.judged(plan) == pytest.approx(found.safety)

    def test_a_gate_that_stands_on_the_team_has_no_plan(self, planned):
        gate = planned.gate
        away = -gate.middle
        theta = np.array([away @ gate.line + gate.span / 2, away @ [gate.line[1], -gate.line[0]], 0.0])
        plan = planned.cold(theta)
        assert not plan.converged and plan.positions.shape[1] == 0

    def test_chains_climb_with_it(self, planned):
        box = transport.build(transport.Settings(scenario="transport", title="t", metric={"reach": 0.5})).parameters
        point = Chains([planned], box, AscentOptions(), 0).at(np.zeros(3), 1e-2)
        assert point is not None and np.isfinite(point.gradient).all()


class TestScenario:
    def test_the_seed_draws_the_load(self):
        settings = transport.Settings(scenario="transport", title="t", quads=3, metric={"reach": 0.5})
        scenario = transport.build(settings)
        first, again, other = (scenario.task(seed).task.team.com_offset for seed in (1, 1, 2))
        assert first == pytest.approx(again) and first != pytest.approx(other)
        assert np.linalg.norm(first) <= settings.offset

    def test_a_task_without_a_gate_is_refused(self):
        with pytest.raises(CheckError, match="swarm"):
            transport.build(
                transport.Settings(
                    scenario="transport", title="t", task=str(shipped_file("swarm.yaml")), metric={"reach": 0.5}
                )
            )
