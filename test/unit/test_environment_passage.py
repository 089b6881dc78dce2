"""Guesses lead through the passage one agent after the other, and every one of them to a plan; walls are solid."""

import casadi as ca
import numpy as np
import pytest

from l2c_planner.environment.loading import load_scenario
from l2c_planner.environment.measures import collisions, measures
from l2c_planner.environment.planning import Planner

LAYOUTS = ([20.0, 20.0], [70.0, 70.0], [24.0, 70.0], [70.0, 24.0], [15.0, 75.0])


@pytest.fixture(scope="module")
def scene():
    return load_scenario("passage").tasks(0)


@pytest.fixture(scope="module")
def planner(scene):
    return Planner(scene)


@pytest.mark.parametrize("theta", LAYOUTS)
def test_a_guide_passes_the_gap_in_the_order_of_the_ways_to_it(scene, theta):
    (guide,) = scene.guides(np.array(theta))
    assert collisions(scene, np.array(theta), guide) < 2, "noise alone, in a corner"
    passed = np.array([np.argmax(path[:, 0] > 0) for path in guide])
    lengths = [np.linalg.norm(np.diff(path[: k + 1], axis=0), axis=1).sum() for path, k in zip(guide, passed)]
    assert len(set(passed.tolist())) == scene.agents
    assert np.diff(passed[np.argsort(lengths)]).min() > 0 or theta[0] == theta[1]
    assert np.abs(guide[np.arange(scene.agents), passed, 1]).max() < 0.6


@pytest.mark.parametrize("theta", LAYOUTS[1:3])
def test_every_guess_leads_to_the_same_plan(planner, scene, theta):
    plans = planner.multi(np.array(theta), 3)
    assert all(plan.converged and len(plan.attempts) == 1 for plan in plans)
    assert [plan.cost for plan in plans] == pytest.approx([plans[0].cost] * 3, rel=1e-6)
    found = measures(scene, np.array(theta), plans[0].positions)
    assert found.success_rate == 1 and found.numcoll == 0


def test_a_wall_that_delays_one_side_keeps_agents_apart(planner, scene):
    """Both sides reach the gap at once where the angles are equal; mirrored layouts are equally safe."""
    safeties = [
        measures(scene, np.array(theta), planner.cold(np.array(theta)).positions).safety for theta in LAYOUTS[:4]
    ]
    narrow, wide, above, below = safeties
    assert above == pytest.approx(below, abs=1e-6)
    assert above > max(narrow, wide) + 0.1


@pytest.mark.parametrize("theta", LAYOUTS)
def test_walls_are_where_the_angles_say_and_solid(scene, theta):
    upper, lower = (border.shape for border in scene.borders)
    for wall, angle, side in ((upper, theta[0], 1), (lower, theta[1], -1)):
        along = np.array([-np.cos(np.radians(angle)), side * np.sin(np.radians(angle))])
        for point in (np.array([0.0, side * 0.6]), np.array([0.0, side * 0.6]) + 4 * along):
            assert float(wall.distance(ca.DM(point), ca.DM(theta))) == pytest.approx(0, abs=1e-9)
        assert float(wall.distance(ca.DM([-0.5, side * 6.0]), ca.DM(theta))) == pytest.approx(-0.5)
        assert float(wall.distance(ca.DM([0.7, side * 6.0]), ca.DM(theta))) == pytest.approx(0.7)
        assert float(wall.distance(ca.DM([0.0, 0.0]), ca.DM(theta))) == pytest.approx(0.6)
