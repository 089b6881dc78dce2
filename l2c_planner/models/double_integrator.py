"""Point masses driven by their acceleration, in the plane and in space."""

from __future__ import annotations

import casadi as ca

from l2c_planner.models.base import Model
from l2c_planner.models.layout import Field, Layout


def dynamics(x: ca.SX, u: ca.SX, p: ca.SX) -> ca.SX:
    """Time derivative of position and velocity, twice the length of u; there are no parameters."""
    _, velocity = ca.vertsplit_n(x, 2)
    return ca.vertcat(velocity, u)


def double_integrator(dimension: int) -> Model:
    """Double integrator in `dimension` axes, named `double_integrator_<dimension>d`."""
    state = Layout((Field("position", dimension, "m"), Field("velocity", dimension, "m/s")))
    push = Layout((Field("acceleration", dimension, "m/s^2"),))
    return Model(f"double_integrator_{dimension}d", dynamics, state, push)


DOUBLE_INTEGRATOR_2D = double_integrator(2)
DOUBLE_INTEGRATOR_3D = double_integrator(3)
