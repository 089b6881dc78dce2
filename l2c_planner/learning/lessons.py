"""What both stages of many tasks tell the networks: losses, and their derivatives by the scores of every task."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch

from l2c_planner.config import MultiliftTask
from l2c_planner.learning.batch import Result, batches, outcomes
from l2c_planner.learning.function import Tensors, task_losses
from l2c_planner.learning.network import Networks
from l2c_planner.learning.objective import Objective, Outcome
from l2c_planner.learning.options import TrainingOptions
from l2c_planner.learning.stages import cable_reference, stage_problem
from l2c_planner.problems.multilift.build import CableReference
from l2c_planner.tuning.features import features
from l2c_planner.tuning.options import host_options
from l2c_planner.tuning.stages import REFERENCES, STAGES

Numbered = dict[int, MultiliftTask]
"""Tasks by their number in the run."""


@dataclass(frozen=True)
class Line:
    """What a stage of a task came to."""

    task: int
    stage: str
    loss: float
    terms: dict[str, float]
    pivot: float


@dataclass(frozen=True, eq=False)
class Lesson:
    """Scores of a stage of a task, and the derivative by them; nothing if the networks are only watched."""

    line: Line
    scores: list[torch.Tensor]
    slopes: list[torch.Tensor]

    def learn(self) -> None:
        """Add to the gradient of the networks."""
        torch.autograd.backward(self.scores, self.slopes)


class Lessons:
    """Plans tasks with the scores of networks.

    count: tasks of the episode, over all processes; its loss is their mean.
    """

    def __init__(self, options: TrainingOptions, networks: Networks, count: int) -> None:
        self.options, self.networks, self.count = options, networks, count

    def of(self, tasks: Numbered, learn: bool) -> list[Lesson]:
        """Of both stages of tasks, in the order of the tasks.

        Tasks of one shape run side by side.  One whose plan is not finite adds nothing from there on.
        """
        lessons: list[Lesson] = []
        references: dict[int, CableReference] = {}
        for stage in STAGES:
            objectives = {n: self._objective(stage, n, task, references.get(n)) for n, task in tasks.items()}
            found = self._stage(stage, tasks, objectives, learn, references)
            tasks = {n: tasks[n] for n in sorted(lesson.line.task for lesson in found)}
            lessons += found
        return sorted(lessons, key=lambda lesson: lesson.line.task)

    def _stage(
        self,
        stage: str,
        tasks: Numbered,
        objectives: dict[int, Objective],
        learn: bool,
        references: dict[int, CableReference],
    ) -> list[Lesson]:
        """Of one stage; adds to the references for the next one."""
        numbers, lessons = list(objectives), []
        for group in batches(list(objectives.values())):
            together = [numbers[i] for i in group]
            scores = [self.networks.scores(stage, features(tasks[n])) for n in together]
            results, slopes = self._results([objectives[n] for n in together], scores, learn)
            for n, result, given, by in zip(together, results, scores, slopes, strict=True):
                if not isinstance(result, Outcome):
                    continue
                line = Line(n, stage, result.loss, result.terms, result.pivot)
                lessons.append(Lesson(line, list(given.values()), by))
                if stage == REFERENCES:
                    tape = result.tape
                    references[n] = cable_reference(tasks[n], objectives[n].problem, tape.team, tape.copies)
        return lessons

    def _objective(self, stage: str, number: int, task: MultiliftTask, reference: CableReference | None) -> Objective:
        rounds = self.options.rounds.of(stage, number // len(self.options.tasks.quads))
        problem = stage_problem(task, stage, reference)
        return Objective(problem, host_options(task.planner), rounds, self.options.loss_weights())

    def _results(
        self, objectives: Sequence[Objective], scores: Sequence[Tensors], learn: bool
    ) -> tuple[list[Result], list[list[torch.Tensor]]]:
        """What tasks of one batch come to, and the derivatives by their scores."""
        if not learn:
            given = [{c: s.detach().numpy() for c, s in of_task.items()} for of_task in scores]
            return outcomes(objectives, given, learn=False), [[] for _ in scores]
        leaves = [{c: s.detach().requires_grad_() for c, s in of_task.items()} for of_task in scores]
        losses = task_losses(objectives, leaves)
        if losses.finite:
            priors = sum((s**2).sum() for i in losses.finite for s in leaves[i].values())
            ((losses.values[losses.finite].sum() + self.options.loss.prior * priors) / self.count).backward()
        return losses.results, [[self._clipped(s.grad) for s in of_task.values()] for of_task in leaves]

    def _clipped(self, gradient: torch.Tensor | None) -> torch.Tensor | None:
        """No single task may outvote the others."""
        if gradient is None:
            return None
        limit = self.options.optimiser.task_clip / self.count
        return gradient * min(1.0, limit / max(float(gradient.norm()), 1e-300))
