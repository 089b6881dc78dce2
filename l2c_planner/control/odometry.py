"""Where rigid bodies are and how they move, and whether that can be believed."""

from __future__ import annotations

from dataclasses import dataclass
from math import isnan

import numpy as np

from l2c_planner.models.manifold import quaternion_exp, quaternion_product

FURTHEST = 1e6
"""Positions, velocities and rates beyond are not believed [m, m/s, rad/s]."""
UNIT_NORM = 1e-2
"""Largest deviation of a quaternion's norm from 1 that is believed."""


@dataclass(frozen=True, eq=False)
class Odometry:
    """States of one body (no leading axis) or of several (..., )."""

    position: np.ndarray
    """World, (..., 3) [m]."""
    velocity: np.ndarray
    """Of the body origin, world, (..., 3) [m/s]."""
    attitude: np.ndarray
    """Unit quaternions w x y z, body to world, (..., 4)."""
    rate: np.ndarray
    """Body rates, (..., 3) [rad/s]."""

    def rows(self, index: slice | np.ndarray | list[int] | int) -> Odometry:
        """Some of the bodies."""
        return Odometry(self.position[index], self.velocity[index], self.attitude[index], self.rate[index])

    @staticmethod
    def unknown(bodies: int) -> Odometry:
        """Of bodies about which nothing is known."""
        return Odometry(*(np.full((bodies, size), np.nan) for size in (3, 3, 4, 3)))

    def after(self, dt: float) -> Odometry:
        """Where the bodies are dt [s] later if they go on as they move."""
        turn = quaternion_exp(dt * self.rate)
        place = self.position + dt * self.velocity
        return Odometry(place, self.velocity, quaternion_product(self.attitude, turn), self.rate)

    def table(self) -> np.ndarray:
        """Position, velocity, attitude and rate side by side, (..., 13)."""
        return np.concatenate([self.position, self.velocity, self.attitude, self.rate], -1)

    def usable(self) -> np.ndarray:
        """Which bodies have finite numbers of a believable size and a unit quaternion, (...) of bool."""
        table = self.table()
        return np.array([credible(row) for row in table.reshape(-1, 13).tolist()], bool).reshape(table.shape[:-1])

    def where(self, chosen: np.ndarray, other: Odometry) -> Odometry:
        """These bodies where `chosen` (n,) of bool holds, those of `other` elsewhere."""
        mask = chosen[..., None]
        return Odometry(
            np.where(mask, self.position, other.position),
            np.where(mask, self.velocity, other.velocity),
            np.where(mask, self.attitude, other.attitude),
            np.where(mask, self.rate, other.rate),
        )


def credible(numbers: list[float]) -> bool:
    """Whether a row of `Odometry.table` can be believed."""
    w, x, y, z = numbers[6:10]
    near = -FURTHEST <= min(numbers) and max(numbers) <= FURTHEST and not isnan(sum(numbers))
    return near and abs(w * w + x * x + y * y + z * z - 1) <= 2 * UNIT_NORM
