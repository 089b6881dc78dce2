"""What an agent knows: itself, and a token for everybody it hears and every near surface it senses.

All vectors are in the agent's own frame, whose x axis points to its goal: what is learned does not depend on where the
world is nor how it is turned. K tokens: the other agents, then the nearest surfaces.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from l2c_planner.navigation.policy import HORIZON, OWN, SURFACES, TOKEN
from l2c_planner.policy.vectors import LEAST, length, rotated
from l2c_planner.policy.world import Gaps, State, Tasks, World


@dataclass(frozen=True, eq=False)
class Observation:
    """Of (...) agents: (B, N), or any other shape."""

    own: Tensor
    """(..., OWN) distance to the goal, velocity."""
    tokens: Tensor
    """(..., K, TOKEN) place, relative velocity, gap, kind, and of agents their own distance and velocity."""
    heard: Tensor
    """(..., K) which tokens count."""
    axis: Tensor
    """(..., 2) cosine and sine of the direction to the goal."""

    def of(self, index: Tensor) -> Observation:
        """Of some, where (...) is one axis."""
        return Observation(self.own[index], self.tokens[index], self.heard[index], self.axis[index])

    def flat(self) -> Observation:
        """With (...) as one axis."""
        own, tokens = self.own.reshape(-1, OWN), self.tokens.reshape(-1, *self.tokens.shape[-2:])
        return Observation(own, tokens, self.heard.reshape(-1, self.heard.shape[-1]), self.axis.reshape(-1, 2))

    def table(self) -> Tensor:
        """(..., OWN + K (TOKEN + 1)): own numbers, tokens with zeros where they do not count, which ones count."""
        tokens = self.tokens * self.heard[..., None]
        return torch.cat([self.own, tokens.flatten(-2), self.heard.to(tokens)], -1)


def table_size(agents: int, obstacles: int) -> int:
    """Numbers of a row of that table."""
    return OWN + (agents - 1 + min(SURFACES, obstacles)) * (TOKEN + 1)


def observe(world: World, state: State, near: Gaps, tasks: Tasks) -> Observation:
    """Of all agents (B, N)."""
    home = tasks.goal - state.position
    distance = length(home)
    axis = home / distance.clamp_min(LEAST).unsqueeze(-1)
    cos, sin = axis.unbind(-1)
    share = (distance / HORIZON).clamp_max(1.0)[..., None]
    velocity = rotated(state.velocity, cos, -sin) / world.speed
    tokens, heard = _of_agents(world, state, near, axis, velocity, share)
    surfaces, sensed = _of_surfaces(world, near, axis, velocity)
    own = torch.cat([share, velocity], -1)
    return Observation(own, torch.cat([tokens, surfaces], -2), torch.cat([heard, sensed], -1), axis)


def _of_agents(
    world: World, state: State, near: Gaps, axis: Tensor, velocity: Tensor, share: Tensor
) -> tuple[Tensor, Tensor]:
    """Tokens (B, N, N - 1, TOKEN) and who is in range."""
    n = world.agents
    others = torch.arange(n - 1, device=axis.device)
    others = others + (others >= torch.arange(n, device=axis.device)[:, None])  # (N, N - 1): all but oneself
    mine = torch.arange(n, device=axis.device)[:, None]
    told = torch.cat([state.position, state.velocity / world.speed, share], -1)
    x, y, right, up, share = told.movedim(-1, 0)[:, :, others]  # by component, (B, N, N - 1) each
    cos, sin, x_own, y_own, ahead_own, left_own = torch.cat([axis, state.position, velocity], -1)[..., None, :].unbind(
        -1
    )
    x, y = (x - x_own) / world.range, (y - y_own) / world.range
    x, y = cos * x + sin * y, cos * y - sin * x
    ahead, left = cos * right + sin * up, cos * up - sin * right
    gap = near.agents[:, mine, others] / world.range
    parts = x, y, ahead - ahead_own, left - left_own, gap, torch.ones_like(gap), share, ahead, left
    return torch.stack(parts, -1), x * x + y * y <= 1


def _of_surfaces(world: World, near: Gaps, axis: Tensor, velocity: Tensor) -> tuple[Tensor, Tensor]:
    """Tokens (B, N, at most SURFACES, TOKEN) of the nearest, and which are in range."""
    count = min(SURFACES, near.obstacles.shape[-1])
    gap, which = near.obstacles.topk(count, largest=False)
    right, up = (part.gather(2, which) for part in near.towards.unbind(-1))
    cos, sin, ahead, left = torch.cat([axis, velocity], -1)[..., None, :].unbind(-1)
    far = (gap + world.radius) / world.range
    x, y = far * (cos * right + sin * up), far * (cos * up - sin * right)
    nothing = torch.zeros_like(gap)
    parts = x, y, (-ahead).expand_as(x), (-left).expand_as(x), gap / world.range, *[nothing] * 4
    return torch.stack(parts, -1), gap <= world.range
