"""Stages with other weights and penalties than the task's: plans are still judged and priced by the task."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from l2c_planner.plan.stage import Stage, StageResult, Stages

Tune = Callable[[Stage], Stage]
"""Gives a stage another ``problem``, ``limit`` and options of its ``hosts``."""


def tuned_stages(stages: Stages, tune: Tune) -> Stages:
    """The same stages, tuned one by one."""
    result: StageResult | None = None
    while True:
        try:
            stage = stages.send(result)
        except StopIteration as end:
            return end.value
        result = yield replace(tune(stage), priced=stage.problem)
