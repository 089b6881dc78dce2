"""Plan and gradient as a function of torch tensors: scores of all agents in, loss out."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import torch

from l2c_planner.learning.objective import Objective, Outcome
from l2c_planner.rollout import StageRollout

Listener = Callable[[Outcome], None]


class _RoundsLoss(torch.autograd.Function):
    """Loss of an objective; the derivative is found on the way and scaled by what comes back."""

    @staticmethod
    def forward(
        ctx, objective: Objective, log: StageRollout | None, listener: Listener | None, *scores: torch.Tensor
    ) -> torch.Tensor:
        names = [c.name for c in objective.problem.classes]
        given = {name: s.detach().cpu().numpy() for name, s in zip(names, scores, strict=True)}
        outcome = objective(given) if log is None else objective.logged(log, given)
        if listener is not None:
            listener(outcome)
        found = [torch.as_tensor(outcome.by_scores[name], dtype=s.dtype) for name, s in zip(names, scores, strict=True)]
        ctx.save_for_backward(*found)
        return scores[0].new_tensor(outcome.loss)

    @staticmethod
    def backward(ctx, by_loss: torch.Tensor) -> tuple[torch.Tensor | None, ...]:
        return (None, None, None, *(by_loss * g for g in ctx.saved_tensors))


def rounds_loss(
    objective: Objective,
    scores: dict[str, torch.Tensor],
    listener: Listener | None = None,
    log: StageRollout | None = None,
) -> torch.Tensor:
    """Loss of the rounds of an objective, a scalar that can be differentiated once.

    Args:
        objective: Problem, options, rounds and weights of the loss.
        scores: (count, scores) by class of agents.
        listener: Called with the outcome.
        log: Rounds that a team has planned with the numbers of these scores, instead of new ones.

    Raises FloatingPointError if loss or derivative is not finite.
    """
    return _RoundsLoss.apply(objective, log, listener, *(scores[c.name] for c in objective.problem.classes))


def batch_loss(
    objectives: Sequence[Objective], scores: Sequence[dict[str, torch.Tensor]], listener: Listener | None = None
) -> torch.Tensor:
    """Mean of the losses of several tasks, which may differ in their number of agents."""
    losses = [rounds_loss(o, s, listener) for o, s in zip(objectives, scores, strict=True)]
    return torch.stack(losses).mean()
