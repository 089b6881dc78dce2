"""The plan as it is flown: against an independent simulation, against its limits, and its derivatives."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from learning_samples import WEIGHTS, objective, random_scores, short_task, slope
from multilift_samples import mixed_task, random_plan
from scipy.spatial.transform import Rotation

from l2c_planner.gradient import Seed
from l2c_planner.learning.closed_loop import (
    MISMATCH,
    WIND,
    Disturbance,
    FlownPlan,
    disturbances,
)
from l2c_planner.learning.executed import ExecutedPlan
from l2c_planner.learning.feedback import NO_FEEDBACK, Feedback
from l2c_planner.learning.loss import CLOSED_LOOP
from l2c_planner.learning.objective import Objective
from l2c_planner.learning.stages import stage_problem
from l2c_planner.problems.problem import Problem
from l2c_planner.tuning.options import host_options

GALE = Disturbance((0.4, -0.3, 0.1), 1.1)


def sample(task=None) -> tuple[Problem, np.ndarray]:
    """A problem and a plan in the middle of its limits."""
    problem = stage_problem(task or short_task(), "trajectories")
    return problem, problem.stack(random_plan(problem))


def steady(steps: int = 100) -> tuple[Problem, np.ndarray]:
    """A level load at rest, carried by the cables as it should be."""
    task = short_task(
        4, steps, obstacles=[], waypoints=[{"time": t, "position": [0, 0, 0.5]} for t in (0.0, 0.2 * steps)]
    )
    problem = stage_problem(task, "trajectories")
    load, cables = problem.classes
    plan = {c.name: (np.repeat(c.initial[:, None], problem.knots, 1), c.input_reference) for c in problem.classes}
    forces = cables.initial[:, :3] * cables.initial[:, 6:7]
    total = np.r_[forces.sum(0), np.cross(cables.parameters[:, 2:5], forces).sum(0)]
    np.testing.assert_allclose(total, load.input_reference[0, 0], atol=1e-9)  # else it is not at rest
    return problem, problem.stack(plan)


def attitude(state: np.ndarray) -> Rotation:
    """Of a load's state."""
    return Rotation.from_quat(state[[7, 8, 9, 6]])


def turn(there: np.ndarray, here: np.ndarray) -> np.ndarray:
    """Error of attitude, sin(angle) times the axis, in the body frame of `here`."""
    vector = (attitude(here).inv() * attitude(there)).as_rotvec()
    angle = np.linalg.norm(vector)
    return np.sinc(angle / np.pi) * vector


def carried(problem: Problem, plan: np.ndarray, now: np.ndarray) -> np.ndarray:
    """Wrench of the planned cables on a load in the state `now`, body frame."""
    cables = plan[problem.offsets["cable"][:, None] + np.arange(8)]
    forces = attitude(now).inv().apply(cables[:, :3] * cables[:, 6:7])
    return np.r_[forces.sum(0), np.cross(problem.classes[1].parameters[:, 2:5], forces).sum(0)]


def wrench_by_hand(problem: Problem, there: np.ndarray, now: np.ndarray, integrals: np.ndarray) -> np.ndarray:
    """The PID law on SE(3), with rotations of another library."""
    g, (mass, *inertia), com = Feedback(), problem.classes[0].parameters[0, :4], problem.classes[0].parameters[0, 4:]
    speed = attitude(there).apply(there[3:6]) - attitude(now).apply(now[3:6])
    linear = g.position * (there[:3] - now[:3]) + g.velocity * speed + g.position_integral * integrals[:3]
    rate = (attitude(now).inv() * attitude(there)).apply(there[10:13]) - now[10:13]
    angular = g.attitude * turn(there, now) + g.rate * rate + g.attitude_integral * integrals[3:]
    force = mass * attitude(now).inv().apply(linear)
    return np.r_[force, inertia * angular + np.cross(com, force)]


