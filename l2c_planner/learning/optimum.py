"""The cost that plans of a task are compared with: that of the best plan of a method, or of the centralised solver."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from l2c_planner.centralised import CentralisedOptions, reference_guess, solve
from l2c_planner.learning.course import MOST, Course, Judge
from l2c_planner.problems.multilift.build import trajectories_problem

PRECISE = CentralisedOptions(tolerance=1e-6)
NEAR = CentralisedOptions(tolerance=1e-6, ipopt={"mu_init": 1e-4, "bound_push": 1e-6, "bound_frac": 1e-6})
"""For a guess that is nearly the solution: half the iterations."""


@dataclass(frozen=True)
class Optimum:
    """A cost, or why there is none."""

    cost: float | None
    failure: str | None = None
    """None if there is a cost."""


def best_of(course: Course) -> Optimum:
    """The cost of the best plan of a method stands for the optimum."""
    if course.best is None:
        return Optimum(None, f"no plan of {course.method} was feasible within {MOST} rounds")
    return Optimum(course.best.cost)


def centralised_optimum(judge: Judge, courses: Sequence[Course]) -> Optimum:
    """The centralised solution without tightening, sought from the cheapest plan and then from the references."""
    problem = trajectories_problem(judge.task, judge.reference)
    plans = [course.best for course in courses if course.best is not None]
    guesses = [(min(plans, key=lambda plan: plan.cost).plan, NEAR)] if plans else []
    words = []
    for guess, options in (*guesses, (reference_guess(problem), PRECISE)):
        found = solve(problem, guess, options)
        if found.converged:
            return Optimum(found.cost)
        words.append(f"{found.status} after {found.iterations} iterations")
    return Optimum(None, f"centralised solver: {', then '.join(words)}")
