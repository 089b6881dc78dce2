"""Agents on a circle that change places with those opposite, around a disc whose radius is to be chosen."""

from __future__ import annotations

import math
from typing import Literal

import torch
from pydantic import Field, model_validator

from l2c_planner.config.base import Length, NonNegative
from l2c_planner.config.errors import CheckError
from l2c_planner.policy.arena import Interval, Settings
from l2c_planner.policy.layout import Layout, Space
from l2c_planner.policy.obstacles import Obstacles, discs
from l2c_planner.policy.world import Tasks


class Circle(Settings):
    """The circular crossing of arXiv 2403.14583; lengths are ours."""

    arena: Literal["circle"]
    ring: Length = Field(5.0, description="radius of the circle of starts and goals, m")
    disc: Interval = Field((0.0, 2.5), description="radius of the disc in the middle: smallest and largest, m")
    designed: NonNegative = Field(2.0, description="radius by hand design, m")
    jitter: float = Field(0.5, ge=0, le=1, description="how far starts may be off even places, of what is free, -")

    @model_validator(mode="after")
    def _check(self) -> Circle:
        if not 0 <= self.disc[0] < self.disc[1]:
            raise CheckError(("disc",), f"got {list(self.disc)}", "0 <= smallest < largest")
        most = self._most()
        for name, radius in (("disc", self.disc[1]), ("designed", self.designed)):
            if radius > most:
                raise CheckError((name,), f"{radius:g} m leaves no room for agents", f"at most {most:g} m")
        if self._free() < 0:
            raise CheckError(("ring",), f"{self.agents.count} agents do not fit", "a larger ring, or fewer agents")
        return self

    @property
    def size(self) -> float:
        """The circle's radius."""
        return self.ring

    def space(self) -> Space:
        """The radius."""
        return Space(torch.tensor([[self.disc[0]]]), torch.tensor([[self.disc[1]]]))

    def tasks(self, count: int, generator: torch.Generator) -> Tasks:
        """Even places, turned and jittered; goals opposite."""
        n = self.agents.count
        device = generator.device
        turn = torch.rand(count, 1, generator=generator, device=device) + torch.arange(n, device=device) / n
        off = self.jitter * self._free() * (torch.rand(count, n, generator=generator, device=device) - 0.5)
        angle = 2 * math.pi * turn + off
        start = self.ring * torch.stack([angle.cos(), angle.sin()], -1)
        return Tasks(start, -start)

    def obstacles(self, layout: Layout) -> Obstacles:
        """The disc, never so large that it leaves no room for agents."""
        radius = layout.values[..., 0].clamp_max(self._most())
        centre = torch.zeros(*radius.shape, 2, dtype=radius.dtype, device=radius.device)
        return Obstacles(discs(centre, radius), layout.present & (radius > 0))

    def hand_designed(self, count: int) -> Layout:
        """A large disc."""
        return self.with_radius(self.designed, count)

    def with_radius(self, radius: float, count: int) -> Layout:
        """A disc of some radius, for every task the same."""
        return Layout(torch.full((count, 1, 1), radius), torch.ones(count, 1, dtype=torch.bool))

    def _most(self) -> float:
        """Radius that keeps the disc a diameter and safety off places of agents [m]."""
        return self.ring - 2 * self.agents.radius - self.agents.safety

    def _free(self) -> float:
        """Angle by which neighbours could come nearer to each other [rad]."""
        spacing = 2 * (self.agents.radius + self.agents.safety)
        return 2 * math.pi / self.agents.count - 2 * math.asin(min(1.0, spacing / (2 * self.ring)))


ARENA = Circle
