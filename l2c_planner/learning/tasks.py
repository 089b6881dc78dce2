"""Tasks to learn on: a seeded distribution around a task."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from l2c_planner.config import MultiliftTask
from l2c_planner.problems.multilift.formation import InfeasibleTask, start_formation

SPLITS = ("train", "validation", "test")
ATTEMPTS = 20


@dataclass(frozen=True)
class Distribution:
    """Tasks that differ from a given one in load and team size."""

    base: MultiliftTask
    quads: tuple[int, ...] = (6,)
    """Team sizes, in turn."""
    offset: float = 0.04
    """Largest offset of the centre of mass from the middle, in any horizontal direction [m]."""
    mass: float = 0.3
    """Largest relative change of the load mass [-]."""
    inertia: float = 0.3
    """Largest relative change of the load inertia [-]."""
    seed: int = 0

    def sample(self, split: str, number: int) -> MultiliftTask:
        """Task of a number of a split; the same numbers give the same task, on every machine.

        Raises ValueError for an unknown split, InfeasibleTask if no start is found in ``ATTEMPTS`` draws.
        """
        if split not in SPLITS:
            raise ValueError(f"split: got {split!r}; valid: {' | '.join(SPLITS)}")
        for attempt in range(ATTEMPTS):
            task = self._draw(np.random.default_rng([self.seed, SPLITS.index(split), number, attempt]), number)
            try:
                start_formation(task)
            except InfeasibleTask as error:
                reason = error
                continue
            return task
        raise InfeasibleTask(f"task {number} of {split}: no feasible start in {ATTEMPTS} draws; the last: {reason}")

    def samples(self, split: str, count: int) -> Sequence[MultiliftTask]:
        """The first ``count`` tasks of a split."""
        return [self.sample(split, number) for number in range(count)]

    def _draw(self, rng: np.random.Generator, number: int) -> MultiliftTask:
        length, angle = self.offset * rng.random(), 2 * np.pi * rng.random()
        mass, inertia = 1 + self.mass * rng.uniform(-1, 1), 1 + self.inertia * rng.uniform(-1, 1)
        data = self.base.model_dump()
        load, n = data["team"]["load"], self.quads[number % len(self.quads)]
        middle = self.base.team.load.com_offset[2]
        load["com_offset"] = (length * float(np.cos(angle)), length * float(np.sin(angle)), middle)
        load["mass"] *= mass
        load["inertia"] = tuple(inertia * moment for moment in load["inertia"])
        data["team"]["quadrotors"]["count"] = n
        return type(self.base).model_validate(data)
