"""A generator and what moves it: the policy gradient, Eqs. (10), (11) of arXiv 2403.14583, or the world's own one."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor

from l2c_planner.learning.shards import Alone
from l2c_planner.policy.actor import Actor
from l2c_planner.policy.arena import Arena
from l2c_planner.policy.episode import play, sampled
from l2c_planner.policy.generator import Distribution, Generator
from l2c_planner.policy.layout import Layout
from l2c_planner.policy.obstacles import Obstacles
from l2c_planner.policy.options import TrainingOptions
from l2c_planner.policy.pathwise import smooth_return
from l2c_planner.policy.world import Tasks

LARGEST_GRADIENT = 1.0
"""Norm beyond which a gradient of the generator is shortened."""


class Designer:
    """A generator that learns from what a policy earns in its layouts; B tasks, L layouts of each.

    The layouts of a task are judged against each other, so that how hard the task is does not matter.
    """

    def __init__(self, generator: Generator, arena: Arena, options: TrainingOptions, share: Alone) -> None:
        self.generator, self.arena, self.options, self.share = generator, arena, options, share
        self.optimiser = torch.optim.Adam(generator.parameters(), lr=options.generator.rate)

    def update(self, actor: Actor, random: torch.Generator) -> float:
        """One step; returns the mean return."""
        o, parameters = self.options.generator, list(self.generator.parameters())
        tasks = self.arena.tasks(max(1, o.tasks // self.share.count), random)
        law = self.generator(tasks)
        gain, returned = {"score": self._score, "pathwise": self._pathwise}[o.gradient](actor, tasks, law, random)
        loss = -gain - o.entropy * law.entropy()
        self.optimiser.zero_grad()
        loss.backward(inputs=parameters)
        self.share.average(parameters)
        torch.nn.utils.clip_grad_norm_(parameters, LARGEST_GRADIENT)
        self.optimiser.step()
        return float(returned.mean())

    def _score(self, actor: Actor, tasks: Tasks, law: Distribution, random: torch.Generator) -> tuple[Tensor, Tensor]:
        """What has the policy gradient, and returns (L, B)."""
        o, layouts = self.options, [law.sample(random) for _ in range(self.options.generator.layouts)]
        with torch.no_grad():
            many, obstacles = self._worlds(tasks, layouts)
            decide = sampled(actor, random)
            episode = play(self.arena.world, decide, many, obstacles, o.policy.discount, o.policy.price)
        returned = episode.returned.unflatten(0, (len(layouts), -1))
        gain = _compared(returned)
        likely = torch.stack([law.log_prob(layout) for layout in layouts])
        return (gain / (gain.std() + 1e-8) * likely).mean(), returned

    def _pathwise(
        self, actor: Actor, tasks: Tasks, law: Distribution, random: torch.Generator
    ) -> tuple[Tensor, Tensor]:
        """The mean smooth return, with a policy gradient for what cannot be differentiated, and returns (L, B)."""
        o, layouts = self.options, [law.rsample(random) for _ in range(self.options.generator.layouts)]
        seed = int(torch.randint(2**31, (), generator=random, device=random.device))
        found = smooth_return(self.arena.world, actor, *self._worlds(tasks, layouts), o.policy, seed)
        returned = found.unflatten(0, (len(layouts), -1))
        there = torch.stack([law.log_presence(layout) for layout in layouts])
        gain = returned.mean() + (_compared(returned.detach()) * there).mean()
        return gain, returned.detach() / (1 - o.policy.discount)

    def _worlds(self, tasks: Tasks, layouts: Sequence[Layout]) -> tuple[Tasks, Obstacles]:
        """All layouts side by side, the layouts of a task B apart."""
        many = Tasks(tasks.start.repeat(len(layouts), 1, 1), tasks.goal.repeat(len(layouts), 1, 1))
        layout = Layout(torch.cat([x.values for x in layouts]), torch.cat([x.present for x in layouts]))
        return many, self.arena.obstacles(layout)


def _compared(returned: Tensor) -> Tensor:
    """Returns (L, B) less the mean of the others of the same task."""
    return returned - (returned.sum(0) - returned) / (len(returned) - 1)
