"""Advantages and the clipped objective by other means; policies and generators get better; same seed, same run."""

from pathlib import Path

import pytest

torch = pytest.importorskip("torch", reason="torch is not installed: make test LEARN=1")

from l2c_planner.config import ConfigError  # noqa: E402
from l2c_planner.learning.checkpoint import BadCheckpoint  # noqa: E402
from l2c_planner.learning.shards import Alone  # noqa: E402
from l2c_planner.navigation.library import policies_of  # noqa: E402
from l2c_planner.navigation.policy import OWN, TOKEN  # noqa: E402
from l2c_planner.navigation.weights import BadFile, read_weights  # noqa: E402
from l2c_planner.policy.actor import velocity  # noqa: E402
from l2c_planner.policy.alternation import Training  # noqa: E402
from l2c_planner.policy.arena import Arena  # noqa: E402
from l2c_planner.policy.checkpoint import restore, save  # noqa: E402
from l2c_planner.policy.loading import load_arena  # noqa: E402
from l2c_planner.policy.observation import Observation  # noqa: E402
from l2c_planner.policy.options import TrainingOptions  # noqa: E402
from l2c_planner.policy.ppo import Critic, Experience, advantages, collect, surrogate  # noqa: E402
from l2c_planner.policy.rows import (  # noqa: E402
    ALL_ROWS,
    COOPTIMISED,
    GENERATOR_ONLY,
    HAND_DESIGNED,
    RANDOM,
    ROWS,
)
from l2c_planner.policy.run import on_device, train  # noqa: E402


def experience(goes_on: torch.Tensor, reward: torch.Tensor) -> Experience:
    steps, worlds, agents = reward.shape
    rng = torch.Generator().manual_seed(0)

    def seen(*shape: int) -> Observation:
        heard = torch.ones(*shape, 2, dtype=torch.bool)
        own, tokens = torch.randn(*shape, OWN, generator=rng), torch.randn(*shape, 2, TOKEN, generator=rng)
        return Observation(own, tokens, heard, torch.zeros(*shape, 2))

    none = torch.zeros(steps, worlds, agents)
    action = torch.zeros(steps, worlds, agents, 2)
    beyond = 0.3 * torch.rand(steps, worlds, agents, generator=rng) * ~goes_on
    on_the_way = none == 0
    return Experience(
        seen(steps, worlds, agents), action, none, reward, beyond, on_the_way, goes_on, seen(worlds, agents)
    )


def test_advantages_are_discounted_sums():
    rng = torch.Generator().manual_seed(1)
    goes_on = torch.rand(12, 2, 3, generator=rng) > 0.2
    given = experience(goes_on, torch.randn(12, 2, 3, generator=rng))
    torch.manual_seed(0)
    critic = Critic()
    with torch.no_grad():
        values, last = critic(given.seen), critic(given.last)
    for smoothing in (0.0, 0.7, 1.0):
        found, returned = advantages(given, critic, 0.9, smoothing)
        for b in range(2):
            for n in range(3):
                for t in range(12):
                    expected, factor = 0.0, 1.0
                    for k in range(t, 12):
                        ahead = (values[k + 1] if k < 11 else last)[b, n]
                        alive = float(goes_on[k, b, n])
                        paid = given.reward[k, b, n] + given.beyond[k, b, n]
                        expected += factor * (paid + 0.9 * ahead * alive - values[k, b, n])
                        factor *= 0.9 * smoothing * alive
                    assert float(found[t, b, n]) == pytest.approx(float(expected), abs=1e-4)
        assert torch.allclose(returned, found + values)


def test_the_clipped_objective():
    ratio = torch.tensor([0.5, 0.9, 1.1, 1.5, 0.5, 1.5])
    gain = torch.tensor([1.0, 1.0, 1.0, 1.0, -1.0, -1.0])
    assert torch.allclose(surrogate(ratio, gain, 0.2), torch.tensor([0.5, 0.9, 1.1, 1.2, -0.8, -1.5]))


