"""One training run in progress: plan all tasks, differentiate their losses, move the networks."""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass

import torch

from l2c_planner.config import MultiliftTask
from l2c_planner.learning.checkpoint import State
from l2c_planner.learning.function import rounds_loss
from l2c_planner.learning.loss import TERMS
from l2c_planner.learning.network import Networks
from l2c_planner.learning.objective import Objective, Outcome
from l2c_planner.learning.options import TrainingOptions
from l2c_planner.learning.shards import Alone
from l2c_planner.learning.stages import cable_reference, stage_problem
from l2c_planner.tuning.features import features
from l2c_planner.tuning.options import host_options
from l2c_planner.tuning.stages import REFERENCES, SIZES, STAGES

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
        lines: list[Line] = []
        for number, task in self.share.own(tasks):
            self._task(number, task, lines, learn)
        return Found(sorted(self.share.gathered(lines), key=lambda line: line.task))

    def _validation(self) -> dict[str, float]:
        """Losses of the networks as they are now, those that are exported."""
        return self._all(self.watched, learn=False).losses() if self.watched else {}

    def _task(self, number: int, task: MultiliftTask, lines: list[Line], learn: bool) -> None:
        """Both stages of a task; one whose plan is not finite adds nothing."""
        reference = None
        for stage in STAGES:
            problem = stage_problem(task, stage, reference)
            rounds = self.options.rounds.of(stage, number // len(self.options.tasks.quads))
            objective = Objective(problem, host_options(task.planner), rounds, self.options.loss_weights())
            try:
                outcome = self._outcome(objective, self.state.networks.scores(stage, features(task)), learn)
            except FloatingPointError:
                return
            lines.append(Line(number, stage, outcome.loss, outcome.terms, outcome.pivot))
            if stage == REFERENCES:
                reference = cable_reference(task, problem, outcome.tape.team, outcome.tape.copies)

    def _outcome(self, objective: Objective, scores: dict[str, torch.Tensor], learn: bool) -> Outcome:
        if not learn:
            return objective.outcome({c: s.detach().numpy() for c, s in scores.items()})
        for s in scores.values():
            s.register_hook(self._clipped)
        kept: list[Outcome] = []
        prior = self.options.loss.prior * sum((s**2).sum() for s in scores.values())
        ((rounds_loss(objective, scores, kept.append) + prior) / len(self.tasks)).backward()
        return kept[0]

    def _clipped(self, gradient: torch.Tensor) -> torch.Tensor:
        """No single task may outvote the others."""
        limit = self.options.optimiser.task_clip / len(self.tasks)
        return gradient * min(1.0, limit / max(float(gradient.norm()), 1e-300))

    def _rate(self, episode: int) -> float:
        o, share = self.options.optimiser, episode / max(self.options.episodes - 1, 1)
        return o.rate * (o.last_rate + (1 - o.last_rate) * 0.5 * (1 + math.cos(math.pi * min(share, 1.0))))


@dataclass(frozen=True)
class Line:
    """What a stage of a task came to."""

    task: int
    stage: str
    loss: float
    terms: dict[str, float]
    pivot: float


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
