"""Policies are decentralised, the same for all agents, and blind to where the world is and how it is turned."""

import math
from dataclasses import replace

import pytest

torch = pytest.importorskip("torch", reason="torch is not installed: make test LEARN=1")

from l2c_planner.policy.actor import Actor, velocity  # noqa: E402
from l2c_planner.policy.observation import observe  # noqa: E402
from l2c_planner.policy.obstacles import Obstacles, boxes  # noqa: E402
from l2c_planner.policy.ppo import Critic  # noqa: E402
from l2c_planner.policy.vectors import turned  # noqa: E402
from l2c_planner.policy.world import State, Tasks, World, gaps  # noqa: E402

AGENTS = 9
WORLD = World(agents=AGENTS, range=2.0)


def scene(dtype: torch.dtype = torch.float32) -> tuple[State, Tasks, Obstacles]:
    rng = torch.Generator().manual_seed(0)

    def r(*shape: int) -> torch.Tensor:
        return 8 * torch.rand(*shape, generator=rng, dtype=dtype) - 4

    rows = boxes(r(2, 6, 2), 0.2 + r(2, 6, 2).abs() / 8, r(2, 6))
    none = torch.zeros(2, AGENTS, dtype=torch.bool)
    state = State(r(2, AGENTS, 2), r(2, AGENTS, 2) / 5, r(2, AGENTS), none, torch.zeros(2, dtype=torch.long))
    return state, Tasks(r(2, AGENTS, 2), r(2, AGENTS, 2)), Obstacles(rows, torch.ones(2, 6, dtype=torch.bool))


def policy(seed: int = 0) -> Actor:
    """With weights that make everything matter."""
    torch.manual_seed(seed)
    actor = Actor()
    for parameter in actor.graph.parameters():
        torch.nn.init.normal_(parameter, std=0.4)
    return actor


def decide(actor: Actor, state: State, tasks: Tasks, obstacles: Obstacles) -> torch.Tensor:
    with torch.no_grad():
        seen = observe(WORLD, state, gaps(WORLD, state, obstacles), tasks)
        return velocity(actor.mean(seen), seen, WORLD.speed)


def test_nothing_out_of_range_changes_a_bit():
    state, tasks, obstacles = scene()
    actor = policy()
    before = decide(actor, state, tasks, obstacles)
    apart = torch.cdist(state.position, state.position)
    changed = 0
    for k in range(AGENTS):
        position, speed, goal = state.position.clone(), state.velocity.clone(), tasks.goal.clone()
        speed[:, k] += 0.3
        goal[:, k] -= 1.0
        moved = position.clone()
        moved[:, k] += 0.01
        after = decide(actor, replace(state, position=moved, velocity=speed), Tasks(tasks.start, goal), obstacles)
        away = (apart[:, :, k] > WORLD.range + 0.1) & (torch.arange(AGENTS) != k)
        assert torch.equal(after[away], before[away])
        near = (apart[:, :, k] < WORLD.range - 0.1) & (torch.arange(AGENTS) != k)
        assert (after[near] != before[near]).any(-1).all()
        changed += int(near.sum())
    assert changed > 10
    gap = gaps(WORLD, state, obstacles).obstacles
    for m in range(6):
        rows = obstacles.rows.clone()
        rows[:, m, 5] += 0.01
        after = decide(actor, state, tasks, Obstacles(rows, obstacles.present))
        away = gap[:, :, m] > WORLD.range + 0.1
        assert away.any()
        assert torch.equal(after[away], before[away])


def test_agents_are_interchangeable():
    state, tasks, obstacles = scene(torch.float64)
    actor = policy().double()
    order = torch.randperm(AGENTS, generator=torch.Generator().manual_seed(1))
    shuffled = State(
        state.position[:, order], state.velocity[:, order], state.heading[:, order], state.arrived, state.time
    )
    after = decide(actor, shuffled, Tasks(tasks.start[:, order], tasks.goal[:, order]), obstacles)
    assert torch.allclose(after, decide(actor, state, tasks, obstacles)[:, order], atol=1e-12)


def test_a_turned_and_moved_world_turns_the_actions():
    state, tasks, obstacles = scene(torch.float64)
    actor, angle = policy().double(), torch.tensor(0.9, dtype=torch.float64)
    shift = torch.tensor([3.0, -7.0], dtype=torch.float64)

    def moved(p: torch.Tensor) -> torch.Tensor:
        return turned(p, angle) + shift

    rows = torch.cat([moved(obstacles.rows[..., :2]), obstacles.rows[..., 2:3] + angle, obstacles.rows[..., 3:]], -1)
    other = State(
        moved(state.position), turned(state.velocity, angle), state.heading + angle, state.arrived, state.time
    )
    after = decide(actor, other, Tasks(moved(tasks.start), moved(tasks.goal)), Obstacles(rows, obstacles.present))
    assert torch.allclose(after, turned(decide(actor, state, tasks, obstacles), angle), atol=1e-10)


@pytest.mark.parametrize("kind", ["gaussian", "truncated"])
def test_actions_are_drawn_as_their_density_says(kind):
    torch.manual_seed(0)
    actor = Actor(kind)
    state, tasks, obstacles = scene()
    seen = observe(WORLD, state, gaps(WORLD, state, obstacles), tasks)
    action, log_prob = actor.sample(seen, torch.Generator().manual_seed(2))
    assert torch.allclose(actor.log_prob(actor.mean(seen), action), log_prob)
    if kind == "truncated":
        assert action.abs().max() <= 1
    else:
        mean, scale = actor.mean(seen), actor.scale()
        expected = torch.distributions.Normal(mean, scale).log_prob(action).sum(-1)
        assert torch.allclose(log_prob, expected, atol=1e-5)
        expected = torch.distributions.Normal(mean, scale).entropy()[0, 0].sum()
        assert torch.allclose(actor.entropy(), expected, atol=1e-5)


def test_a_new_policy_drives_to_the_goal():
    torch.manual_seed(0)
    state, tasks, obstacles = scene()
    go = decide(Actor(), state, tasks, obstacles)
    home = tasks.goal - state.position
    cosine = (go * home).sum(-1) / go.norm(dim=-1) / home.norm(dim=-1)
    assert cosine.min() > math.cos(0.2)


def test_a_critic_is_one_number_per_agent():
    state, tasks, obstacles = scene()
    assert Critic()(observe(WORLD, state, gaps(WORLD, state, obstacles), tasks)).shape == (2, AGENTS)
