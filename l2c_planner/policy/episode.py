"""Plays whole episodes, and measures them: SPL, PCTSpeed, NumCOLL, DiffACC and the return."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor

from l2c_planner.policy.actor import Actor, velocity
from l2c_planner.policy.observation import Observation, observe
from l2c_planner.policy.obstacles import Obstacles
from l2c_planner.policy.vectors import length
from l2c_planner.policy.world import State, Tasks, World, begin, gaps, reward, step

Decide = Callable[[Observation], Tensor]
"""Actions (B, N, 2) in the agents' own frames, shares of the largest speed."""
Watch = Callable[[State], None]


@dataclass(frozen=True, eq=False)
class Episode:
    """Of B worlds; averages over the agents, all (B,)."""

    returned: Tensor
    """Discounted sum of the rewards; Eq. (5)."""
    spl: Tensor
    """Share of agents with success, each weighted by straight over travelled way; Eq. (33)."""
    pctspeed: Tensor
    """Speed until arrival as a share of the largest."""
    numcoll: Tensor
    """Steps before arrival in which an agent is too near to something."""
    diffacc: Tensor
    """Change of the acceleration from step to step, until arrival [m/s^2]."""
    success: Tensor
    """Share of agents that arrived and touched nothing on their way."""


def play(
    world: World,
    decide: Decide,
    tasks: Tasks,
    obstacles: Obstacles,
    discount: float = 1.0,
    price: float = 1.0,
    watch: Watch | None = None,
) -> Episode:
    """Episodes to their end, all worlds side by side; watch: told every state.

    Worlds in which all have arrived leave the batch when they are a quarter of it, unless somebody watches.
    """
    state = begin(tasks)
    near = gaps(world, state, obstacles)
    found = torch.zeros(8, *tasks.start.shape[:2], dtype=tasks.start.dtype, device=tasks.start.device)
    which, sums, given = torch.arange(len(tasks.start), device=found.device), found, tasks
    active, changed = ~state.arrived, torch.zeros_like(tasks.start)
    for k in range(world.steps):
        if watch is not None:
            watch(state)
        if not active.any():
            break
        seen = observe(world, state, near, given)
        after = step(world, state, velocity(decide(seen), seen, world.speed), given)
        near = gaps(world, after, obstacles)
        gain, gap, moved = reward(world, state, after, near, given, price), near.least(), length(after.velocity)
        change = after.velocity - state.velocity
        rough = length(change - changed) / world.dt
        bad, touched = (gap < world.safety).to(moved), (gap < 0).to(moved)
        one = torch.ones_like(moved)
        facts = torch.stack([discount**k * gain, moved * world.dt, moved, bad, rough, touched, one, 0 * one])
        sums = sums + facts * active
        sums[-1] = after.arrived
        state, changed, active = after, change, ~after.arrived
        going = active.any(-1)
        if watch is None and 4 * int(going.sum()) <= 3 * len(going):
            found[:, which] = sums
            left = going.nonzero()[:, 0]
            which, sums, changed, active = which[left], sums[:, left], changed[left], active[left]
            state, near, given, obstacles = state.of(left), near.of(left), given.of(left), obstacles.of(left)
    found[:, which] = sums
    return _measured(world, tasks, found)


def _measured(world: World, tasks: Tasks, sums: Tensor) -> Episode:
    """Of sums (8, B, N) over the steps until arrival: return, way, speed, steps too near, roughness, touches, steps,
    and whether there was an arrival."""
    returned, way, speed, bad, rough, touched, taken, arrived = sums
    straight = (length(tasks.goal - tasks.start) - world.arrival).clamp_min(0)
    success = arrived * (touched == 0)
    share = success * (straight / torch.maximum(way, straight).clamp_min(1e-9))
    per = taken.clamp_min(1)
    parts = returned, share, speed / per / world.speed, bad, rough / per, success
    return Episode(*(part.mean(-1) for part in parts))


def mean_of(actor: Actor) -> Decide:
    """The policy without exploration."""
    return actor.mean


def sampled(actor: Actor, generator: torch.Generator | None) -> Decide:
    """The policy as it learns."""
    return lambda seen: actor.sample(seen, generator)[0]
