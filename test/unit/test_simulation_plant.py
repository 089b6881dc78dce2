"""The physics against statics, conservation laws and closed forms; disturbances against their statistics."""

from __future__ import annotations

import sys
from dataclasses import replace

import numpy as np
import pytest
from flight_samples import hovering, moved, unequal

from l2c_planner.control import Command, Odometry, Track
from l2c_planner.models import GRAVITY
from l2c_planner.models.manifold import rotation_matrices
from l2c_planner.simulation import (
    Disturbance,
    Diverged,
    LoopbackPlant,
    MujocoPlant,
    Physics,
    SimulatorMissing,
    planned_state,
)
from l2c_planner.simulation.disturbance import Mismatch, Wind, noisy

pytest.importorskip("mujoco", reason="the physics need mujoco")
VACUUM = Physics(drag=0.0, load_drag=0.0)
DT = 0.004


def plant_of(sample=hovering, physics=VACUUM, disturbance=None, seed=0):
    """A plant that rests in the first state of a plan, its task, and that state."""
    task, plan = sample()
    state = planned_state(Track.of_plan(task.team, plan), task.team)
    plant = MujocoPlant(task, disturbance, seed, physics)
    plant.reset(state)
    return plant, task, state


def hold(state):
    return Command(state.thrust, np.zeros_like(state.robots.rate))


def off(task):
    """Motors as low as they go, 0.1 N."""
    return Command(np.zeros(task.team.n), np.zeros((task.team.n, 3)))


def centres(task, state):
    """Masses (n+1,), centres of mass and their velocities (n+1, 3)."""
    team, turn = task.team, rotation_matrices(state.load.attitude)
    arm = turn @ team.com_offset
    swing = np.cross(turn @ state.load.rate, arm)
    mass = np.append(team.load_mass, team.quad_mass)
    place = np.vstack([state.load.position + arm, state.robots.position])
    return mass, place, np.vstack([state.load.velocity + swing, state.robots.velocity])


def thrust_vector(state):
    """Of all rotors, (3,) [N]."""
    return (state.thrust[:, None] * rotation_matrices(state.robots.attitude)[:, :, 2]).sum(0)


def spinning(task, state, rate=1.5, up=0.0):
    """The team turned about the vertical through the load's origin as one body, and thrown up."""
    axis = np.array([0, 0, rate])

    def moving(bodies):
        velocity = np.cross(axis, bodies.position - state.load.position) + [0, 0, up]
        turn = rotation_matrices(bodies.attitude)
        return replace(bodies, velocity=velocity, rate=np.einsum("...ji,j->...i", turn, axis))

    return replace(state, robots=moving(state.robots), load=moving(state.load), thrust=np.zeros(task.team.n))


def angular_momentum(task, state, physics):
    """About the common centre of mass, world."""
    mass, place, velocity = centres(task, state)
    centre, drift = mass @ place / mass.sum(), mass @ velocity / mass.sum()
    total = np.sum(mass[:, None] * np.cross(place - centre, velocity - drift), axis=0)
    for inertia, bodies in [(task.team.load.inertia, state.load), (physics.inertia(task.team), state.robots)]:
        spin = np.atleast_2d(inertia * bodies.rate)
        total = total + np.einsum("bij,bj->i", rotation_matrices(np.atleast_2d(bodies.attitude)), spin)
    return total


def energy(task, state, physics):
    mass, place, velocity = centres(task, state)
    spin = np.sum(physics.inertia(task.team) * state.robots.rate**2)
    spin += np.sum(np.array(task.team.load.inertia) * state.load.rate**2)
    return 0.5 * np.sum(mass * np.sum(velocity**2, 1)) + 0.5 * spin + GRAVITY * mass @ place[:, 2]


class TestStatics:
    @pytest.mark.parametrize("n", [3, 4, 6, 8])
    def test_tensions_carry_the_hovering_load(self, n):
        plant, task, start = plant_of(lambda: hovering(n))
        for _ in range(20):
            plant.step(hold(start), DT)
        state, team = plant.state(), task.team
        turn = rotation_matrices(state.load.attitude)
        along = state.robots.position - state.load.position - team.attachment @ turn.T
        forces = state.tension[:, None] * along / np.linalg.norm(along, axis=1, keepdims=True)
        weight = np.array([0, 0, team.load_mass * GRAVITY])
        assert forces.sum(0) == pytest.approx(weight, abs=0.02)
        moment = np.cross(team.attachment @ turn.T, forces).sum(0)
        assert moment == pytest.approx(np.cross(turn @ team.com_offset, weight), abs=0.02)
        assert np.abs(state.load.position - start.load.position).max() < 2e-3
        assert np.linalg.norm(along, axis=1) == pytest.approx(team.cable_length, abs=1e-3)

    def test_unequal_robots_hover_too(self):
        plant, task, start = plant_of(lambda: hovering(3, (0.05, -0.03, 0.0)))
        plant.step(hold(start), 0.1)
        assert plant.state().tension == pytest.approx(start.tension, abs=0.05)


