"""What makes a flight differ from its plan: wind, sensor noise, delay, and a team that is not as its file says.

Everything is drawn from one seed, and a flight repeats to the last bit.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from l2c_planner.config import Team
from l2c_planner.control import Odometry
from l2c_planner.models.manifold import quaternion_exp, quaternion_product


@dataclass(frozen=True)
class Disturbance:
    """How large; all zero by default."""

    wind: float = 0.0
    """Largest speed of the gusty wind: half of it on average, from a direction that is drawn [m/s]."""
    gust_time: float = 1.0
    """Correlation time of the gusts, an Ornstein-Uhlenbeck process [s]."""
    position_noise: float = 0.0
    """Standard deviation of every measured position component [m]."""
    velocity_noise: float = 0.0
    """[m/s]."""
    attitude_noise: float = 0.0
    """[rad]."""
    rate_noise: float = 0.0
    """[rad/s]; of the gyroscope that the rate loop on board uses, too."""
    delay: float = 0.0
    """From a command to the motors [s]."""
    mass: float = 0.0
    """Error of every mass and inertia, up or down, as a share of it [-]."""
    com: float = 0.0
    """Error of the load's centre of mass in a horizontal direction that is drawn, as a share of the load's radius."""
    cable_length: float = 0.0
    """Largest error of a cable's length [m]."""

    @staticmethod
    def typical(**changes: float) -> Disturbance:
        """Noise of a good state estimate, 10 ms of delay, 5 % of mismatch."""
        usual = {
            "position_noise": 0.005,
            "velocity_noise": 0.02,
            "attitude_noise": 0.005,
            "rate_noise": 0.02,
            "delay": 0.01,
            "mass": 0.05,
            "com": 0.05,
        }
        return Disturbance(**(usual | changes))


@dataclass(frozen=True, eq=False)
class Mismatch:
    """The real team, where it differs from its file."""

    load_mass: float
    """Factor on the load's mass and inertia."""
    quad_mass: np.ndarray
    """Factors, (n,)."""
    com: np.ndarray
    """Shift of the centre of mass, (3,) [m]."""
    cable_length: np.ndarray
    """Longer by, (n,) [m]."""

    @staticmethod
    def draw(disturbance: Disturbance, team: Team, rng: np.random.Generator) -> Mismatch:
        """A mismatch of the given size: masses are off by all of it, up or down."""
        signs = np.where(rng.random(team.n + 1) < 0.5, -1.0, 1.0)
        bearing = rng.uniform(0, 2 * np.pi)
        shift = disturbance.com * team.load_radius * np.array([np.cos(bearing), np.sin(bearing), 0.0])
        factors = 1 + disturbance.mass * signs
        return Mismatch(float(factors[0]), factors[1:], shift, disturbance.cable_length * rng.uniform(-1, 1, team.n))


class Wind:
    """A mean wind with gusts, the same for the whole team; at most as fast as asked."""

    def __init__(self, disturbance: Disturbance, rng: np.random.Generator) -> None:
        self._most, self._time, self._rng = disturbance.wind, disturbance.gust_time, rng
        bearing = rng.uniform(0, 2 * np.pi)
        self._mean = 0.5 * disturbance.wind * np.array([np.cos(bearing), np.sin(bearing), 0.0])
        self._spread = 0.25 * disturbance.wind * np.array([1.0, 1.0, 0.5])
        self._gust = self._spread * rng.standard_normal(3)

    def blow(self, dt: float) -> np.ndarray:
        """Velocity of the air (3,) [m/s], dt [s] later; the process is stepped exactly."""
        if self._most == 0.0:
            return self._mean
        kept = np.exp(-dt / self._time)
        drawn = self._rng.standard_normal(3)
        self._gust = kept * self._gust + np.sqrt(1 - kept**2) * self._spread * drawn
        air = self._mean + self._gust
        return air * min(1.0, self._most / max(float(np.linalg.norm(air)), 1e-12))


def noisy(odometry: Odometry, disturbance: Disturbance, rng: np.random.Generator) -> Odometry:
    """Odometry (b bodies) with noise."""
    drawn = rng.standard_normal((4, len(odometry.position), 3))
    turn = quaternion_exp(disturbance.attitude_noise * drawn[2])
    return Odometry(
        odometry.position + disturbance.position_noise * drawn[0],
        odometry.velocity + disturbance.velocity_noise * drawn[1],
        quaternion_product(odometry.attitude, turn),
        odometry.rate + disturbance.rate_noise * drawn[3],
    )
