"""From a plan's messages to its roll-out: the problem of each stage is rebuilt from the task and the stage before."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from l2c_planner.config import Task
from l2c_planner.plan.session import assignment_of
from l2c_planner.plan.stage import Snapshot, StageResult, Stages
from l2c_planner.plan.tasks import stages_of
from l2c_planner.problems.multilift.formation import InfeasibleTask
from l2c_planner.rollout.errors import RolloutError
from l2c_planner.rollout.recorder import Recorder
from l2c_planner.rollout.rollout import Head, Rollout, StageRollout
from l2c_planner.rollout.task_json import WHERE, task_from_json
from l2c_planner.team.goal import with_goal


def rollout_of(recorder: Recorder, head: Head, rounds: Sequence[int]) -> Rollout:
    """The roll-out of a plan from the messages that a recorder has received, stage after stage.

    rounds: of each stage, as `plan.Session.rounds` and msg/RolloutRecord.msg have them.

    Raises RolloutError if the head's task, goal, agents or number of stages cannot belong to a plan.
    """
    task = _moved(task_from_json(head.task), head.goal)
    try:
        _close_stages(recorder, head, stages_of(task), rounds)
    except StopIteration:
        raise RolloutError(WHERE, f"has fewer stages than the {len(rounds)} of the plan") from None
    except KeyError as error:
        raise RolloutError(WHERE, f"agent {error} has no host") from None
    except InfeasibleTask as error:
        raise RolloutError(WHERE, str(error)) from None
    return recorder.rollout(head)


def _moved(task: Task, goal: np.ndarray) -> Task:
    """The task with another goal (1, 3) of the load or (n, 3) of the robots [m]; no rows: the task itself."""
    try:
        return with_goal(task, goal.reshape(-1)) if len(goal) else task
    except ValueError as error:
        raise RolloutError(WHERE, str(error)) from None


def _close_stages(recorder: Recorder, head: Head, stages: Stages, rounds: Sequence[int]) -> None:
    result = None
    for number, count in enumerate(rounds):
        stage = stages.send(result)
        found = recorder.close_stage(stage.name, stage.problem, assignment_of(stage, head.agents, head.captain), count)
        if number + 1 < len(rounds) and (found.rounds < count or not count):
            line = f"stage {number + 1}: not rebuilt, as it follows from the last round of {stage.name}"
            return recorder.note_missing(line)
        result = _result(found) if count else None


def _result(found: StageRollout) -> StageResult:
    """What the next stage is made from: a stage that another follows has no executed plan, so its last round counts."""
    copies = {name: table[-1] for name, table in found.copies.items()}
    snapshot = Snapshot(found.rounds - 1, found.primal[-1], copies)
    return StageResult(snapshot, None, found.primal_residual.tolist(), found.dual_residual.tolist())
