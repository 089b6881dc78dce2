"""Plans a multilift task: cable references, dynamically feasible trajectories, wrench roll-out, finishing pass."""

from __future__ import annotations

import time
from dataclasses import dataclass

import numpy as np

from l2c_planner.config import MultiliftTask
from l2c_planner.plan.arrays import multilift_arrays
from l2c_planner.plan.metrics import Figures, metrics
from l2c_planner.plan.result import Plan, Progress
from l2c_planner.plan.rounds import Executed, Rounds, run_rounds
from l2c_planner.plan.whole_team import better, solve_whole
from l2c_planner.problems.measures import Measures
from l2c_planner.problems.multilift.build import (
    CableReference,
    allocated_reference,
    references_problem,
    trajectories_problem,
)
from l2c_planner.problems.multilift.execution import Trajectory, WrenchRollout
from l2c_planner.problems.multilift.measure import measure
from l2c_planner.problems.problem import Problem


@dataclass
class _Clock:
    """Times of metrics.json [s]."""

    start: float
    compile: float = 0.0
    ddp: float = 0.0
    coordination: float = 0.0

    def add(self, rounds: Rounds) -> None:
        """Book the rounds of one stage."""
        self.compile += rounds.setup
        self.ddp += rounds.times.local
        self.coordination += rounds.times.coordination


def plan_multilift(
    task: MultiliftTask, stage: str, method: str, finish: bool, rounds: int | None, progress: Progress | None
) -> Plan:
    """Plan of a multilift task; see :func:`l2c_planner.plan.make_plan`."""
    clock = _Clock(time.perf_counter())
    reference, found = None, None
    if stage in ("both", "references"):
        found, reference = _references(task, rounds, progress, clock)
    if stage != "references":
        found = _trajectories(task, reference, method, rounds, progress, clock)
        if finish and method == "admm":
            found = _finish(task, reference, found, progress)
    return _plan(task, stage, method, found, clock)


@dataclass(frozen=True, eq=False)
class _Found:
    """A plan with everything that is reported about it."""

    problem: Problem
    executed: Executed
    primal_residual: list[float]
    dual_residual: list[float]
    failure: tuple[str, ...] = ()
    """Why there is no solution, if so."""


def _references(
    task: MultiliftTask, rounds: int | None, progress: Progress | None, clock: _Clock
) -> tuple[_Found, CableReference]:
    """Stage (a)."""
    options = task.planner.model_copy(update={"admm": task.planner.admm.model_copy(update={"stop": "residual"})})
    problem = references_problem(task, options.admm.tightening)
    whole = trajectories_problem(task)
    limit = rounds or options.admm.references_rounds
    result = run_rounds(problem, "references", limit, options, lambda plan: plan, lambda plan: _NOTHING, progress)
    clock.add(result)
    host, n = result.host, task.team.n
    states, wrenches = problem.split(host.team)["load"]
    copies = host.consensus["team"].copies[0]
    reference = allocated_reference(task, states[0], wrenches[0], copies[:, : 3 * n].reshape(-1, n, 3))
    plan = {"load": (states, wrenches), "cable": _differentiated(task, reference)}
    executed = Executed(
        len(result.primal) - 1, problem.cost({"load": plan["load"]}), plan, plan, plan, measure(task, whole, plan)
    )
    return _Found(whole, executed, result.primal, result.dual), reference


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
    task: MultiliftTask,
    reference: CableReference | None,
    method: str,
    rounds: int | None,
    progress: Progress | None,
    clock: _Clock,
) -> _Found:
    """Stage (b)."""
    if method == "centralised":
        return _centralised(task, trajectories_problem(task, reference), None, progress)
    options = task.planner
    problem = trajectories_problem(task, reference, options.admm.tightening)
    limit = rounds or options.admm.rounds
    rollout = WrenchRollout(problem)
    result = run_rounds(
        problem, "trajectories", limit, options, rollout, lambda plan: measure(task, problem, plan), progress
    )
    clock.add(result)
    return _Found(problem, result.executed, result.primal, result.dual)


def _finish(task: MultiliftTask, reference: CableReference | None, found: _Found, progress: Progress | None) -> _Found:
    """Finishing pass: the centralised program from the ADMM primal."""
    problem = trajectories_problem(task, reference)
    done = _centralised(task, problem, found.executed.primal, progress)
    executed = better(found.executed, done.executed, done.failure)
    return _Found(problem, executed, found.primal_residual, found.dual_residual)


def _centralised(task: MultiliftTask, problem: Problem, guess: Trajectory | None, progress: Progress | None) -> _Found:
    executed, failure = solve_whole(
        problem, guess, WrenchRollout(problem), lambda plan: measure(task, problem, plan), progress
    )
    return _Found(problem, executed, [], [], failure)


def _plan(task: MultiliftTask, stage: str, method: str, found: _Found, clock: _Clock) -> Plan:
    executed, problem = found.executed, found.problem
    figures = Figures(
        executed=executed.measures.values,
        primal=measure(task, problem, executed.primal).values,
        copies=measure(task, problem, executed.copies).values,
        tracking_rmse=_load_rmse(problem, executed.plan),
        cost=executed.cost,
    )
    total = time.perf_counter() - clock.start
    times = {"compile_s": clock.compile, "ddp_s": clock.ddp, "coordination_s": clock.coordination, "total_s": total}
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


_NOTHING = Measures({}, (), np.zeros((0, 0, 3)), np.zeros((0, 0, 3)))
"""Measures of stage (a), whose executed plan does not exist yet."""