class TestDynamics:
    @pytest.mark.parametrize("sample", [moved, unequal], ids=["equal", "unequal"])
    def test_tensions_of_a_moving_team_are_those_of_the_plan(self, sample):
        # The physics solve for the tensions, the plan has integrated them and holds its inputs for a step.
        task, plan = sample()
        track = Track.of_plan(task.team, plan)
        plant = MujocoPlant(task, physics=VACUUM)
        for time in (0.0, 0.3, 0.75, 1.2):
            state = planned_state(track, task.team, time)
            plant.reset(state)
            assert plant.state().tension == pytest.approx(state.tension, abs=0.3 if time else 0.05)


class TestConservation:
    def test_momentum_changes_by_weight_and_thrust_only(self):
        plant, task, start = plant_of(unequal)
        command = Command(start.thrust * 1.1, np.zeros((4, 3)))
        mass, _, before = centres(task, plant.state())
        pushes = [thrust_vector(plant.state())]
        for _ in range(60):
            plant.step(command, 0.002)
            pushes.append(thrust_vector(plant.state()))
        push = 0.002 * (np.sum(pushes, axis=0) - 0.5 * (pushes[0] + pushes[-1]))
        _, _, after = centres(task, plant.state())
        change = mass @ (after - before)
        expected = push - [0, 0, 0.12 * mass.sum() * GRAVITY]
        assert change == pytest.approx(expected, abs=0.03)

    def test_a_team_thrown_up_falls_freely(self):
        plant, task, state = plant_of(hovering)
        thrown = spinning(task, state, rate=0.0, up=2.0)
        plant.reset(thrown)
        mass, place, _ = centres(task, plant.state())
        start = mass @ place / mass.sum()
        plant.step(off(task), 0.4)
        mass, place, _ = centres(task, plant.state())
        lift = 4 * 0.1 / mass.sum()
        height = 2.0 * 0.4 - 0.5 * (GRAVITY - lift) * 0.4**2
        assert mass @ place / mass.sum() - start == pytest.approx([0, 0, height], abs=0.01)

    def test_angular_momentum_and_energy_of_a_spinning_team(self):
        plant, task, state = plant_of(lambda: hovering(3, (0.0, 0.0, 0.0)), replace(VACUUM, rate_gain=0.0))
        plant.reset(spinning(task, state, rate=1.5, up=3.0))
        first = plant.state()
        seen = [energy(task, first, VACUUM)]
        for _ in range(100):
            plant.step(off(task), DT)
            seen.append(energy(task, plant.state(), VACUUM))
        last = plant.state()
        assert last.tension.min() > 0
        assert angular_momentum(task, last, VACUUM) == pytest.approx(
            angular_momentum(task, first, VACUUM), rel=0.01, abs=0.01
        )
        kinetic = seen[0] - GRAVITY * centres(task, first)[0] @ centres(task, first)[1][:, 2]
        lift = 3 * 0.1 * 1.2
        assert max(seen) < seen[0] + lift
        assert min(seen) > seen[0] - 0.02 * kinetic - lift


