"""Attitude, position and load laws against rigid-body dynamics, least squares and closed forms."""

from __future__ import annotations

import numpy as np
import pytest
from flight_samples import hovering, unequal
from scipy.spatial.transform import Rotation

from l2c_planner.control import Gains, Odometry, Track
from l2c_planner.control.attitude import (
    body_rate,
    body_torque,
    collective_thrust,
    quaternions,
    rotations,
    turn_rate,
    upright,
)
from l2c_planner.control.load import CableLimits, LoadFeedback, cable_forces
from l2c_planner.control.position import PositionLaw, Shift
from l2c_planner.control.vectors import cross, limited, unit, vee
from l2c_planner.models.manifold import rotation_matrices

RNG = np.random.default_rng(3)
WEIGHT = np.array([0, 0, 9.81])


def random_forces(count=20):
    return RNG.normal(size=(count, 3)) * [3, 3, 2] + [0, 0, 10]


def planned(reference):
    """Cable forces, (n, 3)."""
    return reference.tension[:, None] * reference.direction


class TestVectors:
    def test_cross_product(self):
        a, b = RNG.normal(size=(2, 7, 3))
        assert cross(a, b) == pytest.approx(np.cross(a, b))

    def test_vee_of_a_small_turn_is_its_rotation_vector(self):
        turn = 1e-4 * RNG.normal(size=(5, 3))
        assert vee(Rotation.from_rotvec(turn).as_matrix()) == pytest.approx(turn, abs=1e-9)

    def test_short_vectors_are_left_and_zero_has_no_direction(self):
        a = np.array([[3.0, 4, 0], [0.3, 0.4, 0], [0, 0, 0]])
        assert limited(a, 1.0) == pytest.approx(np.array([[0.6, 0.8, 0], [0.3, 0.4, 0], [0, 0, 0]]))
        assert unit(a)[2] == pytest.approx([0, 0, 0])


class TestAttitude:
    def test_z_axis_is_along_the_force_and_x_axis_heads_east(self):
        force = random_forces()
        rotation = upright(force)
        assert rotation.swapaxes(1, 2) @ rotation == pytest.approx(
            np.broadcast_to(np.eye(3), rotation.shape), abs=1e-12
        )
        assert np.linalg.det(rotation) == pytest.approx(1)
        assert rotation[:, :, 2] == pytest.approx(force / np.linalg.norm(force, axis=1, keepdims=True))
        assert rotation[:, 1, 0] == pytest.approx(0, abs=1e-12)
        assert (rotation[:, 0, 0] > 0).all()

    def test_turn_rate_follows_the_force(self):
        force, change = random_forces(), RNG.normal(size=(20, 3))
        step = 1e-6
        axis = (unit(force + step * change) - unit(force - step * change)) / (2 * step)
        assert np.cross(turn_rate(force, change), unit(force)) == pytest.approx(axis, abs=1e-8)

    def test_collective_thrust_is_the_nearest(self):
        force, rotation = random_forces(), upright(random_forces())
        thrust = collective_thrust(force, rotation)
        for better in (thrust - 0.01, thrust + 0.01):
            missed = np.linalg.norm(force - better[:, None] * rotation[:, :, 2], axis=1)
            assert (missed > np.linalg.norm(force - thrust[:, None] * rotation[:, :, 2], axis=1)).all()

    @pytest.mark.parametrize("seed", range(8))
    def test_a_rigid_body_turns_from_anywhere_to_the_desired_attitude(self, seed):
        rng = np.random.default_rng(seed)
        inertia = np.array([4e-3, 5e-3, 8e-3])
        turn, rate = Rotation.from_rotvec(rng.normal(size=3)), rng.normal(size=3)
        desired = upright(rng.normal(size=3) + [0, 0, 9])
        dt = 1e-3
        for _ in range(4000):
            command = body_rate(desired, turn.as_matrix(), np.zeros(3), np.array([12.0, 12, 3]))
            torque = body_torque(command, rate, inertia, 25.0)
            rate = rate + dt * (torque - np.cross(rate, inertia * rate)) / inertia
            turn = turn * Rotation.from_rotvec(dt * rate)
        assert turn.as_matrix() == pytest.approx(desired, abs=1e-3)

    def test_torque_makes_the_rate_error_decay(self):
        inertia, rate, command = np.array([4e-3, 5e-3, 8e-3]), RNG.normal(size=3), RNG.normal(size=3)
        torque = body_torque(command, rate, inertia, 20.0)
        acceleration = (torque - np.cross(rate, inertia * rate)) / inertia
        assert acceleration == pytest.approx(20 * (command - rate))

    def test_matrices_of_quaternions(self):
        q = RNG.normal(size=(4, 3, 4))
        assert rotations(q) == pytest.approx(rotation_matrices(q), abs=1e-12)

    def test_quaternions_of_matrices(self):
        q = unit(RNG.normal(size=(4, 3, 4)))
        q *= np.sign(q[..., :1])
        assert quaternions(rotation_matrices(q)) == pytest.approx(q)


