"""What there is to see of a team: places and tensions against the plan's own knots, colours, slack, plans in turn."""

from __future__ import annotations

import numpy as np
import pytest
from flight_samples import hovering, moved

from l2c_planner.control import Odometry, Track
from l2c_planner.control.spline import Spline
from l2c_planner.report.film import TENSION, tension_color
from l2c_planner.report.scene import (
    HORIZON_STEP,
    MOST,
    SLACK_COLOR,
    SLACK_GAP,
    UNKNOWN_COLOR,
    Course,
    Courses,
    cable_color,
    formation,
    scene_of,
    way_ahead,
)

TASK, PLAN = moved()
TEAM = TASK.team
START = 7.0
COURSE = Course(1, START, Track.of_plan(TEAM, PLAN))
NOBODY, NOTHING = Odometry.unknown(3), Odometry.unknown(1)


def at_knot(k: int) -> tuple[Odometry, Odometry]:
    """Robots and load of the plan at a knot, as if they had been measured."""
    level, still = np.tile([1.0, 0.0, 0.0, 0.0], (3, 1)), np.zeros((3, 3))
    state = PLAN["load_state"][k][None]
    robots = Odometry(PLAN["quad_position"][:, k].copy(), still, level, still)
    return robots, Odometry(state[:, :3], state[:, 3:6], state[:, 6:10], state[:, 10:13])


class TestPlanned:
    """Nobody is measured: all are where the plan has them."""

    @pytest.mark.parametrize("k", [0, 3, -1])
    def test_places_and_tensions_are_those_of_the_knot(self, k: int):
        scene = scene_of(TEAM, COURSE, START + PLAN["time"][k], NOBODY, NOTHING)
        assert np.allclose(scene.robots.position, PLAN["quad_position"][:, k], atol=1e-9)
        assert np.allclose(scene.load.position, PLAN["load_state"][k, :3], atol=1e-9)
        assert np.allclose(scene.tension, PLAN["tension"][:, k], atol=1e-9)
        assert not scene.measured.any() and not scene.slack.any()

    @pytest.mark.parametrize("now", [START, START + 0.7, START + 5.0])
    def test_cables_are_as_long_as_they_are(self, now: float):
        assert np.allclose(scene_of(TEAM, COURSE, now, NOBODY, NOTHING).reach, TEAM.cable_length, atol=1e-3)

    def test_cables_begin_at_the_attachments(self):
        scene, k = scene_of(TEAM, COURSE, START + PLAN["time"][4], NOBODY, NOTHING), 4
        hooks = PLAN["quad_position"][:, k] - TEAM.cable_length[:, None] * PLAN["cable_state"][:, k, :3]
        assert np.allclose(scene.cable[:, 0], hooks, atol=1e-9)

    def test_before_its_start_and_after_its_end_a_plan_stands_still(self):
        before, after = (scene_of(TEAM, COURSE, now, NOBODY, NOTHING) for now in (0.0, START + 99))
        assert np.allclose(before.robots.position, PLAN["quad_position"][:, 0])
        assert np.allclose(after.robots.position, PLAN["quad_position"][:, -1])

    def test_the_way_ahead_goes_through_the_knots_to_the_end(self):
        ahead, knots = way_ahead(COURSE, START), PLAN["time"]
        times = HORIZON_STEP * np.arange(ahead.shape[1])
        shared = [(i, k) for i, time in enumerate(times) for k in np.flatnonzero(np.isclose(knots, time))]
        assert len(shared) >= 4
        for i, k in shared:
            assert np.allclose(ahead[:3, i], PLAN["quad_position"][:, k], atol=1e-9)
        assert np.allclose(ahead[:3, -1], PLAN["quad_position"][:, -1])
        assert np.allclose(ahead[3, -1], PLAN["load_state"][-1, :3])

    def test_the_way_ahead_gets_shorter(self):
        times = START + np.array([0.0, 0.55, 1.0, 1.6, 9.0])
        counts = [way_ahead(COURSE, now).shape[1] for now in times]
        assert counts == sorted(counts, reverse=True) and counts[-2:] == [1, 1]
        assert np.allclose(way_ahead(COURSE, START + 0.55)[3, 0], COURSE.track.at(0.55).load_position)

    @pytest.mark.parametrize("slower", [1, 20, 1e7])
    def test_a_long_way_has_no_more_points(self, slower: float):
        course = Course(1, START, Track(Spline(slower * COURSE.track.spline.knots, COURSE.track.spline.coefficients),
                                        slower * COURSE.track.duration))  # fmt: skip
        ahead = way_ahead(course, START)
        assert ahead.shape[1] == min(MOST, round(slower * COURSE.track.duration / HORIZON_STEP) + 1)
        assert np.allclose(ahead[:, [0, -1]], way_ahead(COURSE, START)[:, [0, -1]])


