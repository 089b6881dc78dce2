"""Stages with other weights and penalties than the task's: plans are still judged and priced by the task."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from l2c_planner.admm import HostOptions
from l2c_planner.plan.stage import Stage, StageResult, Stages
from l2c_planner.problems.problem import Problem

Tune = Callable[[Stage], tuple[Problem, HostOptions]]
"""What the hosts solve in place of a stage's own problem, and how."""


def tuned_stages(stages: Stages, tune: Tune) -> Stages:
    """The same stages, tuned one by one."""
    result: StageResult | None = None
    while True:
        try:
            stage = stages.send(result)
        except StopIteration as end:
            return end.value
        problem, options = tune(stage)
        result = yield replace(stage, problem=problem, hosts=options, priced=stage.problem)
