"""Arenas as Gymnasium vector environments: spaces, ends of episodes, the same worlds as one by one."""

from __future__ import annotations

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="torch is not installed: make test LEARN=1")
gymnasium = pytest.importorskip("gymnasium", reason="gymnasium is not installed: pip install 'l2c_planner[rl]'")

from gymnasium.wrappers.vector import RecordEpisodeStatistics  # noqa: E402

from l2c_planner.policy.episode import play  # noqa: E402
from l2c_planner.policy.loading import load_arena  # noqa: E402
from l2c_planner.policy.rows import HAND_DESIGNED, given  # noqa: E402
from l2c_planner.policy.vector_env import VectorArena  # noqa: E402


def arena(steps: int):
    found = load_arena("proof-of-concept")
    return found.model_copy(update={"horizon": found.horizon.model_copy(update={"steps": steps})})


def test_worlds_end_and_begin_again():
    environment = VectorArena(arena(5), 3)
    seen, _ = environment.reset(seed=1)
    assert seen in environment.observation_space
    for k in range(1, 11):
        before = seen
        seen, gain, done, late, told = environment.step(environment.action_space.sample())
        assert seen in environment.observation_space
        assert gain.shape == (3,)
        assert not done.any()
        assert late.all() == late.any() == (k % 5 == 0)
        assert ("final_obs" in told) == (k % 5 == 0)
        if late.any():
            last = np.stack(told["final_obs"])
            assert np.abs(last - before).max() < 1.5, "the end of the old episode"
            assert np.all(seen[..., 1:3] == 0), "the new one begins at rest"
            assert told["_final_obs"].all()


def test_an_episode_is_that_of_the_world():
    """Through Gymnasium's own bookkeeping: returns and lengths of whole episodes, until everybody has arrived."""
    whole = arena(400)
    environment = RecordEpisodeStatistics(VectorArena(whole, 4, given(whole, HAND_DESIGNED)))
    environment.reset(seed=2)
    ahead, found = np.tile(np.array([1.0, 0.0], np.float32), (4, whole.world.agents, 1)), {}
    for _ in range(400):
        *_, done, late, told = environment.step(ahead)
        for k in np.flatnonzero(done | late):
            found.setdefault(int(k), float(told["episode"]["r"][k]))
        if len(found) == 4:
            break

    def straight(seen):
        return torch.tensor([1.0, 0.0]).expand_as(seen.axis)

    tasks, layout = whole.tasks(4, torch.Generator().manual_seed(2)), whole.hand_designed(4)
    played = play(whole.world, straight, tasks, whole.obstacles(layout), 1.0, whole.training.policy.price)
    assert [found[k] for k in range(4)] == pytest.approx(played.returned.tolist(), abs=1e-2)


def test_a_seed_is_a_run():
    environment, other = VectorArena(load_arena("random-2"), 2), VectorArena(load_arena("random-2"), 2)
    actions = np.zeros((2, 8, 2), np.float32)
    for one in (environment, other):
        one.reset(seed=4)
    assert np.array_equal(environment.step(actions)[0], other.step(actions)[0])
    assert not np.array_equal(environment.reset(seed=4)[0], environment.reset(seed=5)[0])
