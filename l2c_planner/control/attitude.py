"""Attitude control on SO(3): thrust vectors to collective thrusts and body rates, body rates to torques.

T. Lee, M. Leok, N. H. McClamroch, Geometric tracking control of a quadrotor UAV on SE(3), CDC 2010: the error of an
attitude R against R_d is e = vee(R_d^T R - R^T R_d) / 2. Here it asks for the rate w_d - k e, and the rate loop for the
torque J k_w (rate - w) + w x J w, which together is their law.
"""

from __future__ import annotations

import numpy as np

from l2c_planner.control.vectors import cross, dot, length, turned, unit, vee


def upright(force: np.ndarray) -> np.ndarray:
    """Rotations (..., 3, 3) of yaw 0 whose z axis points along forces (..., 3)."""
    z = unit(force)
    x_axis = np.zeros_like(z)
    x_axis[..., 0] = 1.0
    y = unit(cross(z, x_axis))
    return np.stack([cross(y, z), y, z], -1)


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
