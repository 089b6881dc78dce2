"""Requirements and what a plan is measured to achieve, against distances computed point by point."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as nps
from multilift_samples import SPHERE, mixed_task, multilift_task, random_plan

from l2c_planner.models.manifold import rotation_matrices
from l2c_planner.problems.measures import SLACK, Measures, Requirement
from l2c_planner.problems.multilift.build import trajectories_problem
from l2c_planner.problems.multilift.execution import geometry, wrench_residual
from l2c_planner.problems.multilift.measure import measure, obstacle_clearance, pair_distance


def requirement(values, required=1.0, name="pair distance", unit="m") -> Requirement:
    values = np.atleast_2d(np.asarray(values, float))
    return Requirement(name, unit, values, required, [f"item_{i}" for i in range(len(values))])


def measures(*requirements: Requirement) -> Measures:
    return Measures({}, requirements, np.zeros((0, 0, 3)), np.zeros((0, 0, 3)))


class TestRequirement:
    def test_met(self):
        assert requirement([[1.0, 2.0], [1.5, 1.1]]).problem() is None

    def test_shortfall_is_what_is_missing(self):
        np.testing.assert_allclose(requirement([[0.7, 1.2]]).shortfall(), [[0.3, -0.2]])

    def test_the_line_names_knot_constraint_item_and_amount(self):
        amount, line = requirement([[1.0, 0.95, 1.0], [1.0, 1.0, 0.75]]).problem()
        assert amount == pytest.approx(0.25)
        assert line == "knot 2: pair distance, item_1, misses its limit by 0.25 m"

    def test_every_item_may_have_its_own_limit(self):
        found = requirement([[1.0, 1.0], [1.0, 1.0]], np.array([[0.5], [1.5]]))
        assert found.problem() == (0.5, "knot 0: pair distance, item_1, misses its limit by 0.5 m")

    def test_an_upper_limit_has_both_signs_turned(self):
        values = np.array([[18.0, 21.5]])
        _, line = requirement(-values, np.array([[-20.0]]), "highest tension", "N").problem()
        assert line == "knot 1: highest tension, item_0, misses its limit by 1.5 N"

    def test_rounding_is_no_violation(self):
        assert requirement([1.0 - 0.5 * SLACK]).problem() is None
        assert requirement([1.0 - 2.0 * SLACK]).problem() is not None

    @pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
    def test_what_is_not_a_number_is_a_violation(self, bad):
        amount, line = requirement([[2.0, 2.0], [2.0, bad]]).problem()
        assert amount == np.inf and line == "knot 1: pair distance, item_1, is not a number"

    def test_nothing_to_check_is_met(self):
        assert Requirement("obstacle clearance", "m", np.zeros((0, 5)), 0.1, []).problem() is None

    @given(
        nps.arrays(
            float,
            nps.array_shapes(min_dims=2, max_dims=2, max_side=5),
            elements=st.floats(allow_nan=True, allow_infinity=True),
        )
    )
    def test_is_met_exactly_when_every_value_is_finite_and_large_enough(self, values):
        good = bool(np.all(np.isfinite(values) & (1.0 - values <= SLACK)))
        assert (requirement(values).problem() is None) == good


class TestMeasures:
    def test_feasible_without_problems(self):
        found = measures(requirement([2.0]), requirement([1.0]))
        assert found.feasible and found.problems() == ()

    def test_problems_are_sorted_worst_first(self):
        found = measures(
            requirement([0.9], name="a little"),
            requirement([0.2], name="much"),
            requirement([2.0], name="nothing"),
            requirement([np.nan], name="all"),
        )
        assert [line.split(",")[0] for line in found.problems()] == ["knot 0: all", "knot 0: much", "knot 0: a little"]
        assert not found.feasible

    def test_equally_bad_problems_can_be_sorted(self):
        assert len(measures(requirement([np.nan], name="b"), requirement([np.nan], name="a")).problems()) == 2


@pytest.fixture(scope="module")
def task():
    return mixed_task()


@pytest.fixture(scope="module")
def problem(task):
    return trajectories_problem(task)


@pytest.fixture(scope="module")
def plan(problem):
    return random_plan(problem, 4)


@pytest.fixture(scope="module")
def found(task, problem, plan):
    return measure(task, problem, plan)


@pytest.fixture(scope="module")
def by_name(found):
    return {r.name: r for r in found.requirements}


class TestMultilift:
    def test_all_requirements_are_there(self, by_name):
        limits = {f"{side} {what}" for side in ("lowest", "highest") for what in ("tension", "thrust")}
        assert set(by_name) == limits | {"obstacle clearance", "pair distance", "load clearance", "cable clearance"}

    def test_every_item_has_a_label(self, by_name):
        for requirement in by_name.values():
            assert len(requirement.labels) == len(requirement.values)

    def test_distances_point_by_point(self, task, problem, plan, by_name):
        places, team = geometry(problem, plan).quad_position, task.team
        for k in (0, 3, task.steps):
            row = 0
            for i in range(4):
                for obstacle in task.obstacles:
                    axes = len(obstacle.center)
                    distance = (
                        np.linalg.norm(places[i, k, :axes] - obstacle.center) - obstacle.radius - team.quad_radius[i]
                    )
                    assert by_name["obstacle clearance"].values[row, k] == pytest.approx(distance, abs=1e-12)
                    row += 1
            pairs = [np.linalg.norm((places[i, k] - places[j, k])[:2]) for i, j in combinations(range(4), 2)]
            np.testing.assert_allclose(by_name["pair distance"].values[:, k], pairs, atol=1e-12)
            for row, obstacle in enumerate(task.obstacles):
                axes = len(obstacle.center)
                distance = (
                    np.linalg.norm(plan["load"][0][0, k, :axes] - obstacle.center) - obstacle.radius - team.load_radius
                )
                assert by_name["load clearance"].values[row, k] == pytest.approx(distance, abs=1e-12)

    def test_cable_clearance_is_the_distance_of_the_nearest_point(self, task, problem, plan, by_name):
        places, x = geometry(problem, plan).quad_position, plan["load"][0][0]
        hooks = x[:, :3] + np.einsum("kij,nj->nki", rotation_matrices(x[:, 6:10]), task.team.attachment)
        along = np.linspace(0.0, 1.0, 2001)[:, None]
        for k in (0, 5, task.steps):
            row = 0
            for i in range(4):
                points = (1 - along) * hooks[i, k] + along * places[i, k]
                for obstacle in task.obstacles:
                    axes = len(obstacle.center)
                    nearest = np.linalg.norm(points[:, :axes] - obstacle.center, axis=1).min() - obstacle.radius
                    assert by_name["cable clearance"].values[row, k] == pytest.approx(nearest, abs=1e-5)
                    row += 1

    def test_labels_follow_the_order_of_robots_then_obstacles(self, by_name):
        assert list(by_name["obstacle clearance"].labels)[:3] == ["quad_0 - pillar", "quad_0 - ball", "quad_1 - pillar"]
        assert list(by_name["load clearance"].labels) == ["load - pillar", "load - ball"]
        assert list(by_name["pair distance"].labels)[:4] == [
            "quad_0 - quad_1",
            "quad_0 - quad_2",
            "quad_0 - quad_3",
            "quad_1 - quad_2",
        ]

    def test_values_are_the_extremes(self, task, problem, plan, found, by_name):
        thrust = np.linalg.norm(geometry(problem, plan).quad_thrust, axis=-1)
        tension = plan["cable"][0][..., 6]
        expected = {
            "obstacle_clearance_m": by_name["obstacle clearance"].values.min(),
            "pair_distance_m": by_name["pair distance"].values.min(),
            "tension_min_n": tension.min(),
            "tension_max_n": tension.max(),
            "thrust_max_n": thrust.max(),
            "wrench_residual_n": np.abs(wrench_residual(problem, plan)).max(),
        }
        for name, value in expected.items():
            assert found.values[name] == pytest.approx(value), name
            assert type(found.values[name]) is float
        assert found.values["unit_norm_error"] < 1e-12

    @pytest.mark.parametrize(
        ("limits", "name"),
        [
            ({"cables": {"tension": [0.01, 7.5]}}, "highest tension"),
            ({"cables": {"tension": [7.0, 30.0]}}, "lowest tension"),
            ({"quadrotors": {"thrust": [0.1, 12.0]}}, "highest thrust"),
            ({"quadrotors": {"thrust": [16.0, 99.0]}}, "lowest thrust"),
        ],
    )
    def test_limits_are_those_of_the_team(self, problem, limits, name, task):
        """The same plan, measured against tighter limits."""
        sections = {k: {**getattr(task.team, k).model_dump(), **v} for k, v in limits.items()}
        lines = measure(mixed_task(**sections), problem, random_plan(problem, 4)).problems()
        assert any(name in line for line in lines)

    def test_plan_that_is_not_a_number_is_infeasible(self, task, problem, plan):
        cables = plan["cable"][0].copy()
        cables[1, 3] = np.nan
        broken = measure(task, problem, {**plan, "cable": (cables, plan["cable"][1])})
        assert not broken.feasible and "is not a number" in broken.problems()[0]

    def test_without_obstacles_there_is_no_clearance(self):
        task = multilift_task(obstacles=[])
        problem = trajectories_problem(task)
        found = measure(task, problem, random_plan(problem))
        assert found.values["obstacle_clearance_m"] is None
        assert "obstacle clearance" not in {r.name for r in found.requirements}

    def test_optional_clearances_without_obstacles(self):
        task = multilift_task(obstacles=[], clearance={"load_obstacle": 0.1, "cable_obstacle": 0.1})
        problem = trajectories_problem(task)
        assert not any("clearance" in r.name for r in measure(task, problem, random_plan(problem)).requirements)


class TestDistances:
    def test_spheres_count_in_height_and_cylinders_do_not(self):
        task = multilift_task(
            obstacles=[SPHERE, {**SPHERE, "name": "post", "shape": "cylinder", "center": SPHERE["center"][:2]}]
        )
        above = np.array([[[0.4, 1.2, 2.5]]])
        np.testing.assert_allclose(obstacle_clearance(task, above, np.array([0.1])), [[0.6], [-0.4]])

    def test_pairs_in_the_plane_and_in_space(self):
        positions = np.array([[[0.0, 0.0, 0.0]], [[3.0, 4.0, 12.0]]])
        assert pair_distance(positions, [(0, 1)]) == 5.0 and pair_distance(positions, [(0, 1)], axes=3) == 13.0
