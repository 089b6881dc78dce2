"""Tasks to learn on: a seeded distribution around a task."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from l2c_planner.config import MultiliftTask
from l2c_planner.problems.multilift.formation import InfeasibleTask, start_formation

SPLITS = ("train", "validation", "test")
ATTEMPTS = 20
TURN = np.pi / 6
"""Half the angle between two of six attachments [rad]."""


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
    turn: float = TURN
    """Largest turn of the attachments about the vertical in tasks to learn from; test tasks are not turned [rad].

    How a formation meets a gap decides how soon a team agrees on who goes first, and it is another one for every team
    size.  Turned, one team size meets all of them."""

    def sample(self, split: str, number: int) -> MultiliftTask:
        """Task of a number of a split; the same numbers give the same task, on every machine.

        Raises ValueError for an unknown split, InfeasibleTask if no start is found in ``ATTEMPTS`` draws.
        """
        if split not in SPLITS:
            raise ValueError(f"split: got {split!r}; valid: {' | '.join(SPLITS)}")
        turn = 0.0 if split == SPLITS[-1] else self.turn
        for attempt in range(ATTEMPTS):
            task = self._draw(np.random.default_rng([self.seed, SPLITS.index(split), number, attempt]), number, turn)
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

    def _draw(self, rng: np.random.Generator, number: int, turn: float) -> MultiliftTask:
        length, angle = self.offset * rng.random(), 2 * np.pi * rng.random()
        mass, inertia = 1 + self.mass * rng.uniform(-1, 1), 1 + self.inertia * rng.uniform(-1, 1)
        data = self.base.model_dump()
        load, n = data["team"]["load"], self.quads[number % len(self.quads)]
        middle = self.base.team.load.com_offset[2]
        load["com_offset"] = (length * float(np.cos(angle)), length * float(np.sin(angle)), middle)
        load["mass"] *= mass
        load["inertia"] = tuple(inertia * moment for moment in load["inertia"])
        data["team"]["quadrotors"]["count"] = n
        task = type(self.base).model_validate(data)
        if not turn:
            return task
        data["team"]["attachments"] = {"points": _turned(task.team.attachment, turn * rng.uniform(-1, 1))}
        return type(self.base).model_validate(data)


def _turned(points: np.ndarray, angle: float) -> list[list[float]]:
    """Points (n, 3) turned about the vertical."""
    cos, sin = np.cos(angle), np.sin(angle)
    return (points @ np.array([[cos, sin, 0.0], [-sin, cos, 0.0], [0.0, 0.0, 1.0]])).tolist()
