"""Where rigid bodies are and how they move, and whether that can be believed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

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

    def usable(self) -> np.ndarray:
        """Which bodies have finite numbers of a believable size and a unit quaternion, (...) of bool."""
        numbers = np.concatenate([self.position, self.velocity, self.rate], -1)
        with np.errstate(all="ignore"):
            believable = (np.abs(numbers) <= FURTHEST).all(-1)
            return believable & (np.abs((self.attitude**2).sum(-1) - 1) <= 2 * UNIT_NORM)

    def where(self, chosen: np.ndarray, other: Odometry) -> Odometry:
        """These bodies where `chosen` (n,) of bool holds, those of `other` elsewhere."""
        mask = chosen[..., None]
        return Odometry(
            np.where(mask, self.position, other.position),
            np.where(mask, self.velocity, other.velocity),
            np.where(mask, self.attitude, other.attitude),
            np.where(mask, self.rate, other.rate),
        )
