"""Attitude, position and load laws against rigid-body dynamics, least squares and closed forms."""

from __future__ import annotations

import casadi as ca
import numpy as np
import pytest
from flight_samples import hovering, unequal
from scipy.spatial.transform import Rotation

from l2c_planner.control import Gains, Track
from l2c_planner.control.attitude import body_rate, body_torque, quaternions, turn_rate, upright
from l2c_planner.control.expressions import Body, Path, limited, vee
from l2c_planner.control.expressions import unit as unit_column
from l2c_planner.control.load import cable_force, feedback, wrench
from l2c_planner.control.position import correction, disturbance, observed, shifted
from l2c_planner.control.vectors import cross, unit
from l2c_planner.models import numeric
from l2c_planner.models.manifold import rotation, rotation_matrices

RNG = np.random.default_rng(3)
WEIGHT = np.array([0, 0, 9.81])


def random_forces(count=20):
    return RNG.normal(size=(count, 3)) * [3, 3, 2] + [0, 0, 10]


GAINS = Gains()


def planned(reference):
    """Cable forces, (n, 3)."""
    return reference.tension[:, None] * reference.direction


def path(track, time, robot=0):
    """What a track of several robots asks for, as the laws take it: 19 coefficients of each degree, and the time."""
    k, share, duration = track.spline.piece(time)
    return track.of_robots(k)[:, robot].reshape(-1), np.array([share, 1 / duration, 1.0, 0.0])


def wrench_of(task):
    """Function of a piece, a time, the load (13,), whether it is known, integrals and dt: wrench and integrals."""
    team = task.team
    about = [ca.DM(np.atleast_1d(x)) for x in (team.load_mass, team.load.inertia, team.com_offset)]

    def law(piece, when, load, known, integral, dt):
        planned, body = Path.at(piece, when), Body.of(load)
        linear, angular, integral = feedback(planned, body, known, integral, dt, GAINS)
        return ca.vertcat(wrench(body.rotation, linear, angular, *about), integral)

    return numeric(law, 114, 4, 13, 1, 6, 1)


class TestVectors:
    def test_cross_product(self):
        a, b = RNG.normal(size=(2, 7, 3))
        assert cross(a, b) == pytest.approx(np.cross(a, b))

    def test_vee_of_a_small_turn_is_its_rotation_vector(self):
        turn = 1e-4 * RNG.normal(size=(5, 3))
        found = numeric(lambda q: vee(rotation(q)), 4)(Rotation.from_rotvec(turn).as_quat(scalar_first=True))
        assert found == pytest.approx(turn, abs=1e-9)

    def test_short_vectors_are_left_and_zero_has_no_direction(self):
        a = np.array([[3.0, 4, 0], [0.3, 0.4, 0], [0, 0, 0]])
        assert numeric(lambda v: limited(v, 1.0), 3)(a) == pytest.approx(
            np.array([[0.6, 0.8, 0], [0.3, 0.4, 0], [0, 0, 0]])
        )
        assert numeric(unit_column, 3)(a) == pytest.approx(np.array([[0.6, 0.8, 0], [0.6, 0.8, 0], [0, 0, 0]]))


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

    @pytest.mark.parametrize("seed", range(8))
    def test_a_rigid_body_turns_from_anywhere_to_the_desired_attitude(self, seed):
        rng = np.random.default_rng(seed)
        inertia = np.array([4e-3, 5e-3, 8e-3])
        turn, rate = Rotation.from_rotvec(rng.normal(size=3)), rng.normal(size=3)
        force, still = rng.normal(size=3) + [0, 0, 9], np.zeros(3)
        law = numeric(lambda f, change, q: body_rate(f, change, rotation(q), (12.0, 12.0, 3.0)), 3, 3, 4)
        dt = 1e-3
        for _ in range(4000):
            command = law(force, still, turn.as_quat(scalar_first=True))
            torque = body_torque(command, rate, inertia, 25.0)
            rate = rate + dt * (torque - np.cross(rate, inertia * rate)) / inertia
            turn = turn * Rotation.from_rotvec(dt * rate)
        assert turn.as_matrix() == pytest.approx(upright(force), abs=1e-3)

    def test_in_the_desired_attitude_the_force_is_followed(self):
        force, change = random_forces(), RNG.normal(size=(20, 3))
        law = numeric(lambda f, d, q: rotation(q) @ body_rate(f, d, rotation(q), (12.0, 12.0, 3.0)), 3, 3, 4)
        assert law(force, change, quaternions(upright(force))) == pytest.approx(turn_rate(force, change), abs=1e-12)

    def test_torque_makes_the_rate_error_decay(self):
        inertia, rate, command = np.array([4e-3, 5e-3, 8e-3]), RNG.normal(size=3), RNG.normal(size=3)
        torque = body_torque(command, rate, inertia, 20.0)
        acceleration = (torque - np.cross(rate, inertia * rate)) / inertia
        assert acceleration == pytest.approx(20 * (command - rate))

    def test_quaternions_of_matrices(self):
        q = unit(RNG.normal(size=(4, 3, 4)))
        q *= np.sign(q[..., :1])
        assert quaternions(rotation_matrices(q)) == pytest.approx(q)


