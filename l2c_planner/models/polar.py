"""A point mass in the plane in polar coordinates about a fixed centre, driven along the radius and across it.

The two models are the two readings of eq. (36) of arXiv 2604.06972. The angle is not wrapped: a lap adds 2 pi to it.
"""

from __future__ import annotations

import casadi as ca

from l2c_planner.models.base import Model
from l2c_planner.models.layout import Field, Layout

STATE = Layout(
    (Field("radius", 1, "m"), Field("angle", 1, "rad"), Field("radial", 1, "m/s"), Field("angular", 1, "rad/s"))
)
PUSH = Layout((Field("radial", 1, "m/s^2"), Field("tangential", 1, "m/s^2")))
RATES = Layout((Field("radial", 1, "m/s^2"), Field("angular", 1, "rad/s^2")))


def dynamics(x: ca.SX, u: ca.SX, p: ca.SX) -> ca.SX:
    """Time derivative of the state, shape (4,), under the acceleration u that a mass feels; radius > 0."""
    radius, _, radial, angular = STATE.split(x)
    push_radial, push_tangential = PUSH.split(u)
    swing = (push_tangential - 2 * radial * angular) / radius
    return ca.vertcat(radial, angular, push_radial + radius * angular**2, swing)


def plain_dynamics(x: ca.SX, u: ca.SX, p: ca.SX) -> ca.SX:
    """Time derivative of the state, shape (4,), with u the second derivatives of radius and angle."""
    _, _, radial, angular = STATE.split(x)
    return ca.vertcat(radial, angular, u)


POLAR = Model("polar", dynamics, STATE, PUSH)
"""Physical accelerations: the second derivatives contain the centrifugal and the Coriolis term."""

PLAIN_POLAR = Model("plain_polar", plain_dynamics, STATE, RATES)
"""Radius and angle are two double integrators."""
