"""What an agent decides: a desired velocity, drawn from a normal distribution or from one that is cut off."""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn

from l2c_planner.navigation.weights import Action
from l2c_planner.policy.network import Graph, orthogonal
from l2c_planner.policy.observation import Observation
from l2c_planner.policy.truncated import TruncatedNormal
from l2c_planner.policy.vectors import rotated

FIRST_SPREAD, LEAST_SPREAD, LARGEST_SPREAD = 0.5, 0.05, 1.0
"""Standard deviation of actions at first, and its bounds [largest speed]."""


class Actor(nn.Module):
    """Decentralised policy: agents share the weights, nothing else. Actions are in shares of the largest speed."""

    def __init__(self, kind: Action = "gaussian") -> None:
        super().__init__()
        self.kind = kind
        self.graph = orthogonal(Graph(2), 0.01)
        self.spread = nn.Parameter(torch.full((2,), math.log(FIRST_SPREAD)))

    def mean(self, seen: Observation) -> Tensor:
        """(..., 2) in the agents' own frames, at first straight to the goal."""
        ahead = torch.zeros_like(seen.axis)
        ahead[..., 0] = 1.0
        return torch.tanh(self.graph(seen) + ahead)

    def scale(self) -> Tensor:
        """(2,) standard deviations."""
        return self.spread.exp().clamp(LEAST_SPREAD, LARGEST_SPREAD)

    def sample(self, seen: Observation, generator: torch.Generator | None = None) -> tuple[Tensor, Tensor]:
        """Actions (..., 2) in the own frames and the logarithms (...) of their densities.

        Actions can be differentiated by what is seen.
        """
        mean, scale = self.mean(seen), self.scale()
        if self.kind == "truncated":
            action = self._truncated(mean).rsample(generator)
        else:
            action = mean + scale * torch.randn(mean.shape, dtype=mean.dtype, device=mean.device, generator=generator)
        return action, self.log_prob(mean, action)

    def log_prob(self, mean: Tensor, action: Tensor) -> Tensor:
        """(...) of actions (..., 2) around means (..., 2)."""
        if self.kind == "truncated":
            return self._truncated(mean).log_prob(action).sum(-1)
        scale = self.scale()
        return (-((action - mean) / scale).square() / 2 - scale.log() - 0.5 * math.log(2 * math.pi)).sum(-1)

    def entropy(self) -> Tensor:
        """Of the normal distribution that actions are drawn from, before any cut."""
        return (self.scale().log() + 0.5 * math.log(2 * math.pi * math.e)).sum()

    def _truncated(self, mean: Tensor) -> TruncatedNormal:
        one = torch.ones((), dtype=mean.dtype, device=mean.device)
        return TruncatedNormal(mean, self.scale().expand_as(mean), -one, one)


def velocity(action: Tensor, seen: Observation, speed: float) -> Tensor:
    """Desired velocities (..., 2) of the world [m/s] from actions in the own frames."""
    return speed * rotated(action, *seen.axis.unbind(-1))
