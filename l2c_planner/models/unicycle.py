"""A wheeled robot in the plane: position, heading and speed, driven by acceleration and turn rate."""

from __future__ import annotations

import casadi as ca

from l2c_planner.models.base import Model
from l2c_planner.models.layout import Field, Layout

STATE = Layout((Field("position", 2, "m"), Field("heading", 1, "rad, from x", "angle"), Field("speed", 1, "m/s")))
INPUT = Layout((Field("acceleration", 1, "m/s^2"), Field("turn_rate", 1, "rad/s")))


def dynamics(x: ca.SX, u: ca.SX, p: ca.SX) -> ca.SX:
    """Time derivative of the unicycle state, shape (4,); there are no parameters."""
    _, heading, speed = STATE.split(x)
    acceleration, turn_rate = INPUT.split(u)
    return ca.vertcat(speed * ca.cos(heading), speed * ca.sin(heading), turn_rate, acceleration)


UNICYCLE = Model("unicycle", dynamics, STATE, INPUT)
