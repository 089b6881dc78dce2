"""Feedback of the load's pose: a wrench on the load, shared out to the cables.

The wrench is a PID law on SE(3) about the planned pose. The cables share it by the smallest change of their forces,
P^T (P P^T)^-1 [F; M], P the wrench map; every robot can work out its own part. What a share has of vertical force
changes the tension of a cable and not its direction, even if the cable leans: turning it would move the quadrotor far,
and the horizontal force left over is small. A share turns a cable by a limited angle only, so that the formation
keeps its clearances, and leaves it a part of its planned tension, so that none goes slack.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from l2c_planner.config import Team
from l2c_planner.control.gains import Gains
from l2c_planner.control.odometry import Odometry
from l2c_planner.control.track import Reference
from l2c_planner.control.vectors import cross, dot, length, limited, vee

LEVEL = np.array([1.0, 1.0, 0.0])
FLATTEST = 0.3
"""Lowest sine of a cable's elevation that is reckoned with."""
MOST_INTEGRAL = 2.0
"""Largest acceleration that an integral asks for [m/s^2, rad/s^2]."""


class LoadFeedback:
    """Wrench that leads the load back to its reference; keeps the integrals of the errors."""

    def __init__(self, team: Team, gains: Gains) -> None:
        self._mass = team.load_mass
        self._linear = _by_axis(gains.load, gains.load_velocity, gains.load_integral)
        self._angular = _by_axis(gains.load_attitude, gains.load_rate, gains.load_attitude_integral)
        self._inertia, self._com = np.array(team.load.inertia), team.com_offset
        self._offset, self._turn = np.zeros(3), np.zeros(3)

    def wrench(self, reference: Reference, rotation: np.ndarray, load: Odometry | None, dt: float) -> np.ndarray:
        """Force and moment about the load's origin beyond the plan's, body frame, (6,) [N, N m].

        Without the load's odometry the integrals stay as they are, and only they act.
        rotation: of the load, (3, 3); the planned one without odometry.  dt: since the call before [s].
        """
        linear, angular = np.zeros(3), np.zeros(3)
        if load is not None:
            stiffness, damping, integral = self._linear
            offset = reference.load_position - load.position
            self._offset = limited(self._offset + dt * integral * offset, MOST_INTEGRAL)
            linear = stiffness * offset + damping * (reference.load_velocity - load.velocity)
            stiffness, damping, integral = self._angular
            back = rotation.T @ reference.load_rotation
            turn = vee(back)
            self._turn = limited(self._turn + dt * integral * turn, MOST_INTEGRAL)
            angular = stiffness * turn + damping * (back @ reference.load_rate - load.rate)
        return self._wrench(rotation, linear + self._offset, self._inertia * (angular + self._turn))

    def pace(self, reference: Reference) -> np.ndarray:
        """Force and moment for the acceleration by which a changed pace departs from the plan's, as in `wrench`."""
        return self._wrench(reference.load_rotation, reference.load_change, np.zeros(3))

    def _wrench(self, rotation: np.ndarray, acceleration: np.ndarray, moment: np.ndarray) -> np.ndarray:
        """About the origin, of a force at the centre of mass and a moment."""
        force = self._mass * (rotation.T @ acceleration)
        return np.concatenate([force, moment + cross(self._com, force)])


def _by_axis(*pairs: tuple[float, float]) -> np.ndarray:
    """Gains for x, y and z from those of x and y, and of z, (pairs, 3)."""
    return np.array([[level, level, upright] for level, upright in pairs])


@dataclass(frozen=True, eq=False)
class CableLimits:
    """What the feedback may do to the cables of m robots."""

    tension_max: np.ndarray
    """(m,) [N]."""
    tilt: float
    """Largest angle from the planned direction [rad]."""
    slack_guard: float
    """Lowest tension as a share of the planned one."""


def cable_forces(planned: np.ndarray, change: np.ndarray, limits: CableLimits) -> tuple[np.ndarray, np.ndarray]:
    """Directions (m, 3) and tensions (m,) [N] of cables with planned forces (m, 3) [N], changed within limits.

    change: forces on the load beyond the planned ones, world frame, (m, 3) [N]; of the vertical ones the cables make
    the vertical part.
    """
    tension = length(planned)
    direction = planned / tension
    upward = change[:, 2:] / np.maximum(direction[:, 2:], FLATTEST)
    level = change * LEVEL
    added = dot(level, direction)
    sideways = level - added * direction
    added = added + upward
    along = np.minimum(np.maximum(tension + added, limits.slack_guard * tension), limits.tension_max[:, None])
    force = along * direction + limited(sideways, np.tan(limits.tilt) * along)
    tension = length(force)
    return force / tension, tension[:, 0]
