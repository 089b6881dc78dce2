"""A quadrotor that flies alone: 13 states, four rotor thrusts as inputs, rotors in X configuration.

Body frame: x forward, y left, z up. Rotors: 1 front right, 2 rear left (both counter-clockwise seen from above),
3 front left, 4 rear right (both clockwise).
"""

from __future__ import annotations

from math import sqrt

import casadi as ca
import numpy as np

from l2c_planner.models import manifold
from l2c_planner.models.base import GRAVITY, Model
from l2c_planner.models.layout import Field, Layout

STATE = Layout(
    (
        Field("position", 3, "m, world"),
        Field("velocity", 3, "m/s, world"),
        Field("quaternion", 4, "1, body to world", "quaternion"),
        Field("rate", 3, "rad/s, body"),
    )
)
INPUT = Layout((Field("thrust", 4, "N, of each rotor"),))
PARAMETERS = Layout(
    (
        Field("mass", 1, "kg"),
        Field("inertia", 3, "kg m^2, principal, about the centre of mass"),
        Field("arm", 1, "m, centre to rotor"),
        Field("drag", 1, "m, drag torque per thrust"),
    )
)
MIXER = ca.DM([[-1, 1, 1, -1], [-1, 1, -1, 1], [-1, -1, 1, 1]])
"""Signs with which the rotor thrusts turn the body about x, y (times arm / sqrt 2) and z (times drag)."""


def dynamics(x: ca.SX, u: ca.SX, p: ca.SX) -> ca.SX:
    """Time derivative of the quadrotor state, shape (13,)."""
    _, velocity, quaternion, rate = STATE.split(x)
    mass, inertia, arm, drag = PARAMETERS.split(p)
    lift = (1 / mass) * ca.sum1(u)
    linear = lift * manifold.rotation(quaternion)[:, 2] - ca.DM([0, 0, GRAVITY])
    lever = arm * (1 / sqrt(2))
    torque = ca.vertcat(lever, lever, drag) * (MIXER @ u)
    angular = (1 / inertia) * (torque - ca.cross(rate, inertia * rate))
    return ca.vertcat(velocity, linear, manifold.quaternion_rate(quaternion, rate), angular)


def hover_input(mass: float) -> np.ndarray:
    """Rotor thrusts [N], shape (4,), that hold a level quadrotor of the given mass [kg]."""
    return np.full(4, mass * GRAVITY / 4)


QUADROTOR = Model("quadrotor", dynamics, STATE, INPUT, PARAMETERS)
