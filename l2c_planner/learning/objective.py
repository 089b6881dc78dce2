"""The loss of one stage of one task as a function of the scores, with its derivative: plan and gradient in one."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from l2c_planner.admm import HostOptions
from l2c_planner.coupling.interior_point import Options as CoordinationOptions
from l2c_planner.ddp import Options as DdpOptions
from l2c_planner.gradient import Gradient, Tape, gradient
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
    tape: Tape
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

    def tape(self, scores: Scores) -> Tape:
        """The rounds with tuned weights and penalties."""
        problem, options = tuned(self.problem, self.options, self.layout.tuning(scores))
        return Tape(problem, options, self.rounds)

    def value(self, scores: Scores) -> float:
        """The loss alone."""
        return self._loss(self.tape(scores)).total

    def outcome(self, scores: Scores) -> Outcome:
        """Loss without derivative.

        Raises FloatingPointError if it is not finite.
        """
        tape = self.tape(scores)
        value = self._loss(tape)
        self._check(value.total, {})
        return Outcome(value.total, value.terms, {}, tape, np.inf)

    def __call__(self, scores: Scores) -> Outcome:
        """Loss and derivative.

        Raises FloatingPointError if either is not finite.
        """
        return self.differentiated(self.tape(scores), scores)

    def logged(self, log: StageRollout, scores: Scores) -> Outcome:
        """Loss and derivative of the rounds of a log, which a team has planned with the numbers of the scores.

        Raises FloatingPointError if either is not finite.
        """
        problem, options = tuned(self.problem, self.options, self.layout.tuning(scores))
        found = logged_tape(problem, options, log)
        return replace(self.differentiated(found.tape, scores), deviation=found.deviation)

    def differentiated(self, tape: Tape, scores: Scores) -> Outcome:
        """Loss and derivative of rounds with the numbers of the scores.

        Raises FloatingPointError if either is not finite.
        """
        value = self._loss(tape)
        found = gradient(tape, value.seed)
        by_scores = self.layout.pull_back(scores, tuning_gradient(self.problem, found))
        self._check(value.total, by_scores)
        return Outcome(value.total, value.terms, by_scores, tape, found.pivot)

    def _loss(self, tape: Tape) -> LossValue:
        return with_roughness(self.problem, tape, self.loss(tape), self.weights.effort)

    def _check(self, loss: float, by_scores: Scores) -> None:
        if not (np.isfinite(loss) and all(np.isfinite(g).all() for g in by_scores.values())):
            raise FloatingPointError(f"{self.problem.name}: loss {loss:g} or its derivative is not finite")


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
