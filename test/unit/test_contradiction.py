"""What a host sees against what a captain says of how a plan begins."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from test_flight import Air

from l2c_planner.control import Odometry
from l2c_planner.models.manifold import rotation_matrices
from l2c_planner.team import contradiction
from l2c_planner.team.contradiction import ASIDE, DISPLACED, FASTER, GROSS, MISPLACED, TAUTER
from l2c_planner.team.senses import Seen, Senses

ROBOT = 1


@pytest.fixture(scope="module")
def opened():
    """A flight, what its host of quad_1 sees, the leg that its captain opens, and the clock."""
    air = Air()
    flight, now = air.fly(0.3), air.loop.now
    leg, reason = flight.leg(now, {i: air.senses(i).located() for i in range(3)}, air.senses(0))
    assert reason == ""
    return air.loop.members["quad_1"].flight, air.senses(ROBOT), leg, now


def moved(leg, **changes):
    return replace(leg, window=replace(leg.window, **changes))


def disputed(opened, leg):
    flight, senses, _, now = opened
    return flight.disputed(leg, ROBOT, now, senses)


def test_an_honest_captain_is_followed(opened):
    assert disputed(opened, opened[2]).reason == ""


@pytest.mark.parametrize("axis", range(3))
@pytest.mark.parametrize(("far", "refused", "lie"), [
    (0.8 * ASIDE, False, False), (1.2 * ASIDE, True, False), (1.2 * GROSS, True, True),
])  # fmt: skip
def test_a_load_that_is_elsewhere(opened, axis, far, refused, lie):
    load = opened[2].window.load.copy()
    load[axis] += far
    dispute = disputed(opened, moved(opened[2], load=load))
    assert (dispute.reason != "", dispute.lie) == (refused, lie)
    assert not refused or dispute.reason.startswith(f"the load is {far:.2f} m from")


def test_a_load_that_moves_otherwise(opened):
    load = opened[2].window.load.copy()
    load[3:6] += rotation_matrices(load[6:10]).T @ [1.1 * FASTER, 0.0, 0.0]
    assert disputed(opened, moved(opened[2], load=load)).reason.startswith("the load is 1.4 m/s off")


def test_only_the_own_robot_is_answered_for(opened):
    for robot, refused in ((0, False), (ROBOT, True), (2, False)):
        cables = opened[2].window.cables.copy()
        d = cables[robot, :3]
        turned = d + 0.5 * np.array([d[2], 0.0, -d[0]])  # by half a radian: more than half a metre
        cables[robot, :3] = turned / np.linalg.norm(turned)
        dispute = disputed(opened, moved(opened[2], cables=cables))
        assert dispute.lie == refused and (dispute.reason != "") == refused


def test_a_cable_that_pulls_otherwise(opened):
    cables = opened[2].window.cables.copy()
    cables[ROBOT, 6] += 1.1 * TAUTER
    assert disputed(opened, moved(opened[2], cables=cables)).reason.startswith("cable_1 begins with 4.4 N more or less")


def test_a_pillar_that_stands_elsewhere(opened):
    for far, lie in ((0.9 * DISPLACED, False), (1.1 * DISPLACED, True)):
        obstacles = opened[2].window.obstacles.copy()
        obstacles[0, 1] += far
        dispute = disputed(opened, moved(opened[2], obstacles=obstacles))
        assert dispute.lie == lie and (dispute.reason != "") == lie


def test_another_flight_is_not_followed(opened):
    assert disputed(opened, replace(opened[2], begin=opened[2].begin + 1.0)).reason


def test_who_sees_nothing_says_nothing(opened):
    flight, _, leg, now = opened
    load = leg.window.load.copy()
    load[0] += 3.0
    assert flight.disputed(moved(leg, load=load), ROBOT, now, Senses()).reason == ""


def test_a_plan_into_a_pillar_as_it_is_seen_here_is_not_flown(opened):
    """The captain has it far away; the robots fly through where it is."""
    flight, _, leg, _ = opened
    task, far = flight.task, leg.window.obstacles.copy()
    far[0, :2] += 5.0
    quads = np.zeros((3, task.steps + 1, 3)) + [-3.0, -3.0, 2.0]
    quads[2, 4:9, :2] = task.obstacle_center[0, :2] + [0.365, 0.0]
    window = replace(leg.window, obstacles=far)
    said = contradiction.too_near(task, window, quads, leg.window.obstacles)
    assert said == "knot 4: quad_2 comes within 0.04 m of pillar as it is seen here"
    assert contradiction.too_near(task, leg.window, quads, leg.window.obstacles) == ""  # the same is judged elsewhere


def test_a_robot_that_is_not_where_it_says():
    state = Odometry(np.array([1.0, 2.0, 3.0]), np.array([0.5, 0.0, 0.0]), np.array([1.0, 0, 0, 0]), np.zeros(3))
    seen = Seen(10.0, state)
    there = (10.4, 1.2, 2.0, 3.0, 0.5, 0.0, 0.0)
    assert contradiction.false_place(there, seen) == ""
    aside = (10.4, 1.2, 2.0 + 1.1 * MISPLACED, 3.0, 0.5, 0.0, 0.0)
    assert contradiction.false_place(aside, seen) == "it is seen 0.33 m from where it says (at most 0.3 m)"
