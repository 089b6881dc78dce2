"""Position control of a quadrotor on a cable: the force its rotors shall make. Columns of CasADi.

Across its cable a robot withstands what pushes it: a disturbance observer on its momentum (A. De Luca, R. Mattone, ICRA
2003) estimates the push x in m v' = f - m g e_z - t d + x by z' = k (x - z), which needs only the velocity. Along its
cable it is a damped spring and no more: robots that insisted on their places there would share the load by the errors
of their cables' lengths and their masses, and let cables go slack.
"""

from __future__ import annotations

import casadi as ca

from l2c_planner.control.expressions import UP, Body, Path, chosen, limited
from l2c_planner.control.gains import Gains


def shifted(position: ca.SX, before: ca.SX, velocity: ca.SX, dt: ca.SX, bandwidth: float) -> ca.SX:
    """Velocity (3,) [m/s] at which the load's feedback moves a robot off the plan, a filtered difference.

    position, before: off the plan, now and dt [s] ago, (3,) [m].  velocity: as it was then.
    """
    kept = ca.exp(-bandwidth * dt)
    return chosen(dt > 0, kept * velocity + (1 - kept) / chosen(dt > 0, dt, 1) * (position - before), velocity)


def correction(
    path: Path, robot: Body, shift: ca.SX, shift_velocity: ca.SX, push: ca.SX, mass: ca.SX, gains: Gains
) -> ca.SX:
    """Force that leads a robot to its place, (3,) [N]; push: the disturbance that is to be withstood, (3,) [N]."""
    g, direction = gains, path.direction
    offset = path.position + shift - robot.position
    drift = path.velocity + shift_velocity - robot.velocity
    offset = g.across * offset - (g.across - g.along) * ca.dot(offset, direction) * direction
    drift = g.across_rate * drift - (g.across_rate - g.along_rate) * ca.dot(drift, direction) * direction
    across = limited(push - ca.dot(push, direction) * direction, g.observer_limit)
    return mass * (offset + drift) - across


def disturbance(velocity: ca.SX, momentum: ca.SX, mass: ca.SX, gain: float) -> ca.SX:
    """Estimated force (3,) [N] beyond rotors, weight and cable on a robot of which the observer expects a momentum."""
    return gain * (mass * velocity - momentum)


def observed(momentum: ca.SX, applied: ca.SX, pull: ca.SX, push: ca.SX, mass: ca.SX, dt: ca.SX) -> ca.SX:
    """Momentum (3,) that the observer expects dt [s] later.

    applied: by the rotors; pull: of the cable on the load; push: what is estimated; all (3,) [N].
    """
    return momentum + dt * (applied - pull - mass * ca.DM(UP) + push)
