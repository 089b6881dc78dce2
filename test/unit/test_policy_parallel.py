"""Arenas as PettingZoo environments: its own contract test, the policy's numbers, ends of episodes."""

from __future__ import annotations

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="torch is not installed: make test LEARN=1")
checks = pytest.importorskip("pettingzoo.test", reason="pettingzoo is not installed: pip install 'l2c_planner[rl]'")

from l2c_planner.policy.arenas import ARENAS  # noqa: E402
from l2c_planner.policy.episode import play  # noqa: E402
from l2c_planner.policy.loading import arena_names, load_arena  # noqa: E402
from l2c_planner.policy.parallel import ParallelArena  # noqa: E402
from l2c_planner.policy.rows import HAND_DESIGNED, given  # noqa: E402

ONE_OF_EACH = list({load_arena(name).arena: name for name in arena_names()}.values())


def test_every_kind_is_tested():
    assert len(ONE_OF_EACH) == len(ARENAS)


@pytest.mark.parametrize("name", ONE_OF_EACH)
@pytest.mark.filterwarnings("ignore::UserWarning")
def test_the_contract_of_pettingzoo(name):
    checks.parallel_api_test(ParallelArena(load_arena(name)), num_cycles=30)


def ahead(count: int) -> dict[str, np.ndarray]:
    return {f"agent_{n}": np.array([1.0, 0.0], np.float32) for n in range(count)}


def test_an_episode_is_that_of_the_world():
    """Straight ahead, until everybody has left: the rewards add up to the returns of the same episode."""
    arena = load_arena("proof-of-concept")
    environment, count = ParallelArena(arena, given(arena, HAND_DESIGNED)), arena.world.agents
    environment.reset(seed=3)
    total, steps, gone = 0.0, 0, set()
    while environment.agents:
        _, rewards, arrived, late, _ = environment.step(
            {n: a for n, a in ahead(count).items() if n in environment.agents}
        )
        assert not gone & set(rewards)
        gone |= {name for name in arrived if arrived[name] or late[name]}
        total, steps = total + sum(rewards.values()), steps + 1
    assert gone == set(environment.possible_agents)

    def straight(seen):
        return torch.tensor([1.0, 0.0]).expand_as(seen.axis)

    tasks = arena.tasks(1, torch.Generator().manual_seed(3))
    found = play(
        arena.world, straight, tasks, arena.obstacles(arena.hand_designed(1)), 1.0, arena.training.policy.price
    )
    assert total / count == pytest.approx(float(found.returned), abs=1e-3)
    assert 50 < steps < arena.world.steps


def test_time_out_is_a_truncation():
    arena = load_arena("circular")
    short = arena.model_copy(update={"horizon": arena.horizon.model_copy(update={"steps": 3})})
    environment = ParallelArena(short)
    environment.reset(seed=0)
    for _ in range(3):
        _, _, arrived, late, _ = environment.step(ahead(8))
    assert all(late.values())
    assert not any(arrived.values())
    assert not environment.agents


def test_a_seed_is_a_task():
    environment = ParallelArena(load_arena("random-2"))
    first, again, other = (environment.reset(seed=seed)[0]["agent_2"] for seed in (1, 1, 2))
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)
