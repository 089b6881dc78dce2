"""Physics of the models against independent formulations, conserved quantities and equilibria."""

from __future__ import annotations

import casadi as ca
import numpy as np
import pytest
from scipy.spatial.transform import Rotation

from l2c_planner.models import CABLE, GRAVITY, LOAD, QUADROTOR, UNICYCLE, cable, load, numeric, quadrotor, rk4
from l2c_planner.models.manifold import rotation_matrices

LOAD_P = LOAD.parameters.pack(mass=3.0, inertia=[0.2, 0.25, 0.3], com_offset=[0.02, -0.03, 0.01])
CABLE_P = CABLE.parameters.pack(mass=1.1, length=1.25, attachment=[0.2, 0.1, 0.05])
QUADROTOR_P = QUADROTOR.parameters.pack(mass=0.8, inertia=[5e-3, 6e-3, 9e-3], arm=0.17, drag=0.016)
LEVEL = np.eye(13)[6]
"""State of a load or quadrotor at rest in the origin."""
GRAVITY_VECTOR = np.array([0, 0, -GRAVITY])


def numeric_f(model):
    return numeric(model.f, model.nx, model.nu, model.np)


def numeric_step(model):
    return numeric(rk4(model.f), model.nx, model.nu, model.np, 1)


def load_acceleration(x, u, p):
    pair = numeric(lambda *a: ca.vertcat(*load.acceleration(*a)), 13, 6, 7)(x, u, p)
    return pair[..., :3], pair[..., 3:]


def random_load(seed):
    rng = np.random.default_rng(seed)
    return LOAD.normalise(rng.normal(size=13)), 5 * rng.normal(size=6)


def swing(angular, rate, arm):
    return np.cross(angular, arm) + np.cross(rate, np.cross(rate, arm))


class TestLoadHover:
    def test_level_wrench_holds_the_load(self):
        x = LOAD.state.pack(position=[1, 2, 3], velocity=[0, 0, 0], quaternion=[1, 0, 0, 0], rate=[0, 0, 0])
        wrench = load.level_wrench(np.zeros(3), 3.0, [0.02, -0.03, 0.01])
        assert wrench[3:] == pytest.approx(np.cross([0.02, -0.03, 0.01], [0, 0, 3 * GRAVITY]))
        assert numeric_f(LOAD)(x, wrench, LOAD_P) == pytest.approx(np.zeros(13), abs=1e-14)

    def test_level_wrench_accelerates_without_turning(self):
        acceleration = np.array([[0.5, -1.0, 0.3], [0, 0, 0]])
        wrench = load.level_wrench(acceleration, 3.0, [0.02, -0.03, 0.01])
        linear, angular = load_acceleration(LEVEL, wrench, LOAD_P)
        assert linear == pytest.approx(acceleration, abs=1e-13)
        assert angular == pytest.approx(np.zeros((2, 3)), abs=1e-13)

    def test_offset_load_turns_without_a_moment(self):
        _, angular = load_acceleration(LEVEL, [0, 0, 3 * GRAVITY, 0, 0, 0], LOAD_P)
        assert np.linalg.norm(angular) > 1


