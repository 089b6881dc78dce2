"""The distributed plan of a task beside the centralised solution of the same problem."""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from l2c_planner import centralised
from l2c_planner.bench.timing import Sample
from l2c_planner.config import MultiliftTask
from l2c_planner.plan import Plan, RoundReport, make_plan
from l2c_planner.problems.multilift.build import CableReference, trajectories_problem

RATIO_TARGET, RATIO_AIM = 2.0, 5.0
"""How many times faster the distributed plan should be."""


@dataclass(frozen=True, eq=False)
class Contest:
    """A task that has been planned once, so that everything is compiled."""

    task: MultiliftTask
    plan: Plan
    reference: CableReference
    """Result of stage (a), which the centralised program tracks too."""
    rounds: Counter[str]
    """Number of rounds by stage."""

    def contestants(self) -> dict[str, Callable[[], Any]]:
        """``plan`` is everything from the task to the result, ``centralised`` the nonlinear program of stage (b)."""
        problem = trajectories_problem(self.task, self.reference)
        guess = centralised.reference_guess(problem)
        return {
            "plan": lambda: make_plan(self.task),
            "centralised": lambda: centralised.solve(problem, guess),
        }


def prepare(task: MultiliftTask) -> Contest:
    """Plan a task once."""
    rounds: Counter[str] = Counter()

    def count(report: RoundReport) -> None:
        rounds[report.stage] += 1

    plan = make_plan(task, progress=count)
    cables = plan.arrays["cable_reference"]
    return Contest(task, plan, CableReference(cables[..., :3], cables[..., 6]), rounds)


def record(contest: Contest, plans: Sequence[Sample], solutions: Sequence[Sample]) -> dict[str, Any]:
    """Times of both, their ratio, and what they found; building the centralised program is left out, in its favour."""
    ours, theirs = [s.seconds for s in plans], [s.result.seconds for s in solutions]
    plan, solution = contest.plan, solutions[-1].result
    return {
        "quads": contest.task.team.n,
        "plan_s": statistics.median(ours),
        "centralised_s": statistics.median(theirs),
        "ratio": statistics.median(theirs) / statistics.median(ours),
        "ratio_of_minima": min(theirs) / min(ours),
        "target": RATIO_TARGET,
        "aim": RATIO_AIM,
        "feasible": plan.feasible,
        "converged": solution.converged,
        "rounds": contest.rounds["trajectories"],
        "cost_gap": plan.metrics["cost"] / solution.cost - 1,
        "iterations": solution.iterations,
    }
