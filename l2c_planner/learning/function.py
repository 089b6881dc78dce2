"""Plan and gradient as a function of torch tensors: scores of all agents of a batch of tasks in, losses out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import torch

from l2c_planner.learning.batch import Result, outcomes
from l2c_planner.learning.objective import Objective, Outcome
from l2c_planner.rollout import StageRollout
from l2c_planner.tuning.layout import Scores

Listener = Callable[[Outcome], None]
Tensors = dict[str, torch.Tensor]
"""Scores (count, scores) of a task by class of agents."""


@dataclass(frozen=True, eq=False)
class TaskLosses:
    """Losses of several tasks."""

    values: torch.Tensor
    """(tasks,), can be differentiated once; not a number where a task has none, and then its derivative is zero."""
    results: list[Result]
    """By task."""

    @property
    def finite(self) -> list[int]:
        """Numbers of the tasks whose loss and derivative are finite."""
        return [i for i, result in enumerate(self.results) if isinstance(result, Outcome)]


class _RoundsLoss(torch.autograd.Function):
    """Losses of tasks; the derivatives are found on the way and scaled by what comes back."""

    @staticmethod
    def forward(
        ctx, solve: Callable[[list[Scores]], list[Result]], names: list[list[str]], *scores: torch.Tensor
    ) -> torch.Tensor:
        remaining = iter(scores)
        given = [{name: next(remaining).detach().cpu().numpy() for name in of_task} for of_task in names]
        results = solve(given)
        found = [
            torch.as_tensor(result.by_scores[name]) if isinstance(result, Outcome) else torch.zeros(values.shape)
            for result, of_task in zip(results, given, strict=True)
            for name, values in of_task.items()
        ]
        ctx.tasks = [i for i, of_task in enumerate(names) for _ in of_task]
        ctx.save_for_backward(*(f.to(s.dtype) for f, s in zip(found, scores, strict=True)))
        return scores[0].new_tensor([r.loss if isinstance(r, Outcome) else torch.nan for r in results])

    @staticmethod
    def backward(ctx, by_losses: torch.Tensor) -> tuple[torch.Tensor | None, ...]:
        return (None, None, *(by_losses[i] * g for i, g in zip(ctx.tasks, ctx.saved_tensors, strict=True)))


def task_losses(objectives: Sequence[Objective], scores: Sequence[Tensors]) -> TaskLosses:
    """Losses of the rounds of several tasks; those of one shape run side by side (see `outcomes`)."""
    return _losses(objectives, scores, lambda given: outcomes(objectives, given))


def rounds_loss(
    objective: Objective, scores: Tensors, listener: Listener | None = None, log: StageRollout | None = None
) -> torch.Tensor:
    """Loss of the rounds of an objective, a scalar that can be differentiated once.

    Args:
        objective: Problem, options, rounds and weights of the loss.
        scores: (count, scores) by class of agents.
        listener: Called with the outcome.
        log: Rounds that a team has planned with the numbers of these scores, instead of new ones.

    Raises FloatingPointError if loss or derivative is not finite.
    """
    solve = objective if log is None else lambda given: objective.logged(log, given)
    found = _losses([objective], [scores], lambda given: [solve(given[0])])
    if listener is not None:
        listener(found.results[0])
    return found.values[0]


def batch_loss(
    objectives: Sequence[Objective], scores: Sequence[Tensors], listener: Listener | None = None
) -> torch.Tensor:
    """Mean of the losses of several tasks, which may differ in their number of agents; those that are not finite are
    left out.

    Raises FloatingPointError if none is finite.
    """
    found = task_losses(objectives, scores)
    if not found.finite:
        raise FloatingPointError(f"no loss of {len(objectives)} tasks is finite; the first: {found.results[0]}")
    if listener is not None:
        for number in found.finite:
            listener(found.results[number])
    return found.values[found.finite].mean()


def _losses(
    objectives: Sequence[Objective], scores: Sequence[Tensors], solve: Callable[[list[Scores]], list[Result]]
) -> TaskLosses:
    kept: list[Result] = []

    def keeping(given: list[Scores]) -> list[Result]:
        kept.extend(solve(given))
        return kept

    names = [[c.name for c in objective.problem.classes] for objective in objectives]
    tensors = [s[name] for s, of_task in zip(scores, names, strict=True) for name in of_task]
    return TaskLosses(_RoundsLoss.apply(keeping, names, *tensors), kept)
