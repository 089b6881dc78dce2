"""Agent-steps per second in arenas of policies: roll-outs with a policy, the world alone, and VMAS if it is there.

An agent-step is one step of one agent. The world alone is stepped, measured, paid and observed. VMAS steps its scenario
`navigation` with as many agents and worlds: without its lidar nobody senses anything, there are no obstacles; with it,
every agent casts rays at the others. Seconds are of the CPU, of one thread.
"""

from __future__ import annotations

import statistics
from collections.abc import Callable, Sequence
from importlib.util import find_spec
from typing import Any

import torch

from l2c_planner.bench.timing import interleaved
from l2c_planner.policy.actor import Actor
from l2c_planner.policy.alternation import Training
from l2c_planner.policy.arena import Arena
from l2c_planner.policy.loading import arena_names, load_arena
from l2c_planner.policy.observation import observe
from l2c_planner.policy.ppo import collect
from l2c_planner.policy.world import begin, gaps, over, reward, step

STEPS, WORLDS, REPETITIONS = 20, 128, 5


def run(
    arenas: Sequence[str] = (), worlds: int = WORLDS, steps: int = STEPS, repetitions: int = REPETITIONS
) -> dict[str, Any]:
    """Median rates by arena, all shipped ones if none is given.

    Raises ConfigError for an arena that there is not.
    """
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        rows = [_row(name, worlds, steps, repetitions) for name in arenas or arena_names()]
    finally:
        torch.set_num_threads(before)
    vmas = "measured" if find_spec("vmas") else "not installed"
    return {"worlds": worlds, "threads": 1, "vmas": vmas, "agent_steps_per_second": rows}


def _row(name: str, worlds: int, steps: int, repetitions: int) -> dict[str, Any]:
    arena = load_arena(name)
    tasks = {"policy": _policy(arena, worlds, steps), "world": _world(arena, worlds, steps)}
    if find_spec("vmas"):
        tasks |= {
            "vmas": _vmas(arena.world.agents, worlds, steps, lidar=False),
            "vmas_with_lidar": _vmas(arena.world.agents, worlds, steps, lidar=True),
        }
    for task in tasks.values():
        task()
    count = worlds * steps * arena.world.agents
    samples = interleaved(tasks, repetitions)
    rates = {key: count / statistics.median(s.cpu for s in found) for key, found in samples.items()}
    ratios = {f"world_over_{key}": rates["world"] / rate for key, rate in rates.items() if key.startswith("vmas")}
    return {"arena": name, "agents": arena.world.agents, **rates, **ratios}


def _policy(arena: Arena, worlds: int, steps: int) -> Callable[[], Any]:
    policy = arena.training.policy.model_copy(update={"worlds": worlds, "steps": steps})
    options = arena.training.model_copy(update={"policy": policy})
    training = Training(arena.model_copy(update={"training": options}))
    actor: Actor = training.actor
    return lambda: collect(training.course, actor, training.critic, policy, training.random)


def _world(arena: Arena, worlds: int, steps: int) -> Callable[[], None]:
    random, world = torch.Generator().manual_seed(0), arena.world
    tasks, price = arena.tasks(worlds, random), arena.training.policy.price
    obstacles = arena.obstacles(arena.hand_designed(worlds))
    actions = torch.rand(worlds, world.agents, 2, generator=random)

    @torch.no_grad()
    def drive() -> None:
        state = begin(tasks)
        for _ in range(steps):
            after = step(world, state, actions, tasks)
            near = gaps(world, after, obstacles)
            reward(world, state, after, near, tasks, price)
            observe(world, after, near, tasks)
            over(world, after)
            state = after

    return drive


def _vmas(agents: int, worlds: int, steps: int, lidar: bool) -> Callable[[], None]:
    import vmas

    environment = vmas.make_env(
        "navigation", num_envs=worlds, device="cpu", continuous_actions=True, seed=0, n_agents=agents, collisions=lidar
    )
    actions = [2 * torch.rand(worlds, 2) - 1 for _ in range(agents)]

    @torch.no_grad()
    def drive() -> None:
        for _ in range(steps):
            environment.step(actions)

    return drive
