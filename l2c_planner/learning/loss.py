"""The meta-loss: named, weighted terms of the outcome of the last round, and its derivative by that outcome.

    tracking     cost of the states of the executed plan, with the hand-tuned weights of the task
    effort       cost of its inputs
    violation    sum of squares of what its constraints miss, as they are imposed on the copies
    residual     sum of squares of primal plan minus copies, each in units of its range

The executed plan of stage (b) is the wrench roll-out (`open_loop`), or the plan as it is flown with feedback
(`closed_loop`): in calm air, or under some disturbances, and then tracking, effort and violation are means over these.
That of stage (a) does not exist: there the primal plan stands for it, with the copies of the cable forces.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from l2c_planner.gradient import Seed, TapedHost
from l2c_planner.learning.closed_loop import CALM, FlownPlan, disturbances
from l2c_planner.learning.executed import ExecutedPlan
from l2c_planner.learning.violation import Violation
from l2c_planner.problems.problem import Problem

TERMS = ("tracking", "effort", "violation", "residual")
OPEN_LOOP, CLOSED_LOOP = "open_loop", "closed_loop"
SEED = 0
"""Of the disturbances of the closed loop."""


@dataclass(frozen=True)
class LossWeights:
    """Weights of the terms [-], and the plant whose plan they weigh."""

    tracking: float = 1.0
    effort: float = 1.0
    violation: float = 1e4
    residual: float = 1e-3
    plant: str = OPEN_LOOP
    """``open_loop`` or ``closed_loop``."""
    winds: int = 0
    """Disturbances in which the closed loop flies; 0 for calm air."""


@dataclass(frozen=True, eq=False)
class LossValue:
    """The loss of a tape."""

    total: float
    terms: dict[str, float]
    """Weighted, by name."""
    seed: Seed


class Loss:
    """The loss of a problem with its hand-tuned weights."""

    def __init__(self, problem: Problem, weights: LossWeights) -> None:
        self.problem, self.weights = problem, weights
        self._violations = [Violation(problem, c) for c in problem.couplings]
        self._plants = _plants(problem, weights)
        self._reference = problem.reference()
        self._cost = self._cost_weights()

    def __call__(self, tape: TapedHost) -> LossValue:
        """Value and seed of a tape of this problem, which may be tuned."""
        values = dict.fromkeys(TERMS, 0.0)
        by_team = np.zeros_like(tape.team)
        by_copies = {name: np.zeros_like(copies) for name, copies in tape.copies.items()}
        for plant in self._plants:
            found, by_executed, by_own = self._terms(tape, plant(tape.team))
            share = 1 / len(self._plants)
            by_team += share * plant.pull_back(tape.team, by_executed)
            for name, value in found.items():
                values[name] += share * value
            for name, slope in by_own.items():
                by_copies[name] += share * slope
        values["residual"] = self._residual(tape, by_team, by_copies)
        return LossValue(sum(values.values()), values, Seed(by_team, by_copies))

    def _terms(
        self, tape: TapedHost, executed: np.ndarray
    ) -> tuple[dict[str, float], np.ndarray, dict[str, np.ndarray]]:
        """Terms of an executed plan (N+1, D), and their derivatives by it and by the copies of no agent."""
        values, by_executed = self.costs(executed)
        by_copies = {name: np.zeros_like(copies) for name, copies in tape.copies.items()}
        values["violation"] = self._violation(tape, executed, by_executed, by_copies)
        return values, by_executed, by_copies

    def costs(self, executed: np.ndarray) -> tuple[dict[str, float], np.ndarray]:
        """Tracking and effort of an executed plan (N+1, D), and their derivative by it."""
        error, is_input = executed - self._reference, self.problem.is_input
        by_error = self._cost * error
        each = 0.5 * np.sum(error * by_error, axis=0)
        factor = np.where(is_input, self.weights.effort, self.weights.tracking)
        values = {"tracking": self.weights.tracking * each[~is_input].sum(),
                  "effort": self.weights.effort * each[is_input].sum()}  # fmt: skip
        return {name: float(v) for name, v in values.items()}, factor * by_error

    def _violation(
        self, tape: TapedHost, executed: np.ndarray, by_executed: np.ndarray, by_copies: dict[str, np.ndarray]
    ) -> float:
        """Adds to the derivatives."""
        total = 0.0
        for violation in self._violations:
            consensus = tape.host.consensus[violation.coupling.name]
            member = (consensus.index >= 0)[:, None]
            copies = tape.copies[violation.coupling.name]
            found, slope = violation(np.where(member, consensus.components(executed), copies))
            slope = self.weights.violation * slope
            consensus.scatter(slope, by_executed)
            by_copies[violation.coupling.name] += np.where(member, 0.0, slope)
            total += self.weights.violation * found
        return total

    def _residual(self, tape: TapedHost, by_team: np.ndarray, by_copies: dict[str, np.ndarray]) -> float:
        """Adds to the derivatives."""
        total = 0.0
        for name, consensus in tape.host.consensus.items():
            counted = self.weights.residual * consensus.scale * consensus.copied
            distance = consensus.components(tape.team) - tape.copies[name]
            total += float(np.vdot(counted, distance**2))
            consensus.scatter(2 * counted * distance, by_team)
            by_copies[name] -= 2 * counted * distance
        return total

    def _cost_weights(self) -> np.ndarray:
        """Weight of every component in the cost of the problem, (N+1, D)."""
        plan = {}
        for c in self.problem.classes:
            states = np.repeat(c.state_weight[:, None], self.problem.knots, axis=1)
            states[:, -1] = c.terminal_weight
            plan[c.name] = states, np.repeat(c.input_weight[:, None], self.problem.steps, axis=1)
        return self.problem.stack(plan)


class _Primal:
    """The plant of a stage whose plan is not flown."""

    def __call__(self, team: np.ndarray) -> np.ndarray:
        return team

    def pull_back(self, _team: np.ndarray, by_executed: np.ndarray) -> np.ndarray:
        return by_executed


def _plants(problem: Problem, weights: LossWeights) -> list[_Primal | ExecutedPlan | FlownPlan]:
    if len(problem.classes) == 1:
        return [_Primal()]
    if weights.plant == OPEN_LOOP:
        return [ExecutedPlan(problem)]
    return [FlownPlan(problem, d) for d in disturbances(SEED, weights.winds) or (CALM,)]
