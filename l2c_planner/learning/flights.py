"""Learning from the plans of a running team: a lesson per roll-out, and a step of the networks per batch of lessons."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path

import torch

from l2c_planner.config import MultiliftTask
from l2c_planner.learning import checkpoint
from l2c_planner.learning.checkpoint import State
from l2c_planner.learning.function import rounds_loss
from l2c_planner.learning.network import Networks
from l2c_planner.learning.objective import Objective, Outcome
from l2c_planner.learning.options import TrainingOptions
from l2c_planner.plan import problem_hash
from l2c_planner.plan.stage import Stage
from l2c_planner.rollout import Rollout, RolloutError, StageRollout, task_from_json
from l2c_planner.rollout.stages import logged_stages, task_of
from l2c_planner.tuning.features import features
from l2c_planner.tuning.learned import Learned
from l2c_planner.tuning.options import host_options
from l2c_planner.tuning.stages import SIZES, STAGES

EXPORT = "learned.npz"
HISTORY = 1000
"""Steps whose lessons a checkpoint remembers."""
DEVIATION = 0.05
"""Farthest that rounds may be from what they would have been with all messages [ranges]."""


class Unusable(ValueError):
    """A roll-out that nothing can be learned from; one line says why."""


@dataclass(frozen=True)
class Lesson:
    """What a roll-out came to."""

    plan: int
    loss: dict[str, float]
    """By stage."""
    terms: dict[str, dict[str, float]]
    """Weighted terms of the loss by stage."""
    rounds: dict[str, int]
    pivot: float
    """Smallest pivot of a local Hessian: below zero a plan was no minimum."""
    deviation: float
    """How far the rounds are from those of a team that hears every message [ranges]."""


class FlightTrainer:
    """Networks in use, and what the team's plans with them have taught since their last step.

    Args:
        options: Weights of the loss and the optimiser; its last rate counts.
        folder: Of ``checkpoint.pt`` and ``learned.npz``; a checkpoint that is there is gone on from.
        start: The networks that the team plans with, if there is no checkpoint.
        batch: Lessons per step.

    Raises BadCheckpoint if a checkpoint is there but cannot be used.
    """

    def __init__(self, options: TrainingOptions, folder: Path, start: Learned, batch: int = 4) -> None:
        torch.manual_seed(options.seed)
        self.options, self.folder, self.batch = options, folder, batch
        networks, o = Networks(SIZES, options.informed), options.optimiser
        networks.take(start)
        optimiser = torch.optim.AdamW(networks.parameters(), lr=o.rate * o.last_rate, weight_decay=o.weight_decay)
        self.state, self.rounds = State(networks, optimiser), start.rounds
        if (folder / checkpoint.NAME).exists():
            checkpoint.restore(folder / checkpoint.NAME, self.state, options)
        self.learned = start if not self.state.episode else networks.exported(self.rounds)
        """What the team should plan with now."""
        self.lessons: list[Lesson] = []
        """Since the last step."""

    def learn(self, rollout: Rollout) -> Lesson:
        """Add the derivative of the loss of a plan; nothing is changed yet.

        Raises Unusable if the plan is none of a team with these networks, or its log is not whole or not finite.
        """
        task = self._task(rollout)
        before = [None if p.grad is None else p.grad.clone() for p in self.state.networks.parameters()]
        outcomes, rounds = {}, {}
        try:
            for stage, log in logged_stages(rollout, self.learned):
                outcomes[stage.name], rounds[stage.name] = self._outcome(task, stage, log), log.rounds
            if set(outcomes) != set(STAGES):
                raise Unusable(f"plan {rollout.head.plan}: rounds of {', '.join(outcomes) or 'no stage'} alone")
            worst = max(o.deviation for o in outcomes.values())
            if not worst <= DEVIATION:
                raise Unusable(f"plan {rollout.head.plan}: rounds with old numbers ({worst:.3g} of a range off)")
        except Unusable:
            self._restore(before)
            raise
        except (ArithmeticError, LookupError, RuntimeError, ValueError, RolloutError) as error:
            self._restore(before)
            raise Unusable(f"plan {rollout.head.plan}: {error}") from None
        losses, terms = ({n: getattr(o, name) for n, o in outcomes.items()} for name in ("loss", "terms"))
        pivot = min(o.pivot for o in outcomes.values())
        self.lessons.append(Lesson(rollout.head.plan, losses, terms, rounds, pivot, worst))
        return self.lessons[-1]

    @property
    def full(self) -> bool:
        """Whether the batch is complete."""
        return len(self.lessons) >= self.batch

    def step(self) -> Learned:
        """Move the networks by the mean of the lessons since the last step; returns the new ones."""
        state, count = self.state, len(self.lessons)
        for parameter in state.networks.parameters():
            parameter.grad /= count
        norm = torch.nn.utils.clip_grad_norm_(state.networks.parameters(), self.options.optimiser.clip)
        state.optimiser.step()
        state.optimiser.zero_grad()
        state.networks.settle()
        state.episode += 1
        state.history.append({"number": state.episode - 1, "gradient": float(norm),
                              "lessons": [asdict(lesson) for lesson in self.lessons]})  # fmt: skip
        self.lessons = []
        del state.history[:-HISTORY]
        self.learned = state.networks.exported(self.rounds)
        return self.learned

    def save(self) -> None:
        """Write checkpoint and networks; each file appears complete or stays as it was.

        Raises OSError if they cannot be written.
        """
        content = self.learned.bytes()
        try:
            checkpoint.save(self.folder / checkpoint.NAME, self.state, self.options)
            checkpoint.written(self.folder / EXPORT, lambda temporary: temporary.write_bytes(content))
        except RuntimeError as error:  # of torch, for a full disk
            raise OSError(f"cannot be written ({str(error).splitlines()[0]})") from None

    def _task(self, rollout: Rollout) -> MultiliftTask:
        head = rollout.head
        try:
            task = task_of(head)
        except RolloutError as error:
            raise Unusable(f"plan {head.plan}: {error}") from None
        if not isinstance(task, MultiliftTask):
            raise Unusable(f"plan {head.plan}: of a {task.problem}; valid: multilift")
        if rollout.missing or not rollout.stages:
            raise Unusable(f"plan {head.plan}: {rollout.missing[0] if rollout.missing else 'no rounds'}")
        if head.problem_hash != problem_hash(task_from_json(head.task), self.learned):
            raise Unusable(f"plan {head.plan}: planned with other networks than those in use")
        return task

    def _outcome(self, task: MultiliftTask, stage: Stage, log: StageRollout) -> Outcome:
        objective = Objective(stage.priced, host_options(task.planner), log.rounds, self.options.loss_weights())
        scores, kept = self.state.networks.scores(stage.name, features(task)), []
        prior = self.options.loss.prior * sum((s**2).sum() for s in scores.values())
        for s in scores.values():
            s.register_hook(self._clipped)
        (rounds_loss(objective, scores, kept.append, log) + prior).backward()
        return kept[0]

    def _clipped(self, gradient: torch.Tensor) -> torch.Tensor:
        """No single plan may outvote the others."""
        return gradient * min(1.0, self.options.optimiser.task_clip / max(float(gradient.norm()), 1e-300))

    def _restore(self, gradients: list[torch.Tensor | None]) -> None:
        for parameter, gradient in zip(self.state.networks.parameters(), gradients, strict=True):
            parameter.grad = gradient
