"""The loss of one stage of one task as a function of the scores, with its derivative: plan and gradient in one."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from l2c_planner.admm import HostOptions
from l2c_planner.coupling.interior_point import Options as CoordinationOptions
from l2c_planner.ddp import Options as DdpOptions
from l2c_planner.gradient import Gradient, Tape, TapedHost, gradient
from l2c_planner.gradient.logged import logged_tape
from l2c_planner.learning.loss import Loss, LossValue, LossWeights
from l2c_planner.learning.roughness import with_roughness
from l2c_planner.problems.problem import Problem
from l2c_planner.rollout import StageRollout
from l2c_planner.tuning.layout import Layout, Scores
from l2c_planner.tuning.tuning import WEIGHTS, ClassTuning, Tuning, tuned

SHARP = DdpOptions(hessian="exact", max_iterations=40, cost_tolerance=1e-10, gradient_tolerance=1e-8)
SHARP_COORDINATION = CoordinationOptions(tolerance=1e-10, max_iterations=100)
"""Solutions good enough to differentiate at: their error becomes one of the derivative."""


@dataclass(frozen=True, eq=False)
class Outcome:
    """What scores came to."""

    loss: float
    terms: dict[str, float]
    by_scores: Scores
    tape: TapedHost
    pivot: float
    """Smallest pivot of a local Hessian: below zero a plan was no minimum."""
    deviation: float = 0.0
    """How far the rounds are from those of a log, see `gradient.logged.Logged`."""


class Objective:
    """Runs the rounds of a problem and differentiates their loss."""

    def __init__(self, problem: Problem, options: HostOptions, rounds: int, weights: LossWeights) -> None:
        self.problem, self.rounds = problem, rounds
        self.options = replace(options, ddp=SHARP, coordination=SHARP_COORDINATION)
        self.layout = Layout(problem, options, rounds)
        self.loss, self.weights = Loss(problem, weights), weights

    def posed(self, scores: Scores) -> tuple[Problem, HostOptions]:
        """Problem and options with tuned weights and penalties."""
        return tuned(self.problem, self.options, self.layout.tuning(scores))

    def tape(self, scores: Scores) -> Tape:
        """The rounds with tuned weights and penalties."""
        return Tape(*self.posed(scores), self.rounds)

    def value(self, scores: Scores) -> float:
        """The loss alone."""
        return self.loss_of(self.tape(scores)).total

    def __call__(self, scores: Scores) -> Outcome:
        """Loss and derivative.

        Raises FloatingPointError if either is not finite.
        """
        return self.differentiated(self.tape(scores), scores)

    def logged(self, log: StageRollout, scores: Scores) -> Outcome:
        """Loss and derivative of the rounds of a log, which a team has planned with the numbers of the scores.

        Raises FloatingPointError if either is not finite.
        """
        found = logged_tape(*self.posed(scores), log)
        return replace(self.differentiated(found.tape, scores), deviation=found.deviation)

    def differentiated(self, tape: TapedHost, scores: Scores) -> Outcome:
        """Loss and derivative of rounds with the numbers of the scores.

        Raises FloatingPointError if either is not finite.
        """
        value = self.loss_of(tape)
        return self.outcome(tape, value, scores, gradient(tape, value.seed))

    def outcome(self, tape: TapedHost, value: LossValue, scores: Scores, by: Gradient | None) -> Outcome:
        """What a tape came to, its loss and its gradient, if that is wanted.

        Raises FloatingPointError if either is not finite.
        """
        by_scores = self.layout.pull_back(scores, tuning_gradient(self.problem, by)) if by else {}
        if not (np.isfinite(value.total) and all(np.isfinite(g).all() for g in by_scores.values())):
            raise FloatingPointError(f"{self.problem.name}: loss {value.total:g} or its derivative is not finite")
        return Outcome(value.total, value.terms, by_scores, tape, by.pivot if by else np.inf)

    def loss_of(self, tape: TapedHost) -> LossValue:
        """The loss of the rounds of a tape."""
        return with_roughness(self.problem, tape, self.loss(tape), self.weights.effort)


def tuning_gradient(problem: Problem, gradient: Gradient) -> Tuning:
    """The part of a gradient that is by the numbers of a tuning."""
    classes = {}
    for c in problem.classes:
        found = gradient.classes[c.name]
        columns = problem.offsets[c.name][:, None] + np.arange(c.width)
        classes[c.name] = ClassTuning(
            **{n: getattr(found, n) for n in WEIGHTS}, penalty=gradient.component_penalty[columns]
        )
    own = {c.name: gradient.own_weight[c.name] for c in problem.couplings if c.own_weight is not None}
    return Tuning(classes, own, gradient.schedule, float(gradient.relaxation[0]))
