"""Attitude control on SO(3): thrust vectors to attitudes and body rates, body rates to torques.

T. Lee, M. Leok, N. H. McClamroch, Geometric tracking control of a quadrotor UAV on SE(3), CDC 2010: the error of an
attitude R against R_d is e = vee(R_d^T R - R^T R_d) / 2. Here it asks for the rate w_d - k e, and the rate loop for the
torque J k_w (rate - w) + w x J w, which together is their law. `body_rate` takes columns of CasADi, the others arrays.
"""

from __future__ import annotations

from collections.abc import Sequence

import casadi as ca
import numpy as np
from scipy.spatial.transform import Rotation

from l2c_planner.control.expressions import unit as unit_column
from l2c_planner.control.expressions import vee
from l2c_planner.control.vectors import cross, length, unit


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


def body_rate(force: ca.SX, force_rate: ca.SX, rotation: ca.SX, gain: Sequence[float]) -> ca.SX:
    """Body rates (3,) [rad/s] that turn a rotation (3, 3) to that of yaw 0 whose z axis follows a changing force (3,).

    gain: per body axis [1/s].
    """
    z = unit_column(force)
    x = unit_column(ca.vertcat(z[2], 0, -z[0]))
    desired = ca.horzcat(x, ca.cross(z, x), z)
    feed_forward = ca.cross(force, force_rate) / ca.fmax(ca.dot(force, force), 1e-6)
    return rotation.T @ feed_forward - ca.DM(gain) * vee(desired.T @ rotation)


def body_torque(rate_command: np.ndarray, rate: np.ndarray, inertia: np.ndarray, gain: float) -> np.ndarray:
    """Torques (..., 3) [N m] that bring body rates (..., 3) to those commanded; inertia: principal, (..., 3)."""
    return inertia * (gain * (rate_command - rate)) + cross(rate, inertia * rate)


def quaternions(rotation: np.ndarray) -> np.ndarray:
    """Quaternions w x y z (..., 4) of rotation matrices (..., 3, 3)."""
    xyzw = Rotation.from_matrix(rotation.reshape(-1, 3, 3)).as_quat(canonical=True)
    return xyzw[:, [3, 0, 1, 2]].reshape(*rotation.shape[:-2], 4)
