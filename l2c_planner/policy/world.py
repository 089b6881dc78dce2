"""Many worlds at once: agents that drive to their goals past obstacles and each other.

B worlds, N agents, M obstacles. Bodies do not push each other: a collision is counted, not simulated. Everything is
differentiable, by actions and by obstacles.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import torch
from torch import Tensor

from l2c_planner.policy.motion import Motion, Point
from l2c_planner.policy.obstacles import FAR, Obstacles, nearest
from l2c_planner.policy.vectors import capped, distances, length, unit

HOMING = 2.0
"""Desired speed of an agent that has arrived, per distance to its goal [1/s]."""


@dataclass(frozen=True)
class World:
    """What agents are; all are alike. Lengths in m, times in s."""

    agents: int
    radius: float = 0.25
    speed: float = 1.0
    range: float = 2.0
    """Distance at which agents hear each other, and at which they sense surfaces."""
    safety: float = 0.1
    """Gap below which an agent is too near to another body."""
    arrival: float = 0.3
    """Distance to the goal at which an agent has arrived."""
    dt: float = 0.05
    steps: int = 500
    """Most steps of an episode."""
    motion: Motion = Point()


@dataclass(frozen=True, eq=False)
class Tasks:
    """Where agents start and where they are to go, (B, N, 2) both."""

    start: Tensor
    goal: Tensor

    def of(self, index: Tensor) -> Tasks:
        """Those of some worlds."""
        return Tasks(self.start[index], self.goal[index])

    def to(self, device: torch.device) -> Tasks:
        """The same on a device."""
        return Tasks(self.start.to(device), self.goal.to(device))


@dataclass(frozen=True, eq=False)
class State:
    """Of B worlds."""

    position: Tensor
    """(B, N, 2)."""
    velocity: Tensor
    """(B, N, 2)."""
    heading: Tensor
    """(B, N)."""
    arrived: Tensor
    """(B, N) bool: has been at its goal; it stays there and is an obstacle for others."""
    time: Tensor
    """(B,) steps since the start."""

    def of(self, index: Tensor) -> State:
        """Those of some worlds."""
        return State(*(part[index] for part in vars(self).values()))

    def to(self, device: torch.device) -> State:
        """The same on a device."""
        return State(*(part.to(device) for part in vars(self).values()))


@dataclass(frozen=True, eq=False)
class Gaps:
    """Distances between surfaces in B worlds; agents have a radius."""

    agents: Tensor
    """(B, N, N); FAR to oneself."""
    obstacles: Tensor
    """(B, N, M)."""
    towards: Tensor
    """(B, N, M, 2) unit vectors to the nearest point of obstacles."""

    def of(self, index: Tensor) -> Gaps:
        """Those of some worlds."""
        return Gaps(*(part[index] for part in vars(self).values()))

    def least(self) -> Tensor:
        """(B, N) of every agent to anything."""
        return torch.cat([self.agents, self.obstacles], -1).amin(-1)


def begin(tasks: Tasks) -> State:
    """At the starts, at rest, heading for the goals."""
    ahead = tasks.goal - tasks.start
    worlds, agents = tasks.start.shape[:2]
    none = torch.zeros(worlds, agents, dtype=torch.bool, device=ahead.device)
    time = torch.zeros(worlds, dtype=torch.long, device=ahead.device)
    return State(tasks.start, torch.zeros_like(ahead), torch.atan2(ahead[..., 1], ahead[..., 0]), none, time)


def step(world: World, state: State, actions: Tensor, tasks: Tasks) -> State:
    """One step with desired velocities (B, N, 2) [m/s]; agents that have arrived home in on their goals instead."""
    home = tasks.goal - state.position
    desired = torch.where(state.arrived[..., None], HOMING * home, actions)
    velocity, heading = world.motion.step(state.velocity, state.heading, capped(desired, world.speed), world.dt)
    position = state.position + world.dt * velocity
    arrived = state.arrived | (length(tasks.goal - position) <= world.arrival)
    return State(position, velocity, heading, arrived, state.time + 1)


def gaps(world: World, state: State, obstacles: Obstacles) -> Gaps:
    """Distances between all bodies."""
    p = state.position
    apart = distances(p) - 2 * world.radius
    apart.diagonal(dim1=-2, dim2=-1).fill_(FAR)
    distance, towards = nearest(obstacles, p)
    return Gaps(apart, distance - world.radius, towards)


def reward(world: World, before: State, after: State, near: Gaps, tasks: Tasks, price: float) -> Tensor:
    """(B, N) speed towards the goal as a share of the largest, less a price while too near to something; Eq. (19).

    Nothing for an agent that had arrived.
    """
    speed = (unit(tasks.goal - before.position) * after.velocity).sum(-1) / world.speed
    return torch.where(before.arrived, 0.0, speed - price * (near.least() < world.safety))


def over(world: World, state: State) -> tuple[Tensor, Tensor]:
    """(B,) whether all have arrived; (B,) whether time is out before that."""
    done = state.arrived.all(-1)
    return done, ~done & (state.time >= world.steps)


def renewed(which: Tensor, state: State, fresh: State) -> State:
    """A state in which some worlds (B,) begin again."""

    def chosen(new: Tensor, old: Tensor) -> Tensor:
        return torch.where(which.reshape(-1, *[1] * (old.ndim - 1)), new, old)

    return replace(state, **{name: chosen(getattr(fresh, name), getattr(state, name)) for name in vars(state)})
