"""Proximal policy optimisation with generalised advantages; agents share actor and critic (Schulman et al. 2016, 2017).

T steps of B worlds with N agents. An agent's episode ends where it arrives; where time is out, the critic says what
would have come.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from l2c_planner.learning.shards import Alone
from l2c_planner.policy.actor import Actor, velocity
from l2c_planner.policy.course import Course
from l2c_planner.policy.network import Graph, orthogonal
from l2c_planner.policy.observation import Observation, observe
from l2c_planner.policy.options import PolicyOptions
from l2c_planner.policy.world import gaps, over, reward, step

SHARE = 4
"""Of so many samples in a gradient one is asked how restless it is: all of them cost more time than they are worth."""


class Critic(nn.Module):
    """What an agent may still expect."""

    def __init__(self) -> None:
        super().__init__()
        self.graph = orthogonal(Graph(1), 1.0)

    def forward(self, seen: Observation) -> Tensor:
        """(...)."""
        return self.graph(seen)[..., 0]


@dataclass(frozen=True, eq=False)
class Experience:
    """T steps; (T, B, N) unless said otherwise."""

    seen: Observation
    action: Tensor
    """(T, B, N, 2) in the own frames."""
    log_prob: Tensor
    reward: Tensor
    """In shares of what a full speed for ever is worth."""
    beyond: Tensor
    """What could still come where time is out, as the critic sees it; 0 elsewhere."""
    active: Tensor
    """Whether the agent had not arrived before the step."""
    goes_on: Tensor
    """Whether its episode goes on after the step."""
    last: Observation
    """(B, N) after the last step."""

    def ever(self) -> Observation:
        """Of T + 1 steps, with step, world and agent as one axis."""
        parts = zip(vars(self.seen).values(), vars(self.last).values(), strict=True)
        return Observation(*(torch.cat([seen, last[None]]) for seen, last in parts)).flat()


@torch.no_grad()
def collect(
    course: Course, actor: Actor, critic: Critic, options: PolicyOptions, generator: torch.Generator
) -> Experience:
    """Let the policy act for some steps."""
    world, rows = course.world, []
    near = gaps(world, course.state, course.obstacles)
    for _ in range(options.steps):
        before, tasks = course.state, course.tasks
        seen = observe(world, before, near, tasks)
        action, log_prob = actor.sample(seen, generator)
        after = step(world, before, velocity(action, seen, world.speed), tasks)
        near = gaps(world, after, course.obstacles)
        gain = (1 - options.discount) * reward(world, before, after, near, tasks, options.price)
        done, late = over(world, after)
        beyond = torch.zeros_like(gain)
        if late.any():
            still = critic(observe(world, after, near, tasks)) * ~after.arrived
            beyond = options.discount * still * late[:, None]
        goes_on = ~(after.arrived | (done | late)[:, None])
        rows.append((seen, action, log_prob, gain, beyond, ~before.arrived, goes_on))
        course.state = after
        if (ended := done | late).any():
            course.renew(ended)
            near = gaps(world, course.state, course.obstacles)
    seen, *rest = zip(*rows)
    stacked = Observation(*(torch.stack(parts) for parts in zip(*(vars(s).values() for s in seen))))
    last = observe(world, course.state, near, course.tasks)
    return Experience(stacked, *(torch.stack(parts) for parts in rest), last)


@torch.no_grad()
def advantages(experience: Experience, critic: Critic, discount: float, smoothing: float) -> tuple[Tensor, Tensor]:
    """Generalised advantages and returns (T, B, N)."""
    steps = zip(*(part.unbind() for part in vars(experience.seen).values()), strict=True)
    values = torch.stack([*(critic(Observation(*parts)) for parts in steps), critic(experience.last)])  # stays in cache
    found, ahead = torch.zeros_like(experience.reward), torch.zeros_like(experience.reward[0])
    for t in reversed(range(len(found))):
        goes_on = experience.goes_on[t]
        paid = experience.reward[t] + experience.beyond[t]
        delta = paid + discount * values[t + 1] * goes_on - values[t]
        ahead = delta + discount * smoothing * goes_on * ahead
        found[t] = ahead
    return found, found + values[:-1]


def surrogate(ratio: Tensor, advantage: Tensor, clip: float) -> Tensor:
    """What PPO maximises, by sample."""
    return torch.minimum(ratio * advantage, ratio.clamp(1 - clip, 1 + clip) * advantage)


@dataclass(frozen=True)
class Progress:
    """Of one update."""

    reward: float
    """Mean of a step."""
    entropy: float
    divergence: float
    """Estimate of the Kullback-Leibler divergence between the policies before and after."""
    critic: float
    """Mean squared error."""


class Learner:
    """Actor, critic and what moves them."""

    def __init__(self, actor: Actor, critic: Critic, options: PolicyOptions, share: Alone | None = None) -> None:
        self.actor, self.critic, self.options, self.share = actor, critic, options, share or Alone()
        self.parameters = [*actor.parameters(), *critic.parameters()]
        self.optimiser = torch.optim.Adam(self.parameters, lr=options.rate, eps=1e-5)

    def update(self, experience: Experience, generator: torch.Generator, done: float = 0.0) -> Progress:
        """Some passes over the experience in small batches; done: share of the training."""
        o = self.options
        for group in self.optimiser.param_groups:
            group["lr"] = o.rate + done * (o.last_rate - o.rate)
        advantage, returned = advantages(experience, self.critic, o.discount, o.smoothing)
        steps, worlds, agents = experience.reward.shape
        rows = experience.active.flatten().nonzero()[:, 0]
        ever = experience.ever()
        seen, action = ever.of(rows), experience.action.flatten(0, 2)[rows]
        before, advantage, returned, goes_on = (
            v.flatten()[rows] for v in (experience.log_prob, advantage, returned, experience.goes_on)
        )
        advantage = (advantage - advantage.mean()) / (advantage.std() + 1e-8)
        most = steps * worlds  # somebody is on the way in every world: no part is empty
        count = max(1, min(most, round(most * agents / o.minibatch)))  # the same in all processes
        facts = []
        for _ in range(o.passes):
            order = torch.randperm(len(rows), generator=generator, device=rows.device)
            for part in order.tensor_split(count):
                now = seen.of(part)
                mean = self.actor.mean(now)
                ratio = (self.actor.log_prob(mean, action[part]) - before[part]).exp()
                error = (self.critic(now) - returned[part]).square().mean()
                gain = surrogate(ratio, advantage[part], o.clip).mean() + o.entropy * self.actor.entropy()
                loss = o.critic * error - gain
                if o.unrest:
                    after = ever.of(rows[part[::SHARE]] + worlds * agents)
                    change = self._change(velocity(mean, now, 1.0)[::SHARE], after)
                    loss = loss + o.unrest * (change * goes_on[part[::SHARE]]).mean()
                self.optimiser.zero_grad()
                loss.backward()
                self.share.average(self.parameters)
                for network in (self.actor, self.critic):
                    nn.utils.clip_grad_norm_(network.parameters(), o.largest_gradient)
                self.optimiser.step()
                facts.append(torch.stack([(ratio - 1 - ratio.log()).mean(), error]).detach())
        return self._progress(experience, *torch.stack(facts).mean(0).tolist())

    def _change(self, now: Tensor, after: Observation) -> Tensor:
        """Squares (...) of the changes of mean actions, seen from the world, from now (..., 2) (Mysore et al. 2021)."""
        return (velocity(self.actor.mean(after), after, 1.0) - now).square().sum(-1)

    def unchanged(self, experience: Experience) -> Progress:
        """Learn nothing."""
        return self._progress(experience, 0.0, 0.0)

    def _progress(self, experience: Experience, divergence: float, error: float) -> Progress:
        reward = experience.reward[experience.active].mean() / (1 - self.options.discount)
        return Progress(float(reward), float(self.actor.entropy().detach()), divergence, error)
