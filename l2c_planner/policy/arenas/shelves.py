"""A hall with shelves that slide on tracks, or within a neighbourhood; agents cross it from left to right."""

from __future__ import annotations

from typing import Literal

import torch
from pydantic import Field, model_validator

from l2c_planner.config.base import Length, Many, Model
from l2c_planner.config.errors import CheckError
from l2c_planner.policy.arena import Interval, Place, Settings, scattered
from l2c_planner.policy.layout import Layout, Space, kept_off, leads_out
from l2c_planner.policy.obstacles import Obstacles, boxes, lines
from l2c_planner.policy.world import Tasks


class Shelf(Model):
    """One shelf; its sides are parallel to the axes."""

    place: Place = Field(description="centre by hand design, m")
    x: Interval = Field((0.0, 0.0), description="how far it may slide along x, m")
    y: Interval = Field((0.0, 0.0), description="how far it may slide along y, m")


class Shelves(Settings):
    """Proof of concept, warehouses I, II and III of arXiv 2403.14583; all lengths are ours, the paper gives none."""

    arena: Literal["shelves"]
    shelf: Place = Field((0.5, 1.5), description="length of a shelf along x and y, m")
    shelves: Many[Shelf] = Field(min_length=1, description="the shelves")
    width: Length = Field(description="length of the hall along y, between two walls, m")
    starts: Interval = Field((-3.8, -3.0), description="x of the starts, m")
    goals: Interval = Field((3.0, 3.8), description="x of the goals, m")
    aside: Interval = Field((-1.5, 1.5), description="y of starts and goals, m")

    @model_validator(mode="after")
    def _check(self) -> Shelves:
        for number, shelf in enumerate(self.shelves):
            for axis in ("x", "y"):
                low, high = getattr(shelf, axis)
                if low > high:
                    raise CheckError(
                        ("shelves", number, axis), f"the interval [{low:g}, {high:g}] is empty", "low <= high"
                    )
        for name in ("starts", "goals", "aside"):
            low, high = getattr(self, name)
            if low > high:
                raise CheckError((name,), f"the interval [{low:g}, {high:g}] is empty", "low <= high")
        if not self._slides().any():
            raise CheckError(("shelves",), "none can slide", "x or y of a shelf with low < high")
        most = self.width / 2 - self._clear()
        if max(map(abs, self.aside)) > most:
            words = f"at [{self.aside[0]:g}, {self.aside[1]:g}] m the walls cover starts or goals"
            raise CheckError(("aside",), words, f"within {most:g} m of the middle")
        if (stuck := (~leads_out(self._tracks(), self._areas())).nonzero()).numel():
            words = "stands on starts or goals wherever it slides"
            raise CheckError(("shelves", int(stuck[0])), words, "a place or interval that leads off them")
        try:
            self.tasks(1, torch.Generator())
        except ValueError as error:
            raise CheckError(("agents", "count"), str(error), "fewer agents, or wider starts, goals, aside") from None
        return self

    @property
    def size(self) -> float:
        """As far as goals are away."""
        return max(map(abs, (*self.starts, *self.goals)))

    def space(self) -> Space:
        """Slides of every shelf, along the axes along which some can slide."""
        return Space(*(self._intervals()[..., end][:, self._slides()] for end in (0, 1)))

    def tasks(self, count: int, generator: torch.Generator) -> Tasks:
        """Agents on the left, goals on the right, in any order."""
        spacing = 2 * (self.agents.radius + self.agents.safety)
        n = self.agents.count
        ends = (scattered(count, n, x, self.aside, spacing, generator) for x in (self.starts, self.goals))
        return Tasks(*ends)

    def obstacles(self, layout: Layout) -> Obstacles:
        """Shelves and the two walls along x.

        A shelf that is nearer than radius and safety to where agents may start or are to go stands at the nearest place
        of its track that is not, or of the rectangle in which it slides: probabilities are those of the layout as told.
        """
        slide = self._intervals()[..., 0].to(layout.values).repeat(len(layout.values), 1, 1)
        slide[..., self._slides().to(slide.device)] = layout.values
        centre = self._places().to(slide) + slide
        track, areas = ([end.to(slide) for end in ends] for ends in (self._tracks(), self._areas()))
        centre = kept_off(centre, (track[0], track[1]), (areas[0], areas[1]))
        half = (torch.tensor(self.shelf, device=slide.device).to(slide) / 2).expand_as(centre)
        shelves = boxes(centre, half, torch.zeros_like(centre[..., 0]))
        far, aside = 2 * self.size, self.width / 2
        ends = torch.tensor([[[-far, -aside], [far, -aside]], [[-far, aside], [far, aside]]], device=slide.device)
        ends = ends.to(slide)
        walls = lines(ends[:, 0], ends[:, 1]).expand(len(slide), -1, -1)
        there = torch.ones(len(slide), 2, dtype=torch.bool, device=slide.device)
        return Obstacles(torch.cat([shelves, walls], 1), torch.cat([layout.present, there], 1))

    def hand_designed(self, count: int) -> Layout:
        """Every shelf at its place."""
        space = self.space()
        none = torch.zeros(count, space.slots, space.numbers)
        return Layout(none.clamp(space.low, space.high), torch.ones(count, space.slots, dtype=torch.bool))

    def _intervals(self) -> torch.Tensor:
        """(M, 2, 2) by shelf, axis and end."""
        return torch.tensor([[shelf.x, shelf.y] for shelf in self.shelves])

    def _places(self) -> torch.Tensor:
        """(M, 2) centres by hand design."""
        return torch.tensor([shelf.place for shelf in self.shelves])

    def _tracks(self) -> tuple[torch.Tensor, torch.Tensor]:
        """Lower and upper corners (M, 2) of where centres may be."""
        intervals = self._intervals()
        return self._places() + intervals[..., 0], self._places() + intervals[..., 1]

    def _areas(self) -> tuple[torch.Tensor, torch.Tensor]:
        """Corners (R, 2) of where centres must not be: so near to starts or goals; one rectangle if they overlap."""
        aside, ahead = self.shelf[1] / 2 + self._clear(), self.shelf[0] / 2 + self._clear()
        (first, second), apart = sorted([self.starts, self.goals]), 2 * ahead
        strips = [first, second] if second[0] - first[1] >= apart else [(first[0], max(first[1], second[1]))]
        below, above = self.aside[0] - aside, self.aside[1] + aside
        begin = torch.tensor([[low - ahead, below] for low, _ in strips])
        return begin, torch.tensor([[high + ahead, above] for _, high in strips])

    def _clear(self) -> float:
        """Distance that surfaces keep from places of agents [m]."""
        return self.agents.radius + self.agents.safety

    def _slides(self) -> torch.Tensor:
        """(2,) axes along which some shelf can slide."""
        intervals = self._intervals()
        return (intervals[..., 0] < intervals[..., 1]).any(0)


ARENA = Shelves