class TestLoadFeedback:
    def shares(self, team, wrench):
        return (np.linalg.pinv(team.wrench_map) @ wrench).reshape(team.n, 3)

    def load(self, reference, off=(0.0, 0.0, 0.0)):
        """On the plan, but for the position, (13,)."""
        attitude = quaternions(reference.load_rotation)
        place = reference.load_position + off
        return np.concatenate([place, reference.load_velocity, attitude, reference.load_rate])

    def test_nothing_is_asked_for_on_the_plan(self):
        task, plan = unequal()
        track = Track.of_plan(task.team, plan)
        found = wrench_of(task)(*path(track, 0.5), self.load(track.at(0.5)), [1.0], np.zeros(6), [0.01])
        assert found[:6] == pytest.approx(np.zeros(6), abs=1e-4)

    def test_a_force_without_moment_acts_at_the_centre_of_mass(self):
        task, plan = hovering()
        track = Track.of_plan(task.team, plan)
        away = self.load(track.at(0.5), (0.1, -0.05, 0.02))
        found = wrench_of(task)(*path(track, 0.5), away, [1.0], np.zeros(6), [0.0])
        assert found[3:6] == pytest.approx(np.cross(task.team.com_offset, found[:3]))
        assert found[0] < 0 < found[1]

    def test_the_shares_of_all_robots_make_the_wrench(self):
        task, _ = unequal()
        wrench = RNG.normal(size=6)
        assert task.team.wrench_map @ self.shares(task.team, wrench).reshape(-1) == pytest.approx(wrench)

    def test_integrals_remove_a_constant_error_and_are_bounded(self):
        task, plan = hovering()
        track, law = Track.of_plan(task.team, plan), wrench_of(task)
        away, where = self.load(track.at(0.5), (0.1, 0, 0)), path(track, 0.5)
        integral, forces = np.zeros(6), []
        for _ in range(10000):
            found = law(*where, away, [1.0], integral, [0.01])
            integral = found[6:]
            forces.append(found[0])
        assert forces[1] < forces[0] < 0
        alone = law(*where, away, [0.0], integral, [0.01])
        assert alone[6:].tolist() == integral.tolist()
        assert alone[0] == pytest.approx(-2.0 * task.team.load_mass, rel=1e-6)
        assert forces[-1] == pytest.approx(alone[0] - 0.1 * GAINS.load[0] * task.team.load_mass, rel=1e-6)

    def cables(self, r, change, team, **gains):
        """Directions (n, 3) and tensions (n,) of cables whose forces are changed."""
        changed = Gains(**gains)

        def law(force, more, most):
            return ca.vertcat(*cable_force(force, more, most, changed))

        found = numeric(law, 3, 3, 1)(planned(r), change, team.tension_max[:, None])
        return found[:, :3], found[:, 3]

    def test_tension_keeps_its_floor_and_its_limit_and_the_cable_its_direction(self):
        task, plan = unequal()
        r = Track.of_plan(task.team, plan).at(0.5)
        for scale in (0.1, 3.0, 100.0):
            for _ in range(20):
                direction, tension = self.cables(r, scale * RNG.normal(size=(4, 3)), task.team, tilt=0.1)
                along = tension * np.sum(direction * unit(r.direction), 1)
                assert (along >= 0.3 * r.tension - 1e-3).all()
                assert (along <= task.team.tension_max + 1e-3).all()
                assert (np.arccos(np.clip(np.sum(direction * unit(r.direction), 1), -1, 1)) <= 0.1 + 1e-6).all()

    def changed(self, change):
        """Cables of an unequal team before and after a change of their forces: directions and forces."""
        task, plan = unequal()
        r = Track.of_plan(task.team, plan).at(0.5)
        direction, tension = self.cables(r, change, task.team, tilt=0.2)
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
        """A point mass on an exact cable force that something pushes; estimated push, offset across and along."""
        task, plan = hovering()
        track = Track.of_plan(task.team, plan)
        r, where = track.at(0.5), [path(track, 0.5, robot) for robot in range(4)]
        mass, still = task.team.quad_mass, ca.SX.zeros(3)
        pull = r.tension[:, None] * r.direction

        def law(piece, when, place, velocity, momentum, pulled, m):
            wanted, robot = Path.at(piece, when), Body(place, velocity, None, None)
            found = disturbance(velocity, momentum, m, gains.observer)
            force = wanted.thrust(m) + correction(wanted, robot, still, still, found, m, gains)
            return ca.vertcat(force, observed(momentum, force, pulled, found, m, dt), found)

        law = numeric(law, 114, 4, 3, 3, 3, 3, 1)
        pieces, times = (np.array(x) for x in zip(*where, strict=True))
        place, velocity = r.position + 0.1 * RNG.normal(size=(4, 3)), np.zeros((4, 3))
        momentum = mass[:, None] * velocity
        for _ in range(ticks):
            found = law(pieces, times, place, velocity, momentum, pull, mass[:, None])
            force, momentum = found[:, :3], found[:, 3:6]
            velocity = velocity + dt * ((force - pull + push) / mass[:, None] - WEIGHT)
            place = place + dt * velocity
        offset = place - r.position
        along = np.sum(offset * r.direction, 1, keepdims=True) * r.direction
        return found[:, 6:], offset - along, along

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
        law = numeric(lambda now, before, velocity, dt: shifted(now, before, velocity, dt, 15.0), 3, 3, 3, 1)
        velocity, before = np.zeros(3), np.zeros(3)
        for k in range(400):
            now = np.array([0.01 * k * 0.004, 0.0, 0.0])
            velocity, before = law(now, before, velocity, [0.004 if k else 0.0]), now
        assert velocity == pytest.approx([0.01, 0, 0], rel=1e-6)


class TestPath:
    @pytest.mark.parametrize("pace", [(1.0, 0.0), (0.6, -0.3), (0.0, -1.0)])
    @pytest.mark.parametrize("time", [-0.1, 0.0, 0.512, 1.6, 9.0])
    def test_it_is_the_reference_of_the_track(self, time, pace):
        task, plan = unequal()
        track = Track.of_plan(task.team, plan)
        reference = track.at(time, *pace)

        def both(piece, when):
            p = Path.at(piece, when)
            return ca.vertcat(*(ca.vec(getattr(p, name).T) for name in vars(reference)))

        for robot in range(4):
            piece, when = path(track, time, robot)
            wanted = [x[robot] if x.shape[:1] == (4,) else x for x in vars(reference).values()]
            found = numeric(both, 114, 4)(piece, [*when[:2], *pace])
            assert found == pytest.approx(np.concatenate([np.reshape(x, -1) for x in wanted]), abs=1e-9)
