"""Stages with other weights and penalties than the task's: plans are still judged and priced by the task."""

from __future__ import annotations

from dataclasses import replace

from l2c_planner.config import MultiliftTask
from l2c_planner.plan.stage import Stage
from l2c_planner.tuning.learned import Learned
from l2c_planner.tuning.stages import REFERENCES


def tuned_stage(task: MultiliftTask, stage: Stage, learned: Learned | None) -> Stage:
    """A stage with what networks choose for it; the stage itself without networks."""
    if learned is None:
        return stage
    problem, hosts = learned.tuned(task, stage.problem, stage.name)
    limit = min(learned.rounds[REFERENCES], stage.limit) if stage.name == REFERENCES else stage.limit
    return replace(stage, problem=problem, hosts=hosts, limit=limit, priced=stage.problem)