class TestFlownPlan:
    @pytest.mark.parametrize("task", (short_task(), mixed_task()), ids=("ring", "mixed"))
    def test_without_feedback_and_wind_is_the_wrench_roll_out(self, task):
        problem, team = sample(task)
        flown = FlownPlan(problem, feedback=NO_FEEDBACK)(team)
        np.testing.assert_allclose(flown, ExecutedPlan(problem)(team), atol=1e-3)  # the bends at the limits

    def test_first_steps_are_those_of_the_law(self):
        problem, team = steady(3)
        load = problem.columns["load"]
        team[:, load[:13]] += 0.03 * np.random.default_rng(0).normal(size=13)
        team[:, load[6:10]] /= np.linalg.norm(team[:, load[6:10]], axis=1, keepdims=True)
        flown = FlownPlan(problem)(team)
        now, there, integrals = flown[:, load[:13]], team[:, load[:13]], np.zeros(6)
        for k in range(3):
            asked = wrench_by_hand(problem, there[k], now[k], integrals)
            assert np.abs(asked).max() > 0.1
            np.testing.assert_allclose(flown[k, load[13:]] - carried(problem, team[k], now[k]), asked, atol=1e-3)
            integrals += problem.dt * np.r_[there[k, :3] - now[k, :3], turn(there[k], now[k])]

    def test_a_plan_that_fits_is_flown_as_it_is(self):
        problem, team = steady()
        np.testing.assert_allclose(FlownPlan(problem)(team)[:, :13], team[:, :13], atol=2e-4)

    def test_wind_and_mass_push_it_as_newton_says(self):
        problem, team = steady(4)
        calm, blown = (FlownPlan(problem, d, NO_FEEDBACK)(team)[1, 3:6] for d in (Disturbance(), GALE))
        mass = problem.classes[0].parameters[0, 0]
        expected = (np.array(GALE.force) / (mass * GALE.mass) + [0, 0, 9.81 / GALE.mass - 9.81]) * problem.dt
        np.testing.assert_allclose(blown - calm, expected, atol=0.06 * np.abs(expected).max())

    def test_feedback_leads_it_back_against_wind_and_unknown_mass(self):
        problem, team = steady()
        ends = [FlownPlan(problem, GALE, f)(team)[-1] - team[-1] for f in (Feedback(), NO_FEEDBACK)]
        assert np.linalg.norm(ends[0][:3]) < 1e-3 < 1.0 < np.linalg.norm(ends[1][:3])
        assert np.abs(ends[0][7:10]).max() < 1e-3

    def test_cables_stay_within_their_limits(self):
        problem, team = sample()
        storm = Disturbance((60.0, 0.0, 60.0), 3.0)
        flown = FlownPlan(problem, storm)(team)
        (states, _), (planned, _) = problem.split(flown)["cable"], problem.split(team)["cable"]
        assert np.linalg.norm(states[..., :3], axis=-1) == pytest.approx(1.0)
        cosine = np.sum(states[..., :3] * planned[..., :3], axis=-1)
        assert cosine.min() < np.cos(0.15)  # the limit matters
        assert cosine.min() >= np.cos(0.2 + 1e-3)
        assert states[..., 6].max() <= 20.1 / np.cos(0.2) and states[..., 6].min() > 0

    def test_what_is_slack_in_the_plan_is_flown_at_the_lowest_tension(self):
        problem, team = steady(3)
        slack = team.copy()
        slack[:, problem.offsets["cable"][0] + 6] = -3.0
        flown = FlownPlan(problem, feedback=NO_FEEDBACK)(slack)
        assert flown[0, problem.offsets["cable"][0] + 6] == pytest.approx(0.01, abs=0.01)

    @pytest.mark.parametrize("feedback", (Feedback(), NO_FEEDBACK), ids=("closed", "open"))
    @pytest.mark.parametrize("task", (short_task(), mixed_task()), ids=("ring", "mixed"))
    def test_derivative_is_that_of_differences(self, task, feedback):
        problem, team = sample(task)
        flown, rng = FlownPlan(problem, GALE, feedback), np.random.default_rng(0)
        by_flown, direction = rng.normal(size=team.shape), rng.normal(size=team.shape)
        direction[-1, problem.is_input] = 0.0
        found = np.vdot(direction, flown.pull_back(team, by_flown))
        expected = slope(lambda h: float(np.vdot(by_flown, flown(team + h * direction))), 1e-5)
        assert found == pytest.approx(expected, rel=1e-8)


class TestDisturbances:
    def test_come_from_all_around_and_are_balanced(self):
        drawn = disturbances(3, 4)
        forces = np.array([d.force for d in drawn])
        np.testing.assert_allclose(np.linalg.norm(forces, axis=1), WIND)
        np.testing.assert_allclose(forces.sum(0), 0, atol=1e-12)
        assert sorted({d.mass for d in drawn}) == pytest.approx([1 - MISMATCH, 1 + MISMATCH])

    def test_are_those_of_their_seed(self):
        assert disturbances(3, 4) == disturbances(3, 4) != disturbances(4, 4)


def closed(stage: str = "trajectories", winds: int = 4) -> Objective:
    """The loss of the short task as it is flown."""
    task = short_task()
    weights = replace(WEIGHTS, plant=CLOSED_LOOP, winds=winds)
    return Objective(stage_problem(task, stage), host_options(task.planner), 3, weights)


class TestLoss:
    def test_is_the_mean_over_the_disturbances(self):
        o = closed()
        tape = o.tape(random_scores(o.layout.sizes()))
        found = o.loss(tape).terms
        costs = [o.problem.cost(o.problem.split(FlownPlan(o.problem, d)(tape.team))) for d in disturbances(0, 4)]
        assert np.ptp(costs) > 0
        weights = WEIGHTS.tracking, WEIGHTS.effort
        assert found["tracking"] / weights[0] + found["effort"] / weights[1] == pytest.approx(np.mean(costs))

    def test_without_disturbances_it_is_flown_in_calm_air(self):
        o = closed(winds=0)
        tape = o.tape(random_scores(o.layout.sizes()))
        cost = o.problem.cost(o.problem.split(FlownPlan(o.problem)(tape.team)))
        found = o.loss(tape).terms
        assert found["tracking"] / WEIGHTS.tracking + found["effort"] / WEIGHTS.effort == pytest.approx(cost)

    def test_first_stage_is_not_flown(self):
        o, other = closed("references"), objective("references")
        scores = random_scores(o.layout.sizes())
        assert o.value(scores) == other.value(scores)

    def test_its_seed_does_not_hold_what_the_plan_does_not_decide(self):
        o = closed()
        seed = o.loss(o.tape(o.layout.zeros())).seed
        assert isinstance(seed, Seed) and not seed.team[-1, o.problem.is_input].any()

    def test_derivative_by_the_scores_is_that_of_differences(self):
        o = closed()
        scores = random_scores(o.layout.sizes(), 2, 1.0)
        found = o(scores)
        assert found.terms["violation"] > 0 and found.pivot > 0
        analytic, expected = [], []
        for seed in range(3):
            direction = random_scores(o.layout.sizes(), 20 + seed, 1.0)
            analytic.append(sum(np.vdot(direction[c], found.by_scores[c]) for c in direction))
            expected.append(slope(lambda h, d=direction: o.value({c: scores[c] + h * d[c] for c in scores}), 1e-3))
        assert np.linalg.norm(np.subtract(analytic, expected)) <= 1e-6 * np.linalg.norm(expected)
