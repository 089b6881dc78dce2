"""What plants and controllers tell each other: round trips, and garbage that is refused."""

from __future__ import annotations

import numpy as np
import pytest
from builtin_interfaces.msg import Time
from flight_samples import moved
from l2c_planner.msg import TeamPlan, ThrustRate
from std_msgs.msg import Header

from l2c_planner.control import Odometry, Track
from l2c_planner.models.manifold import rotation_matrices
from l2c_planner.ros import frames
from l2c_planner.ros.motion import TABLES, read_team_plan, team_plan_message
from l2c_planner.ros.odometry import odometry_message, read_command, read_odometry
from l2c_planner.ros.reading import NUMBER, SHAPE

HEADER = Header(stamp=Time(sec=3, nanosec=250_000_000), frame_id="map")


class TestTeamPlan:
    def test_makes_the_same_track(self):
        task, arrays = moved()
        message = team_plan_message(arrays, 4, 2**63, HEADER)
        found, reason = read_team_plan(message)
        assert reason == "" and (message.plan_id, message.quads) == (4, 3)
        for name in TABLES:
            np.testing.assert_array_equal(found[name], arrays[name])
        ours, theirs = (Track.of_plan(task.team, a, [1]).at(0.7) for a in (found, arrays))
        np.testing.assert_allclose(ours.position, theirs.position, atol=1e-12)

    def test_none_is_empty(self):
        assert read_team_plan(TeamPlan()) == ({}, "")

    @pytest.mark.parametrize("name", TABLES)
    def test_a_table_of_another_size(self, name):
        message = team_plan_message(moved()[1], 1, 0, HEADER)
        getattr(message, name).pop()
        assert read_team_plan(message) == (None, SHAPE)

    @pytest.mark.parametrize("name", TABLES)
    def test_a_number_that_is_none(self, name):
        message = team_plan_message(moved()[1], 1, 0, HEADER)
        getattr(message, name)[5] = np.nan
        assert read_team_plan(message) == (None, NUMBER)

    @pytest.mark.parametrize("changes", [{"dt": 0.0}, {"dt": float("nan")}, {"quads": 2}, {"quads": 4_000_000_000}])
    def test_a_head_that_does_not_fit(self, changes):
        message = team_plan_message(moved()[1], 1, 0, HEADER)
        for name, value in changes.items():
            setattr(message, name, value)
        assert read_team_plan(message) == (None, SHAPE)


def test_odometry_comes_back_as_it_was():
    attitude = np.array([0.5, 0.5, -0.5, 0.5])
    state = Odometry(np.array([1.0, 2.0, 3.0]), np.array([0.1, -0.2, 0.3]), attitude, np.array([0.4, 0.5, -0.6]))
    message = odometry_message(state, "quad_0/base_link", HEADER)
    linear = message.twist.twist.linear
    in_body = rotation_matrices(attitude).T @ state.velocity
    np.testing.assert_allclose([linear.x, linear.y, linear.z], in_body, atol=1e-15)
    located, _ = read_odometry(message, "map")
    assert located.time == 3.25
    for name, value in vars(state).items():
        np.testing.assert_allclose(getattr(located, name), value, atol=1e-15)


@pytest.mark.parametrize("message", [ThrustRate(thrust=float("nan")), ThrustRate(rate=[0.0, 1e9, 0.0])])
def test_command_that_is_none(message):
    assert read_command(message) == (None, NUMBER)


def test_one_vector_turns_as_many_do():
    rng = np.random.default_rng(0)
    for _ in range(20):
        vector, attitude = rng.normal(size=3), rng.normal(size=4)
        attitude /= np.linalg.norm(attitude)
        there = frames.turned(vector, attitude)
        np.testing.assert_allclose(there, frames.to_world(vector, attitude), atol=1e-14)
        np.testing.assert_allclose(frames.turned_back(there, attitude), vector, atol=1e-14)