def small(**policy) -> TrainingOptions:
    options = {"worlds": 16, "steps": 16, "minibatch": 512, "rate": 1e-3, **policy}
    return TrainingOptions(policy=options, generator={"tasks": 16, "layouts": 4, "rate": 0.02}, rounds=3, warm_up=1)


def with_training(arena: Arena, options: TrainingOptions) -> Arena:
    horizon = arena.horizon.model_copy(update={"steps": min(60, arena.horizon.steps)})
    return arena.model_copy(update={"training": options, "horizon": horizon})


def test_restless_actions_have_a_price():
    """Updates on the same experience differ by the price alone; changes are counted within episodes, in the world."""
    arena = load_arena("circular")

    def unrest(price: float) -> float:
        training = Training(with_training(arena, small(passes=8, unrest=price)))
        with torch.no_grad():
            training.actor.graph.output.weight.normal_(std=0.3, generator=torch.Generator().manual_seed(2))
        seen = collect(training.course, training.actor, training.critic, training.options.policy, training.random)
        training.learner.update(seen, training.random)
        with torch.no_grad():
            first, second = (
                velocity(training.actor.mean(o), o, 1.0).reshape(-1, 16, arena.world.agents, 2)
                for o in (seen.seen.flat(), seen.last.flat())
            )
        change = torch.cat([first, second]).diff(dim=0).square().sum(-1)
        return float(change[seen.goes_on].mean())

    assert unrest(100.0) < 0.7 * unrest(0.0)


def test_worlds_do_not_begin_and_end_together():
    """Else all agents start in one update, and all arrive in another."""
    arena = load_arena("circular").model_copy(update={"training": small(worlds=256, steps=16)})
    training = Training(arena)
    time = training.course.state.time.double()
    assert time.min() < 0.1 * arena.horizon.steps < 0.9 * arena.horizon.steps < time.max() < arena.horizon.steps
    ended = []
    for _ in range(6):
        seen = collect(training.course, training.actor, training.critic, training.options.policy, training.random)
        ended.append(int((~seen.goes_on.any(-1)).sum()))
    assert min(ended) > 0 and max(ended) < 30, "about ten: 16 of at most 400 steps in 256 worlds"


def test_time_out_is_no_end():
    """What is lost by an early end is given back by the critic's word."""
    arena = load_arena("circular")
    short = arena.model_copy(update={"horizon": arena.horizon.model_copy(update={"steps": 8})})
    training = Training(with_training(short, small()))
    with torch.no_grad():
        for parameter in training.critic.parameters():
            parameter.zero_()
        training.critic.graph.output.bias.fill_(0.7)
    seen = collect(training.course, training.actor, training.critic, training.options.policy, training.random)
    late = ~seen.goes_on.any(-1)
    assert late.any(), "episodes of eight steps end"
    assert seen.reward.max() < 0.006, "rewards of a step are at most 1 - discount"
    assert torch.allclose(seen.beyond[late], torch.tensor(0.995 * 0.7))
    assert (seen.beyond[~late] == 0).all()
    told = training.learner.update(seen, training.random).reward
    assert told == pytest.approx(float(seen.reward[seen.active].mean()) / 0.005), "what is told is what was earned"


def test_the_smallest_batches():
    """More batches than samples are left once some have arrived: none is empty."""
    arena = load_arena("proof-of-concept")
    near = arena.agents.model_copy(update={"arrival": 6.95})  # some at once
    options = small(worlds=2, steps=4, minibatch=1, passes=1)
    training = Training(with_training(arena.model_copy(update={"agents": near}), options))
    experience = collect(training.course, training.actor, training.critic, training.options.policy, training.random)
    assert not experience.active.all()
    training.learner.update(experience, training.random)
    assert all(torch.isfinite(p).all() for p in training.actor.parameters())


