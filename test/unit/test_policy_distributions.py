"""The truncated normal distribution and the generator's: exact, also in the tails, and their samples follow them."""

import numpy as np
import pytest
from scipy import integrate, stats

torch = pytest.importorskip("torch", reason="torch is not installed: make test LEARN=1")

from l2c_planner.policy.generator import Generator  # noqa: E402
from l2c_planner.policy.layout import Layout, Space  # noqa: E402
from l2c_planner.policy.truncated import TruncatedNormal  # noqa: E402
from l2c_planner.policy.world import Tasks  # noqa: E402

CASES = [
    (0.0, 1.0, -1.0, 2.0),
    (5.0, 0.5, -1.0, 1.0),
    (-9.0, 1.0, 0.0, 1.0),
    (0.3, 0.01, 0.0, 1.0),
    (0.0, 40.0, -1.0, 1.0),
]
"""Mean, scale, ends; the second and third are 8 and 9 standard deviations off."""


def distribution(*numbers: float) -> TruncatedNormal:
    return TruncatedNormal(*(torch.tensor(v, dtype=torch.float64) for v in numbers))


@pytest.mark.parametrize("case", CASES)
def test_the_density_integrates_to_one(case):
    mean, _, low, high = case
    found = distribution(*case)
    peak = min(max(mean, low), high)
    total, _ = integrate.quad(
        lambda x: float(found.log_prob(torch.tensor(x, dtype=torch.float64)).exp()),
        low,
        high,
        points=[peak],
        epsabs=1e-11,
    )
    assert total == pytest.approx(1.0, abs=1e-8)
    assert found.log_prob(torch.tensor(low - 0.1)) == -torch.inf


@pytest.mark.parametrize("case", CASES)
def test_samples_follow_the_density(case):
    mean, scale, low, high = case
    many = TruncatedNormal(*(torch.full((20_000,), v, dtype=torch.float64) for v in case))
    x = many.sample(torch.Generator().manual_seed(0)).numpy()
    assert x.min() >= low
    assert x.max() <= high
    a, b = (low - mean) / scale, (high - mean) / scale
    assert stats.kstest(x, stats.truncnorm(a, b, mean, scale).cdf).pvalue > 1e-3


def test_far_tails_keep_their_digits():
    x = np.linspace(30.0, 31.0, 11)
    found = distribution(0.0, 1.0, 30.0, 31.0).log_prob(torch.tensor(x))
    assert torch.allclose(found, torch.tensor(stats.truncnorm(30.0, 31.0).logpdf(x)), atol=1e-9)
    mirrored = distribution(0.0, 1.0, -31.0, -30.0).log_prob(torch.tensor(-x))
    assert torch.allclose(found, mirrored, atol=1e-12)


def test_the_logarithm_can_be_differentiated():
    rng = torch.Generator().manual_seed(1)
    mean = torch.randn(6, generator=rng, dtype=torch.float64).requires_grad_()
    scale = (0.3 + torch.rand(6, generator=rng, dtype=torch.float64)).requires_grad_()
    low, high = torch.full((6,), -1.0, dtype=torch.float64), torch.full((6,), 0.5, dtype=torch.float64)
    x = torch.linspace(-0.9, 0.4, 6, dtype=torch.float64)
    assert torch.autograd.gradcheck(lambda m, s: TruncatedNormal(m, s, low, high).log_prob(x), (mean, scale))
    far = torch.tensor([-20.0], dtype=torch.float64, requires_grad=True)
    one = torch.ones(1, dtype=torch.float64, requires_grad=True)
    assert torch.autograd.gradcheck(lambda m, s: TruncatedNormal(m, s, low[:1], high[:1]).log_prob(x[:1]), (far, one))


def generator(optional: bool, dtype: torch.dtype = torch.float64) -> tuple[Generator, Tasks]:
    torch.manual_seed(0)
    low = torch.tensor([[-1.0, 0.2], [0.0, 0.3], [-2.0, 0.2]], dtype=dtype)
    found = Generator(Space(low, low + 1.0, optional), agents=2, size=4.0).to(dtype)
    torch.nn.init.normal_(found.output.weight, std=0.5)
    rng = torch.Generator().manual_seed(2)
    start, goal = (4 * torch.rand(5, 2, 2, generator=rng, dtype=dtype) for _ in range(2))
    return found, Tasks(start, goal)


