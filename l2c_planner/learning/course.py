"""What a method does on a task: its rounds one by one, each judged by the executed plan that it would give."""

from __future__ import annotations

from dataclasses import dataclass

from l2c_planner.admm import Host, Phase, assign
from l2c_planner.config import MultiliftTask
from l2c_planner.learning.methods import Method
from l2c_planner.learning.stages import cable_reference, stage_problem
from l2c_planner.plan.stage import Executed, Stage, snapshot_of
from l2c_planner.plan.watch import Watch
from l2c_planner.problems.multilift.build import CableReference, trajectories_problem
from l2c_planner.problems.multilift.execution import WrenchRollout
from l2c_planner.problems.multilift.measure import measure
from l2c_planner.problems.problem import Problem
from l2c_planner.tuning.stages import REFERENCES, TRAJECTORIES

WITHIN = 30
"""Rounds in which a plan is wanted."""
MOST = 120
"""Rounds after which a method is given up."""
EARLY = 15
"""Rounds after which plans are compared in pictures, and as they are flown; and after ``WITHIN``."""


@dataclass(frozen=True, eq=False)
class Course:
    """The rounds of a method on a task."""

    method: str
    rounds: list[tuple[bool, float]]
    """Whether the executed plan of a round is feasible, and its cost."""
    stop: int
    """Round in which the planner's own rule ends the stage, from 1."""
    best: Executed | None
    """The cheapest feasible one of the executed plans."""
    kept: dict[int, Executed]
    """Those after ``EARLY`` and ``WITHIN`` rounds."""


@dataclass(frozen=True, eq=False)
class Judge:
    """A task with the untuned problem by whose constraints and cost all plans are judged."""

    task: MultiliftTask
    reference: CableReference
    problem: Problem
    """With the tightening of the task's options."""

    @classmethod
    def of(cls, task: MultiliftTask, method: Method) -> Judge:
        """With the cable references that a method finds."""
        reference = _reference(method, task)
        return cls(task, reference, trajectories_problem(task, reference, task.planner.admm.tightening))


def run(method: Method, judge: Judge) -> Course:
    """Both stages, until the planner's rule ends the second one, and for at least ``WITHIN`` rounds."""
    task = judge.task
    host = _host(method, task, stage_problem(task, TRAJECTORIES, _reference(method, task)), TRAJECTORIES)
    stage = _stage(judge)
    watch, rounds, kept, best, stop = Watch(stage), [], {}, None, None
    while len(rounds) < MOST and (stop is None or len(rounds) < WITHIN):
        _round(host)
        snapshot = snapshot_of(host)
        executed = stage.executed(snapshot)
        feasible = executed.measures.feasible
        rounds.append((feasible, executed.cost))
        if feasible and (best is None or executed.cost < best.cost):
            best = executed
        if len(rounds) in (EARLY, WITHIN):
            kept[len(rounds)] = executed
        if stop is None and watch(snapshot, host.history[-1]):
            stop = len(rounds)
    return Course(method.name, rounds, stop or MOST, best, kept)


def _stage(judge: Judge) -> Stage:
    task, problem = judge.task, judge.problem
    return Stage(
        TRAJECTORIES, problem, MOST, task.planner, WrenchRollout(problem), lambda plan: measure(task, problem, plan)
    )


def _reference(method: Method, task: MultiliftTask) -> CableReference:
    """Stage (a)."""
    problem = stage_problem(task, REFERENCES)
    host = _host(method, task, problem, REFERENCES)
    for _ in range(method.references_rounds or task.planner.admm.references_rounds):
        _round(host)
    return cable_reference(task, problem, host.team, {n: c.copies for n, c in host.consensus.items()})


def _host(method: Method, task: MultiliftTask, problem: Problem, stage: str) -> Host:
    tuned, options = method.prepare(task, problem, stage)
    return Host(tuned, "team", assign(tuned, dict.fromkeys(tuned.agents, "team")), options)


def _round(host: Host) -> None:
    while host.step() is not Phase.DUAL:
        pass
    host.outbox()
