"""Driving in polar coordinates against Newton in the plane, and the track's centreline against its definition."""

from __future__ import annotations

import casadi as ca
import numpy as np
import pytest
from scipy.integrate import solve_ivp

from l2c_planner.environment.motion import PLAIN_TRACK, TRACK
from l2c_planner.environment.scenarios.track import interpolated
from l2c_planner.environment.shapes import TrackWall
from l2c_planner.models import PLAIN_POLAR, POLAR

RADII = np.array([6.0, 7.5, 5.5, 7.0, 5.0, 7.5, 6.0])
X = np.array([5.0, 0.7, -0.4, 0.3])


def column(function, *arguments):
    return np.asarray(ca.DM(function(*map(ca.DM, arguments)))).ravel()


class TestPolarModel:
    def test_felt_acceleration_is_that_of_newton(self):
        # The same push in the fixed axes moves a mass in the plane; positions are compared after a second.
        push = np.array([0.3, -0.5])

        def polar(_, x):
            return column(POLAR.f, x, push, np.zeros(0))

        def plane(_, y):
            radial = y[:2] / np.linalg.norm(y[:2])
            return np.r_[y[2:], push[0] * radial + push[1] * np.array([-radial[1], radial[0]])]

        turn = np.array([[np.cos(X[1]), -np.sin(X[1])], [np.sin(X[1]), np.cos(X[1])]])
        begin = np.r_[turn @ [X[0], 0], turn @ [X[2], X[0] * X[3]]]
        exact = {"rtol": 1e-11, "atol": 1e-12}
        reached = solve_ivp(polar, (0, 1), X, **exact).y[:, -1]
        truth = solve_ivp(plane, (0, 1), begin, **exact).y[:, -1]
        assert column(TRACK.position, reached) == pytest.approx(truth[:2], abs=1e-9)
        assert column(TRACK.speed_squared, reached) == pytest.approx([truth[2:] @ truth[2:]], abs=1e-9)

    def test_nobody_pushes_and_the_car_drives_straight(self):
        x, places = X, []
        for _ in range(20):
            places.append(column(TRACK.position, x))
            x = np.asarray(TRACK.step(ca.DM(x), ca.DM.zeros(2), 0.1)).ravel()
        assert np.diff(places, 2, axis=0) == pytest.approx(0, abs=1e-7)

    def test_circle_needs_the_centripetal_push(self):
        derivative = column(POLAR.f, [4, 1, 0, 0.5], [-4 * 0.25, 0], np.zeros(0))
        assert derivative == pytest.approx([0, 0.5, 0, 0])

    def test_plain_reading_is_two_double_integrators(self):
        assert column(PLAIN_POLAR.f, X, [0.1, 0.2], np.zeros(0)) == pytest.approx([-0.4, 0.3, 0.1, 0.2])
        reached = np.asarray(PLAIN_TRACK.step(ca.DM(X), ca.DM([0.1, 0.2]), 2.0)).ravel()
        assert reached == pytest.approx([5 - 0.8 + 0.2, 0.7 + 0.6 + 0.4, -0.2, 0.7])


class TestGuess:
    def test_states_follow_a_lap_without_a_jump_of_the_angle(self):
        angle = np.linspace(-1.5, -1.5 - 2 * np.pi, 400)
        radius = 5 + 0.3 * np.sin(angle)
        path = radius[:, None] * np.stack([np.cos(angle), np.sin(angle)], axis=1)
        states = TRACK.follow(path, 0.1)
        assert states[:, :2] == pytest.approx(np.stack([radius, angle], axis=1), abs=1e-12)
        assert states[:-1, 3] == pytest.approx(-2 * np.pi / 399 / 0.1, abs=1e-9)


class TestCentreline:
    def test_passes_the_waypoints(self):
        radius = interpolated(ca.DM(RADII))
        at = [float(radius(ca.DM(2 * np.pi * k / 7))) for k in range(7)]
        assert at == pytest.approx(RADII, abs=1e-12)

    def test_equals_the_kernel_form_between_them(self):
        # Dirichlet kernel: sum_k r_k sin(7 (phi - phi_k) / 2) / (7 sin((phi - phi_k) / 2)).
        radius = interpolated(ca.DM(RADII))
        for angle in (0.3, 2.0, 4.4):
            half = (angle - 2 * np.pi * np.arange(7) / 7) / 2
            expected = (RADII * np.sin(7 * half) / (7 * np.sin(half))).sum()
            assert float(radius(ca.DM(angle))) == pytest.approx(expected, abs=1e-12)

    def test_round_track_has_exact_walls(self):
        walls = [TrackWall("wall", lambda a, t: interpolated(ca.repmat(t, 7, 1))(a), 2.0, side) for side in (1, -1)]
        room = [float(w.distance(ca.DM([3.0, 4.0]), ca.DM([5.5]))) for w in walls]
        assert room == pytest.approx([2.5, 1.5])
