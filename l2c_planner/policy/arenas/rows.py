"""Agents in a row that go to the row opposite, some of them in exchanged order, past discs between the rows."""

from __future__ import annotations

from typing import Literal

import torch
from pydantic import Field, model_validator

from l2c_planner.config.base import Length, NonNegative
from l2c_planner.config.errors import CheckError
from l2c_planner.policy.arena import Interval, Settings
from l2c_planner.policy.layout import Layout, Space
from l2c_planner.policy.obstacles import Obstacles, discs
from l2c_planner.policy.world import Tasks


class Rows(Settings):
    """Randomised cases I (discs of one radius) and II (number, radii and places to be chosen) of arXiv 2403.14583.

    Lengths are ours.
    """

    arena: Literal["rows"]
    spacing: Length = Field(1.0, description="between neighbours in a row, m")
    apart: Length = Field(7.0, description="between the rows, m")
    exchanged: int = Field(2, ge=0, le=256, description="agents whose goals are exchanged at random, -")
    discs: int = Field(4, ge=1, le=64, description="discs, at most, -")
    radius: NonNegative | None = Field(None, description="of all discs, m; left out: to be chosen, and which there are")
    radii: Interval = Field((0.2, 0.8), description="smallest and largest radius that may be chosen, m")
    depth: Length = Field(2.0, description="height of the strip in which centres of discs may be, m")

    @model_validator(mode="after")
    def _check(self) -> Rows:
        if self.exchanged > self.agents.count or self.exchanged == 1:
            raise CheckError(("exchanged",), f"got {self.exchanged}", f"0, or 2 to {self.agents.count}")
        least = 2 * (self.agents.radius + self.agents.safety)
        if self.spacing < least:
            raise CheckError(("spacing",), f"{self.spacing:g} m is too little for two agents", f"at least {least:g} m")
        if not 0 < self.radii[0] < self.radii[1]:
            raise CheckError(("radii",), f"got {list(self.radii)}", "0 < smallest < largest")
        largest = self.radii[1] if self.radius is None else self.radius
        most = self.apart - 2 * (largest + 2 * self.agents.radius + self.agents.safety)
        if self.depth > most:
            raise CheckError(("depth",), f"at {self.depth:g} m discs could reach the rows", f"at most {most:g} m")
        return self

    @property
    def size(self) -> float:
        """Half of the longer side."""
        return max(self.apart, self.spacing * self.agents.count) / 2

    def space(self) -> Space:
        """Places of the discs, and their radii where these are free."""
        x, y = self.spacing * self.agents.count / 2, self.depth / 2
        ends = [[-x, x], [-y, y]] + ([list(self.radii)] if self.radius is None else [])
        low, high = (torch.tensor([[end[k] for end in ends]] * self.discs) for k in (0, 1))
        return Space(low, high, optional=self.radius is None)

    def tasks(self, count: int, generator: torch.Generator) -> Tasks:
        """From top to bottom; the goals of some random agents go round among them."""
        n, device = self.agents.count, generator.device
        x = self.spacing * (torch.arange(n, device=device) - (n - 1) / 2)
        order = torch.arange(n, device=device).repeat(count, 1)
        if self.exchanged:
            chosen = torch.rand(count, n, generator=generator, device=device).argsort(-1)[:, : self.exchanged]
            order.scatter_(1, chosen, chosen.roll(1, -1))
        top = torch.full((count, n), self.apart / 2, device=device)
        return Tasks(torch.stack([x.expand(count, n), top], -1), torch.stack([x[order], -top], -1))

    def obstacles(self, layout: Layout) -> Obstacles:
        """The discs."""
        values = layout.values
        radius = values[..., 2] if self.radius is None else torch.full_like(values[..., 0], self.radius)
        return Obstacles(discs(values[..., :2], radius), layout.present & (radius > 0))

    def hand_designed(self, count: int) -> Layout:
        """Discs in a row in the middle, evenly spaced; of mean radius, or of less so that agents fit between them."""
        space = self.space()
        values = ((space.low + space.high) / 2).clone()
        x = float(space.high[0, 0])
        values[:, 0] = x * (2 * (torch.arange(self.discs) + 0.5) / self.discs - 1)
        if self.radius is None:
            room = x / self.discs - self.agents.radius - 2 * self.agents.safety
            values[:, 2] = values[:, 2].clamp_max(max(room, self.radii[0]))
        return Layout(values.expand(count, -1, -1).clone(), torch.ones(count, self.discs, dtype=torch.bool))


ARENA = Rows
