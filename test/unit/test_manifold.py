"""Rotations, quaternions and directions against scipy and closed forms."""

from __future__ import annotations

import casadi as ca
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.spatial.transform import Rotation

from l2c_planner.models import manifold
from l2c_planner.models.layout import Field, Layout

DIRECTION = Layout((Field("d", 3, "1", "direction"),))
QUATERNION = Layout((Field("q", 4, "1", "quaternion"),))
HEADING = Layout((Field("psi", 1, "rad", "angle"),))


def quaternions(*shape: int, seed: int = 0) -> np.ndarray:
    return manifold.normalise(QUATERNION, np.random.default_rng(seed).normal(size=(*shape, 4)))


class TestRotation:
    def test_matrix_agrees_with_scipy(self):
        q = quaternions(20)
        assert manifold.rotation_matrices(q) == pytest.approx(
            Rotation.from_quat(q, scalar_first=True).as_matrix(), abs=1e-14
        )

    def test_expression_and_array_form_agree_off_the_unit_sphere(self):
        q = np.random.default_rng(1).normal(size=4)
        q0, q1, q2, q3 = q
        first_row = [2 * (q0**2 + q1**2) - 1, 2 * (q1 * q2 - q0 * q3), 2 * (q0 * q2 + q1 * q3)]
        assert manifold.rotation(ca.DM(q)).full() == pytest.approx(manifold.rotation_matrices(q), abs=1e-14)
        assert manifold.rotation_matrices(q)[0] == pytest.approx(first_row, abs=1e-14)

    def test_product_composes_rotations(self):
        a, b = quaternions(5, seed=2), quaternions(5, seed=3)
        product = manifold.rotation_matrices(manifold.quaternion_product(a, b))
        assert product == pytest.approx(manifold.rotation_matrices(a) @ manifold.rotation_matrices(b), abs=1e-14)

    def test_conjugate_is_the_inverse(self):
        q = quaternions(5)
        identity = manifold.quaternion_product(q, manifold.quaternion_conjugate(q))
        assert identity == pytest.approx(np.tile([1.0, 0, 0, 0], (5, 1)), abs=1e-15)

    def test_rate_turns_with_the_body(self):
        q, rate, h = quaternions(seed=4), np.array([0.3, -0.2, 0.5]), 1e-6
        moved = manifold.quaternion_product(q, manifold.quaternion_exp(h * rate))
        assert manifold.quaternion_rate(ca.DM(q), ca.DM(rate)).full().ravel() == pytest.approx(
            (moved - q) / h, abs=1e-6
        )


class TestQuaternionDifference:
    @settings(max_examples=50, deadline=None)
    @given(st.floats(0, np.pi), st.integers(0, 1000))
    def test_log_inverts_exp_up_to_half_a_turn(self, angle, seed):
        axis = np.random.default_rng(seed).normal(size=3)
        vector = angle * axis / np.linalg.norm(axis)
        log = manifold.quaternion_log(manifold.quaternion_exp(vector))
        assert min(np.abs(log - vector).max(), np.abs(log + vector).max() if angle > 3.14 else np.inf) < 1e-9

    def test_sign_of_the_quaternion_does_not_matter(self):
        a, b = quaternions(10, seed=5), quaternions(10, seed=6)
        assert manifold.difference(QUATERNION, a, -b) == pytest.approx(manifold.difference(QUATERNION, a, b), abs=1e-14)

    def test_tiny_angles_keep_their_digits(self):
        vector = np.array([1e-200, 3e-13, -1e-9])
        assert manifold.quaternion_log(manifold.quaternion_exp(vector)) == pytest.approx(vector, rel=1e-9)


class TestDirectionDifference:
    def test_is_orthogonal_to_the_direction_and_as_long_as_the_angle(self):
        a, b = np.array([0.0, 0, 1]), np.array([0.0, np.sin(0.3), np.cos(0.3)])
        assert manifold.difference(DIRECTION, a, b) == pytest.approx([-0.3, 0, 0], abs=1e-15)

    @pytest.mark.parametrize("a", [[0.0, 0, 1], [0.6, 0, 0.8], [-1.0, 0, 0]])
    def test_opposite_direction_is_half_a_turn_away(self, a):
        a = np.array(a)
        tangent = manifold.difference(DIRECTION, a, -a)
        assert np.linalg.norm(tangent) == pytest.approx(np.pi)
        assert manifold.integrate(DIRECTION, a, tangent) == pytest.approx(-a, abs=1e-15)

    def test_spin_about_itself_changes_nothing(self):
        a = np.array([0.6, 0, 0.8])
        assert manifold.integrate(DIRECTION, a, 1.7 * a) == pytest.approx(a, abs=1e-15)


def test_heading_difference_takes_the_short_way():
    assert manifold.difference(HEADING, np.array([3.0]), np.array([-3.0])) == pytest.approx([2 * np.pi - 6])


class TestLayout:
    layout = Layout((Field("p", 2, "m"), Field("mass", 1, "kg")))

    def test_packs_scalars_and_batches(self):
        assert self.layout.pack(p=np.ones((4, 2)), mass=3).tolist() == [[1, 1, 3]] * 4
        assert self.layout.pack(p=[1, 2], mass=np.arange(2)[:, None]).shape == (2, 3)

    def test_empty_layout_packs_nothing(self):
        assert Layout().pack().shape == (0,)

    @pytest.mark.parametrize("values", [{"p": [1, 2]}, {"p": [1, 2], "mass": 1, "wings": 2}])
    def test_names_the_wrong_field_and_the_valid_ones(self, values):
        with pytest.raises(TypeError, match="(mass|wings); the fields are p, mass"):
            self.layout.pack(**values)

    def test_names_the_field_of_wrong_size(self):
        with pytest.raises(ValueError, match=r"field p needs 2 entries \[m\], got shape \(3,\)"):
            self.layout.pack(p=[1, 2, 3], mass=1)
