"""Policies without torch: the same numbers as with it; files that cannot be used."""

from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="torch is not installed: make test LEARN=1")

from l2c_planner.navigation.policy import Body, Policy  # noqa: E402
from l2c_planner.navigation.surfaces import nearest  # noqa: E402
from l2c_planner.navigation.weights import BadFile, Weights, read_weights  # noqa: E402
from l2c_planner.policy import obstacles as torch_obstacles  # noqa: E402
from l2c_planner.policy.actor import Actor, velocity  # noqa: E402
from l2c_planner.policy.contest import QUANTITIES, contest  # noqa: E402
from l2c_planner.policy.generator import Generator  # noqa: E402
from l2c_planner.policy.loading import load_arena  # noqa: E402
from l2c_planner.policy.observation import observe  # noqa: E402
from l2c_planner.policy.rows import ROWS, contestants, exported, given  # noqa: E402
from l2c_planner.policy.world import State, Tasks, gaps  # noqa: E402


def weights(seed: int = 0, name: str = "proof-of-concept") -> Weights:
    torch.manual_seed(seed)
    arena, networks = load_arena(name), {}
    for row in ROWS:
        actor = Actor()
        for parameter in actor.graph.parameters():
            torch.nn.init.normal_(parameter, std=0.4)
        networks[row] = {"actor": actor}
        if given(arena, row) is None:
            networks[row]["generator"] = Generator(arena.space(), arena.world.agents, arena.size)
    return exported(name, arena, "gaussian", networks)


def test_surfaces_are_those_of_the_worlds():
    rng = np.random.default_rng(0)
    rows = np.column_stack([rng.uniform(-2, 2, (20, 2)), rng.uniform(-3, 3, 20), rng.uniform(0, 1, (20, 3))])
    there = torch.ones(1, 20, dtype=torch.bool)
    for point in rng.uniform(-2, 2, (30, 2)):
        distance, towards = nearest(rows, point)
        both = torch_obstacles.nearest(
            torch_obstacles.Obstacles(torch.tensor(rows)[None], there), torch.tensor(point)[None, None]
        )
        assert np.allclose(distance, both[0][0, 0], atol=1e-12)
        assert np.allclose(towards, both[1][0, 0], atol=1e-7)


@pytest.mark.parametrize("row", ROWS)
def test_a_robot_decides_as_the_worlds_do(tmp_path: Path, row):
    file = tmp_path / "policies.npz"
    file.write_bytes(weights().bytes())
    read = read_weights(file)
    arena = load_arena("proof-of-concept")
    world, actor = arena.world, contestants(read, arena)[row][0]
    policy, rng = Policy.of(read, row), torch.Generator().manual_seed(1)
    position, speed = 4 * torch.rand(20, 4, 2, generator=rng) - 2, torch.randn(20, 4, 2, generator=rng)
    tasks = Tasks(position, 4 * torch.rand(20, 4, 2, generator=rng) - 2)
    none = torch.zeros(20, 4, dtype=torch.bool)
    state = State(position, speed, torch.zeros(20, 4), none, torch.zeros(20, dtype=torch.long))
    obstacles = arena.obstacles(arena.space().random(20, rng))
    with torch.no_grad():
        seen = observe(world, state, gaps(world, state, obstacles), tasks)
        expected = velocity(actor.mean(seen), seen, world.speed).numpy()
    for b in range(20):
        bodies = [Body(*(part[b, n].double().numpy() for part in (position, speed, tasks.goal))) for n in range(4)]
        surfaces = obstacles.rows[b].double().numpy()
        for n in range(4):
            others = [body for k, body in enumerate(bodies) if k != n]
            assert np.allclose(policy.decide(bodies[n], others, surfaces), expected[b, n], atol=1e-5)


def test_files_that_cannot_be_used(tmp_path: Path):
    file, good = tmp_path / "policies.npz", weights()
    with pytest.raises(BadFile, match="cannot be read"):
        read_weights(file)
    for content, says in (
        (b"nonsense", "holds no policies"),
        (good.bytes()[:500], "holds no policies"),
        (Weights({}, good.arrays).bytes(), "arena is missing"),
        (Weights({**good.header, "world": [1.0]}, good.arrays).bytes(), "world: range: got None"),
        (Weights({**good.header, "world": {"range": "2"}}, good.arrays).bytes(), "world: range: got 2"),
        (Weights({**good.header, "world": {"range": np.nan}}, good.arrays).bytes(), "world: range: got nan"),
        (Weights(good.header, {**good.arrays, "x": np.array([np.nan], np.float32)}).bytes(), "x is not finite"),
        (Weights(good.header, {**good.arrays, "x": np.zeros(3)}).bytes(), "x is not finite or not float32"),
        (Weights(good.header, {"x": np.zeros(5_000_000, np.float32)}).bytes(), "too large"),
    ):
        file.write_bytes(content)
        with pytest.raises(BadFile, match=says) as error:
            read_weights(file)
        assert "\n" not in str(error.value)
        assert "valid:" in str(error.value)
    with pytest.raises(BadFile, match="there is no policy 'mine'"):
        Policy.of(good, "mine")
    odd = {k: v[:, :5] if k.endswith("update.weight") else v for k, v in good.arrays.items()}
    with pytest.raises(BadFile, match="do not fit"):
        Policy.of(Weights(good.header, odd))
    with pytest.raises(BadFile, match="4 agents"):
        contestants(good, load_arena("warehouse-1"))
    slow = {**good.header, "world": {**good.header["world"], "speed": 0.5}}
    with pytest.raises(BadFile, match="with a speed of 0.5; valid: 1, as"):
        contestants(Weights(slow, good.arrays), load_arena("proof-of-concept"))
    with pytest.raises(BadFile, match="does not fit the arena"):
        contestants(Weights({**good.header, "agents": 8}, good.arrays), load_arena("warehouse-2"))


def test_a_contest_is_paired_and_has_intervals():
    arena = load_arena("proof-of-concept")
    found = contest(arena, contestants(weights(), arena), tasks=6, trials=2, seed=3)
    again = contest(arena, contestants(weights(), arena), tasks=6, trials=2, seed=3)
    for row in ROWS:
        for quantity in QUANTITIES:
            values = found.found[row][quantity]
            assert values.shape == (6,)
            assert np.array_equal(values, again.found[row][quantity])
            estimate = found.estimate(row, quantity)
            assert estimate.mean == pytest.approx(values.mean())
            assert estimate.ci95 == pytest.approx(2.5706 * values.std(ddof=1) / np.sqrt(6), rel=1e-4)
    first, second = (found.found[row]["numcoll"] for row in ROWS[:2])
    assert found.difference(*ROWS[:2], "numcoll").mean == pytest.approx((first - second).mean())
