"""The differentiable route: derivatives of samples, and of the smooth return through the world, by differences."""

from __future__ import annotations

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="torch is not installed: make test LEARN=1")

from l2c_planner.policy.actor import Actor  # noqa: E402
from l2c_planner.policy.alternation import Training  # noqa: E402
from l2c_planner.policy.arena import Arena  # noqa: E402
from l2c_planner.policy.generator import Distribution  # noqa: E402
from l2c_planner.policy.layout import Layout  # noqa: E402
from l2c_planner.policy.loading import load_arena  # noqa: E402
from l2c_planner.policy.pathwise import smooth_return  # noqa: E402
from l2c_planner.policy.truncated import TruncatedNormal  # noqa: E402
from l2c_planner.policy.world import Tasks  # noqa: E402

CASES = [
    (0.0, 1.0, -1.0, 2.0),
    (5.0, 0.5, -1.0, 1.0),
    (-9.0, 1.0, 0.0, 1.0),
    (0.3, 0.02, 0.0, 1.0),
    (0.0, 40.0, -1.0, 1.0),
]


def rng(seed: int) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


@pytest.mark.parametrize("case", CASES)
def test_samples_move_with_the_parameters(case):
    """As differences of samples with common random numbers say, also 9 standard deviations off."""
    given = [torch.full((50,), v, dtype=torch.float64) for v in case]
    free = [v.clone().requires_grad_() for v in given]
    x = TruncatedNormal(*free).rsample(rng(0))
    assert torch.equal(x.detach(), TruncatedNormal(*given).sample(rng(0)))
    found = torch.autograd.grad(x.sum(), free)
    for k, slope in enumerate(found):
        h = 1e-6 * max(1.0, abs(case[k]))
        ends = []
        for sign in (-1, 1):
            moved = [v + sign * h * (j == k) for j, v in enumerate(given)]
            ends.append(TruncatedNormal(*moved).sample(rng(0)))
        assert torch.allclose(slope, (ends[1] - ends[0]) / (2 * h), rtol=1e-4, atol=1e-6)


def test_samples_far_off_have_finite_derivatives():
    mean = torch.tensor([900.0, -900.0], requires_grad=True)
    ends = torch.zeros(2), torch.ones(2)
    x = TruncatedNormal(mean, torch.ones(2), *ends).rsample(rng(1))
    assert torch.isfinite(torch.autograd.grad(x.sum(), mean)[0]).all()


def circle(**training) -> Arena:
    arena = load_arena("circular")
    options = arena.training.model_dump()
    options["generator"] |= {"tasks": 8, "layouts": 2, "rate": 0.03, **training}
    changed = arena.model_dump() | {"training": options}
    changed["agents"] |= {"count": 3}
    changed["horizon"] |= {"steps": 40}
    changed |= {"ring": 2.0, "disc": (0.0, 1.0), "designed": 0.5}
    return type(arena).model_validate(changed)


@pytest.mark.parametrize("action", ["gaussian", "truncated"])
def test_the_derivative_of_the_return_is_that_of_differences(action):
    """By the parameters of the generator's distribution: agents steer, slow down and pay because of the disc."""
    arena = circle()
    world, options = arena.world, arena.training.policy
    torch.manual_seed(3)
    actor = Actor(action).double()
    torch.nn.init.normal_(actor.graph.output.weight, std=0.5)
    drawn = arena.tasks(4, rng(4))
    tasks = Tasks(drawn.start.double(), drawn.goal.double())

    def mean_return(mean: torch.Tensor, scale: torch.Tensor) -> torch.Tensor:
        low, high = (end.double() for end in (arena.space().low, arena.space().high))
        numbers = TruncatedNormal(mean.expand(4, 1, 1), scale.expand(4, 1, 1), low, high)
        law = Distribution(numbers, torch.zeros(4, 1, 2, dtype=torch.float64), optional=False)
        return smooth_return(world, actor, tasks, arena.obstacles(law.rsample(rng(5))), options, 6).mean()

    point = [torch.tensor(v, dtype=torch.float64, requires_grad=True) for v in (0.5, 0.2)]
    found = torch.autograd.grad(mean_return(*point), point)
    h = 1e-6
    for k in range(2):
        with torch.no_grad():
            ends = [mean_return(*(p + s * h * (j == k) for j, p in enumerate(point))) for s in (-1, 1)]
        difference = float(ends[1] - ends[0]) / (2 * h)
        assert abs(difference) > 1e-4
        assert float(found[k]) == pytest.approx(difference, rel=1e-4)


def test_the_smooth_return_is_near_the_one_that_is_learned_from():
    """Without obstacles near, what is made good is what is paid for."""
    from l2c_planner.policy.episode import play, sampled

    arena = circle()
    world, o = arena.world, arena.training.policy
    torch.manual_seed(0)
    actor, tasks = Actor(), arena.tasks(8, rng(1))
    obstacles = arena.obstacles(Layout(torch.full((8, 1, 1), 0.05), torch.ones(8, 1, dtype=torch.bool)))
    with torch.no_grad():
        smooth = smooth_return(world, actor, tasks, obstacles, o.model_copy(update={"price": 0.0}), 0)
        hard = play(world, sampled(actor, rng(0)), tasks, obstacles, o.discount, 0.0).returned * (1 - o.discount)
    assert np.allclose(smooth, hard, rtol=0.2)


@pytest.mark.parametrize("gradient", ["score", "pathwise"])
def test_both_gradients_shrink_the_disc(gradient):
    """Agents that drive straight on like a small disc best."""
    training = Training(circle(gradient=gradient, entropy=0.0))
    tasks = training.arena.tasks(64, rng(1))
    before = training.generator(tasks).mode().values.mean().item()
    for _ in range(10):
        training.designer.update(training.actor, training.random)
    assert training.generator(tasks).mode().values.mean().item() < before - 0.1
    assert all(p.grad is None for p in training.actor.parameters()), "the policy does not learn from it"


def test_presence_learns_beside_places():
    """Which discs are there has no derivative; its probabilities move all the same."""
    arena = load_arena("random-2")
    changed = arena.model_dump()
    changed["agents"] |= {"count": 2}
    changed |= {"exchanged": 2, "discs": 2, "horizon": {"dt": 0.05, "steps": 30}}
    changed["training"]["generator"] |= {"tasks": 4, "layouts": 2, "gradient": "pathwise"}
    training = Training(type(arena).model_validate(changed))
    tasks = training.arena.tasks(4, rng(0))
    before = training.generator(tasks).presence.detach()
    training.designer.update(training.actor, training.random)
    assert not torch.equal(training.generator(tasks).presence.detach(), before)