class TestCables:
    def test_slack_cables_do_not_pull(self):
        plant, task, state = plant_of(lambda: hovering(4, (0.0, 0.0, 0.0)))
        up = replace(state, load=replace(state.load, velocity=np.array([0, 0, 1.5])))
        plant.reset(up)
        for _ in range(30):
            plant.step(hold(state), DT)
            assert (plant.state().tension == 0).all()
        load = plant.state().load
        t = 30 * DT
        assert load.velocity == pytest.approx([0, 0, 1.5 - GRAVITY * t], abs=1e-6)
        assert load.position[2] == pytest.approx(state.load.position[2] + 1.5 * t - 0.5 * GRAVITY * t**2, abs=0.005)

    def test_they_stretch_by_less_than_a_millimetre_and_catch_the_load(self):
        plant, task, state = plant_of(lambda: hovering(4, (0.0, 0.0, 0.0)))
        plant.reset(replace(state, load=replace(state.load, velocity=np.array([0, 0, 0.5]))))
        lengths = []
        for _ in range(100):
            plant.step(hold(state), DT)
            lengths.append(plant.data.ten_length.copy())
        assert np.max(lengths) < 1.25 + 1e-3
        assert plant.state().tension.min() > 0

    def test_a_cable_of_another_length_is_taut_from_the_start(self):
        plant, task, _ = plant_of(disturbance=Disturbance(cable_length=0.03), seed=5)
        assert np.ptp(plant.data.ten_length) > 0.005
        assert plant.data.ten_length == pytest.approx(plant.model.tendon_range[:, 1], abs=2e-6)
        assert plant.state().tension.min() > 0


class TestMotors:
    def test_thrust_lags_exponentially_and_keeps_its_limits(self):
        plant, task, state = plant_of(physics=replace(VACUUM, motor_lag=0.05))
        plant.step(Command(np.full(4, 99.0), np.zeros((4, 3))), 0.05)
        reached = state.thrust + (1 - np.exp(-1)) * (50.0 - state.thrust)
        assert plant.state().thrust == pytest.approx(reached, rel=1e-3)
        plant.step(Command(np.full(4, 99.0), np.zeros((4, 3))), 0.5)
        assert plant.state().thrust.max() <= 50.0

    def test_delay_holds_the_old_command(self):
        plant, task, state = plant_of(disturbance=Disturbance(delay=0.02))
        command = Command(state.thrust + 5.0, np.zeros((4, 3)))
        plant.step(command, 0.02)
        assert plant.state().thrust == pytest.approx(state.thrust)
        plant.step(command, 0.004)
        assert (plant.state().thrust > state.thrust + 0.1).all()

    def test_rates_are_followed(self):
        plant, task, state = plant_of()
        command = Command(state.thrust, np.tile([0.5, -0.3, 0.2], (4, 1)))
        plant.step(command, 0.3)
        assert plant.state().robots.rate == pytest.approx(command.rate, abs=0.02)


class TestScene:
    def test_what_touches_what_is_named_once(self):
        plant, task, state = plant_of()
        plant.step(off(task), 1.5)
        contacts = plant.state().contacts
        assert "ground - load" in contacts
        assert len(set(contacts)) == len(contacts)
        plant.reset(state)
        assert plant.state().contacts == ()

    def test_obstacles_are_where_the_task_has_them(self):
        plant, task, state = plant_of(unequal)
        for name, centre, shape in zip(task.obstacle_names, task.obstacle_center, task.obstacle_shape):
            axes = 3 if shape == 1 else 2
            geom = plant.model.geom(f"obstacle {name}")
            assert geom.pos[:axes] == pytest.approx(centre[:axes])
            inside = state.robots.position.copy()
            inside[0, :axes] = centre[:axes]
            plant.reset(replace(state, robots=replace(state.robots, position=inside)))
        plant.reset(replace(state, load=replace(state.load, position=np.array([0.55, -0.52, 1.0]))))
        plant.step(hold(state), 0.002)
        assert "pillar - load" in plant.state().contacts

    def test_steps_that_do_not_fit_are_made_up_for(self):
        plant, task, state = plant_of()
        for _ in range(100):
            plant.step(hold(state), 0.0033)
        assert plant.state().time == pytest.approx(0.33, abs=0.001)

    def test_physics_that_break_down_say_so(self):
        plant, task, state = plant_of()
        plant.reset(replace(state, load=replace(state.load, velocity=np.array([0, 0, 1e12]))))
        with pytest.raises(Diverged, match="broke down at 0.0"):
            plant.step(hold(state), 0.02)
        plant.reset(state)
        plant.step(hold(state), 0.02)
        assert np.isfinite(plant.state().load.position).all()