def test_a_run_begins_with_the_policies_of_another_arena(tmp_path):
    arena = load_arena("circular")
    ready = with_training(arena, small().model_copy(update={"start": "proof-of-concept", "rounds": 1}))
    start = read_weights(policies_of("proof-of-concept"))
    for row in ROWS:
        training = Training(ready, row, start=start)
        for name in ("actor", "critic"):
            found, shipped = training.networks()[name].state_dict(), start.network(RANDOM, name)
            assert found.keys() == shipped.keys() and all((found[key].numpy() == shipped[key]).all() for key in found)
    trained = train("circular", ready, tmp_path, rows=(COOPTIMISED,))[COOPTIMISED]
    moved = [float((table - torch.from_numpy(start.network(RANDOM, "actor")[key])).abs().max())
             for key, table in trained.actor.state_dict().items()]  # fmt: skip
    assert 0 < max(moved) < 0.1, "a round is near to where it began"
    again = with_training(arena, small().model_copy(update={"start_row": COOPTIMISED}))
    assert Training(again, start=read_weights(policies_of(tmp_path))).actor.spread.equal(trained.actor.spread)


def test_policies_that_a_run_cannot_begin_with(tmp_path):
    arena = load_arena("circular")
    for start, error, words in (
        ("proof-of-consept", ConfigError, "no policies are shipped; valid: .*proof-of-concept"),
        (str(tmp_path / "none.npz"), BadFile, "cannot be read"),
    ):
        with pytest.raises(error, match=words):
            train("circular", with_training(arena, small().model_copy(update={"start": start})), tmp_path)
    only = train("circular", with_training(arena, small()), tmp_path / "random", rows=(RANDOM,))
    assert only.keys() == {RANDOM}
    with pytest.raises(BadFile, match="cooptimised: the policies have no actor; valid: "):
        other = small().model_copy(update={"start_row": COOPTIMISED})
        Training(with_training(arena, other), start=read_weights(policies_of(tmp_path / "random")))


def test_a_device_that_is_not_there_is_refused():
    assert on_device("cpu") == torch.device("cpu")
    with pytest.raises(ConfigError, match="--device cuda:99: cannot be used here"):
        on_device("cuda:99")


def test_same_seed_same_run():
    arena = load_arena("proof-of-concept")
    runs = []
    for seed in (0, 0, 1):
        training = Training(with_training(arena, small().model_copy(update={"seed": seed})))
        runs.append(list(training.rounds()))
    assert runs[0] == runs[1]
    assert runs[0] != runs[2]
    assert [r.number for r in runs[0]] == [1, 2, 3]


def test_the_generator_learns_what_the_policy_likes():
    """Agents that drive straight on like a small disc best."""
    arena = load_arena("circular").model_copy(update={"designed": 1.25})  # in the middle, where a generator begins
    agents, horizon = arena.agents.model_copy(update={"count": 4}), arena.horizon.model_copy(update={"steps": 160})
    training = Training(arena.model_copy(update={"agents": agents, "horizon": horizon, "training": small()}))
    tasks = training.arena.tasks(64, torch.Generator().manual_seed(1))
    assert training.generator(tasks).mode().values.mean().item() == pytest.approx(1.25, abs=0.05)
    first = training.designer.update(training.actor, training.random)
    for _ in range(5):
        last = training.designer.update(training.actor, training.random)
    assert last > first + 20, "in steps at full speed: they meet the disc after four seconds"
    assert training.generator(tasks).mode().values.mean().item() < 0.2


def test_layouts_of_others():
    arena = load_arena("proof-of-concept")
    training = Training(with_training(arena, small()), HAND_DESIGNED)
    before = [p.clone() for p in training.generator.parameters()]
    assert all(r.returned is None for r in training.rounds())
    assert all(torch.equal(a, b) for a, b in zip(before, training.generator.parameters()))
    centre = training.course.obstacles.rows[:, :4, :2]
    assert torch.equal(centre, torch.tensor([shelf.place for shelf in arena.shelves]).expand(16, 4, 2))


def test_a_generator_learns_alone():
    training = Training(with_training(load_arena("circular"), small()), GENERATOR_ONLY)
    actor, critic, generator = (
        [p.clone() for p in m.parameters()] for m in (training.actor, training.critic, training.generator)
    )
    rounds = list(training.rounds())
    assert all(r.policy.divergence == 0 for r in rounds)
    for before, module in ((actor, training.actor), (critic, training.critic)):
        assert all(torch.equal(a, b) for a, b in zip(before, module.parameters()))
    assert not all(torch.equal(a, b) for a, b in zip(generator, training.generator.parameters()))


