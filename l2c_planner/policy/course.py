"""A supply of tasks and layouts, and worlds that take the next one whenever their episode is over."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import torch
from torch import Tensor

from l2c_planner.policy.obstacles import Obstacles
from l2c_planner.policy.world import State, Tasks, World, begin, renewed

Supply = Callable[[int], tuple[Tasks, Obstacles]]
"""Draws so many tasks, with the obstacles of each."""


class Course:
    """B worlds in the middle of their episodes."""

    def __init__(self, world: World, worlds: int, supply: Supply) -> None:
        self.world, self.supply = world, supply
        self.tasks, self.obstacles = supply(worlds)
        self.state: State = begin(self.tasks)
        self._stock: tuple[Tasks, Obstacles] | None = None
        self._next = 0

    def stagger(self, generator: torch.Generator) -> None:
        """Let time be out earlier in some worlds than in others, so that they do not all begin and end together."""
        time = torch.randint(self.world.steps, self.state.time.shape, generator=generator, device=generator.device)
        self.state = replace(self.state, time=time)

    def restock(self) -> None:
        """From now on begin episodes with new draws."""
        self._stock = None

    def renew(self, which: Tensor) -> None:
        """Begin again in some worlds (B,)."""
        count = int(which.sum())
        if not count:
            return
        tasks, obstacles = self._take(count)
        self.tasks = Tasks(*_put(which, self.tasks, tasks))
        self.obstacles = Obstacles(*_put(which, self.obstacles, obstacles))
        self.state = renewed(which, self.state, begin(self.tasks))

    def _take(self, count: int) -> tuple[Tasks, Obstacles]:
        worlds = len(self.tasks.start)
        if self._stock is None or self._next + count > worlds:
            self._stock, self._next = self.supply(worlds), 0
        index = torch.arange(self._next, self._next + count, device=self.tasks.start.device)
        self._next += count
        return self._stock[0].of(index), self._stock[1].of(index)


def _put(which: Tensor, old: Tasks | Obstacles, new: Tasks | Obstacles) -> Iterator[Tensor]:
    """Fields of the old in which some worlds are the new ones."""
    for before, after in zip(vars(old).values(), vars(new).values(), strict=True):
        found = before.clone()
        found[which] = after
        yield found