class TestLoadFeedback:
    def shares(self, team, wrench):
        return (np.linalg.pinv(team.wrench_map) @ wrench).reshape(team.n, 3)

    def load(self, reference, **changes):
        state = {
            "position": reference.load_position,
            "velocity": reference.load_velocity,
            "attitude": quaternions(reference.load_rotation),
            "rate": reference.load_rate,
        }
        return Odometry(**(state | changes))

    def test_nothing_is_asked_for_on_the_plan(self):
        task, plan = unequal()
        r = Track.of_plan(task.team, plan).at(0.5)
        wrench = LoadFeedback(task.team, Gains()).wrench(r, r.load_rotation, self.load(r), 0.01)
        assert wrench == pytest.approx(np.zeros(6), abs=1e-4)

    def test_a_force_without_moment_acts_at_the_centre_of_mass(self):
        task, plan = hovering()
        r = Track.of_plan(task.team, plan).at(0.5)
        away = self.load(r, position=r.load_position + [0.1, -0.05, 0.02])
        wrench = LoadFeedback(task.team, Gains()).wrench(r, r.load_rotation, away, 0.0)
        assert wrench[3:] == pytest.approx(np.cross(task.team.com_offset, wrench[:3]))
        assert wrench[0] < 0 < wrench[1]

    def test_the_shares_of_all_robots_make_the_wrench(self):
        task, _ = unequal()
        wrench = RNG.normal(size=6)
        assert task.team.wrench_map @ self.shares(task.team, wrench).reshape(-1) == pytest.approx(wrench)

    def test_integrals_remove_a_constant_error_and_are_bounded(self):
        task, plan = hovering()
        r = Track.of_plan(task.team, plan).at(0.5)
        feedback = LoadFeedback(task.team, Gains())
        away = self.load(r, position=r.load_position + [0.1, 0, 0])
        first = feedback.wrench(r, r.load_rotation, away, 0.01)
        second = feedback.wrench(r, r.load_rotation, away, 0.01)
        assert second[0] < first[0] < 0
        for _ in range(10000):
            last = feedback.wrench(r, r.load_rotation, away, 0.01)
        alone = feedback.wrench(r, r.load_rotation, None, 0.01)
        assert alone[0] == pytest.approx(-2.0 * task.team.load_mass, rel=1e-6)
        assert last[0] == pytest.approx(alone[0] - 0.1 * Gains().load[0] * task.team.load_mass, rel=1e-6)

    def test_tension_keeps_its_floor_and_its_limit_and_the_cable_its_direction(self):
        task, plan = unequal()
        r = Track.of_plan(task.team, plan).at(0.5)
        limits = CableLimits(task.team.tension_max, 0.1, 0.3)
        for scale in (0.1, 3.0, 100.0):
            for _ in range(20):
                direction, tension = cable_forces(planned(r), scale * RNG.normal(size=(4, 3)), limits)
                along = tension * np.sum(direction * r.direction, 1)
                assert (along >= 0.3 * r.tension - 1e-3).all()
                assert (along <= task.team.tension_max + 1e-3).all()
                assert (np.arccos(np.clip(np.sum(direction * unit(r.direction), 1), -1, 1)) <= 0.1 + 1e-6).all()

    def changed(self, change):
        """Cables of an unequal team before and after a change of their forces: directions and forces."""
        task, plan = unequal()
        r = Track.of_plan(task.team, plan).at(0.5)
        direction, tension = cable_forces(planned(r), change, CableLimits(task.team.tension_max, 0.2, 0.3))
        return unit(r.direction), planned(r), direction, tension[:, None] * direction

    def test_vertical_changes_are_made_by_tension_alone(self):
        change = np.zeros((4, 3))
        change[:, 2] = [0.4, -0.3, 0.2, 0.1]
        before, force, after, changed = self.changed(change)
        assert after == pytest.approx(before, abs=1e-9)
        assert (changed - force)[:, 2] == pytest.approx(change[:, 2])

    def test_horizontal_changes_are_made_exactly(self):
        change = 0.1 * RNG.normal(size=(4, 3)) * [1, 1, 0]
        _, force, _, changed = self.changed(change)
        assert changed - force == pytest.approx(change, abs=1e-9)


class TestPosition:
    def flown(self, push, gains, ticks=4000, dt=0.005):
        """A point mass on an exact cable force that something pushes; last offset."""
        task, plan = hovering()
        r = Track.of_plan(task.team, plan).at(0.5)
        mass = task.team.quad_mass
        law, still = PositionLaw(mass, gains), Shift(4, 15.0)
        pull = r.tension[:, None] * r.direction
        place, velocity = r.position + 0.1 * RNG.normal(size=(4, 3)), np.zeros((4, 3))
        for _ in range(ticks):
            state = Odometry(place, velocity, np.tile([1.0, 0, 0, 0], (4, 1)), np.zeros((4, 3)))
            force = law.force(r, r.thrust(mass), still, state, np.ones(4, bool))
            law.observe(velocity, force, pull, dt)
            velocity = velocity + dt * ((force - pull + push) / mass[:, None] - WEIGHT)
            place = place + dt * velocity
        offset = place - r.position
        along = np.sum(offset * r.direction, 1, keepdims=True) * r.direction
        return law.disturbance(velocity), offset - along, along

    def test_it_converges_from_an_offset(self):
        _, across, along = self.flown(np.zeros(3), Gains())
        assert np.abs(across).max() < 1e-6
        assert np.abs(along).max() < 1e-6

    def test_a_push_across_the_cable_is_found_and_withstood(self):
        push = np.array([0.8, -0.5, 0.0])
        found, across, _ = self.flown(push, Gains())
        assert found[:, :2] == pytest.approx(np.tile(push[:2], (4, 1)), abs=0.02)
        assert np.abs(across).max() < 2e-3
        _, loose, _ = self.flown(push, Gains(observer=0.0))
        assert np.linalg.norm(loose, axis=1) == pytest.approx(np.linalg.norm(push) / Gains().across, rel=0.02)

    def test_shift_velocity_is_that_of_a_steady_shift(self):
        shift = Shift(1, 15.0)
        for k in range(400):
            shift.move(np.array([[0.01 * k * 0.004, 0.0, 0.0]]), 0.004 if k else 0.0)
        assert shift.velocity[0] == pytest.approx([0.01, 0, 0], rel=1e-6)
