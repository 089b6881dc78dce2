"""The cable-suspended rigid load: 13 states, 6 inputs, centre of mass away from the origin.

The origin of the body frame is the geometric centre, the centre of mass lies at r_g. The inputs are the resultant force
F and moment M of the cables about the origin, in body coordinates. In this form the mass matrix

    [ m I      -m S(r_g) ]                                                    J = J_com + m (|r_g|^2 I - r_g r_g^T)
    [ m S(r_g)  J        ]

couples both accelerations; Newton and Euler about the centre of mass solve it in closed form:

    w' = J_com^-1 (M - r_g x F - w x J_com w)
    a  = F / m + R^T g - w' x r_g - w x (w x r_g)          acceleration of the origin, in body coordinates
    v' = a - w x v
"""

from __future__ import annotations

from typing import Any, NamedTuple

import casadi as ca
import numpy as np

from l2c_planner.models import manifold
from l2c_planner.models.base import GRAVITY, Model
from l2c_planner.models.layout import Field, Layout

STATE = Layout(
    (
        Field("position", 3, "m, world"),
        Field("velocity", 3, "m/s, body"),
        Field("quaternion", 4, "1, body to world", "quaternion"),
        Field("rate", 3, "rad/s, body"),
    )
)
INPUT = Layout((Field("force", 3, "N, body"), Field("moment", 3, "N m, body, about the origin")))
PARAMETERS = Layout(
    (
        Field("mass", 1, "kg"),
        Field("inertia", 3, "kg m^2, principal, about the centre of mass"),
        Field("com_offset", 3, "m, body"),
    )
)


class Acceleration(NamedTuple):
    """Accelerations of the load."""

    linear: ca.SX
    """Of the body origin, in world coordinates [m/s^2], shape (3,)."""
    angular: ca.SX
    """In body coordinates [rad/s^2], shape (3,)."""


def dynamics(x: ca.SX, u: ca.SX, p: ca.SX) -> ca.SX:
    """Time derivative of the load state, shape (13,)."""
    _, velocity, quaternion, rate = STATE.split(x)
    rotation = manifold.rotation(quaternion)
    driven, angular = _driven(velocity, rate, u, p)
    linear = driven - GRAVITY * rotation[2, :].T
    return ca.vertcat(rotation @ velocity, linear, manifold.quaternion_rate(quaternion, rate), angular)


def acceleration(x: ca.SX, u: ca.SX, p: ca.SX) -> Acceleration:
    """Exact accelerations of the load in state x (13,) under the wrench u (6,) with parameters p (7,)."""
    _, _, quaternion, rate = STATE.split(x)
    driven, angular = _driven(ca.DM(3, 1), rate, u, p)
    return Acceleration(manifold.rotation(quaternion) @ driven - ca.DM([0, 0, GRAVITY]), angular)


def level_wrench(acceleration: np.ndarray, mass: Any, com_offset: Any) -> np.ndarray:
    """Wrench that accelerates a level load without turning it: F = m (a + g e_z), M = r_g x F.

    At rest M = S(r_g) m g e_z, the moment that holds the offset centre of mass level.

    Args:
        acceleration: Of the load [m/s^2], shape (..., 3).
        mass: Of the load [kg].
        com_offset: Centre of mass in the body frame [m], shape (3,).

    Returns:
        Force [N] and moment about the origin [N m], shape (..., 6).
    """
    force = mass * (np.asarray(acceleration, dtype=float) + [0.0, 0.0, GRAVITY])
    return np.concatenate([force, np.cross(com_offset, force)], -1)


def _driven(velocity: ca.SX, rate: ca.SX, u: ca.SX, p: ca.SX) -> tuple[ca.SX, ca.SX]:
    """v' without gravity, and w', for an origin that moves at `velocity`; all in body coordinates."""
    (force, moment), (mass, inertia, com) = INPUT.split(u), PARAMETERS.split(p)
    angular = (1 / inertia) * (moment - ca.cross(com, force) - ca.cross(rate, inertia * rate))
    carried = ca.cross(rate, velocity + ca.cross(rate, com)) + ca.cross(angular, com)
    return (1 / mass) * force - carried, angular


LOAD = Model("load", dynamics, STATE, INPUT, PARAMETERS)
