"""Arrays are made where those given are: by arrays without content, and by watching what makes arrays."""

import pytest

torch = pytest.importorskip("torch", reason="torch is not installed: make test LEARN=1")

from torch.fx.experimental import _config  # noqa: E402
from torch.overrides import TorchFunctionMode  # noqa: E402

from l2c_planner.policy.actor import Actor, velocity  # noqa: E402
from l2c_planner.policy.alternation import Training  # noqa: E402
from l2c_planner.policy.episode import mean_of, play  # noqa: E402
from l2c_planner.policy.generator import Generator  # noqa: E402
from l2c_planner.policy.loading import arena_names, load_arena  # noqa: E402
from l2c_planner.policy.motion import MOTIONS  # noqa: E402
from l2c_planner.policy.observation import observe  # noqa: E402
from l2c_planner.policy.ppo import Critic, collect  # noqa: E402
from l2c_planner.policy.world import begin, gaps, over, renewed, reward, step  # noqa: E402

META = torch.device("meta")
"""Arrays there have no content, and do not mix with others."""
MAKERS = {torch.arange, torch.empty, torch.eye, torch.full, torch.linspace, torch.ones, torch.rand, torch.randint,
          torch.randn, torch.randperm, torch.tensor, torch.zeros}  # fmt: skip


def rng(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


@pytest.fixture
def all_tokens_count():
    """Arrays without content do not say which of them are not zero."""
    with _config.patch(meta_nonzero_assume_all_nonzero=True):
        yield


class Placed(TorchFunctionMode):
    """Refuses to make an array unless it is said where."""

    def __torch_function__(self, function, types, args=(), kwargs=None):
        if function in MAKERS and (kwargs or {}).get("device") is None:
            raise AssertionError(f"{function.__name__} without a device")
        return function(*args, **(kwargs or {}))


@pytest.mark.parametrize(("name", "action"), [*((n, "gaussian") for n in arena_names()), ("circular", "truncated")])
@pytest.mark.usefixtures("all_tokens_count")
def test_arrays_stay_where_they_are(name, action):
    arena = load_arena(name)
    world, tasks = arena.world, arena.tasks(3, rng()).to(META)
    generator = Generator(arena.space(), world.agents, arena.size).to(META)
    law = generator(tasks)
    layouts = arena.hand_designed(3).to(META), law.sample(), law.rsample(), law.mode()
    assert {law.log_prob(layouts[1]).device, law.entropy().device} == {META}
    actor, critic = Actor(action).to(META), Critic().to(META)
    for layout in layouts:
        obstacles = arena.obstacles(layout)
        assert {obstacles.rows.device, obstacles.present.device} == {META}
        state = begin(tasks)
        near = gaps(world, state, obstacles)
        seen = observe(world, state, near, tasks)
        drawn, log_prob = actor.sample(seen)
        after = step(world, state, velocity(drawn, seen, world.speed), tasks)
        gain = reward(world, state, after, gaps(world, after, obstacles), tasks, 1.0)
        kept = renewed(over(world, after)[0], after, begin(tasks)).to(META)
        found = (
            *vars(kept).values(),
            gain,
            log_prob,
            critic(seen),
            actor.log_prob(actor.mean(seen), drawn),
            seen.table(),
        )
        assert {array.device for array in found} == {META}


@pytest.mark.parametrize("name", MOTIONS)
def test_motions_stay_where_they_are(name):
    velocity, heading = torch.zeros(5, 2, device=META), torch.zeros(5, device=META)
    found = MOTIONS[name]().step(velocity, heading, velocity, 0.05)
    assert {array.device for array in found} == {META}


@pytest.mark.parametrize("name", arena_names())
def test_draws_are_where_the_random_numbers_are(name):
    arena = load_arena(name)
    space = arena.space()
    with Placed():
        arena.tasks(2, rng())
        space.random(2, rng())


@pytest.mark.parametrize("gradient", ["score", "pathwise"])
def test_learning_says_where_arrays_are(gradient, monkeypatch):
    arena = load_arena("random-2")
    options = arena.training.model_dump()
    options["policy"] |= {"worlds": 4, "steps": 4, "minibatch": 32}
    options["generator"] |= {"tasks": 2, "layouts": 2, "gradient": gradient}
    changed = arena.model_dump() | {"training": options, "horizon": {"dt": 0.05, "steps": 6}}
    training = Training(type(arena).model_validate(changed))
    arena, course = training.arena, training.course
    tasks, obstacles = course.tasks, course.obstacles
    monkeypatch.setattr(type(arena), "obstacles", lambda self, layout: obstacles)
    with Placed():
        for _ in range(2):
            seen = collect(course, training.actor, training.critic, training.options.policy, training.random)
            training.learner.update(seen, training.random)
        training.designer.update(training.actor, training.random)
        with torch.no_grad():
            play(arena.world, mean_of(training.actor), tasks, obstacles)