def test_probabilities_of_layouts_are_those_of_their_parts():
    found, tasks = generator(optional=True)
    law = found(tasks)
    layout = law.sample(torch.Generator().manual_seed(3))
    assert layout.present.any()
    assert not layout.present.all()
    total = torch.zeros(5, dtype=torch.float64)
    n = law.numbers
    for b in range(5):
        for m in range(3):
            there = bool(layout.present[b, m])
            total[b] += law.presence[b, m, int(there)]
            for v in range(2):
                mean, scale, low, high = (
                    float(t.detach()) for t in (n.mean[b, m, v], n.scale[b, m, v], n.low[m, v], n.high[m, v])
                )
                cut = stats.truncnorm((low - mean) / scale, (high - mean) / scale, mean, scale)
                total[b] += float(cut.logpdf(float(layout.values[b, m, v]))) if there else 0.0
    assert torch.allclose(law.log_prob(layout), total, atol=1e-9)
    assert torch.allclose(law.presence.exp().sum(-1), torch.ones(5, 3, dtype=torch.float64))


def test_layouts_stay_within_their_bounds_and_are_all_there_where_they_must():
    found, tasks = generator(optional=False, dtype=torch.float32)
    for layout in (found(tasks).sample(torch.Generator().manual_seed(4)), found(tasks).mode()):
        assert (layout.values >= found.low).all()
        assert (layout.values <= found.high).all()
        assert layout.present.all()


@pytest.mark.parametrize("mean", [-1.0, 0.3, 2.0, 9.0, -40.0])
@pytest.mark.parametrize("scale", [0.02, 0.7, 5.0, 1e4])
def test_the_entropy_of_a_number_is_that_of_its_density(mean, scale):
    low, high = -1.0, 2.0
    law = TruncatedNormal(*(torch.tensor(value, dtype=torch.float64) for value in (mean, scale, low, high)))
    x = torch.linspace(low, high, 2_000_001, dtype=torch.float64)
    log = law.log_prob(x)
    by_hand = float(torch.trapezoid(-log.exp() * log, x))
    if log.max() < 5:  # a density that the grid resolves
        assert float(law.entropy()) == pytest.approx(by_hand, abs=1e-6)
    assert float(law.entropy()) <= np.log(high - low) + 1e-9


def test_the_entropy_is_that_of_numbers_and_of_presence():
    for optional in (False, True):
        found, tasks = generator(optional)
        law = found(tasks)
        coin = torch.distributions.Bernoulli(law.presence[..., 1].exp()).entropy()
        expected = law.numbers.entropy().mean() + (coin.mean() if optional else 0.0)
        assert torch.allclose(law.entropy(), expected, atol=1e-12)
        slope = torch.autograd.grad(law.entropy(), found.output.bias)[0].unflatten(0, found.shape)[:, 4:]
        assert bool((slope != 0).all()) == optional


def test_a_generator_begins_at_a_layout():
    found, tasks = generator(optional=True)
    reach = found.high - found.low
    inside = found.low + reach * torch.linspace(0.2, 0.8, reach.numel(), dtype=torch.float64).view_as(reach)
    everywhere = torch.ones(1, 3, dtype=torch.bool)
    torch.nn.init.normal_(found.output.weight, std=1e-2)  # as it is made
    before = found(tasks)
    law = found.begin_at(Layout(inside[None], everywhere))(tasks)
    assert (((law.numbers.mean - inside) / reach).abs() < 0.03).all(), "whatever the task"
    assert torch.allclose(law.numbers.scale, before.numbers.scale) and torch.allclose(law.presence, before.presence)
    law = found.begin_at(Layout(found.high[None], everywhere))(tasks)
    assert (found.high - law.numbers.mean > 0.05).all(), "a mean at a bound could not learn"


def test_presence_is_drawn_as_often_as_it_is_likely():
    found, tasks = generator(optional=True)
    many = Tasks(tasks.start[:1].expand(20_000, -1, -1), tasks.goal[:1].expand(20_000, -1, -1))
    law = found(many)
    share = law.sample(torch.Generator().manual_seed(5)).present.double().mean(0)
    assert torch.allclose(share, law.presence[0, :, 1].exp(), atol=0.015)


def test_the_policy_gradient_is_that_of_the_mean():
    """The mean of gain times the score is the derivative of the mean gain, here known in closed form."""
    mean = torch.tensor(0.2, dtype=torch.float64, requires_grad=True)
    count = 200_000
    law = TruncatedNormal(mean.expand(count), *(torch.full((count,), v, dtype=torch.float64) for v in (0.5, -1.0, 1.0)))
    x = law.sample(torch.Generator().manual_seed(6))
    found = torch.autograd.grad(((x - x.mean()) * law.log_prob(x)).mean(), mean)[0]
    ends = [((side - 0.2) / 0.5) for side in (-1.0, 1.0)]
    exact = stats.truncnorm(*ends, 0.2, 0.5).var() / 0.25
    assert float(found) == pytest.approx(exact, rel=0.02)
