"""Attitude control on SO(3): thrust vectors to collective thrusts and body rates, body rates to torques.

T. Lee, M. Leok, N. H. McClamroch, Geometric tracking control of a quadrotor UAV on SE(3), CDC 2010: the error of an
attitude R against R_d is e = vee(R_d^T R - R^T R_d) / 2. Here it asks for the rate w_d - k e, and the rate loop for the
torque J k_w (rate - w) + w x J w, which together is their law.
"""

from __future__ import annotations

import numpy as np
from scipy.spatial.transform import Rotation

from l2c_planner.control.vectors import cross, dot, length, turned, unit, vee

_POLYNOMIAL = np.zeros((4, 4, 3, 3))
"""Entries of R + I by the products of the quaternion's components; then as a matrix, (16, 9)."""
for _i in range(3):
    _POLYNOMIAL[0, 0, _i, _i] = _POLYNOMIAL[_i + 1, _i + 1, _i, _i] = 2
    _j, _k = (_i + 1) % 3, (_i + 2) % 3
    _POLYNOMIAL[_i + 1, _j + 1, _i, _j] = _POLYNOMIAL[_i + 1, _j + 1, _j, _i] = 2
    _POLYNOMIAL[0, _k + 1, _i, _j], _POLYNOMIAL[0, _k + 1, _j, _i] = -2, 2
_POLYNOMIAL = _POLYNOMIAL.reshape(16, 9)


def upright(force: np.ndarray) -> np.ndarray:
    """Rotations (..., 3, 3) of yaw 0 whose z axis points along forces (..., 3): the x axis stays in the x-z plane."""
    z = unit(force)
    x = np.zeros_like(z)
    x[..., 0], x[..., 2] = z[..., 2], -z[..., 0]
    rotation = np.empty((*z.shape, 3))
    rotation[..., 0], rotation[..., 2] = unit(x), z
    rotation[..., 1] = cross(z, rotation[..., 0])
    return rotation


def turn_rate(force: np.ndarray, force_rate: np.ndarray) -> np.ndarray:
    """World angular velocity (..., 3) [rad/s] that keeps the z axis on a force (..., 3) changing at force_rate."""
    return cross(force, force_rate) / np.maximum(length(force) ** 2, 1e-6)


def collective_thrust(force: np.ndarray, rotation: np.ndarray) -> np.ndarray:
    """Thrusts (...) [N] along the body's z axis that come closest to forces (..., 3)."""
    return dot(force, rotation[..., :, 2])[..., 0]


def body_rate(desired: np.ndarray, rotation: np.ndarray, feed_forward: np.ndarray, gain: np.ndarray) -> np.ndarray:
    """Body rates (..., 3) [rad/s] that turn rotations towards desired ones (..., 3, 3).

    feed_forward: rate of the desired attitude, world, (..., 3).  gain: per body axis, (3,) [1/s].
    """
    back = rotation.swapaxes(-1, -2)
    return turned(back, feed_forward) - gain * vee(desired.swapaxes(-1, -2) @ rotation)


def body_torque(rate_command: np.ndarray, rate: np.ndarray, inertia: np.ndarray, gain: float) -> np.ndarray:
    """Torques (..., 3) [N m] that bring body rates (..., 3) to those commanded; inertia: principal, (..., 3)."""
    return inertia * (gain * (rate_command - rate)) + cross(rate, inertia * rate)


def rotations(quaternion: np.ndarray) -> np.ndarray:
    """Rotation matrices (..., 3, 3) of unit quaternions (..., 4): the manifold's polynomial, in few operations."""
    products = quaternion[..., :, None] * quaternion[..., None, :]
    entries = products.reshape(*quaternion.shape[:-1], 16) @ _POLYNOMIAL
    return entries.reshape(*quaternion.shape[:-1], 3, 3) - np.eye(3)


def quaternions(rotation: np.ndarray) -> np.ndarray:
    """Quaternions w x y z (..., 4) of rotation matrices (..., 3, 3)."""
    xyzw = Rotation.from_matrix(rotation.reshape(-1, 3, 3)).as_quat(canonical=True)
    return xyzw[:, [3, 0, 1, 2]].reshape(*rotation.shape[:-2], 4)