class Second(Alone):
    """The second of two processes, whose gradients nobody else's change."""

    rank, count = 1, 2


def test_processes_go_on_with_worlds_of_their_own(tmp_path: Path):
    """The checkpoint is that of the first process; what it saw must not be what all see from then on."""
    arena, path = with_training(load_arena("proof-of-concept"), small()), tmp_path / "checkpoint.pt"
    first = Training(arena)
    next(first.rounds())
    save(path, first)
    again, second = Training(arena), Training(arena, share=Second())
    for training in (again, second):
        restore(path, training)
    assert torch.equal(again.course.tasks.start, first.course.tasks.start)
    assert second.course.tasks.start.shape[0] == 8
    assert not torch.equal(second.course.tasks.start, first.course.tasks.start[:8])
    assert not torch.equal(torch.rand(4, generator=again.random), torch.rand(4, generator=second.random))
    assert second.history == first.history
    for a, b in zip(first.actor.parameters(), second.actor.parameters(), strict=True):
        assert torch.equal(a, b)


@pytest.mark.parametrize("row", ALL_ROWS)
def test_a_resumed_run_is_the_run(tmp_path: Path, row):
    arena, path = with_training(load_arena("proof-of-concept"), small()), tmp_path / "checkpoint.pt"
    whole = Training(arena, row)
    lines = list(whole.rounds())
    first = Training(arena, row)
    next(first.rounds())
    save(path, first)
    second = Training(arena, row)
    restore(path, second)
    assert second.round == 1
    assert list(second.rounds()) == lines[1:]
    assert second.history == lines
    for name, module in whole.networks().items():
        for a, b in zip(module.parameters(), second.networks()[name].parameters(), strict=True):
            assert torch.equal(a, b)


def test_checkpoints_that_cannot_be_used(tmp_path: Path):
    arena, path = with_training(load_arena("proof-of-concept"), small()), tmp_path / "checkpoint.pt"
    training = Training(arena)
    with pytest.raises(BadCheckpoint, match="no checkpoint"):
        restore(path, training)
    save(path, training)
    for other, says in (
        (Training(arena, HAND_DESIGNED), "row"),
        (Training(with_training(arena, small(rate=2e-3))), "arena"),
    ):
        with pytest.raises(BadCheckpoint, match=f"{says}: the run began with another one"):
            restore(path, other)
    content = torch.load(path, weights_only=True)
    for change, says in (
        ({"schema": 9}, "schema: got 9"),
        ({"course": None}, "does not fit"),
        ({"networks": {**content["networks"], "actor": {}}}, "does not fit"),
    ):
        torch.save({**content, **change}, path)
        with pytest.raises(BadCheckpoint, match=says) as error:
            restore(path, Training(arena))
        assert "\n" not in str(error.value)
    content["networks"]["actor"]["spread"][0] = float("nan")
    torch.save(content, path)
    with pytest.raises(BadCheckpoint, match="actor.spread is not finite"):
        restore(path, Training(arena))
    content["networks"]["actor"]["spread"][0] = 0.0
    content["optimisers"][1]["state"][0] = {"exp_avg_sq": torch.tensor([float("inf")])}
    torch.save(content, path)
    with pytest.raises(BadCheckpoint, match="optimisers.1.state.0.exp_avg_sq is not finite"):
        restore(path, Training(arena))
    del content["optimisers"][1]["state"][0]
    for change in ({"optimisers": content["optimisers"][:1]}, {"networks": None}, {"optimisers": [3, 4]}):
        torch.save({**content, **change}, path)
        with pytest.raises(BadCheckpoint, match="does not fit"):
            restore(path, Training(arena))
    path.write_bytes(path.read_bytes()[:100])
    with pytest.raises(BadCheckpoint, match="no checkpoint"):
        restore(path, Training(arena))
