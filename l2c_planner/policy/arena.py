"""What an arena offers: agents, random tasks for them, and the layouts that may be chosen for these tasks."""

from __future__ import annotations

from typing import Annotated, Protocol

import torch
from pydantic import Field, Strict
from torch import Tensor

from l2c_planner.config.base import Length, Model, NonNegative, Number, Positive
from l2c_planner.policy.layout import Layout, Space
from l2c_planner.policy.motion import MOTIONS
from l2c_planner.policy.obstacles import Obstacles
from l2c_planner.policy.options import TrainingOptions
from l2c_planner.policy.world import Tasks, World

Interval = Annotated[tuple[Number, Number], Strict(False)]
Place = Annotated[tuple[Number, Number], Strict(False)]


class Agents(Model):
    """What agents are; all are alike."""

    count: int = Field(4, ge=1, le=256, description="number of agents, -")
    motion: str = Field("point", pattern=f"^({'|'.join(MOTIONS)})$", description="point | unicycle | wheels")
    radius: Length = Field(0.25, description="radius, m")
    speed: Positive = Field(1.0, description="largest speed, m/s")
    acceleration: Positive = Field(1.0, description="largest acceleration, m/s^2")
    range: Positive = Field(2.0, description="distance at which agents hear each other and sense surfaces, m")
    safety: NonNegative = Field(0.1, description="gap below which an agent is too near to something, m")
    arrival: Length = Field(0.3, description="distance to the goal at which an agent has arrived, m")


class Horizon(Model):
    """How long an episode is."""

    dt: float = Field(0.05, gt=0, le=1, description="length of a step, s")
    steps: int = Field(400, ge=1, le=100_000, description="most steps, -")


class Settings(Model):
    """Keys of every arena."""

    arena: str = Field(description="kind of the arena, the name of its module")
    title: str = Field(min_length=1, max_length=80, description="one line for pictures and tables")
    agents: Agents = Field(Agents(), description="what agents are")
    horizon: Horizon = Field(Horizon(), description="how long an episode is")
    training: TrainingOptions = Field(TrainingOptions(), description="how policy and generator learn")

    @property
    def world(self) -> World:
        """The agents of this arena."""
        a, h = self.agents, self.horizon
        motion = MOTIONS[a.motion](speed=a.speed, acceleration=a.acceleration)
        return World(a.count, a.radius, a.speed, a.range, a.safety, a.arrival, h.dt, h.steps, motion)


class Arena(Protocol):
    """Settings of a kind; every module of the folder `arenas` has one under ARENA."""

    title: str
    training: TrainingOptions

    @property
    def world(self) -> World:
        """The agents."""

    @property
    def size(self) -> float:
        """Length in which places are told to a generator [m]."""

    def space(self) -> Space:
        """All layouts."""

    def tasks(self, count: int, generator: torch.Generator) -> Tasks:
        """Random ones, on the device of the random numbers."""

    def obstacles(self, layout: Layout) -> Obstacles:
        """What stands where, whatever stands there in every layout among it, on the layout's device.

        No surface is nearer than radius and safety to a place where an agent may start or is to go, less a
        micrometre; what a layout has there is moved off (`layout.kept_off`), made smaller, or refused when settings are
        read.
        """

    def hand_designed(self, count: int) -> Layout:
        """What a person would choose, for each of some tasks the same; to be moved to where it is needed."""


def scattered(count: int, agents: int, x: Interval, y: Interval, spacing: float, generator: torch.Generator) -> Tensor:
    """Places (count, agents, 2) in a rectangle, at least a spacing apart: random cells of a grid, and a place in each.

    Raises ValueError if so many do not fit.
    """
    columns, rows = max(1, int((x[1] - x[0]) / spacing)), max(1, int((y[1] - y[0]) / spacing))
    if columns * rows < agents:
        raise ValueError(f"{agents} agents do not fit into {columns} x {rows} cells of {spacing:g} m")
    device = generator.device
    cells = torch.rand(count, columns * rows, generator=generator, device=device).argsort(-1)[:, :agents]
    index = torch.stack([cells % columns, cells // columns], -1)
    low, high = (torch.tensor([x[k], y[k]], device=device) for k in (0, 1))
    side = (high - low) / torch.tensor([columns, rows], device=device)
    share = torch.rand(count, agents, 2, generator=generator, device=device)
    place = 0.5 + (share - 0.5) * (1 - spacing / side).clamp_min(0)
    return low + (index + place) * side