class TestRepetition:
    def flown(self, seed, disturbance=None):
        plant, task, state = plant_of(moved, Physics(), disturbance or Disturbance.typical(wind=4.0), seed)
        seen = []
        for _ in range(50):
            o = plant.observe()
            plant.step(hold(state), DT)
            seen.append(np.concatenate([o.robots.position.ravel(), o.robots.attitude.ravel(), o.load.rate]))
        return np.array(seen), plant.data.qpos.copy()

    def test_a_seed_repeats_a_flight_to_the_last_bit(self):
        first, second = self.flown(7), self.flown(7)
        assert (first[0] == second[0]).all()
        assert (first[1] == second[1]).all()

    def test_another_seed_is_another_flight(self):
        assert np.abs(self.flown(7)[1] - self.flown(8)[1]).max() > 1e-4

    def test_without_noise_the_sensors_tell_the_truth(self):
        plant, _, _ = plant_of(moved)
        assert (plant.observe().robots.position == plant.state().robots.position).all()

    def test_observing_more_often_does_not_change_the_physics(self):
        disturbance = Disturbance.typical(wind=3.0)
        plants = [plant_of(moved, Physics(), disturbance, 1) for _ in range(2)]
        for plant, _, state in plants:
            for _ in range(20):
                plant.step(hold(state), DT)
                if plant is plants[0][0]:
                    plant.observe()
        assert (plants[0][0].data.qpos == plants[1][0].data.qpos).all()


class TestDisturbance:
    def test_wind_stays_below_its_limit_and_has_its_correlation(self):
        wind = Wind(Disturbance(wind=4.0, gust_time=0.5), np.random.default_rng(0))
        samples = np.array([wind.blow(0.05) for _ in range(20000)])
        speed = np.linalg.norm(samples, axis=1)
        assert speed.max() <= 4.0 + 1e-12
        assert 1.5 < speed.mean() < 3.0
        vertical = samples[:, 2]
        assert vertical.std() == pytest.approx(0.5, rel=0.1)
        kept = np.mean(vertical[10:] * vertical[:-10]) / vertical.var()
        assert kept == pytest.approx(np.exp(-1), abs=0.06)

    def test_no_wind_is_no_wind(self):
        assert (Wind(Disturbance(), np.random.default_rng(0)).blow(0.1) == 0).all()

    def test_noise_has_its_size(self):
        still = Odometry(
            np.zeros((9000, 3)), np.zeros((9000, 3)), np.tile([1.0, 0, 0, 0], (9000, 1)), np.zeros((9000, 3))
        )
        d = Disturbance(position_noise=0.01, velocity_noise=0.02, attitude_noise=0.03, rate_noise=0.04)
        seen = noisy(still, d, np.random.default_rng(0))
        for values, size in [
            (seen.position, 0.01),
            (seen.velocity, 0.02),
            (2 * seen.attitude[:, 1:], 0.03),
            (seen.rate, 0.04),
        ]:
            assert values.std() == pytest.approx(size, rel=0.03)
        assert np.linalg.norm(seen.attitude, axis=1) == pytest.approx(1)

    def test_mismatch_is_as_large_as_asked(self):
        task, _ = hovering()
        drawn = [
            Mismatch.draw(Disturbance(mass=0.05, com=0.1, cable_length=0.01), task.team, np.random.default_rng(s))
            for s in range(40)
        ]
        factors = np.array([[m.load_mass, *m.quad_mass] for m in drawn])
        assert np.unique(factors.round(12)) == pytest.approx([0.95, 1.05])
        assert [np.linalg.norm(m.com) for m in drawn] == pytest.approx([0.025] * 40)
        lengths = np.array([m.cable_length for m in drawn])
        assert 0.009 < np.abs(lengths).max() <= 0.01


def test_missing_simulator_names_the_package(monkeypatch):
    task, _ = hovering()
    monkeypatch.setitem(sys.modules, "mujoco", None)
    with pytest.raises(SimulatorMissing, match="pip install mujoco"):
        MujocoPlant(task)


def test_loopback_is_where_the_plan_wants_it():
    task, plan = moved()
    track = Track.of_plan(task.team, plan)
    plant = LoopbackPlant(task.team, track)
    plant.reset(planned_state(track, task.team))
    plant.step(off(task), 0.4)
    seen = plant.observe()
    assert seen.robots.position == pytest.approx(plan["quad_position"][:, 5], abs=1e-9)
    assert seen.load.position == pytest.approx(plan["load_state"][5, :3], abs=1e-9)
    plant.follow(track, 0.4)
    assert plant.state().load.position == pytest.approx(plan["load_state"][5, :3], abs=1e-9)
    plant.step(off(task), 0.4)
    assert plant.state().load.position == pytest.approx(plan["load_state"][5, :3], abs=1e-9)
