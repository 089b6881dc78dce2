"""Where the next plan begins, against the plan itself, rigid-body kinematics written down again, and differences."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from flight_samples import moved, unequal
from scipy.spatial.transform import Rotation

from l2c_planner.control import Odometry, Track
from l2c_planner.control.estimate import (
    FURTHEST_OFF,
    LOAD,
    LOAD_RATE,
    LOAD_TURN,
    LOAD_VELOCITY,
    ROBOT,
    ROBOT_VELOCITY,
    WRONG_LENGTH,
    Sighting,
    beyond,
    doubt,
    team_state,
)
from l2c_planner.simulation import planned_state

SAMPLES = pytest.mark.parametrize("sample", [moved, unequal], ids=["equal", "unequal"])
THEN = 0.8
UNIT = 1e-6
"""What directions of a plan, integrated, may be off their unit length."""
ASIDE = np.array([0.6, -0.48, 0.64])
"""Unit vector."""


def flying(sample=unequal):
    task, plan = sample()
    return task, plan, Track.of_plan(task.team, plan)


def sighting(team, track, times, load_time=0.4):
    """The team on its plan, each robot seen at a time of its own."""
    states = [planned_state(track, team, t).robots for t in times]
    position, velocity = (np.array([getattr(s, f)[i] for i, s in enumerate(states)]) for f in ("position", "velocity"))
    return Sighting(np.array(times), position, velocity, load_time, planned_state(track, team, load_time).load)


def turned(odometry, angle):
    """The body turned by a rotation vector in its own axes."""
    turn = Rotation.from_quat(np.roll(odometry.attitude, -1)) * Rotation.from_rotvec(angle)
    return replace(odometry, attitude=np.roll(turn.as_quat(), 1))


def rotation(load):
    return Rotation.from_quat(np.roll(load[6:10], -1))


def hooks(team, load):
    return load[:3] + rotation(load).apply(team.attachment)


def robots(team, load, cables):
    """Positions that states stand for."""
    return hooks(team, load) + team.cable_length[:, None] * cables[:, :3]


def along(load, cables, dt):
    """The states after a moment in which velocities and rates stay as they are."""
    turn = rotation(load)
    load, cables = load.copy(), cables.copy()
    load[:3] += dt * turn.apply(load[3:6])
    load[6:10] = np.roll((turn * Rotation.from_rotvec(dt * load[10:13])).as_quat(), 1)
    cables[:, :3] = Rotation.from_rotvec(dt * cables[:, 3:6]).apply(cables[:, :3])
    return load, cables


def motion(cables):
    """Directions, their rates, tensions and tension rates; turns of a cable around itself move nothing."""
    return np.column_stack([cables[:, :3], np.cross(cables[:, 3:6], cables[:, :3]), cables[:, 6:]])


def on_plan(team, track, time):
    """The planned state at a time between knots, from the reference there."""
    return team_state(team, track, sighting(team, track, [time] * team.n, time), time)


class TestOnThePlan:
    @SAMPLES
    @pytest.mark.parametrize("knot", [0, 1, 7, 20])
    def test_the_state_at_a_knot_is_the_plans(self, sample, knot):
        task, plan, track = flying(sample)
        seen = sighting(task.team, track, np.linspace(0.1, 0.5, task.team.n))
        load, cables = team_state(task.team, track, seen, knot * task.dt)
        assert load == pytest.approx(plan["load_state"][knot], abs=1e-9)
        assert motion(cables) == pytest.approx(motion(plan["cable_state"][:, knot]), abs=UNIT)

    @SAMPLES
    def test_when_the_team_was_seen_does_not_matter(self, sample):
        task, _, track = flying(sample)
        team = task.team
        first = team_state(team, track, sighting(team, track, [0.31] * team.n, 0.31), THEN)
        for times, load_time in ((np.linspace(0.0, 0.77, team.n), 0.123), (np.full(team.n, 1.6), 2.9)):
            for a, b in zip(team_state(team, track, sighting(team, track, times, load_time), THEN), first):
                assert a == pytest.approx(b, abs=1e-9)

    @SAMPLES
    @pytest.mark.parametrize("time", [0.0, 0.51, 1.234, 1.9, 4.0])
    def test_the_state_at_any_time_has_the_references_motion(self, sample, time):
        task, _, track = flying(sample)
        load, cables = on_plan(task.team, track, time)
        r, close = track.at(time), 3e-5 if time <= task.time[-1] else 1e-3
        assert load[:3] == pytest.approx(r.load_position, abs=1e-12)
        assert rotation(load).as_matrix() == pytest.approx(r.load_rotation, abs=close)
        assert rotation(load).apply(load[3:6]) == pytest.approx(r.load_velocity, abs=1e-9)
        assert robots(task.team, load, cables) == pytest.approx(r.position, abs=close)
        assert cables[:, 6:] == pytest.approx(np.column_stack([r.tension, r.tension_rate]))
        assert (cables[:, 3:6] * cables[:, :3]).sum(1) == pytest.approx(0, abs=1e-12)


class TestTube:
    @SAMPLES
    def test_what_is_within_is_forgotten(self, sample):
        task, plan, track = flying(sample)
        seen = sighting(task.team, track, np.linspace(0.1, 0.5, task.team.n), 0.3)
        drift = seen.load.velocity + 0.99 * LOAD_VELOCITY * ASIDE
        load = replace(seen.load, position=seen.load.position + 0.99 * LOAD * ASIDE, velocity=drift)
        load = replace(turned(load, 0.99 * LOAD_TURN * ASIDE), rate=load.rate - 0.99 * LOAD_RATE * ASIDE)
        off = np.where(np.arange(task.team.n)[:, None] % 2, 0.99, -0.99) * ASIDE
        position, velocity = seen.robot_position + ROBOT * off, seen.robot_velocity - ROBOT_VELOCITY * off
        seen = replace(seen, load=load, robot_position=position, robot_velocity=velocity)
        load, cables = team_state(task.team, track, seen, 10 * task.dt)
        assert load == pytest.approx(plan["load_state"][10], abs=1e-9)
        assert motion(cables) == pytest.approx(motion(plan["cable_state"][:, 10]), abs=UNIT)

    @SAMPLES
    def test_what_of_the_load_is_beyond_is_carried(self, sample):
        task, plan, track = flying(sample)
        seen = sighting(task.team, track, [0.3] * task.team.n, 0.4)
        off = turned(
            Odometry(
                seen.load.position + (LOAD + 0.07) * ASIDE,
                seen.load.velocity - (LOAD_VELOCITY + 0.3) * ASIDE,
                seen.load.attitude,
                seen.load.rate + (LOAD_RATE + 0.2) * ASIDE,
            ),
            (LOAD_TURN + 0.11) * ASIDE,
        )
        load, _ = team_state(task.team, track, replace(seen, load=off), 10 * task.dt)
        planned = plan["load_state"][10]
        assert load[:3] - planned[:3] == pytest.approx(0.07 * ASIDE, abs=1e-9)
        turn = rotation(planned).inv() * rotation(load)
        assert turn.as_rotvec() == pytest.approx(0.11 * ASIDE, abs=1e-8)
        velocity, before = rotation(load).apply(load[3:6]), rotation(planned).apply(planned[3:6])
        assert velocity - before == pytest.approx(-0.3 * ASIDE, abs=1e-9)
        assert load[10:] - planned[10:] == pytest.approx(0.2 * ASIDE, abs=1e-8)

    @SAMPLES
    def test_what_of_robots_is_beyond_is_carried_up_to_the_cables_length(self, sample):
        task, plan, track = flying(sample)
        team, n = task.team, task.team.n
        seen = sighting(team, track, np.linspace(0.2, 0.6, n), 0.3)
        excess = np.random.default_rng(1).normal(size=(n, 3)) * 0.2
        excess[0] = 0.0
        size = np.linalg.norm(excess, axis=1, keepdims=True)
        off = excess * (1 + ROBOT / np.maximum(size, 1e-12))
        seen = replace(seen, robot_position=seen.robot_position + off)
        load, cables = team_state(team, track, seen, 10 * task.dt)
        carried = plan["quad_position"][:, 10] + excess
        stretched = carried - hooks(team, load)
        length = np.linalg.norm(stretched, axis=1, keepdims=True)
        assert cables[:, :3] == pytest.approx(stretched / length, abs=1e-9)
        wrong = np.linalg.norm(robots(team, load, cables) - carried, axis=1)
        assert wrong == pytest.approx(np.abs(length[:, 0] - team.cable_length), abs=1e-9)
        assert robots(team, load, cables)[0] == pytest.approx(plan["quad_position"][0, 10], abs=UNIT)

    def test_all_shifted_together_stay_a_team(self):
        task, plan, track = flying()
        seen = sighting(task.team, track, [0.3] * task.team.n)
        shift = (LOAD + 0.2) * ASIDE
        load = replace(seen.load, position=seen.load.position + shift)
        seen = replace(seen, load=load, robot_position=seen.robot_position + shift)
        load, cables = team_state(task.team, track, seen, 10 * task.dt)
        assert load == pytest.approx(plan["load_state"][10] + np.r_[0.2 * ASIDE, np.zeros(10)], abs=1e-9)
        assert motion(cables) == pytest.approx(motion(plan["cable_state"][:, 10]), abs=UNIT)

    @SAMPLES
    def test_velocities_are_carried_consistently(self, sample):
        task, _, track = flying(sample)
        team, n, dt = task.team, task.team.n, 1e-5
        seen = sighting(team, track, np.linspace(0.2, 0.6, n), 0.3)
        rng = np.random.default_rng(3)
        excess = rng.normal(size=(n, 3))
        drift = excess * (1 + ROBOT_VELOCITY / np.linalg.norm(excess, axis=1, keepdims=True))
        load = replace(seen.load, velocity=seen.load.velocity + 1.1 * ASIDE, rate=seen.load.rate - 1.9 * ASIDE)
        load = turned(load, 0.4 * ASIDE)
        seen = replace(seen, robot_velocity=seen.robot_velocity + drift, load=load)
        state, cables = team_state(team, track, seen, THEN)
        (_, before), (_, after) = (along(state, cables, h) for h in (-dt, dt))
        there = [robots(team, *along(state, cables, h)) for h in (-dt, dt)]
        moves = (there[1] - there[0]) / (2 * dt)
        carried = track.at(THEN).velocity + excess
        across = np.eye(3) - cables[:, :3, None] * cables[:, None, :3]
        hook = [hooks(team, along(state, cables, h)[0]) for h in (-dt, dt)]
        pull = (hook[1] - hook[0]) / (2 * dt)
        assert np.einsum("nij,nj->ni", across, moves - carried) == pytest.approx(0, abs=1e-6)
        lengthwise = (cables[:, :3] * (moves - pull)).sum(1)
        assert lengthwise == pytest.approx(0, abs=1e-6)
        swing = np.cross(cables[:, :3], (after - before)[:, :3] / (2 * dt))
        assert swing == pytest.approx(cables[:, 3:6], abs=1e-6)

    def test_every_robot_is_compared_with_its_plan_when_it_was_seen(self):
        task, plan, track = flying()
        n = task.team.n
        times = np.linspace(0.2, 1.4, n)
        seen = sighting(task.team, track, times)
        travelled = np.linalg.norm(seen.robot_position - sighting(task.team, track, times[::-1]).robot_position, axis=1)
        assert travelled.max() > 2 * ROBOT
        load, cables = team_state(task.team, track, seen, 10 * task.dt)
        assert motion(cables) == pytest.approx(motion(plan["cable_state"][:, 10]), abs=UNIT)
        _, others = team_state(task.team, track, replace(seen, robot_time=times[::-1].copy()), 10 * task.dt)
        assert np.abs(others - cables)[:, :3].max() > 0.02

    def test_the_load_is_compared_with_its_plan_when_it_was_seen(self):
        task, _, track = flying()
        seen = sighting(task.team, track, [0.3] * task.team.n, 0.2)
        right, _ = team_state(task.team, track, seen, THEN)
        wrong, _ = team_state(task.team, track, replace(seen, load_time=1.4), THEN)
        gone = track.at(0.2).load_position - track.at(1.4).load_position
        size = np.linalg.norm(gone)
        assert wrong[:3] - right[:3] == pytest.approx(gone * (1 - LOAD / size), abs=1e-9)


class TestQuaternions:
    @pytest.mark.parametrize("angle", [0.0, 0.5])
    def test_both_signs_say_the_same(self, angle):
        task, _, track = flying()
        seen = sighting(task.team, track, [0.3] * task.team.n)
        load = turned(seen.load, angle * ASIDE)
        same = [replace(seen, load=replace(load, attitude=sign * load.attitude)) for sign in (1, -1)]
        (a, b), (c, d) = (team_state(task.team, track, s, THEN) for s in same)
        assert a == pytest.approx(c, abs=1e-12) and b == pytest.approx(d, abs=1e-12)
        assert a[6] > 0 and np.linalg.norm(a[6:10]) == pytest.approx(1)

    def test_a_load_that_has_turned_far_comes_out_with_a_positive_real_part(self):
        task, plan = unequal()
        yaw = Rotation.from_rotvec([0.0, 0.0, 2.0])
        loads = plan["load_state"].copy()
        loads[:, 6:10] = np.roll((yaw * Rotation.from_quat(np.roll(loads[:, 6:10], -1, axis=1))).as_quat(), 1, axis=1)
        track = Track.of_plan(task.team, {**plan, "load_state": loads})
        seen = sighting(task.team, track, [0.3] * task.team.n)
        far = replace(seen, load=turned(seen.load, np.array([0.0, 0.0, 2.0])))
        load, _ = team_state(task.team, track, far, THEN)
        turn = rotation(on_plan(task.team, track, THEN)[0]).inv() * rotation(load)
        assert load[6] > 0
        assert turn.as_rotvec() == pytest.approx([0.0, 0.0, 2.0 - LOAD_TURN], abs=1e-4)


class TestDoubt:
    def doubt(self, robots=0.0, load=0.0, times=(0.2, 0.35, 0.5, 0.1), load_time=0.4):
        """Of the team on its plan, but for an offset of robots (4, 3) or (3,) and of the load (3,) [m]."""
        task, _, track = flying()
        seen = sighting(task.team, track, np.array(times), load_time)
        body = replace(seen.load, position=seen.load.position + load)
        return doubt(task.team, track, replace(seen, robot_position=seen.robot_position + robots, load=body))

    def test_there_is_none_of_a_team_on_its_plan_whenever_it_was_seen(self):
        assert self.doubt() == "" and self.doubt(times=np.linspace(0.0, 1.6, 4), load_time=1.0) == ""
        assert self.doubt(times=(0.0,) * 4, load_time=1.6) == "" and self.doubt(times=(1.6,) * 4, load_time=0.0) == ""

    def test_there_is_none_of_a_team_that_was_pushed(self):
        assert self.doubt(robots=0.95 * FURTHEST_OFF * ASIDE, load=0.95 * FURTHEST_OFF * ASIDE) == ""

    def test_a_team_too_far_off_is_doubted(self):
        off = np.outer([0, 0, 1, 0], 1.05 * FURTHEST_OFF * ASIDE)
        assert self.doubt(robots=off, load=0.5 * ASIDE).startswith("quad_2 is 0.63 m off the plan")

    @pytest.mark.parametrize("share, doubted", [(0.9, False), (1.1, True), (-0.9, False), (-1.1, True)])
    def test_a_cable_has_its_length(self, share, doubted):
        task, _, track = flying()
        along = np.zeros((4, 3))
        along[1] = share * WRONG_LENGTH * track.at(0.4).direction[1]
        said = self.doubt(robots=along, times=(0.4,) * 4)
        length = task.team.cable_length[1] + share * WRONG_LENGTH
        assert said.startswith(f"quad_1 is {length:.2f} m from its hook") if doubted else said == ""


@pytest.mark.parametrize("size", [0.0, 1e-9, 0.3, 0.5, 0.7, 40.0])
def test_beyond_a_ball_the_rest_is_left(size):
    found = beyond(size * np.stack([ASIDE, -ASIDE]), 0.5)
    assert found == pytest.approx(max(size - 0.5, 0.0) * np.stack([ASIDE, -ASIDE]), abs=1e-12)
