"""One training run in progress: plan all tasks, differentiate their losses, move the networks."""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass

import torch

from l2c_planner.config import MultiliftTask
from l2c_planner.learning.checkpoint import State
from l2c_planner.learning.lessons import Lessons, Line
from l2c_planner.learning.loss import TERMS
from l2c_planner.learning.network import Networks
from l2c_planner.learning.options import TrainingOptions
from l2c_planner.learning.shards import Alone
from l2c_planner.tuning.stages import SIZES, STAGES

FINITE = 0.5
"""Share of the plans that must be finite for an episode to count."""


@dataclass(frozen=True)
class Episode:
    """What an episode came to; means over the tasks."""

    number: int
    """From 0."""
    episodes: int
    loss: dict[str, float]
    """By stage."""
    terms: dict[str, dict[str, float]]
    """Weighted terms of the loss by stage."""
    validation: dict[str, float]
    """Loss by stage on tasks that are not learned from; empty without such tasks."""
    gradient: float
    """Norm before clipping."""
    pivot: float
    """Smallest pivot of a local Hessian: below zero a plan was no minimum."""
    failed: int
    """Plans of stages that were left out because they were not finite."""
    seconds: float


class Diverged(RuntimeError):
    """Most plans were not finite; the last checkpoint is as it was."""


class Run:
    """A training run in progress."""

    def __init__(self, options: TrainingOptions, task: MultiliftTask, share: Alone) -> None:
        torch.manual_seed(options.seed)
        self.options, self.share = options, share
        networks = Networks(SIZES, options.informed)
        o = options.optimiser
        optimiser = torch.optim.AdamW(networks.parameters(), lr=o.rate, weight_decay=o.weight_decay)
        self.state = State(networks, optimiser)
        distribution = options.distribution(task)
        self.tasks = distribution.samples("train", options.tasks.train)
        self.watched = distribution.samples("validation", options.tasks.validation)

    def episode(self) -> Episode:
        """Learn from all tasks once."""
        begin, state = time.perf_counter(), self.state
        state.optimiser.zero_grad()
        found = self._all(self.tasks, learn=True)
        failed = len(self.tasks) * len(STAGES) - len(found.lines)
        if len(found.lines) < FINITE * len(self.tasks) * len(STAGES):
            raise Diverged(
                f"episode {state.episode}: {failed} of {len(self.tasks) * len(STAGES)} plans were not finite"
            )
        norm = self._step()
        episode = Episode(
            state.episode, self.options.episodes, found.losses(), found.terms(), self._validation(), norm,
            min(line.pivot for line in found.lines), failed, time.perf_counter() - begin,
        )  # fmt: skip
        state.episode += 1
        state.history.append({k: v for k, v in asdict(episode).items() if k != "seconds"})
        return episode

    def _step(self) -> float:
        """Move the networks; returns the norm of the gradient."""
        state, o = self.state, self.options.optimiser
        self.share.add(state.networks.parameters())
        norm = torch.nn.utils.clip_grad_norm_(state.networks.parameters(), o.clip)
        for group in state.optimiser.param_groups:
            group["lr"] = self._rate(state.episode)
        state.optimiser.step()
        state.networks.settle()
        return float(norm)

    def _all(self, tasks: Sequence[MultiliftTask], learn: bool) -> Found:
        """Both stages of all tasks, over all processes; adds to the gradient of this one."""
        lessons = Lessons(self.options, self.state.networks, len(self.tasks)).of(dict(self.share.own(tasks)), learn)
        for lesson in lessons if learn else ():
            lesson.learn()
        lines = self.share.gathered([lesson.line for lesson in lessons])
        return Found(sorted(lines, key=lambda line: line.task))

    def _validation(self) -> dict[str, float]:
        """Losses of the networks as they are now, those that are exported."""
        return self._all(self.watched, learn=False).losses() if self.watched else {}

    def _rate(self, episode: int) -> float:
        o, share = self.options.optimiser, episode / max(self.options.episodes - 1, 1)
        return o.rate * (o.last_rate + (1 - o.last_rate) * 0.5 * (1 + math.cos(math.pi * min(share, 1.0))))


@dataclass(frozen=True)
class Found:
    """Outcomes of all tasks, in their order."""

    lines: list[Line]

    def losses(self) -> dict[str, float]:
        """Mean loss by stage."""
        return {stage: _mean([line.loss for line in self._of(stage)]) for stage in STAGES}

    def terms(self) -> dict[str, dict[str, float]]:
        """Mean of every term by stage."""
        return {stage: {n: _mean([line.terms[n] for line in self._of(stage)]) for n in TERMS} for stage in STAGES}

    def _of(self, stage: str) -> list[Line]:
        return [line for line in self.lines if line.stage == stage]


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else math.nan
