"""Whole flights: what the controllers reach, and that the measures measure it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from flight_samples import hovering, moved, unequal

from l2c_planner.control import Controller, Gains, Mode, Patience, Track, Tracks
from l2c_planner.simulation import Disturbance, LoopbackPlant, MujocoPlant, fly, planned_state
from l2c_planner.simulation.measures import SLACK, longest_slack, measure_flight

pytest.importorskip("mujoco", reason="the physics need mujoco")


class TestFlights:
    @pytest.mark.parametrize("sample", [moved, unequal, lambda: moved(4)], ids=["three", "unequal", "four"])
    def test_a_plan_is_flown_without_touching_anything(self, sample):
        task, plan = sample()
        flight = fly(task, plan)
        m = flight.measures
        assert (m.collisions, m.slack_longest_s) == (0, 0.0)
        assert m.load_rmse_m < 0.05
        assert m.attitude_rms_deg < 5
        assert m.obstacle_clearance_m > 0
        assert m.pair_distance_m > 2 * task.team.quad_radius.max()
        assert m.thrust_max_n <= task.team.thrust_max.max()

    def test_hovering_stays_where_it_is(self):
        m = fly(*hovering()).measures
        assert m.load_rmse_m < 1e-3
        assert m.attitude_rms_deg < 0.1
        assert m.obstacle_clearance_m is None

    def test_noise_and_mismatch_are_withstood(self):
        for seed in range(3):
            m = fly(*hovering(), seed=seed, disturbance=Disturbance.typical(wind=2.0)).measures
            assert (m.collisions, m.slack_longest_s) == (0, 0.0)
            assert m.load_rmse_m < 0.08
            assert m.attitude_rms_deg < 6

    def test_a_seed_repeats_a_flight(self):
        task, plan = moved()
        first, second, other = (fly(task, plan, seed=s, disturbance=Disturbance.typical()) for s in (3, 3, 4))
        assert first.measures == second.measures
        assert (first.record.load_position == second.record.load_position).all()
        assert first.measures != other.measures

    def test_perfect_tracking_measures_the_plan(self):
        task, plan = moved()
        track = Track.of_plan(task.team, plan)
        m = fly(task, plan, plant=LoopbackPlant(task.team, track), hold=0.0).measures
        error = plan["load_state"][:, :3] - plan["load_reference"][:, :3]
        assert (m.load_rmse_m, m.attitude_rms_deg) == pytest.approx((0, 0), abs=1e-5)
        assert m.load_reference_rmse_m == pytest.approx(np.sqrt(np.mean(np.sum(error**2, 1))), rel=1e-3)
        assert m.pair_distance_m == pytest.approx(plan["pair_distance"].min(), abs=2e-3)
        assert m.obstacle_clearance_m == pytest.approx(plan["obstacle_clearance"].min(), abs=2e-3)

    def test_changes_of_mode_are_in_the_flight(self):
        flight = fly(*hovering(), hold=0.5)
        assert [c.mode for c in flight.changes if c.robot == 0] == [Mode.FOLLOW, Mode.HOLD]
        assert set(flight.figures()) >= {"collisions", "load_rmse_m", "slack_longest_s", "real_time_factor"}
        assert flight.real_time_factor > 0

    def test_a_fall_is_a_collision_and_slack(self):
        weak = replace(
            Gains(), across=0.0, across_rate=0.0, along=0.0, along_rate=0.0, load=(0.0, -200.0), attitude=0.0
        )
        m = fly(*hovering(), gains=weak, hold=2.0, disturbance=Disturbance(mass=0.05)).measures
        assert m.collisions > 0
        assert m.slack_longest_s > 0.1


def flown(plant, controller, seconds, lost=None):
    """States every 4 ms; from 0.4 s on robot `lost` has no odometry."""
    states = [plant.state()]
    for _ in range(round(seconds / 0.004)):
        seen = plant.observe()
        robots = seen.robots
        if lost is not None and seen.time >= 0.4:
            robots.position[lost] = np.nan
        plant.step(controller.command(seen.time, robots, seen.load), 0.004)
        states.append(plant.state())
    return states


@pytest.mark.parametrize("offset", [[0.15, 0, 0], [0, -0.15, 0.05], [0, 0, -0.1]])
def test_a_team_that_starts_beside_its_plan_converges(offset):
    task, plan = hovering()
    track = Track.of_plan(task.team, plan)
    start = planned_state(track, task.team)
    moved_bodies = [replace(bodies, position=bodies.position + offset) for bodies in (start.robots, start.load)]
    plant, controller = MujocoPlant(task), Controller(task.team)
    controller.accept(track, 0.0)
    plant.reset(replace(start, robots=moved_bodies[0], load=moved_bodies[1]))
    last = flown(plant, controller, 8.0)[-1]
    assert np.linalg.norm(last.load.position - start.load.position) < 0.01
    assert np.linalg.norm(last.robots.position - start.robots.position, axis=1).max() < 0.02


def test_a_robot_without_odometry_comes_down_and_hits_nobody():
    task, plan = hovering(6)
    track = Track.of_plan(task.team, plan)
    plant, controller = MujocoPlant(task), Controller(task.team)
    controller.accept(track, 0.0)
    plant.reset(planned_state(track, task.team))
    states = flown(plant, controller, 1.6, lost=2)
    assert controller.modes[2] is Mode.DESCEND
    assert all(mode is not Mode.DESCEND for i, mode in enumerate(controller.modes) if i != 2)
    assert not any("quad" in contact for s in states for contact in s.contacts)
    assert states[-1].robots.position[2, 2] < states[0].robots.position[2, 2]
    assert np.linalg.norm(states[-1].load.position - states[0].load.position) < 0.1


def test_a_short_loss_of_all_odometry_is_flown_through():
    task, plan = moved(4)
    track = Track.of_plan(task.team, plan)
    plant, controller = MujocoPlant(task), Controller(task.team)
    controller.accept(track, 0.0)
    plant.reset(planned_state(track, task.team))
    for _ in range(400):
        seen, blind = plant.observe(), 0.5 < plant.state().time < 0.62
        command = controller.command(seen.time, None if blind else seen.robots, None if blind else seen.load)
        plant.step(command, 0.004)
        state = plant.state()
        assert not state.contacts
        assert np.linalg.norm(state.load.position - track.at(state.time).load_position) < 0.06
    assert controller.modes[0] is not Mode.DESCEND


def test_a_team_without_a_fresh_plan_comes_to_rest_on_its_path():
    task, plan = moved(4)
    track = Track.of_plan(task.team, plan)
    plant, controller = MujocoPlant(task), Controller(task.team, patience=Patience(plan=0.3))
    controller.accept(track, 0.0)
    plant.reset(planned_state(track, task.team))
    states = flown(plant, controller, 5.0)
    assert controller.phase == pytest.approx(1.3)
    assert not any(s.contacts for s in states)
    assert min(s.tension.min() for s in states) > 0
    assert np.linalg.norm(states[-1].load.position - track.at(1.3).load_position) < 0.03
    assert np.linalg.norm(states[-1].load.velocity) < 0.03


class TestMeasures:
    def test_longest_slack_is_unbroken(self):
        time = np.arange(10) * 0.1
        tension = np.ones((10, 2))
        tension[2:5, 0] = tension[6:8, 0] = 0.0
        tension[8:, 1] = SLACK / 2
        assert longest_slack(time, tension) == pytest.approx(0.2)
        assert longest_slack(time, np.ones((10, 2))) == 0.0

    def test_a_constant_error_is_measured(self):
        task, plan = hovering()
        track = Track.of_plan(task.team, plan)
        record = fly(task, plan, plant=LoopbackPlant(task.team, track)).record
        half = np.deg2rad(3.0) / 2
        tilted = np.tile([np.cos(half), np.sin(half), 0.0, 0.0], (len(record.time), 1))
        off = replace(record, load_position=record.load_position + [0.03, 0.0, 0.04], load_attitude=tilted)
        m = measure_flight(task, plan, Tracks.of([(0.0, track)]), replace(off, contacts=((0.1, "load - ground"),)))
        assert m.load_rmse_m == pytest.approx(0.05)
        assert m.attitude_rms_deg == pytest.approx(3.0)
        assert m.collisions == 1
