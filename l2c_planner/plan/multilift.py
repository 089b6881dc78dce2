"""Plans a multilift task: cable references, dynamically feasible trajectories, wrench roll-out, finishing pass."""

from __future__ import annotations

import numpy as np

from l2c_planner.config import MultiliftTask
from l2c_planner.plan.arrays import multilift_arrays
from l2c_planner.plan.metrics import Figures, metrics
from l2c_planner.plan.result import Plan, Progress
from l2c_planner.plan.stage import Executed, Found, Stage, StageResult, Stages, Trajectory
from l2c_planner.plan.tuning import tuned_stage
from l2c_planner.plan.whole_team import better, solve_whole
from l2c_planner.problems.multilift.build import (
    CableReference,
    allocated_reference,
    references_problem,
    trajectories_problem,
)
from l2c_planner.problems.multilift.execution import WrenchRollout
from l2c_planner.problems.multilift.measure import measure
from l2c_planner.problems.problem import Problem
from l2c_planner.tuning.learned import Learned
from l2c_planner.tuning.stages import REFERENCES, TRAJECTORIES


def multilift_stages(task: MultiliftTask, stage: str, rounds: int | None, learned: Learned | None) -> Stages:
    """Stages (a) and (b), or one of them."""
    reference = None
    if stage in ("both", "references"):
        found, reference = yield from _references(task, rounds, learned)
    if stage in ("both", "trajectories"):
        found = yield from _trajectories(task, reference, rounds, learned)
    return found


def centralised_multilift(task: MultiliftTask, stage: str, rounds: int | None, progress: Progress | None) -> Stages:
    """Stage (b) as one nonlinear program; its cable references come from stage (a)."""
    reference = None
    if stage == "both":
        _, reference = yield from _references(task, rounds)
    return _centralised(task, trajectories_problem(task, reference), None, progress)


def finish_multilift(task: MultiliftTask, found: Found, progress: Progress | None) -> Found:
    """Finishing pass: the centralised program, without tightening, from the primal plan."""
    cables = found.problem.classes[1]
    reference = CableReference(cables.state_reference[..., :3], cables.state_reference[..., 6])
    problem = trajectories_problem(task, reference)
    done = _centralised(task, problem, found.executed.primal, progress)
    executed = better(found.executed, done.executed, done.failure)
    return Found(problem, executed, found.primal_residual, found.dual_residual)


def _references(task: MultiliftTask, rounds: int | None, learned: Learned | None = None) -> Stages:
    """Stage (a)."""
    options = task.planner.model_copy(update={"admm": task.planner.admm.model_copy(update={"stop": "residual"})})
    problem = references_problem(task, options.admm.tightening)
    stage = Stage(REFERENCES, problem, rounds or options.admm.references_rounds, options)
    result: StageResult = yield tuned_stage(task, stage, learned)
    n = task.team.n
    states, wrenches = problem.split(result.snapshot.team)["load"]
    forces = result.snapshot.copies["team"][0][:, : 3 * n].reshape(-1, n, 3)
    reference = allocated_reference(task, states[0], wrenches[0], forces)
    plan = {"load": (states, wrenches), "cable": _differentiated(task, reference)}
    whole = trajectories_problem(task)
    cost = problem.cost({"load": plan["load"]})
    executed = Executed(result.snapshot.round, cost, plan, plan, plan, measure(task, whole, plan))
    return Found(whole, executed, result.primal, result.dual), reference


def _differentiated(task: MultiliftTask, reference: CableReference) -> tuple[np.ndarray, np.ndarray]:
    """Cable states and inputs of a reference, rates by central differences."""
    n, knots, _ = reference.direction.shape
    states = np.zeros((n, knots, 8))
    states[..., :3], states[..., 6] = reference.direction, reference.tension
    rate = np.gradient(reference.direction, task.dt, axis=1)
    states[..., 3:6] = np.cross(reference.direction, rate)
    states[..., 7] = np.gradient(reference.tension, task.dt, axis=1)
    inputs = np.concatenate(
        [np.gradient(states[..., 3:6], task.dt, axis=1), np.gradient(states[..., 7:], task.dt, axis=1)], axis=-1
    )
    return states, inputs[:, :-1]


def _trajectories(
    task: MultiliftTask, reference: CableReference | None, rounds: int | None, learned: Learned | None
) -> Stages:
    """Stage (b)."""
    options = task.planner
    problem = trajectories_problem(task, reference, options.admm.tightening)
    limit = rounds or options.admm.rounds
    execute, judge = WrenchRollout(problem), lambda plan: measure(task, problem, plan)
    stage = Stage(TRAJECTORIES, problem, limit, options, execute, judge)
    result: StageResult = yield tuned_stage(task, stage, learned)
    return Found(problem, result.executed, result.primal, result.dual)


def _centralised(task: MultiliftTask, problem: Problem, guess: Trajectory | None, progress: Progress | None) -> Found:
    executed, failure = solve_whole(
        problem, guess, WrenchRollout(problem), lambda plan: measure(task, problem, plan), progress
    )
    return Found(problem, executed, [], [], failure)


def multilift_plan(task: MultiliftTask, stage: str, method: str, found: Found, times: dict[str, float]) -> Plan:
    """The plan that was found with its arrays and metrics."""
    executed, problem = found.executed, found.problem
    figures = Figures(
        executed=executed.measures.values,
        primal=measure(task, problem, executed.primal).values,
        copies=measure(task, problem, executed.copies).values,
        tracking_rmse=_load_rmse(problem, executed.plan),
        cost=executed.cost,
    )
    problems = found.failure + executed.measures.problems()
    head = {"problem": "multilift", "quads": task.team.n, "stage": stage, "method": method}
    arrays = multilift_arrays(task, problem, executed, found.primal_residual, found.dual_residual)
    return Plan(
        arrays,
        metrics(head, executed.round + 1, figures, found.primal_residual, found.dual_residual, times, problems),
        problems,
    )


def _load_rmse(problem: Problem, plan: Trajectory) -> float:
    error = plan["load"][0][0, :, :3] - problem.classes[0].state_reference[0, :, :3]
    return float(np.sqrt(np.mean(np.sum(error**2, axis=1))))
