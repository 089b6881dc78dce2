"""From a task to a plan that can be executed."""

from __future__ import annotations

from l2c_planner.config import MultiliftTask, Task
from l2c_planner.plan.result import Plan, Progress, RoundReport

__all__ = ["Plan", "Progress", "RoundReport", "make_plan"]

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
) -> Plan:
    """Plan a task.

    stage: ``references`` stops after the cable references of a multilift task, ``trajectories`` starts from the nominal
    formation instead.  method: ``admm``, or ``centralised`` (one nonlinear program, IPOPT).  finish: improve the ADMM
    plan by the centralised program.  rounds: most rounds of every stage, instead of those of the task.  progress:
    called after every round.

    Raises ValueError for an unknown stage or method, InfeasibleTask if the start itself is infeasible.
    """
    if stage not in STAGES or method not in METHODS:
        raise ValueError(f"unknown stage {stage!r} or method {method!r}; stages are {STAGES}, methods {METHODS}")
    if isinstance(task, MultiliftTask):
        from l2c_planner.plan.multilift import plan_multilift

        return plan_multilift(task, stage, method, finish, rounds, progress)
    from l2c_planner.plan.swarm import plan_swarm

    return plan_swarm(task, method, finish, rounds, progress)
