"""Plans a swarm task: every robot its own plan, edge by edge in agreement with its neighbours."""

from __future__ import annotations

import time

import numpy as np

from l2c_planner.config import SwarmTask
from l2c_planner.plan.arrays import swarm_arrays
from l2c_planner.plan.metrics import Figures, metrics
from l2c_planner.plan.result import Plan, Progress
from l2c_planner.plan.rounds import Trajectory, run_rounds
from l2c_planner.plan.whole_team import better, solve_whole
from l2c_planner.problems.problem import Problem
from l2c_planner.problems.swarm.build import swarm_problem
from l2c_planner.problems.swarm.measure import measure


def plan_swarm(task: SwarmTask, method: str, finish: bool, rounds: int | None, progress: Progress | None) -> Plan:
    """Plan of a swarm task; see :func:`l2c_planner.plan.make_plan`. What is executed is the primal plan itself."""
    begin, options = time.perf_counter(), task.planner
    problem = swarm_problem(task, options.admm.tightening)
    times, primal, dual = {"compile_s": 0.0, "ddp_s": 0.0, "coordination_s": 0.0}, [], []
    guess = problem.split(problem.reference() if problem.guess is None else problem.guess)
    if method == "admm":
        limit = rounds or options.admm.rounds
        found = run_rounds(problem, "swarm", limit, options, _as_planned, lambda p: measure(task, problem, p), progress)
        executed, primal, dual = found.executed, found.primal, found.dual
        times = {"compile_s": found.setup, "ddp_s": found.times.local, "coordination_s": found.times.coordination}
        guess = executed.primal
    failure: tuple[str, ...] = ()
    if finish or method == "centralised":
        whole = swarm_problem(task, exact=True)
        best, failure = solve_whole(whole, guess, _as_planned, lambda p: measure(task, whole, p), progress)
        executed, failure = (better(executed, best, failure), ()) if method == "admm" else (best, failure)
    figures = Figures(
        executed=executed.measures.values,
        primal=measure(task, problem, executed.primal).values,
        copies=measure(task, problem, executed.copies).values,
        tracking_rmse=_rmse(problem, executed.plan),
        cost=executed.cost,
    )
    head = {"problem": "swarm", "quads": task.team.n, "stage": "both", "method": method}
    times["total_s"] = time.perf_counter() - begin
    problems = failure + executed.measures.problems()
    summary = metrics(head, executed.round + 1, figures, primal, dual, times, problems)
    return Plan(swarm_arrays(task, executed, primal, dual), summary, problems)


def _as_planned(plan: Trajectory) -> Trajectory:
    return plan


def _rmse(problem: Problem, plan: Trajectory) -> float:
    robots = problem.classes[0]
    error = (plan[robots.name][0] - robots.state_reference)[..., :2]
    return float(np.sqrt(np.mean(np.sum(error**2, axis=-1))))