class TestLoadAgainstOtherFormulations:
    def test_cloud_of_point_masses(self):
        # D'Alembert over six masses that have the inertia of the load; no mass matrix or theorem is used.
        mass, jx, jy, jz, *com = LOAD_P
        reach = np.sqrt(1.5 / mass * np.array([jy + jz - jx, jx + jz - jy, jx + jy - jz]))
        points = np.array(com) + np.concatenate([np.diag(reach), -np.diag(reach)])
        for seed in range(5):
            x, u = random_load(seed)
            r, rate = rotation_matrices(x[6:10]), x[10:]
            linear, angular = load_acceleration(x, u, LOAD_P)
            felt = r.T @ (linear - GRAVITY_VECTOR) + swing(angular, rate, points)
            assert mass / 6 * felt.sum(0) == pytest.approx(u[:3], abs=1e-12)
            assert mass / 6 * np.cross(points, felt).sum(0) == pytest.approx(u[3:], abs=1e-12)

    def test_coupled_mass_matrix_with_positive_parallel_axis_term(self):
        x, u = random_load(7)
        v, rate, r = x[3:6], x[10:], rotation_matrices(x[6:10])
        mass, com = 3.0, np.array([0.02, -0.03, 0.01])
        s, sw = skew(com), skew(rate)
        inertia = np.diag([0.2, 0.25, 0.3]) + mass * (com @ com * np.eye(3) - np.outer(com, com))
        weight = mass * r.T @ GRAVITY_VECTOR
        force = u[:3] + weight - mass * sw @ v - mass * sw @ sw @ com
        moment = u[3:] + s @ weight - sw @ inertia @ rate - mass * s @ sw @ v
        matrix = np.block([[mass * np.eye(3), -mass * s], [mass * s, inertia]])
        expected = np.linalg.solve(matrix, np.concatenate([force, moment]))
        assert numeric_f(LOAD)(x, u, LOAD_P)[[3, 4, 5, 10, 11, 12]] == pytest.approx(expected, abs=1e-12)

    def test_trajectory_of_the_centre_of_mass(self):
        # Newton in the world for the centre of mass, rotations composed by scipy, small mid-point steps.
        x, u = random_load(8)
        u *= 0.2
        com, step = np.array([0.02, -0.03, 0.01]), numeric_step(LOAD)
        r = Rotation.from_quat(x[6:10], scalar_first=True)
        rate, j = x[10:].copy(), np.array([0.2, 0.25, 0.3])
        centre, speed = x[:3] + r.apply(com), r.apply(x[3:6] + np.cross(rate, com))
        h, n = 1e-4, 2000
        torque = u[3:] - np.cross(com, u[:3])
        for _ in range(n):
            middle = rate + h / 2 * (torque - np.cross(rate, j * rate)) / j
            half = r * Rotation.from_rotvec(h / 2 * rate)
            push = half.apply(u[:3]) / 3.0 + GRAVITY_VECTOR
            centre, speed = centre + h * speed + h * h / 2 * push, speed + h * push
            rate = rate + h * (torque - np.cross(middle, j * middle)) / j
            r = r * Rotation.from_rotvec(h * middle)
        for _ in range(n // 50):
            x = step(x, u, LOAD_P, [50 * h])
        assert rotation_matrices(x[6:10]) == pytest.approx(r.as_matrix(), abs=2e-7)
        assert x[:3] + r.apply(com) == pytest.approx(centre, abs=2e-7)
        assert x[10:] == pytest.approx(rate, abs=2e-7)


class TestLoadConservation:
    @pytest.fixture
    def flight(self):
        x, _ = random_load(9)
        step, states = numeric_step(LOAD), [x]
        for _ in range(500):
            states.append(step(states[-1], np.zeros(6), LOAD_P, [0.002]))
        return np.array(states)

    def centre_of_mass(self, flight):
        r, com = rotation_matrices(flight[:, 6:10]), LOAD_P[4:]
        centre = flight[:, :3] + r @ com
        speed = (r @ (flight[:, 3:6] + np.cross(flight[:, 10:], com))[..., None])[..., 0]
        return r, centre, speed

    def test_energy_is_conserved(self, flight):
        _, centre, speed = self.centre_of_mass(flight)
        kinetic = 0.5 * 3.0 * (speed**2).sum(-1) + 0.5 * (LOAD_P[1:4] * flight[:, 10:] ** 2).sum(-1)
        energy = kinetic + 3.0 * GRAVITY * centre[:, 2]
        assert energy == pytest.approx(np.full_like(energy, energy[0]), abs=1e-9)

    def test_angular_momentum_about_the_centre_of_mass_is_conserved(self, flight):
        r, *_ = self.centre_of_mass(flight)
        momentum = (r @ (LOAD_P[1:4] * flight[:, 10:])[..., None])[..., 0]
        assert momentum == pytest.approx(np.tile(momentum[0], (len(momentum), 1)), abs=1e-9)

    def test_centre_of_mass_falls_on_a_parabola(self, flight):
        _, centre, speed = self.centre_of_mass(flight)
        t = 0.002 * np.arange(len(flight))[:, None]
        assert centre == pytest.approx(centre[0] + t * speed[0] + t * t / 2 * GRAVITY_VECTOR, abs=1e-9)


class TestCable:
    position = staticmethod(numeric(cable.quadrotor_position, 13, 8, 5))
    thrust = staticmethod(numeric(cable.thrust_from_wrench, 13, 6, 7, 8, 4, 5))

    def test_free_rotation_keeps_direction_orthogonal_to_its_change(self):
        x = CABLE.normalise(np.random.default_rng(0).normal(size=8))
        derivative = numeric_f(CABLE)(x, np.arange(4.0), CABLE_P)
        assert x[:3] @ derivative[:3] == pytest.approx(0, abs=1e-15)
        assert derivative[3:].tolist() == [0, 1, 2, x[7], 3]

    def test_thrust_carries_quadrotor_and_tension_at_rest(self):
        upright = CABLE.state.pack(direction=[0, 0, 1], rate=np.zeros(3), tension=5.0, tension_rate=0)
        wrench = load.level_wrench(np.zeros(3), 3.0, LOAD_P[4:])
        assert self.thrust(LEVEL, wrench, LOAD_P, upright, np.zeros(4), CABLE_P) == pytest.approx(
            [0, 0, 5 + 1.1 * GRAVITY]
        )
        assert self.position(LEVEL, upright, CABLE_P) == pytest.approx([0.2, 0.1, 1.30])

    @pytest.mark.parametrize("seed", range(3))
    def test_thrust_equals_the_second_difference_of_a_simulated_trajectory(self, seed):
        rng = np.random.default_rng(seed)
        (x, wrench), c, u = random_load(seed), CABLE.normalise(rng.normal(size=8)), rng.normal(size=4)
        here = self.thrust(x, wrench, LOAD_P, c, u, CABLE_P)
        h, weights = 0.01, np.array([2, -27, 270, -490, 270, -27, 2]) / 180
        path = [self.position(self.fly(LOAD, x, wrench, LOAD_P, k * h), self.fly(CABLE, c, u, CABLE_P, k * h), CABLE_P)
                for k in range(-3, 4)]  # fmt: skip
        acceleration = weights @ np.array(path) / h**2
        assert here == pytest.approx(1.1 * (acceleration - GRAVITY_VECTOR) + c[6] * c[:3], abs=1e-6)

    @staticmethod
    def fly(model, x, u, p, time, steps=10):
        step = numeric_step(model)
        for _ in range(steps):
            x = step(x, u, p, [time / steps])
        return x


class TestQuadrotor:
    def test_hovers(self):
        assert numeric_f(QUADROTOR)(LEVEL, quadrotor.hover_input(0.8), QUADROTOR_P) == pytest.approx(np.zeros(13))

    @pytest.mark.parametrize(
        ("place", "spin", "rotor"), [((1, -1), 1, 0), ((-1, 1), 1, 1), ((1, 1), -1, 2), ((-1, -1), -1, 3)]
    )
    def test_each_rotor_turns_the_body_by_its_place_and_drag(self, place, spin, rotor):
        # Rotor at (x, y): torque is lever x thrust; a rotor spinning counter-clockwise turns the body clockwise.
        lever = 0.17 / np.sqrt(2) * np.array([*place, 0])
        torque = np.cross(lever, [0, 0, 2.0]) - [0, 0, spin * 0.016 * 2.0]
        derivative = numeric_f(QUADROTOR)(LEVEL, 2.0 * np.eye(4)[rotor], QUADROTOR_P)
        assert derivative[10:] == pytest.approx(torque / QUADROTOR_P[1:4])
        assert derivative[3:6] == pytest.approx([0, 0, 2 / 0.8 - GRAVITY])

    def test_conserves_energy_and_angular_momentum_without_thrust(self):
        x = QUADROTOR.normalise(np.random.default_rng(1).normal(size=13))
        end, step = x, numeric_step(QUADROTOR)
        for _ in range(500):
            end = step(end, np.zeros(4), QUADROTOR_P, [0.001])
        for quantity in (self.energy, self.angular_momentum):
            assert quantity(end) == pytest.approx(quantity(x), abs=1e-10)

    def energy(self, x):
        return 0.4 * x[3:6] @ x[3:6] + 0.5 * QUADROTOR_P[1:4] @ x[10:] ** 2 + 0.8 * GRAVITY * x[2]

    def angular_momentum(self, x):
        return rotation_matrices(x[6:10]) @ (QUADROTOR_P[1:4] * x[10:])


def test_unicycle_drives_a_circle():
    x, step = np.array([0.0, 0, 0, 1]), numeric_step(UNICYCLE)
    for _ in range(100):
        x = step(x, [0, np.pi / 2], [], [0.01])
    assert x == pytest.approx([2 / np.pi, 2 / np.pi, np.pi / 2, 1], abs=1e-9)


def test_numeric_names_the_expected_sizes():
    with pytest.raises(ValueError, match=r"expected last axes \[13, 6, 7\], got shapes"):
        numeric_f(LOAD)(np.zeros(12), np.zeros(6), np.zeros(7))


def skew(v):
    return np.cross(np.eye(3), v)