class TestMeasured:
    def test_the_measured_are_where_they_are_measured(self):
        robots, load = at_knot(2)
        scene = scene_of(TEAM, COURSE, START, robots, load)
        assert np.array_equal(scene.robots.position, robots.position) and scene.measured.all()
        assert np.array_equal(scene.load.position, load.position[0])

    def test_some_are_measured_the_others_planned(self):
        robots, _ = at_knot(2)
        scene = scene_of(TEAM, COURSE, START, robots.where(np.array([True, False, False]), NOBODY), NOTHING)
        assert scene.measured.tolist() == [True, False, False, False]
        assert np.array_equal(scene.robots.position[0], PLAN["quad_position"][0, 2])
        assert np.allclose(scene.robots.position[1:], PLAN["quad_position"][1:, 0])

    def test_without_a_plan_the_rest_is_unknown(self):
        robots, load = at_knot(0)
        scene = scene_of(TEAM, None, START, robots.where(np.array([True, True, False]), NOBODY), load)
        assert np.isnan(scene.robots.position[2]).all() and np.isnan(scene.tension).all()
        assert np.isnan(scene.reach).tolist() == [False, False, True] and scene.ahead.shape == (4, 0, 3)
        assert np.allclose(scene.color, UNKNOWN_COLOR)

    @pytest.mark.parametrize(("nearer", "slack"), [(0.5 * SLACK_GAP, False), (1.5 * SLACK_GAP, True)])
    def test_a_cable_whose_ends_come_nearer_is_slack(self, nearer: float, slack: bool):
        robots, load = at_knot(0)
        robots.position[1] -= nearer * PLAN["cable_state"][1, 0, :3]
        scene = scene_of(TEAM, COURSE, START, robots, load)
        assert scene.slack.tolist() == [False, slack, False]
        assert np.array_equal(scene.color[1], SLACK_COLOR) == slack

    def test_what_is_not_measured_is_not_slack(self):
        robots, _ = at_knot(0)
        low = Odometry(robots.position - [0, 0, 0.5], robots.velocity, robots.attitude, robots.rate)
        assert not scene_of(TEAM, COURSE, START, low, NOTHING).slack.any()


def test_colours_run_from_no_tension_to_twice_an_even_share():
    tension = np.array([0.0, 4.0, 6.0, 8.0, 99.0, 4.0, np.nan])
    found = cable_color(tension, np.arange(7) == 5, 4.0)
    between = (TENSION[1] + TENSION[2]) / 2
    assert np.allclose(found, [TENSION[0], TENSION[1], between, TENSION[2], TENSION[2], SLACK_COLOR, UNKNOWN_COLOR])


def test_a_hovering_team_shares_the_weight_of_its_load():
    hover, plan = hovering()
    robots = Odometry.unknown(4)
    found = scene_of(hover.team, Course(1, 0.0, Track.of_plan(hover.team, plan)), 0.0, robots, NOTHING)
    lift = (found.tension[:, None] * (found.cable[:, 1] - found.cable[:, 0]) / found.reach[:, None]).sum(0)
    assert lift[2] == pytest.approx(hover.team.load_mass * 9.81)
    assert np.allclose(found.color, tension_color(found.tension / (lift[2] / 4), (0, 2)), atol=1e-6)


def test_a_swarm_has_no_cables():
    robots = at_knot(0)[0].where(np.array([True, False, True]), NOBODY)
    scene = formation(robots)
    assert scene.measured.tolist() == [True, False, True, False] and len(scene.cable) == len(scene.reach) == 0
    assert np.isnan(scene.load.position).all()


class TestCourses:
    """Plans that follow each other in flight."""

    @staticmethod
    def known(*plans: tuple[int, float]) -> Courses:
        courses = Courses()
        for number, start in plans:
            courses.add(Course(number, start, COURSE.track))
        return courses

    @staticmethod
    def numbers(courses: Courses, *times: float) -> list[int | None]:
        found = [courses.at(now) for now in times]
        return [None if c is None else c.number for c in found]

    def test_there_is_none_at_first(self):
        assert self.numbers(Courses(), 0.0, 9.0) == [None, None]

    def test_each_counts_from_its_start_on(self):
        courses = self.known((1, 1.0), (2, 1.5), (3, 2.0))
        assert self.numbers(courses, 0.0, 1.0, 1.49, 1.5, 1.99, 2.0, 99.0) == [1, 1, 1, 2, 2, 3, 3]

    def test_they_may_come_in_any_order(self):
        courses = self.known((3, 2.0), (1, 1.0), (2, 1.5))
        assert self.numbers(courses, 1.2, 1.7, 2.2) == [1, 2, 3]

    def test_a_newer_one_takes_the_place_of_those_that_begin_later(self):
        courses = self.known((1, 1.0), (2, 3.0), (3, 2.0))
        assert self.numbers(courses, 1.5, 2.5, 3.5) == [1, 3, 3]

    def test_the_same_plan_again_changes_nothing(self):
        courses = self.known((1, 1.0), (2, 2.0), (2, 2.0))
        assert courses.knows(2, 2.0) and not courses.knows(2, 2.5)
        assert self.numbers(courses, 1.5, 2.5) == [1, 2]

    def test_what_has_not_begun_can_be_taken_back(self):
        courses = self.known((1, 1.0), (2, 2.0))
        courses.withdraw(1.5)
        assert self.numbers(courses, 3.0) == [1]
        courses.withdraw(0.5)
        assert self.numbers(courses, 3.0) == [None]

    def test_a_late_copy_of_a_plan_that_is_over_does_not_come_back(self):
        courses = self.known((1, 1.0), (2, 2.0))
        assert self.numbers(courses, 2.5) == [2]
        courses.add(Course(1, 1.0, COURSE.track))
        assert self.numbers(courses, 2.6) == [2]

    def test_a_simulation_that_begins_anew_begins_without_plans(self):
        courses = self.known((4, 5.0))
        courses.clear()
        assert self.numbers(courses, 9.0) == [None]
