"""Three architectures side by side: what is flown, by whom, who dies, what is counted, and what it comes to."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from l2c_planner.applications.architectures.comparison import (
    ABOARD,
    ARCHITECTURES,
    BOIDS,
    CENTRALISED,
    DISTRIBUTED,
    ORCA,
    Condition,
    assumed,
    compare,
    conditions,
    flying_of,
    rows,
)
from l2c_planner.applications.architectures.flight import (
    CENTRE,
    NOTICED,
    PLANNED,
    Flight,
    Traffic,
    at_rest,
    braking,
    limited,
    moved,
    noticed_at,
)
from l2c_planner.applications.architectures.law import Sight
from l2c_planner.applications.architectures.measures import figures, tracking_cost
from l2c_planner.applications.architectures.mission import Mission, Planned
from l2c_planner.applications.architectures.planned import fly_plans
from l2c_planner.applications.architectures.planners import central, together
from l2c_planner.applications.architectures.simulate import PATIENCE, fly
from l2c_planner.applications.architectures.tasks import SHIFT, task_of
from l2c_planner.config import SwarmTask
from l2c_planner.consensus.errors import Unfit
from l2c_planner.plan import make_plan
from l2c_planner.problems.swarm.build import swarm_problem


def swarm(starts, goals, *, steps=40, dt=0.1, radius=0.15, obstacles=(), neighbours="complete") -> SwarmTask:
    return SwarmTask.model_validate({
        "problem": "swarm",
        "team": {"robots": {"count": len(starts), "model": "double_integrator_2d", "radius": radius},
                 "neighbours": neighbours},
        "horizon": {"steps": steps, "dt": dt},
        "starts": starts, "goals": goals, "obstacles": obstacles,
        "clearance": {"pair": 0.4, "obstacle": 0.1}, "limits": {"speed": 2.0, "acceleration": 4.0},
    })  # fmt: skip


@pytest.fixture(scope="module")
def across() -> SwarmTask:
    """Three robots that swap places across the middle."""
    return swarm([[-1, 0, 1], [1, 0.1, 1], [0, 1.2, 1]], [[1, 0, 1], [-1, 0.1, 1], [0, -1.2, 1]])


@pytest.fixture(scope="module")
def crossing() -> SwarmTask:
    """Robot 0 is past the way of robot 1 long before that one comes, unless it stops there; robot 2 is elsewhere."""
    return swarm([[1.7, -1, 1], [-1.4, 0, 1], [-1, 3, 1]], [[1.7, 1, 1], [2.6, 0, 1], [1, 3, 1]], steps=60, dt=0.2)


STOPS = {"robot_0": 5.4}
"""Of `crossing`: on the way of robot 1."""


class TestMotion:
    def test_a_step_is_the_integral_of_the_acceleration(self):
        rng = np.random.default_rng(0)
        states, push, dt = rng.normal(size=(4, 6)), rng.normal(size=(4, 3)), 0.3
        fine = states
        for _ in range(1000):
            middle = fine[:, 3:] + dt / 2000 * push
            fine = np.hstack([fine[:, :3] + dt / 1000 * middle, fine[:, 3:] + dt / 1000 * push])
        np.testing.assert_allclose(moved(states, push, dt), fine, atol=1e-12)

    def test_limits_shorten_and_do_not_turn(self):
        wanted = np.array([[3.0, 1.0], [0.5, -0.5], [0.0, 0.0]])
        found = limited(wanted, np.ones((3, 2)))
        np.testing.assert_allclose(found, [[1, 1 / 3], [0.5, -0.5], [0, 0]])

    def test_braking_takes_the_shortest_way_to_rest(self):
        states, inputs = braking(np.array([0.0, 0.0, 1.2, 0.0]), np.array([2.0, 2.0]), 0.05, 40)
        np.testing.assert_allclose(states[-1], [1.2**2 / 4, 0, 0, 0], atol=1e-9)
        assert np.abs(inputs).max() <= 2.0 and np.flatnonzero(np.abs(inputs[:, 0]) > 1e-9)[-1] == 11

    def test_deaths_before_the_plan_are_known_at_once(self):
        np.testing.assert_allclose(noticed_at(np.array([0.0, 1.0, np.inf])), [0, 1 + NOTICED, np.inf])


class TestMission:
    def test_whole_is_the_task_itself(self, across):
        ours, theirs = Mission.whole(across, (0, 1, 2)).problem(0.01), swarm_problem(across, 0.01)
        np.testing.assert_array_equal(ours.start(), theirs.start())
        np.testing.assert_array_equal(ours.reference(), theirs.reference())

    def test_rest_has_the_references_of_the_task_and_obstacles_where_robots_stand(self, crossing):
        states = np.repeat(at_rest(crossing)[:, None], 41, axis=1)
        states[0, -1, :2] = 1.7, -0.2
        mission = Mission(crossing, 20, (1, 2), states)
        left, problem = mission.left, mission.problem()
        assert left.steps == 40 and left.team.n == 2 and left.obstacle_names == ("stopped_0",)
        np.testing.assert_allclose(left.surface_distance(np.array([[1.7, 0.3, 5.0]])), [[0.5 - 0.15]])
        whole = swarm_problem(crossing).classes[0]
        np.testing.assert_array_equal(problem.classes[0].state_reference, whole.state_reference[1:, 20:])
        np.testing.assert_array_equal(problem.classes[0].input_reference, whole.input_reference[1:, 20:])
        np.testing.assert_array_equal(problem.classes[0].initial, states[1:, 0])

    def test_robots_keep_their_own_radii(self):
        task = swarm([[-1, 0, 1], [1, 0, 1], [0, 1, 1]], [[1, 1, 1], [-1, 1, 1], [0, 2, 1]], radius=(0.1, 0.15, 0.2))
        left = Mission.whole(task, (0, 2)).left
        np.testing.assert_array_equal(left.team.radius, [0.1, 0.2])
        np.testing.assert_array_equal(left.obstacle_radius, [0.15])
        np.testing.assert_array_equal(left.goal, task.goal[[0, 2]])


class TestPlanners:
    def test_together_is_the_plan_of_one_process_and_every_message_is_counted(self, across):
        found, plan = together(Mission.whole(across, (0, 1, 2))), make_plan(across)
        assert found.problems == () and found.traffic.rounds == len(plan.metrics["residual_primal"])
        np.testing.assert_array_equal(found.states, plan.arrays["quad_state"])
        np.testing.assert_array_equal(found.inputs, plan.arrays["quad_input"])
        others, knots, rounds = 2, across.steps + 1, found.traffic.rounds
        plans, pairs, alone = 3 * knots * (4 + 2), 3 * knots * (4 + 4), 3 * knots * (4 + 4)
        floats = found.traffic.bytes / 8 / others
        assert rounds <= floats / (plans + pairs + alone) <= rounds + 3, "plans, and copies with multipliers"
        told = found.traffic.messages / others
        assert rounds * (3 + 2 + 3) <= told <= (rounds + 3) * (3 + 2 + 3), "the last robot is no pair's first"

    def test_central_is_the_optimum_of_the_whole_team(self, across):
        found, plan = central(Mission.whole(across, (0, 1, 2))), make_plan(across, method="centralised")
        np.testing.assert_allclose(found.states, plan.arrays["quad_state"], atol=1e-9)
        numbers = 3 * (4 + 2) + found.states.size + found.inputs.size
        assert found.traffic == Traffic(1, 6, 8 * numbers, found.traffic.seconds)

    @pytest.mark.parametrize("planner", [central, together])
    def test_those_who_are_left_plan_around_who_stands(self, crossing, planner):
        def first(living):
            return planner(Mission.whole(crossing, living))

        flight = fly_plans(crossing, first, planner, STOPS)
        found, blind = (
            figures(crossing, each, STOPS)
            for each in (flight, fly_plans(crossing, first, planner, {**STOPS, CENTRE: 1.0}))
        )
        assert found.success and found.pair_distance >= 0.4 - 1e-3
        assert not blind.success and blind.collisions == 1 and blind.arrived == 0.5
        assert "another plan from knot 34" in flight.remarks[0]
        for k in range(crossing.steps):
            step = moved(flight.states[:, k], flight.inputs[:, k], crossing.dt)
            np.testing.assert_allclose(flight.states[:, k + 1], step, atol=1e-7)


class TestFlyPlans:
    """With a planner that moves nobody and keeps a diary."""

    @staticmethod
    def still(problems=()):
        diary = []

        def planner(mission: Mission) -> Planned:
            chosen = list(mission.living)
            diary.append((mission.knot, mission.living))
            inputs = np.zeros((len(chosen), mission.task.steps - mission.knot, 2))
            return Planned(mission.states[chosen], inputs, problems, Traffic(1, 2, 3, 4.0))

        return planner, diary

    def flight(self, task, deaths, problems=()):
        planner, diary = self.still(problems)
        return fly_plans(task, lambda living: planner(Mission.whole(task, living)), planner, deaths), diary

    def test_those_who_are_left_plan_once_they_know(self, across):
        flight, diary = self.flight(across, {"robot_1": 1.0})
        again = round((1.0 + NOTICED + PLANNED) / across.dt)
        assert diary == [(0, (0, 1, 2)), (again, (0, 2))] and flight.traffic == Traffic(2, 4, 6, 8.0)

    def test_who_is_dead_before_is_planned_around_from_the_start(self, across):
        _, diary = self.flight(across, {"robot_1": 0.0})
        assert diary == [(0, (0, 2))]

    def test_a_dead_centre_plans_no_more(self, across):
        flight, diary = self.flight(across, {"robot_1": 1.0, CENTRE: 1.5})
        assert len(diary) == 1 and "robot_1 has died, the centre is dead: the plan is flown on" in flight.remarks[0]
        flight, diary = self.flight(across, {CENTRE: 0.0})
        assert diary == [] and "nobody flies" in flight.remarks[0]
        np.testing.assert_array_equal(flight.states[:, -1], at_rest(across))

    def test_those_who_die_shortly_after_each_other_are_planned_around_together(self):
        task = swarm([[x, 0, 1] for x in range(4)], [[x, 2, 1] for x in range(4)])
        flight, diary = self.flight(task, {"robot_1": 1.0, "robot_3": 1.5})
        assert [living for _, living in diary] == [(0, 1, 2, 3), (0, 2)] and diary[1][0] == 28
        assert "another before those who are left have planned" in flight.remarks[0]

    def test_late_deaths_leave_no_time(self, across):
        flight, diary = self.flight(across, {"robot_1": 3.5})
        assert len(diary) == 1 and "too late" in flight.remarks[0]

    def test_a_plan_that_breaks_limits_is_not_flown(self, across):
        flight, _ = self.flight(across, {}, ("knot 3: too near",))
        assert flight.remarks == ("nobody flies: knot 3: too near",) and not figures(across, flight, {}).success


class TestSimulation:
    def test_those_in_range_hear_each_other_and_the_dead_are_silent(self):
        places = [[0, 0, 1], [1, 0, 1], [2, 0, 1], [9, 0, 1]]
        task = swarm(places, [[x, 1.0, z] for x, _, z in places], steps=5, neighbours={"range": 1.5})
        heard: list[Sight] = []

        def hover(sight: Sight) -> np.ndarray:
            heard.append(sight)
            return np.zeros_like(sight.position)

        flight = fly(task, hover, {"robot_2": 1.0})
        steps = PATIENCE * 5
        assert flight.traffic.rounds == steps and flight.states.shape == (4, steps + 1, 4)
        assert flight.traffic.messages == 4 * 10 + 2 * (steps - 10)
        assert flight.traffic.bytes == flight.traffic.messages * 4 * 8
        known = [sight.gives_way[2] for sight in heard]
        assert known == [True] * 18 + [False] * (steps - 18), "known 0.8 s after the death"
        assert "given up" in flight.remarks[0]


class TestFigures:
    def flight(self, task, positions) -> Flight:
        positions = np.asarray(positions, float)
        velocities = np.gradient(positions, task.dt, axis=1)
        inputs = np.zeros((task.team.n, positions.shape[1] - 1, 2))
        inputs[0, :2] = [3.0, 4.0]
        return Flight(np.concatenate([positions, velocities], axis=2), inputs, Traffic())

    def straight(self, task):
        way = np.clip(np.arange(task.steps + 1) / 20, 0, 1)[:, None]
        return task.start[:, None, :2] + way * (task.goal - task.start)[:, None, :2]

    @pytest.fixture
    def apart(self) -> SwarmTask:
        pillar = [{"shape": "cylinder", "center": [0, 0.6], "radius": 0.2}]
        return swarm([[-1, 0, 1], [-1, 3, 1]], [[1, 0, 1], [1, 3, 1]], obstacles=pillar)

    def test_of_straight_ways(self, apart):
        found = figures(apart, self.flight(apart, self.straight(apart)), {})
        assert found.success and found.collisions == 0 and found.arrived == found.spl == pytest.approx(1.0)
        assert found.length == pytest.approx(2.0) and found.pair_distance == pytest.approx(3.0)
        assert found.clearance == pytest.approx(0.6 - 0.2 - 0.15) and found.time == pytest.approx(2.0)
        assert found.effort == pytest.approx(2 * 25 * 0.1 / 2)

    def test_touching_is_no_success_and_detours_lower_the_weight(self, apart):
        ways = self.straight(apart)
        ways[0, 8:12, 1] = 0.3
        found = figures(apart, self.flight(apart, ways), {})
        assert not found.success and found.collisions == 1 and found.arrived == 0.5 and found.spl == pytest.approx(0.5)
        ways = self.straight(apart)
        ways[1, 10, 1] += 1.0
        step = np.hypot(0.1, 1.0)
        found = figures(apart, self.flight(apart, ways), {})
        assert found.spl == pytest.approx((1 + 2 / (1.8 + 2 * step)) / 2)

    def test_the_dead_are_hit_but_do_not_travel(self, apart):
        ways = self.straight(apart)
        ways[1] = ways[1, :1]
        dead = {"robot_1": 1.0}
        assert figures(apart, self.flight(apart, ways), dead).success
        ways[1] = [-0.5, 0.0]
        found = figures(apart, self.flight(apart, ways), dead)
        assert not found.success and found.collisions == 1

    def test_who_does_not_arrive_has_no_time(self, apart):
        ways = self.straight(apart)
        ways[1, -1, 0] -= 0.2
        found = figures(apart, self.flight(apart, ways), {})
        assert np.isnan(found.time) and found.arrived == 0.5

    def test_cost_is_that_of_the_planning_problem(self, across):
        problem, rng = swarm_problem(across), np.random.default_rng(1)
        states, inputs = rng.normal(size=(3, 41, 4)), rng.normal(size=(3, 40, 2))
        flight, alive = Flight(states, inputs, Traffic()), np.ones(3, bool)
        assert tracking_cost(across, flight, alive) == pytest.approx(problem.cost({"robot": (states, inputs)}))
        short = Flight(states[:, :21], inputs[:, :20], Traffic())
        states[:, 21:], inputs[:, 20:] = np.concatenate([states[:, 20, :2], np.zeros((3, 2))], axis=1)[:, None], 0.0
        assert tracking_cost(across, short, alive) == pytest.approx(problem.cost({"robot": (states, inputs)}))


class TestTasks:
    def test_the_first_variant_is_the_file_the_others_are_near(self):
        first, second, again = task_of(None, 5, 0), task_of(None, 5, 1), task_of(None, 5, 1)
        assert first.team.n == 5 and first.goal[0] == pytest.approx([-2, 0, 1])
        assert 0 < np.abs(second.start - first.start).max() <= SHIFT
        assert second.digest() == again.digest() != first.digest()

    def test_patterns(self):
        circle, square = task_of("circle", 12, 0), task_of("random", 6, 2)
        assert circle.obstacles == () and circle.team.n == 12
        np.testing.assert_allclose(circle.goal, circle.start * [-1, -1, 1], atol=1e-12)
        assert square.team.n == 6 and len(square.obstacles) == 3
        assert square.digest() != task_of("random", 6, 3).digest()

    @pytest.mark.parametrize(
        "name, quads, words", [("config/transport.yaml", None, "multilift"), ("random", 1, "no variant with 1 robots")]
    )
    def test_what_cannot_be_is_refused_in_one_line(self, name, quads, words):
        with pytest.raises(Unfit, match=words) as refusal:
            task_of(name, quads, 0)
        assert "\n" not in str(refusal.value) and "valid:" in str(refusal.value)


class TestComparison:
    def test_rows_are_means_smallest_and_sums(self, across):
        made = compare([across], (Condition("nobody dies", {}),))
        assert [f.architecture for f in made] == [CENTRALISED, DISTRIBUTED, ORCA, BOIDS]
        assert all(f.figures.success for f in made[:3])
        worse = replace(
            made[0], seed=1, figures=replace(made[0].figures, success=False, pair_distance=0.2, collisions=2)
        )
        row = next(rows([made[0], worse]))
        assert row["success_rate"] == 0.5 and row["pair_distance_m"] == 0.2 and row["collisions"] == 2
        assert row["messages"] == 6 and row["rounds"] == 1 and row["flights"] == 2
        costs = {f.architecture: f.figures.cost for f in made}
        assert costs[CENTRALISED] <= costs[DISTRIBUTED] * (1 + 1e-6) < costs[ORCA]

    def test_the_centre_matters_where_there_is_one(self, crossing):
        flying = flying_of(crossing, 0)
        nothing = flying[CENTRALISED]({CENTRE: 0.0})
        assert nothing.traffic.messages == 0 and not figures(crossing, nothing, {}).success
        aboard, ground = flying[ABOARD](STOPS), flying[CENTRALISED](STOPS)
        assert not figures(crossing, aboard, STOPS).success and figures(crossing, ground, STOPS).success
        assert figures(crossing, flying[DISTRIBUTED]({**STOPS, CENTRE: 0.0}), STOPS).success

    def test_conditions(self, across):
        first, early, middle = conditions(across)
        assert first.deaths == {} and ABOARD not in first.architectures
        assert early.deaths == {"robot_0": 1.2} and middle.deaths == {"robot_0": 2.0}
        assert middle.architectures == ARCHITECTURES and all(line.endswith(".") for line in assumed(across))
