"""The two stages of a multilift task as problems to learn on, and what the first hands to the second."""

from __future__ import annotations

import numpy as np

from l2c_planner.config import MultiliftTask
from l2c_planner.problems.multilift.build import (
    CableReference,
    allocated_reference,
    references_problem,
    trajectories_problem,
)
from l2c_planner.problems.problem import Problem
from l2c_planner.tuning.stages import REFERENCES, STAGES, TRAJECTORIES


def stage_problem(task: MultiliftTask, stage: str, reference: CableReference | None = None) -> Problem:
    """The problem of a stage with the tightening of the task's options; ``reference`` is for the second one.

    Raises ValueError for an unknown stage.
    """
    tightening = task.planner.admm.tightening
    if stage == REFERENCES:
        return references_problem(task, tightening)
    if stage == TRAJECTORIES:
        return trajectories_problem(task, reference, tightening)
    raise ValueError(f"stage: got {stage!r}; valid: {' | '.join(STAGES)}")


def cable_reference(
    task: MultiliftTask, problem: Problem, team: np.ndarray, copies: dict[str, np.ndarray]
) -> CableReference:
    """Cable reference from primal plans (N+1, D) and copies of stage (a)."""
    n = task.team.n
    states, wrenches = problem.split(team)["load"]
    forces = copies["team"][0][:, : 3 * n].reshape(-1, n, 3)
    return allocated_reference(task, states[0], wrenches[0], forces)
