"""Paths to guess from: their pace and their ways against closed forms, and that they lead to plans sooner."""

from dataclasses import replace

import numpy as np
import pytest
from environment_samples import POINT, deadlock, ring, scene_of

from l2c_planner.environment.planning import Planner
from l2c_planner.environment.routes import ASIDE, CLEARANCE, paced, routed, with_routes
from l2c_planner.environment.scene import Border, Limits
from l2c_planner.environment.shapes import Disc, constant
from l2c_planner.environment.shortest import shortest_way

LIMITS = Limits(1.5, np.ones(2))
BENT = np.array([[0.0, 0.0], [3.0, 0.0], [3.0, 4.0]])


def lengths(path):
    """Way travelled at every step, (T+1,)."""
    return np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(path, axis=0), axis=1))])


@pytest.mark.parametrize("goal, needed", [(1.0, 2.0), (2.25, 3.0), (7.5, 6.5)])
def test_pace_is_that_of_the_fastest_mass(goal, needed):
    # Half the way speeding up, half braking: 2 sqrt(L/a); with a limit v on the speed: L/v + v/a.
    straight, dt = np.array([[0.0, 0.0], [goal, 0.0]]), 0.05
    path = paced(straight, LIMITS, 200, dt)
    at = lengths(path)
    speed, push = np.diff(at) / dt, np.diff(at, 2) / dt**2
    assert speed.max() <= 1.5 + 1e-9 and np.abs(push).max() <= 1 + 1e-9
    assert at[-1] == pytest.approx(goal)
    arrived = np.flatnonzero(at > goal - 1e-9)[0] * dt
    assert arrived == pytest.approx(needed, abs=dt)
    assert at[round(needed / 2 / dt)] == pytest.approx(goal / 2)


def test_pace_follows_the_corners_and_stretches_where_time_is_short():
    path = paced(BENT, LIMITS, 4, 1.0)
    assert path[0] == pytest.approx(BENT[0]) and path[-1] == pytest.approx(BENT[-1])
    assert np.all((path[:, 1] == 0) | np.isclose(path[:, 0], 3.0))
    assert lengths(paced(BENT, LIMITS, 400, 0.01))[200] == pytest.approx(3.5, abs=0.05)


def test_nobody_moves_who_is_there():
    assert np.array_equal(paced(np.ones((2, 2)), LIMITS, 3, 0.25), np.ones((4, 2)))


def test_way_around_a_disc_is_two_tangents_and_an_arc():
    scene, theta = deadlock()
    way = shortest_way(scene, theta, 0, np.array([-2.0, 0.0]), np.array([2.0, 0.0]))
    reach = 0.7
    arc = np.pi - 2 * np.arccos(reach / 2)
    assert lengths(way)[-1] == pytest.approx(2 * np.sqrt(4 - reach**2) + reach * arc, rel=2e-3)


def test_routes_keep_clear_of_discs():
    scene, theta = deadlock()
    (path,) = routed(scene, theta)
    assert np.linalg.norm(path, axis=1).min() > 0.7 + CLEARANCE - ASIDE - 0.05
    assert path[0] == pytest.approx([-2, 0]) and path[-1] == pytest.approx([2, 0])


def test_without_a_way_the_route_is_straight():
    start, goal = np.array([[-2.0, 0, 0, 0]]).T, np.array([[2.0, 0, 0, 0]]).T
    closed = Border(Disc("around the goal", constant((2.0, 0.0)), constant(0.5)))
    scene = scene_of(POINT, constant(start), constant(goal), (closed,), 1, 40, 1)
    (path,) = routed(scene, np.zeros(1))
    right = -ASIDE * np.sin(np.pi * np.linspace(0, 1, 41))
    assert path[:, 1] == pytest.approx(right) and path[-1, 0] == pytest.approx(2.0)


def test_plans_from_routes_need_fewer_iterations():
    scene, theta = ring(4)
    moved = replace(scene, steps=40)
    plain, guided = Planner(moved).cold(theta), Planner(with_routes(moved)).cold(theta)
    assert guided.converged and guided.attempts[0].guess == "guide 0"
    assert guided.cost <= plain.cost * 1.001 and guided.iterations < plain.iterations
