"""Feedback of the load's pose: a wrench on the load, shared out to the cables. Columns of CasADi.

The wrench is a PID law on SE(3) about the planned pose. The cables share it by the smallest change of their forces,
P^T (P P^T)^-1 [F; M], P the wrench map; every robot can work out its own part. What a share has of vertical force
changes the tension of a cable and not its direction, even if the cable leans: turning it would move the quadrotor far,
and the horizontal force left over is small. A share turns a cable by a limited angle only, so that the formation
keeps its clearances, and leaves it a part of its planned tension, so that none goes slack.
"""

from __future__ import annotations

from math import tan

import casadi as ca

from l2c_planner.control.expressions import Body, Path, chosen, limited, vee
from l2c_planner.control.gains import Gains

FLATTEST = 0.3
"""Lowest sine of a cable's elevation that is reckoned with."""
MOST_INTEGRAL = 2.0
"""Largest acceleration that an integral asks for [m/s^2, rad/s^2]."""


def feedback(
    path: Path, load: Body, known: ca.SX, integral: ca.SX, dt: ca.SX, gains: Gains
) -> tuple[ca.SX, ca.SX, ca.SX]:
    """Linear and angular acceleration that lead the load back to its path (3,), world and body, and the integrals (6,).

    Without the load's odometry (known: 0) the integrals stay as they are, and only they act.
    integral: of the errors of position and attitude, (6,).  dt: since the call before [s].
    """
    offset = path.load_position - load.position
    back = load.rotation.T @ path.load_rotation
    turn = vee(back)
    stiffness, damping, rate = _by_axis(gains.load, gains.load_velocity, gains.load_integral)
    sum_linear = chosen(known, limited(integral[:3] + dt * rate * offset, MOST_INTEGRAL), integral[:3])
    linear = chosen(known, stiffness * offset + damping * (path.load_velocity - load.velocity), 0)
    stiffness, damping, rate = _by_axis(gains.load_attitude, gains.load_rate, gains.load_attitude_integral)
    sum_angular = chosen(known, limited(integral[3:] + dt * rate * turn, MOST_INTEGRAL), integral[3:])
    angular = chosen(known, stiffness * turn + damping * (back @ path.load_rate - load.rate), 0)
    return linear + sum_linear, angular + sum_angular, ca.vertcat(sum_linear, sum_angular)


def wrench(rotation: ca.SX, acceleration: ca.SX, angular: ca.SX, mass: ca.SX, inertia: ca.SX, com: ca.SX) -> ca.SX:
    """Force and moment about the load's origin that accelerate it, body frame, (6,) [N, N m].

    acceleration: of the centre of mass, world.  inertia: principal, (3,).  com: from the origin, (3,) [m].
    """
    force = mass * (rotation.T @ acceleration)
    return ca.vertcat(force, inertia * angular + ca.cross(com, force))


def cable_force(planned: ca.SX, change: ca.SX, tension_max: ca.SX, gains: Gains) -> tuple[ca.SX, ca.SX]:
    """Direction (3,) and tension [N] of a cable with a planned force (3,) [N], changed within limits.

    change: force on the load beyond the planned one, world frame, (3,) [N]; of the vertical one the cable makes the
    vertical part.
    """
    tension = ca.norm_2(planned)
    direction = planned / tension
    upward = change[2] / ca.fmax(direction[2], FLATTEST)
    level = ca.vertcat(change[:2], 0)
    added = ca.dot(level, direction)
    sideways = level - added * direction
    along = ca.fmin(ca.fmax(tension + (added + upward), gains.slack_guard * tension), tension_max)
    force = along * direction + limited(sideways, tan(gains.tilt) * along)
    tension = ca.norm_2(force)
    return force / tension, tension


def _by_axis(*pairs: tuple[float, float]) -> list[ca.DM]:
    """Gains for x, y and z from those of x and y, and of z."""
    return [ca.DM([level, level, upright]) for level, upright in pairs]
