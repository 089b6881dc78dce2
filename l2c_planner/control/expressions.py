"""What the control laws are written with, as columns of CasADi: small vector algebra, bodies, points of a path."""

from __future__ import annotations

from dataclasses import dataclass

import casadi as ca

from l2c_planner.models import GRAVITY
from l2c_planner.models.manifold import rotation

UP = (0.0, 0.0, GRAVITY)
LOAD, COLUMNS, DEGREES = 12, 19, 6
"""Columns of a path: position and rotation matrix of the load, row by row; position, cable's direction and tension of a
robot; and coefficients of each."""


@dataclass(frozen=True, eq=False)
class Body:
    """State of a rigid body."""

    position: ca.SX
    velocity: ca.SX
    rotation: ca.SX
    """Body to world, (3, 3)."""
    rate: ca.SX
    """Body rates."""

    @staticmethod
    def of(numbers: ca.SX) -> Body:
        """From position, velocity, quaternion w x y z and body rates, (13,)."""
        return Body(numbers[:3], numbers[3:6], rotation(numbers[6:10]), numbers[10:])


@dataclass(frozen=True, eq=False)
class Path:
    """What the plan asks of the load and of one robot at one time; fields as in :class:`track.Reference`."""

    load_position: ca.SX
    load_velocity: ca.SX
    load_rotation: ca.SX
    load_rate: ca.SX
    load_change: ca.SX
    position: ca.SX
    velocity: ca.SX
    acceleration: ca.SX
    jerk: ca.SX
    direction: ca.SX
    direction_rate: ca.SX
    tension: ca.SX
    tension_rate: ca.SX

    @staticmethod
    def at(piece: ca.SX, when: ca.SX) -> Path:
        """From the coefficients of a piece of the track, 19 of each degree, and a time.

        when: share of the piece that has passed, 1 / its duration [1/s], pace, change of the pace [1/s].
        """
        value, first, second, third = _derivatives(ca.reshape(piece, COLUMNS, DEGREES), when[0], when[1])
        pace, change = when[2], when[3]
        velocity, acceleration = pace * first, pace * pace * second + change * first
        jerk = pace * pace * pace * third + 3 * pace * change * second
        turn = ca.reshape(value[3:LOAD], 3, 3).T
        spin = turn.T @ ca.reshape(velocity[3:LOAD], 3, 3).T
        return Path(
            value[:3],
            velocity[:3],
            turn,
            ca.vertcat(spin[2, 1], spin[0, 2], spin[1, 0]),
            acceleration[:3] - second[:3],
            value[12:15],
            velocity[12:15],
            acceleration[12:15],
            jerk[12:15],
            value[15:18],
            velocity[15:18],
            value[18],
            velocity[18],
        )

    def thrust(self, mass: ca.SX) -> ca.SX:
        """Thrust vector in the world [N]."""
        return mass * (self.acceleration + ca.DM(UP)) + self.tension * self.direction

    def thrust_rate(self, mass: ca.SX) -> ca.SX:
        """Its time derivative [N/s]."""
        return mass * self.jerk + self.tension_rate * self.direction + self.tension * self.direction_rate


def _derivatives(c: ca.SX, s: ca.SX, g: ca.SX) -> tuple[ca.SX, ca.SX, ca.SX, ca.SX]:
    """Value and derivatives 1 to 3 by time of polynomials with coefficients (m, 6) of 1 .. s^5; g: ds / dt [1/s]."""
    s2, s3 = s * s, s * s * s
    g2, g3 = g * g, g * g * g
    powers = (
        (1, s, s2, s3, s2 * s2, s2 * s3),
        (0, g, 2 * g * s, 3 * g * s2, 4 * g * s3, 5 * g * s2 * s2),
        (0, 0, 2 * g2, 6 * g2 * s, 12 * g2 * s2, 20 * g2 * s3),
        (0, 0, 0, 6 * g3, 24 * g3 * s, 60 * g3 * s2),
    )
    return tuple(c @ ca.vertcat(*row) for row in powers)


def chosen(condition: ca.SX, value: ca.SX, otherwise: ca.SX | float) -> ca.SX:
    """One of two values; a number that is none in the other one does no harm."""
    return ca.if_else(condition, value, otherwise)


def limited(a: ca.SX, most: ca.SX | float) -> ca.SX:
    """a, shortened to the length `most` where it is longer."""
    return a * ca.fmin(1.0, most / ca.fmax(ca.norm_2(a), 1e-12))


def unit(a: ca.SX) -> ca.SX:
    """a / |a|, and a itself where it vanishes."""
    size = ca.norm_2(a)
    return a / chosen(size > 0, size, 1.0)


def vee(matrix: ca.SX) -> ca.SX:
    """The a of the skew part S(a) of a matrix (3, 3)."""
    return 0.5 * ca.vertcat(matrix[2, 1] - matrix[1, 2], matrix[0, 2] - matrix[2, 0], matrix[1, 0] - matrix[0, 1])
