"""References against the plan at its knots, numeric differentiation, Newton, and the static balance at rest."""

from __future__ import annotations

import numpy as np
import pytest
from flight_samples import hovering, moved, unequal

from l2c_planner.control import Track
from l2c_planner.models import cable, numeric
from l2c_planner.models.manifold import rotation_matrices

G = np.array([0, 0, 9.81])
SAMPLES = pytest.mark.parametrize("sample", [moved, unequal], ids=["equal", "unequal"])


def difference(function, t, step=1e-4):
    return (function(t + step) - function(t - step)) / (2 * step)


def inner_times(task, count=15):
    """Times away from the knots, where the third derivative jumps."""
    return [(k + 0.4) * task.dt for k in np.linspace(0, task.steps - 1, count).astype(int)]


@SAMPLES
def test_knots_are_those_of_the_plan(sample):
    task, plan = sample()
    track = Track.of_plan(task.team, plan)
    for k, t in enumerate(plan["time"]):
        r = track.at(float(t))
        assert r.position == pytest.approx(plan["quad_position"][:, k], abs=1e-9)
        assert r.load_position == pytest.approx(plan["load_state"][k, :3], abs=1e-12)
        assert r.load_rotation == pytest.approx(rotation_matrices(plan["load_state"][k, 6:10]), abs=1e-12)
        assert r.load_rate == pytest.approx(plan["load_state"][k, 10:], abs=1e-9)
        assert r.direction == pytest.approx(plan["cable_state"][:, k, :3], abs=1e-12)
        assert r.tension == pytest.approx(plan["tension"][:, k], abs=1e-12)


@SAMPLES
def test_derivatives_agree_with_differences(sample):
    task, plan = sample()
    track, mass = Track.of_plan(task.team, plan), task.team.quad_mass
    for t in inner_times(task):
        r = track.at(t)
        assert r.velocity == pytest.approx(difference(lambda s: track.at(s).position, t), abs=1e-6)
        assert r.acceleration == pytest.approx(difference(lambda s: track.at(s).velocity, t), abs=1e-4)
        assert r.jerk == pytest.approx(difference(lambda s: track.at(s).acceleration, t), abs=3e-3)
        assert r.load_velocity == pytest.approx(difference(lambda s: track.at(s).load_position, t), abs=1e-6)
        assert r.direction_rate == pytest.approx(difference(lambda s: track.at(s).direction, t), abs=1e-6)
        assert r.tension_rate == pytest.approx(difference(lambda s: track.at(s).tension, t), abs=1e-4)
        assert r.thrust_rate(mass) == pytest.approx(difference(lambda s: track.at(s).thrust(mass), t), abs=3e-3)


@SAMPLES
def test_geometry_holds_between_the_knots(sample):
    task, plan = sample()
    track, team = Track.of_plan(task.team, plan), task.team
    for t in inner_times(task):
        r = track.at(t)
        assert r.load_rotation.T @ r.load_rotation == pytest.approx(np.eye(3), abs=2e-5)
        assert np.linalg.norm(r.direction, axis=1) == pytest.approx(1, abs=2e-5)
        hooks = r.load_position + team.attachment @ r.load_rotation.T
        assert r.position == pytest.approx(hooks + team.cable_length[:, None] * r.direction, abs=1e-9)


@SAMPLES
def test_thrust_at_a_knot_is_the_mean_of_both_steps(sample):
    task, plan = sample()
    track, team = Track.of_plan(task.team, plan), task.team
    thrust = numeric(cable.thrust_from_wrench, 13, 6, 7, 8, 4, 5)
    load_p = np.concatenate([[team.load_mass], team.load.inertia, team.com_offset])
    for k in range(1, task.steps):
        r = track.at(k * task.dt)
        for i in range(team.n):
            cable_p = np.concatenate([[team.quad_mass[i], team.cable_length[i]], team.attachment[i]])
            state, end = plan["load_state"][k], plan["cable_state"][i, k]
            before, after = (
                thrust(state, plan["load_wrench"][j], load_p, end, plan["cable_input"][i, j], cable_p)
                for j in (k - 1, k)
            )
            assert r.thrust(team.quad_mass)[i] == pytest.approx(0.5 * (before + after), abs=1e-9)


def test_hovering_needs_weight_and_tension_and_nothing_else():
    task, plan = hovering()
    r = Track.of_plan(task.team, plan).at(0.7)
    for value in (r.velocity, r.acceleration, r.jerk, r.load_velocity, r.load_change, r.tension_rate):
        assert np.abs(value).max() < 1e-9
    total = r.thrust(task.team.quad_mass).sum(axis=0)
    weight = task.team.load_mass + task.team.quad_mass.sum()
    assert total == pytest.approx(weight * G, abs=1e-6)


@SAMPLES
def test_after_the_plan_the_team_rests_in_balance(sample):
    task, plan = sample()
    team = task.team
    track = Track.of_plan(team, plan)
    r = track.at(track.duration + 1.5)
    assert np.abs(np.concatenate([r.velocity, r.acceleration])).max() == 0
    forces = r.tension[:, None] * r.direction
    arms = team.attachment @ r.load_rotation.T
    com = r.load_rotation @ team.com_offset
    assert forces.sum(0) == pytest.approx(team.load_mass * G, abs=1e-9)
    assert np.cross(arms, forces).sum(0) == pytest.approx(np.cross(com, team.load_mass * G), abs=1e-9)


def test_a_slower_pace_runs_along_the_same_path():
    task, plan = moved()
    track = Track.of_plan(task.team, plan)

    def phase(t):
        return 0.5 + 0.7 * t - 0.15 * t**2

    def paced(t):
        return track.at(phase(t), 0.7 - 0.3 * t, -0.3)

    for t in (0.111, 0.31, 0.575):
        r = paced(t)
        assert r.position == pytest.approx(track.at(phase(t)).position)
        assert r.velocity == pytest.approx(difference(lambda s: paced(s).position, t), abs=1e-6)
        assert r.acceleration == pytest.approx(difference(lambda s: paced(s).velocity, t), abs=1e-4)
        assert r.load_change == pytest.approx(
            difference(lambda s: paced(s).load_velocity, t) - difference(lambda s: track.at(s).load_velocity, phase(t)),
            abs=1e-4,
        )


def test_a_track_of_some_robots_is_part_of_that_of_all():
    task, plan = unequal()
    whole, part = Track.of_plan(task.team, plan).at(0.53), Track.of_plan(task.team, plan, [2, 0]).at(0.53)
    for name in ("position", "velocity", "acceleration", "jerk", "direction", "direction_rate", "tension"):
        assert getattr(part, name) == pytest.approx(getattr(whole, name)[[2, 0]], abs=1e-12)
    assert part.load_position == pytest.approx(whole.load_position)


def test_a_plan_of_another_team_is_refused():
    _, plan = moved(3)
    task, _ = hovering(4)
    with pytest.raises(ValueError, match="4 cables"):
        Track.of_plan(task.team, plan)
    with pytest.raises(ValueError, match="not a plan of a load"):
        Track.of_plan(task.team, {"time": plan["time"]})


def test_a_plan_that_is_not_finite_is_refused():
    task, plan = moved(3)
    broken = {**plan, "load_state": np.full_like(plan["load_state"], np.nan)}
    with pytest.raises(ValueError, match="finite"):
        Track.of_plan(task.team, broken)
