"""The centralised solver as a planning method and as a finishing pass."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from l2c_planner import centralised
from l2c_planner.centralised import Between
from l2c_planner.plan.result import Progress, RoundReport
from l2c_planner.plan.stage import Executed, Trajectory
from l2c_planner.problems.measures import Measures
from l2c_planner.problems.problem import Problem


def solve_whole(
    problem: Problem,
    guess: Trajectory | None,
    execute: Callable[[Trajectory], Trajectory],
    measure: Callable[[Trajectory], Measures],
    progress: Progress | None,
    between: Between | None = None,
) -> tuple[Executed, tuple[str, ...]]:
    """Executed plan of the centralised solution, and a line if the solver did not converge.

    between: cost that agents have together, see :func:`l2c_planner.centralised.solve`.
    """
    if progress:
        progress(RoundReport("centralised", 0, 1, np.nan, np.nan, np.nan))
    solution = centralised.solve(problem, guess or centralised.reference_guess(problem), between=between)
    plan = execute(solution.plan)
    found = Executed(solution.iterations - 1, problem.cost(plan), plan, solution.plan, solution.plan, measure(plan))
    failure = f"the centralised solver did not converge after {solution.iterations} iterations ({solution.status})"
    return found, () if solution.converged else (failure,)


def better(first: Executed, finished: Executed, failure: tuple[str, ...]) -> Executed:
    """The finished plan, unless the pass failed or lost feasibility or cost: then the plan it started from."""
    if failure or not finished.measures.feasible:
        return first
    return finished if finished.cost <= first.cost or not first.measures.feasible else first
