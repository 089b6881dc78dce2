"""Where and when the next plan in flight begins: in time, on the plan that is flown, past obstacles as they are."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from flight_samples import moved

from l2c_planner.control import Track, Tracks
from l2c_planner.control.estimate import Sighting
from l2c_planner.control.odometry import Odometry
from l2c_planner.control.upcoming import next_window
from l2c_planner.problems.multilift.window import Detour

PUSHED = np.array([0.0, 0.0, 1.0])


def flown() -> Tracks:
    """The plan of the task, from the start of the mission on."""
    task, arrays = moved()
    return Tracks.of([(0.0, Track.of_plan(task.team, arrays))])


def sighted(time: float, offset=(0.0, 0.0, 0.0)) -> Sighting:
    """The team on its plan at a time, all robots beside by an offset [m]."""
    n, r = 3, flown().at(time)
    attitude = np.array([1.0, 0.0, 0.0, 0.0])  # the load of this plan is level at the start
    load = Odometry(r.load_position, r.load_velocity, attitude, r.load_rate)
    return Sighting(np.full(n, time), r.position + np.array(offset), r.velocity, time, load)


def obstacles(time: float) -> np.ndarray:
    """One whose centre tells the time that was asked for."""
    return np.array([[time, 0.0, 0.0, 1.0, 0.0, 0.0]])


@pytest.mark.parametrize(
    ("opened", "lead", "knot"),
    [(0.0, 0.32, 4), (0.01, 0.32, 5), (0.08, 0.32, 5), (0.16 + 1e-9, 0.32, 6), (0.1, 0.4, 7)],
)
def test_at_the_first_knot_that_leaves_the_lead(opened, lead, knot):
    task, _ = moved()
    receding = task.planner.receding.model_copy(update={"lead": lead})
    task = task.model_copy(update={"planner": task.planner.model_copy(update={"receding": receding})})
    window, why = next_window(task, opened, flown(), sighted(opened), obstacles)
    assert (window.knot, why) == (knot, "") and task.dt == pytest.approx(0.08)
    assert window.obstacles[0, 0] == pytest.approx(knot * task.dt)


def test_where_the_plan_is_then():
    task, arrays = moved()
    detour = Detour(0.0, 1.0, np.zeros((3, 3)), np.ones(3))
    window, _ = next_window(task, 0.0, flown(), sighted(0.0), obstacles, detour)
    assert window.detour is detour
    np.testing.assert_allclose(window.load[:3], arrays["load_state"][window.knot, :3], atol=1e-9)
    np.testing.assert_allclose(window.cables[:, :3], arrays["cable_state"][:, window.knot, :3], atol=1e-6)


def test_nowhere_if_what_was_seen_cannot_be():
    task, _ = moved()
    window, why = next_window(task, 0.0, flown(), sighted(0.0, PUSHED), obstacles)
    assert window is None and why == "quad_0 is 1.00 m off the plan (at most 0.6 m)"
    short = replace(
        sighted(0.0), load=replace(sighted(0.0).load, position=flown().at(0.0).load_position + 0.3 * PUSHED)
    )
    assert "its cable is not so long" in next_window(task, 0.0, flown(), short, obstacles)[1]
