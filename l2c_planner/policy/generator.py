"""Designs layouts from starts and goals: a network whose outputs are the parameters of distributions; Sec. III-B.

Every number of a slot has a truncated normal distribution between its bounds, its presence a categorical one.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn.functional import log_softmax

from l2c_planner.policy.layout import Layout, Space
from l2c_planner.policy.truncated import TruncatedNormal
from l2c_planner.policy.world import Tasks

WIDTH, LAYERS = 64, 3
LEAST_SCALE, LARGEST_SCALE = 0.02, 0.5
"""Bounds of standard deviations, as shares of the range: beyond the larger one chances are all but even, and a mean
learns no more."""
FIRST_SCALE = -1.0
"""Score of the standard deviation at first: about a seventh of the range."""
OFF_BOUNDS = 0.1
"""How far means stay off the bounds at first, as a share of the range."""


@dataclass(frozen=True, eq=False)
class Distribution:
    """Of layouts for B tasks."""

    numbers: TruncatedNormal
    """(B, M, V)."""
    presence: Tensor
    """(B, M, 2) logarithms of the probabilities that an obstacle is absent, present."""
    optional: bool

    def sample(self, generator: torch.Generator | None = None) -> Layout:
        """One layout per task."""
        return self._with_presence(self.numbers.sample(generator), generator)

    def rsample(self, generator: torch.Generator | None = None) -> Layout:
        """One layout per task, whose numbers can be differentiated by the parameters; presence cannot."""
        return self._with_presence(self.numbers.rsample(generator), generator)

    def _with_presence(self, values: Tensor, generator: torch.Generator | None) -> Layout:
        there = torch.rand(self.presence.shape[:-1], device=values.device, generator=generator)
        return Layout(values, (there < self.presence[..., 1].exp()) | (not self.optional))

    def mode(self) -> Layout:
        """The most likely layout of each task."""
        n = self.numbers
        return Layout(
            n.mean.clamp(n.low, n.high), (self.presence[..., 1] > self.presence[..., 0]) | (not self.optional)
        )

    def log_prob(self, layout: Layout) -> Tensor:
        """(B,) logarithms of the densities; numbers of an absent obstacle do not count."""
        values = (self.numbers.log_prob(layout.values).sum(-1) * layout.present).sum(-1)
        return values + self.log_presence(layout)

    def log_presence(self, layout: Layout) -> Tensor:
        """(B,) logarithms of the probabilities of which obstacles are there; 0 if all must be."""
        chosen = self.presence.gather(-1, layout.present.long()[..., None])[..., 0].sum(-1)
        return chosen if self.optional else torch.zeros_like(chosen)

    def entropy(self) -> Tensor:
        """Mean differential entropy of a number, and mean entropy of the presence of what may be absent."""
        found = self.numbers.entropy().mean()
        return found - (self.presence.exp() * self.presence).sum(-1).mean() if self.optional else found

    def spread(self) -> Tensor:
        """(B,) mean standard deviation of the untruncated numbers as a share of their range."""
        n = self.numbers
        return (n.scale / (n.high - n.low)).mean((-2, -1))


class Generator(nn.Module):
    """From starts and goals (B, N, 2) to a distribution of layouts; places are told in units of `size` [m]."""

    def __init__(self, space: Space, agents: int, size: float, width: int = WIDTH, layers: int = LAYERS) -> None:
        super().__init__()
        self.optional, self.size = space.optional, size
        self.shape = (space.slots, 2 * space.numbers + 2)
        self.register_buffer("low", space.low)
        self.register_buffer("high", space.high)
        widths = [4 * agents] + [width] * layers
        hidden = [part for a, b in zip(widths, widths[1:]) for part in (nn.Linear(a, b), nn.ReLU())]
        self.hidden = nn.Sequential(*hidden)
        self.output = nn.Linear(width, self.shape[0] * self.shape[1])
        nn.init.normal_(self.output.weight, std=1e-2)
        nn.init.zeros_(self.output.bias)

    @torch.no_grad()
    def begin_at(self, layout: Layout) -> Generator:
        """Let the means be near to the numbers of a layout (1 world), whatever the task; apart from the bounds, beyond
        which a mean learns no more.

        Slots that begin alike would get the same gradients, and could only spread out.
        """
        reach = (self.high - self.low).clamp_min(1e-9)
        share = ((layout.values[0].to(self.low) - self.low) / reach).clamp(OFF_BOUNDS, 1 - OFF_BOUNDS)
        self.output.bias.unflatten(0, self.shape)[:, : share.shape[1]] = share.logit()
        return self

    def forward(self, tasks: Tasks) -> Distribution:
        """The distribution for each task."""
        told = torch.cat([tasks.start.flatten(1), tasks.goal.flatten(1)], -1) / self.size
        scores = self.output(self.hidden(told)).unflatten(-1, self.shape)
        count, reach = self.low.shape[1], self.high - self.low
        mean = self.low + reach * torch.sigmoid(scores[..., :count])
        share = torch.sigmoid(scores[..., count : 2 * count] + FIRST_SCALE)
        scale = reach * (LEAST_SCALE + (LARGEST_SCALE - LEAST_SCALE) * share)
        numbers = TruncatedNormal(mean, scale, self.low, self.high)
        return Distribution(numbers, log_softmax(scores[..., 2 * count :], -1), self.optional)
