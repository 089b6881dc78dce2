"""Plans a swarm task: every robot its own plan, edge by edge in agreement with its neighbours."""

from __future__ import annotations

import numpy as np

from l2c_planner.config import SwarmTask
from l2c_planner.plan.arrays import swarm_arrays
from l2c_planner.plan.metrics import Figures, metrics
from l2c_planner.plan.result import Plan, Progress
from l2c_planner.plan.stage import Found, Stage, StageResult, Stages, Trajectory
from l2c_planner.plan.whole_team import better, solve_whole
from l2c_planner.problems.problem import Problem
from l2c_planner.problems.swarm.build import swarm_problem
from l2c_planner.problems.swarm.measure import measure


def swarm_stages(task: SwarmTask, rounds: int | None) -> Stages:
    """The one stage of a swarm; what is executed is the primal plan itself."""
    options = task.planner
    problem = swarm_problem(task, options.admm.tightening)
    limit = rounds or options.admm.rounds
    result: StageResult = yield Stage(
        "swarm", problem, limit, options, _as_planned, lambda plan: measure(task, problem, plan)
    )
    return Found(problem, result.executed, result.primal, result.dual)


def centralised_swarm(task: SwarmTask, progress: Progress | None) -> Found:
    """The whole swarm as one nonlinear program."""
    problem = swarm_problem(task, task.planner.admm.tightening)
    return _centralised(task, problem.split(problem.reference() if problem.guess is None else problem.guess), progress)


def finish_swarm(task: SwarmTask, found: Found, progress: Progress | None) -> Found:
    """Finishing pass: the nonlinear program of the whole swarm from the primal plan."""
    done = _centralised(task, found.executed.primal, progress)
    executed = better(found.executed, done.executed, done.failure)
    return Found(found.problem, executed, found.primal_residual, found.dual_residual)


def _centralised(task: SwarmTask, guess: Trajectory, progress: Progress | None) -> Found:
    problem = swarm_problem(task, exact=True)
    between = problem.formed and problem.formed.expression
    executed, failure = solve_whole(
        problem, guess, _as_planned, lambda plan: measure(task, problem, plan), progress, between
    )
    return Found(problem, executed, [], [], failure)


def swarm_plan(task: SwarmTask, method: str, found: Found, times: dict[str, float]) -> Plan:
    """The plan that was found with its arrays and metrics."""
    problem, executed = found.problem, found.executed
    primal, dual = found.primal_residual, found.dual_residual
    figures = Figures(
        executed=executed.measures.values,
        primal=measure(task, problem, executed.primal).values,
        copies=measure(task, problem, executed.copies).values,
        tracking_rmse=_rmse(problem, executed.plan),
        cost=executed.cost,
    )
    head = {"problem": "swarm", "quads": task.team.n, "stage": "both", "method": method}
    if wheels := task.team.models.count("unicycle"):
        head["ground_robots"] = wheels
    problems = found.failure + executed.measures.problems()
    summary = metrics(head, executed.round + 1, figures, primal, dual, times, problems)
    return Plan(swarm_arrays(task, problem, executed, primal, dual), summary, problems)


def _as_planned(plan: Trajectory) -> Trajectory:
    return plan


def _rmse(problem: Problem, plan: Trajectory) -> float:
    errors = np.concatenate([(plan[c.name][0] - c.state_reference)[..., :2] for c in problem.classes])
    return float(np.sqrt(np.mean(np.sum(errors**2, axis=-1))))
