"""How many rounds a plan takes, and what it costs, on tasks that nobody has learned from."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from l2c_planner.config import MultiliftTask
from l2c_planner.learning.course import WITHIN, Course, Judge, run
from l2c_planner.learning.flown import Flown, flown
from l2c_planner.learning.methods import Method
from l2c_planner.learning.optimum import Optimum, best_of, centralised_optimum

GOOD = 1.05
"""Cost of a good plan as a multiple of the optimum."""


@dataclass(frozen=True)
class Trial:
    """A method on a task."""

    method: str
    quads: int
    task: int
    """Number in the split."""
    feasible_round: int | None
    """First round whose executed plan is feasible, from 1; None for none."""
    good_round: int | None
    """First round whose executed plan is feasible and costs at most ``GOOD`` times the optimum."""
    stop_round: int
    """Round in which the planner's own rule ends the stage."""
    cost_ratio: float | None
    """Least cost of a feasible plan within ``WITHIN`` rounds over the optimum."""
    no_optimum: str | None = None
    """Why there is no optimum to compare with; None if there is one."""
    flown: tuple[Flown, ...] = ()
    """What its early plans are worth in flight."""


def evaluate(
    methods: Sequence[Method],
    tasks: Iterable[tuple[int, MultiliftTask]],
    exact: bool = False,
    progress: Callable[[Trial], None] | None = None,
) -> list[Trial]:
    """Every method on every task.

    All plans are judged by the constraints and the cost of the untuned problem whose cable references the first method
    has found.

    Args:
        methods: The first is the one whose best plan in ``MOST`` rounds stands for the optimum.
        tasks: With their numbers.
        exact: Find the optimum with the centralised solver instead (seconds per task).
        progress: Called after every trial.
    """
    trials = []
    for number, task in tasks:
        judge = Judge.of(task, methods[0])
        courses = [run(method, judge) for method in methods]
        optimum = centralised_optimum(judge, courses) if exact else best_of(courses[0])
        for course in courses:
            trials.append(_trial(course, judge, number, optimum))
            if progress is not None:
                progress(trials[-1])
    return trials


def table(trials: Sequence[Trial]) -> list[dict[str, object]]:
    """A row per method and team size."""
    rows = []
    for key in dict.fromkeys((t.method, t.quads) for t in trials):
        found = [t for t in trials if (t.method, t.quads) == key]
        rows.append({"method": key[0], "quads": key[1], "tasks": len(found), **_summary(found)})
    return rows


def _summary(found: Sequence[Trial]) -> dict[str, object]:
    within = [t for t in found if t.feasible_round is not None and t.feasible_round <= WITHIN]
    judged = [t for t in found if t.no_optimum is None]
    ratios = [t.cost_ratio for t in judged if t.cost_ratio is not None]
    return {
        "feasible_within": len(within),
        "good_within": sum(t.good_round is not None and t.good_round <= WITHIN for t in judged),
        "feasible_round": _middle([t.feasible_round for t in found]),
        "good_round": _middle([t.good_round for t in judged]),
        "good_round_largest": _largest([t.good_round for t in judged]),
        "stop_round": _middle([t.stop_round for t in found]),
        "stop_round_largest": _largest([t.stop_round for t in found]),
        "cost_ratio": _middle(ratios),
        "cost_ratio_largest": _largest(ratios),
        "failed_tasks": [t.task for t in found if t not in within],
        "no_optimum_tasks": [t.task for t in found if t.no_optimum is not None],
    }


def _middle(values: Sequence[float | None]) -> float | None:
    """Median with None as the largest; None if that is the median."""
    middle = float(np.median([np.inf if v is None else v for v in values])) if values else np.inf
    return middle if np.isfinite(middle) else None


def _largest(values: Sequence[float | None]) -> float | None:
    """Largest; None if there is a None."""
    return None if None in values or not values else float(max(values))


def _trial(course: Course, judge: Judge, number: int, optimum: Optimum) -> Trial:
    first = next((k for k, (feasible, _) in enumerate(course.rounds, 1) if feasible), None)
    least = min((cost for feasible, cost in course.rounds[:WITHIN] if feasible), default=None)
    good = ratio = None
    if optimum.cost is not None:
        limit = GOOD * optimum.cost
        good = next((k for k, (feasible, cost) in enumerate(course.rounds, 1) if feasible and cost <= limit), None)
        ratio = None if least is None else least / optimum.cost
    return Trial(course.method, judge.task.team.n, number, first, good, course.stop, ratio, optimum.failure,
                 flown(course, judge, number))  # fmt: skip
