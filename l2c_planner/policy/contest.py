"""Policies and layouts side by side, on the same tasks: means, and intervals over tasks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import torch
from scipy.stats import t as student

from l2c_planner.policy.actor import Actor
from l2c_planner.policy.arena import Arena
from l2c_planner.policy.episode import mean_of, play
from l2c_planner.policy.rows import Draw
from l2c_planner.policy.world import Tasks

QUANTITIES = ("spl", "pctspeed", "numcoll", "diffacc", "success")
CONFIDENCE = 0.95


@dataclass(frozen=True)
class Estimate:
    """A mean over tasks, and half the width of its interval."""

    mean: float
    ci95: float


@dataclass(frozen=True, eq=False)
class Contest:
    """Measures by row and quantity, (tasks,) each: means over the trials of a task."""

    found: Mapping[str, Mapping[str, np.ndarray]]

    def estimate(self, row: str, quantity: str) -> Estimate:
        """Of a row."""
        return estimate(self.found[row][quantity])

    def difference(self, row: str, other: str, quantity: str) -> Estimate:
        """Of two rows, paired by task."""
        return estimate(self.found[row][quantity] - self.found[other][quantity])


@torch.no_grad()
def contest(
    arena: Arena, entries: Mapping[str, tuple[Actor, Draw]], tasks: int = 64, trials: int = 4, seed: int = 0
) -> Contest:
    """Let every entry solve the same tasks, in `trials` layouts of its own each; policies do not explore.

    Tasks are drawn from another stream than those of training, wherever the policies are.
    """
    drawn, found = tasks_of(arena, tasks, trials, seed), {}
    for row, (actor, draw) in entries.items():
        many = drawn.to(actor.spread.device)
        own = torch.Generator(actor.spread.device).manual_seed(2**41 + seed)
        episode = play(arena.world, mean_of(actor), many, arena.obstacles(draw(many, own)))
        found[row] = {
            name: getattr(episode, name).double().cpu().reshape(tasks, trials).mean(1).numpy() for name in QUANTITIES
        }
    return Contest(found)


def tasks_of(arena: Arena, tasks: int, trials: int, seed: int = 0) -> Tasks:
    """Tasks of a contest, each as often in a row as it is tried."""
    drawn = arena.tasks(tasks, torch.Generator().manual_seed(2**40 + seed))
    return Tasks(drawn.start.repeat_interleave(trials, 0), drawn.goal.repeat_interleave(trials, 0))


def estimate(values: np.ndarray) -> Estimate:
    """Mean of values (tasks,), with the interval of Student's distribution; nan for fewer than two."""
    if len(values) < 2:
        return Estimate(float(values.mean()), float("nan"))
    half = student.ppf((1 + CONFIDENCE) / 2, len(values) - 1) * values.std(ddof=1) / np.sqrt(len(values))
    return Estimate(float(values.mean()), float(half))
