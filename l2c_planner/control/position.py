"""Position control of a quadrotor on a cable: the force its rotors shall make.

Across its cable a robot withstands what pushes it: a disturbance observer on its momentum (A. De Luca, R. Mattone, ICRA
2003) estimates the push x in m v' = f - m g e_z - t d + x by z' = k (x - z), which needs only the velocity. Along its
cable it is a damped spring and no more: robots that insisted on their places there would share the load by the errors
of their cables' lengths and their masses, and let cables go slack.
"""

from __future__ import annotations

import numpy as np

from l2c_planner.control.gains import Gains
from l2c_planner.control.odometry import Odometry
from l2c_planner.control.track import UP, Reference
from l2c_planner.control.vectors import dot, limited


class Shift:
    """Where and how fast the load's feedback moves m robots off the plan; the velocity is a filtered difference."""

    def __init__(self, robots: int, bandwidth: float) -> None:
        self._bandwidth = bandwidth
        self.position, self.velocity = np.zeros((robots, 3)), np.zeros((robots, 3))

    def move(self, position: np.ndarray, dt: float) -> None:
        """To positions (m, 3) [m] off the plan, dt [s] after those before."""
        if dt > 0:
            kept = np.exp(-self._bandwidth * dt)
            self.velocity = kept * self.velocity + (1 - kept) / dt * (position - self.position)
        self.position = position


class PositionLaw:
    """Force of m robots; keeps what their observers have estimated."""

    def __init__(self, mass: np.ndarray, gains: Gains) -> None:
        self._mass, self._gains = mass[:, None], gains
        self._momentum: np.ndarray | None = None

    def force(
        self, reference: Reference, planned: np.ndarray, shift: Shift, robots: Odometry, tracked: np.ndarray
    ) -> np.ndarray:
        """Force in the world, (m, 3) [N].

        planned: force without feedback, (m, 3) [N].  tracked: for whom there is feedback, (m,) of bool.
        """
        g, direction = self._gains, reference.direction
        offset = reference.position + shift.position - robots.position
        drift = reference.velocity + shift.velocity - robots.velocity
        offset = g.across * offset - (g.across - g.along) * dot(offset, direction) * direction
        drift = g.across_rate * drift - (g.across_rate - g.along_rate) * dot(drift, direction) * direction
        disturbance = self.disturbance(robots.velocity)
        disturbance = limited(disturbance - dot(disturbance, direction) * direction, g.observer_limit)
        return planned + tracked[:, None] * (self._mass * (offset + drift) - disturbance)

    def disturbance(self, velocity: np.ndarray) -> np.ndarray:
        """Estimated force on robots that move at velocity (m, 3) [m/s], beyond rotors, weight and cable, (m, 3) [N]."""
        momentum = self._mass * velocity
        if self._momentum is None:
            self._momentum = momentum
        return self._gains.observer * (momentum - self._momentum)

    def observe(self, velocity: np.ndarray, applied: np.ndarray, pull: np.ndarray, dt: float) -> None:
        """Take note of the force applied (m, 3) and the pull of the cables on the load (m, 3) [N] for dt [s]."""
        known = applied - pull - self._mass * UP
        self._momentum = self._momentum + dt * (known + self.disturbance(velocity))
