"""Algorithm 1 of arXiv 2403.14583: the policy learns on the generator's layouts, the generator on its returns."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import torch

from l2c_planner.learning.shards import Alone
from l2c_planner.navigation.weights import Weights
from l2c_planner.policy.actor import Actor
from l2c_planner.policy.arena import Arena
from l2c_planner.policy.course import Course
from l2c_planner.policy.designer import Designer
from l2c_planner.policy.generator import Generator
from l2c_planner.policy.obstacles import Obstacles
from l2c_planner.policy.ppo import Critic, Learner, Progress, collect
from l2c_planner.policy.rows import COOPTIMISED, GENERATOR_ONLY, generated, given, load_network
from l2c_planner.policy.world import Tasks


@dataclass(frozen=True)
class Round:
    """What a round came to."""

    number: int
    policy: Progress
    returned: float | None
    """Mean return of whole episodes on the generator's layouts; None while it does not learn."""
    spread: float | None
    """Of the generator; None if there is none."""


class Training:
    """Where a training run stands: one row, and what of its worlds is for this process; a generator begins at the
    layout by hand.

    start: policies; actor and critic begin with those of `start_row`, whatever the row.  device: where it is computed.

    Raises BadFile if there is none in them, or one of another shape.
    """

    def __init__(
        self,
        arena: Arena,
        row: str = COOPTIMISED,
        share: Alone | None = None,
        start: Weights | None = None,
        device: torch.device | str = "cpu",
    ) -> None:
        self.arena, self.row, self.options, self.share = arena, row, arena.training, share or Alone()
        o = self.options
        self.random = torch.Generator(device).manual_seed(o.seed + self.share.rank)
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(o.seed)
            self.actor, self.critic = Actor(o.policy.action).to(device), Critic().to(device)
            generator = Generator(arena.space(), arena.world.agents, arena.size)
        if start is not None and row != GENERATOR_ONLY:
            load_network(self.actor, start, o.start_row, "actor")
            load_network(self.critic, start, o.start_row, "critic")
        self.generator = generator.begin_at(arena.hand_designed(1)).to(device)
        self.learner = Learner(self.actor, self.critic, o.policy, self.share)
        self.designer = Designer(self.generator, arena, o, self.share)
        self.draw = given(arena, row) or generated(self.generator)
        self.designs = given(arena, row) is None
        self.history: list[Round] = []
        self.course = self._course()

    @property
    def round(self) -> int:
        """Rounds done."""
        return len(self.history)

    def begin_again(self) -> None:
        """With other random numbers and worlds than in the first round, and in every process of its own."""
        self.random.manual_seed(self.options.seed + 1_000_003 * self.round + self.share.rank)
        self.course = self._course()

    def rounds(self) -> Iterator[Round]:
        """Go on to the end."""
        while self.round < self.options.rounds:
            self.history.append(self._round())
            yield self.history[-1]

    def networks(self) -> dict[str, torch.nn.Module]:
        """What has been learned."""
        return {"actor": self.actor, "critic": self.critic, **({"generator": self.generator} if self.designs else {})}

    def _course(self) -> Course:
        course = Course(self.arena.world, max(1, self.options.policy.worlds // self.share.count), self._supply)
        course.stagger(self.random)
        return course

    def _round(self) -> Round:
        o = self.options
        self.course.restock()
        for _ in range(o.policy_updates):
            seen = collect(self.course, self.actor, self.critic, o.policy, self.random)
            learns = self.row != GENERATOR_ONLY
            done = self.round / o.rounds
            progress = self.learner.update(seen, self.random, done) if learns else self.learner.unchanged(seen)
        returned = spread = None
        if self.designs:
            if self.round >= o.warm_up:
                returned = [self.designer.update(self.actor, self.random) for _ in range(o.generator_updates)][-1]
            with torch.no_grad():
                spread = float(self.generator(self.course.tasks).spread().mean())
        return Round(self.round + 1, progress, returned, spread)

    def _supply(self, count: int) -> tuple[Tasks, Obstacles]:
        tasks = self.arena.tasks(count, self.random)
        return tasks, self.arena.obstacles(self.draw(tasks, self.random))
