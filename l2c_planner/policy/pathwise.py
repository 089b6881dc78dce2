"""The differentiable route: a return without steps, whose derivative by the layout goes through the world.

Where the reward counts, this return is smooth: closeness costs along a sigmoid, and what is paid for is the way made
good, also while an agent homes in on its goal, so that the moment of its arrival makes no jump.
"""

from __future__ import annotations

import torch
from torch import Tensor
from torch.utils.checkpoint import checkpoint

from l2c_planner.policy.actor import Actor, velocity
from l2c_planner.policy.observation import observe
from l2c_planner.policy.obstacles import Obstacles
from l2c_planner.policy.options import PolicyOptions
from l2c_planner.policy.vectors import length
from l2c_planner.policy.world import State, Tasks, World, begin, gaps, step

SOFTNESS = 0.05
"""Gap over which most of the sigmoid rises [m]."""
STRETCH = 20
"""Steps that are computed again on the way back, so that memory holds only the states between stretches."""


def smooth_return(
    world: World, actor: Actor, tasks: Tasks, obstacles: Obstacles, options: PolicyOptions, seed: int
) -> Tensor:
    """Discounted returns (B,), means over agents, in shares of what a full speed for ever is worth.

    seed: of the policy's actions; the same seed is the same noise in all worlds.
    """
    state = begin(tasks)
    total = torch.zeros(len(tasks.start), dtype=tasks.start.dtype, device=tasks.start.device)
    for first in range(0, world.steps, STRETCH):
        if state.arrived.all():
            break
        state, gain = checkpoint(
            _stretch, world, actor, tasks, obstacles, options, state, first, seed + first, use_reentrant=False
        )
        total = total + gain
    return total


def _stretch(
    world: World,
    actor: Actor,
    tasks: Tasks,
    obstacles: Obstacles,
    options: PolicyOptions,
    state: State,
    first: int,
    seed: int,
) -> tuple[State, Tensor]:
    """The state after some steps, and what they earn (B,)."""
    random = torch.Generator(tasks.start.device).manual_seed(seed)
    total, near = torch.zeros((), dtype=tasks.start.dtype, device=tasks.start.device), gaps(world, state, obstacles)
    for k in range(first, min(first + STRETCH, world.steps)):
        seen = observe(world, state, near, tasks)
        action, _ = actor.sample(seen, random)
        after = step(world, state, velocity(action, seen, world.speed), tasks)
        near = gaps(world, after, obstacles)
        way = length(tasks.goal - state.position) - length(tasks.goal - after.position)
        close = torch.sigmoid((world.safety - near.least()) / SOFTNESS) * ~state.arrived
        gain = way / (world.dt * world.speed) - options.price * close
        total = total + (1 - options.discount) * options.discount**k * gain.mean(-1)
        state = after
    return state, total
