"""A taut massless cable with its quadrotor at the end: 8 states, 4 inputs.

The direction d points from the load to the quadrotor. The dynamics are those of a direction and a tension driven by
their second derivatives; mass, length and attachment enter where the quadrotor is placed and its thrust computed:

    p_i = p + R r_i + L d
    f_i = m_q (p_i'' + g e_z) + t d
"""

from __future__ import annotations

import casadi as ca

from l2c_planner.models import load, manifold
from l2c_planner.models.base import GRAVITY, Model
from l2c_planner.models.layout import Field, Layout

STATE = Layout(
    (
        Field("direction", 3, "1, world, load to quadrotor", "direction"),
        Field("rate", 3, "rad/s, world"),
        Field("tension", 1, "N"),
        Field("tension_rate", 1, "N/s"),
    )
)
INPUT = Layout((Field("angular_acceleration", 3, "rad/s^2, world"), Field("tension_acceleration", 1, "N/s^2")))
PARAMETERS = Layout(
    (
        Field("mass", 1, "kg, quadrotor"),
        Field("length", 1, "m, cable"),
        Field("attachment", 3, "m, load body frame, from its origin"),
    )
)


def dynamics(x: ca.SX, u: ca.SX, p: ca.SX) -> ca.SX:
    """Time derivative of the cable state, shape (8,); p is not used."""
    direction, rate, _, tension_rate = STATE.split(x)
    angular_acceleration, tension_acceleration = INPUT.split(u)
    return ca.vertcat(ca.cross(rate, direction), angular_acceleration, tension_rate, tension_acceleration)


def quadrotor_position(load_x: ca.SX, cable_x: ca.SX, cable_p: ca.SX) -> ca.SX:
    """World position of the quadrotor [m], shape (3,), from load state (13,), cable state (8,), parameters."""
    position, _, quaternion, _ = load.STATE.split(load_x)
    direction, *_ = STATE.split(cable_x)
    _, length, attachment = PARAMETERS.split(cable_p)
    return position + manifold.rotation(quaternion) @ attachment + length * direction


def quadrotor_thrust(
    acceleration: load.Acceleration, load_x: ca.SX, cable_x: ca.SX, cable_u: ca.SX, cable_p: ca.SX
) -> ca.SX:
    """Thrust vector of the quadrotor in the world [N], shape (3,).

    Args:
        acceleration: Of the load, exact (`load.acceleration`) or any other estimate.
        load_x: Load state, shape (13,).
        cable_x: Cable state, shape (8,).
        cable_u: Cable input, shape (4,).
        cable_p: Cable parameters, shape (5,).
    """
    _, _, quaternion, rate = load.STATE.split(load_x)
    direction, cable_rate, tension, _ = STATE.split(cable_x)
    cable_acceleration, _ = INPUT.split(cable_u)
    mass, length, attachment = PARAMETERS.split(cable_p)
    lever = manifold.rotation(quaternion) @ _swing(acceleration.angular, rate, attachment)
    swing = length * _swing(cable_acceleration, cable_rate, direction)
    return mass * (acceleration.linear + lever + swing + ca.DM([0, 0, GRAVITY])) + tension * direction


def thrust_from_wrench(
    load_x: ca.SX, wrench: ca.SX, load_p: ca.SX, cable_x: ca.SX, cable_u: ca.SX, cable_p: ca.SX
) -> ca.SX:
    """Thrust vector [N], shape (3,), with the load accelerated by its own state, wrench (6,) and parameters (7,)."""
    return quadrotor_thrust(load.acceleration(load_x, wrench, load_p), load_x, cable_x, cable_u, cable_p)


def _swing(angular: ca.SX, rate: ca.SX, arm: ca.SX) -> ca.SX:
    """Second derivative of a vector of constant length that turns at `rate` with acceleration `angular`."""
    return ca.cross(angular, arm) + ca.cross(rate, ca.cross(rate, arm))


CABLE = Model("cable", dynamics, STATE, INPUT, PARAMETERS)
