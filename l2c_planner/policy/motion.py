"""How agents move: every motion is told a desired velocity, so that one policy drives all of them.

Speeds v (..., 2) [m/s], headings (...) [rad].
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import torch
from torch import Tensor

from l2c_planner.policy.vectors import capped, turned


class Motion(Protocol):
    """One step of agents at a velocity and heading, towards a desired velocity."""

    def step(self, velocity: Tensor, heading: Tensor, desired: Tensor, dt: float) -> tuple[Tensor, Tensor]:
        """Velocity (..., 2) and heading (...) after a step."""


@dataclass(frozen=True)
class Point:
    """A double integrator: acceleration and speed are limited, the heading stays (arXiv 2403.14583, Sec. II)."""

    speed: float = 1.0
    acceleration: float = 1.0

    def step(self, velocity: Tensor, heading: Tensor, desired: Tensor, dt: float) -> tuple[Tensor, Tensor]:
        """As near to the desired velocity as the acceleration allows."""
        return capped(velocity + capped(desired - velocity, self.acceleration * dt), self.speed), heading


@dataclass(frozen=True)
class Unicycle:
    """Drives along its heading and turns towards the desired velocity at a limited rate."""

    speed: float = 1.0
    acceleration: float = 1.0
    turn_rate: float = 2.0
    gain: float = 4.0
    """Turn rate per angle between heading and desired velocity [1/s]."""

    def step(self, velocity: Tensor, heading: Tensor, desired: Tensor, dt: float) -> tuple[Tensor, Tensor]:
        """Turn first, then drive with the part of the desired velocity that lies along the new heading."""
        ahead, aside = turned(desired, -heading).unbind(-1)
        rate = (self.gain * torch.atan2(aside, ahead)).clamp(-self.turn_rate, self.turn_rate)
        heading = heading + dt * torch.where(desired.norm(dim=-1) > 1e-6, rate, 0.0)
        forward = turned(velocity, -heading)[..., 0]
        wanted = turned(desired, -heading)[..., 0].clamp(0.0, self.speed)
        change = self.acceleration * dt
        forward = (forward + (wanted - forward).clamp(-change, change)).clamp(0.0, self.speed)
        return torch.stack([forward * heading.cos(), forward * heading.sin()], -1), heading


@dataclass(frozen=True)
class Wheels:
    """Omnidirectional: wheels around a disc whose rims roll along the circle, each with limits of its own.

    A body velocity (x, y) turns wheel k, at angle phi_k, by (-x sin phi_k + y cos phi_k) / radius; the body keeps its
    heading, so what the wheels cannot do is what limits it. Directions are kept: all wheels slow down alike.
    """

    speed: float = 1.0
    """Largest rim speed [m/s]."""
    acceleration: float = 1.0
    """Largest rim acceleration [m/s^2]."""
    wheels: int = 3

    def rims(self, velocity: Tensor, heading: Tensor) -> Tensor:
        """Rim speeds (..., W) of velocities (..., 2)."""
        angles = torch.arange(self.wheels, dtype=velocity.dtype, device=velocity.device) * (2 * torch.pi / self.wheels)
        forward, left = turned(velocity, -heading).unbind(-1)
        return left[..., None] * angles.cos() - forward[..., None] * angles.sin()

    def step(self, velocity: Tensor, heading: Tensor, desired: Tensor, dt: float) -> tuple[Tensor, Tensor]:
        """As near to the desired velocity as the wheels allow."""
        desired = self._slowed(desired, heading, self.speed)
        velocity = velocity + self._slowed(desired - velocity, heading, self.acceleration * dt)
        return self._slowed(velocity, heading, self.speed), heading

    def _slowed(self, velocity: Tensor, heading: Tensor, most: float) -> Tensor:
        fastest = self.rims(velocity, heading).abs().amax(-1, keepdim=True)
        return velocity * (most / fastest.clamp_min(1e-9)).clamp_max(1.0)


MOTIONS: dict[str, type[Point] | type[Unicycle] | type[Wheels]] = {
    "point": Point, "unicycle": Unicycle, "wheels": Wheels,
}  # fmt: skip
