"""From a task to a plan that can be executed."""

from __future__ import annotations

import time

from l2c_planner.config import Task
from l2c_planner.plan.result import Plan, Progress, RoundReport
from l2c_planner.plan.session import Seat, Session
from l2c_planner.plan.tasks import agents_of, centralised, check_learned, finished, plan_of, problem_hash, stages_of
from l2c_planner.tuning.learned import Learned

__all__ = [
    "Plan",
    "Progress",
    "RoundReport",
    "Seat",
    "Session",
    "agents_of",
    "check_learned",
    "make_plan",
    "plan_of",
    "problem_hash",
    "stages_of",
]

STAGES = ("both", "references", "trajectories")
METHODS = ("admm", "centralised")


def make_plan(
    task: Task,
    *,
    stage: str = "both",
    method: str = "admm",
    finish: bool = False,
    rounds: int | None = None,
    progress: Progress | None = None,
    learned: Learned | None = None,
) -> Plan:
    """Plan a task.

    stage: ``references`` stops after the cable references of a multilift task, ``trajectories`` starts from the nominal
    formation instead.  method: ``admm``, or ``centralised`` (one nonlinear program, IPOPT).  finish: improve the ADMM
    plan by the centralised program.  rounds: most rounds of every stage, instead of those of the task.  progress:
    called after every round.  learned: networks that choose weights and penalties for the rounds of ``admm``.

    Raises ValueError for an unknown stage or method, or networks for another kind of task, InfeasibleTask if the start
    itself is infeasible.
    """
    if stage not in STAGES or method not in METHODS:
        raise ValueError(f"unknown stage {stage!r} or method {method!r}; stages are {STAGES}, methods {METHODS}")
    begin = time.perf_counter()
    whole = method == "centralised"
    stages = centralised(task, stage, rounds, progress) if whole else stages_of(task, stage, rounds, learned)
    session = Session(stages, Seat.alone(agents_of(task)), progress)
    while not session.done:
        session.step()
        session.outbox()
    found = session.found
    if finish and method == "admm" and stage != "references":
        found = finished(task, found, progress)
    times = {
        "compile_s": session.setup,
        "ddp_s": session.times.local,
        "coordination_s": session.times.coordination,
        "total_s": time.perf_counter() - begin,
    }
    return plan_of(task, stage, method, found, times)
