"""From a plan's messages to its roll-out: the problem of each stage is rebuilt from the task and the stage before."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from l2c_planner.config import Task
from l2c_planner.plan.session import assignment_of
from l2c_planner.plan.stage import Snapshot, Stage, StageResult, Stages
from l2c_planner.plan.tasks import stages_of
from l2c_planner.problems.multilift.formation import InfeasibleTask
from l2c_planner.rollout.errors import RolloutError
from l2c_planner.rollout.recorder import Recorder
from l2c_planner.rollout.rollout import Head, Rollout, StageRollout
from l2c_planner.rollout.task_json import WHERE, task_from_json
from l2c_planner.team.goal import with_goal
from l2c_planner.tuning.learned import Learned


def rollout_of(recorder: Recorder, head: Head, rounds: Sequence[int]) -> Rollout:
    """The roll-out of a plan from the messages that a recorder has received, stage after stage.

    rounds: of each stage, as `plan.Session.rounds` and msg/RolloutRecord.msg have them.

    Raises RolloutError if the head's task, goal, agents or number of stages cannot belong to a plan.
    """
    task = task_of(head)
    try:
        _close_stages(recorder, head, stages_of(task), rounds)
    except StopIteration:
        raise RolloutError(WHERE, f"has fewer stages than the {len(rounds)} of the plan") from None
    except KeyError as error:
        raise RolloutError(WHERE, f"agent {error} has no host") from None
    except InfeasibleTask as error:
        raise RolloutError(WHERE, str(error)) from None
    return recorder.rollout(head)


def task_of(head: Head) -> Task:
    """The task of a head, with the goal that replaces its own if there is one.

    Raises RolloutError if it has none, or none with that goal.
    """
    task = task_from_json(head.task)
    try:
        return with_goal(task, head.goal.reshape(-1)) if len(head.goal) else task
    except ValueError as error:
        raise RolloutError(WHERE, str(error)) from None


def logged_stages(rollout: Rollout, learned: Learned | None = None) -> Iterator[tuple[Stage, StageRollout]]:
    """The stages of a roll-out as they were solved, each with its rounds; ends before a stage that is not whole.

    learned: the networks of the plan, if it had any.

    Raises RolloutError if task, goal or stages cannot belong to a plan.
    """
    task, result = task_of(rollout.head), None
    stages = stages_of(task, learned=learned)
    for log in rollout.stages:
        try:
            stage = stages.send(result)
        except StopIteration:
            raise RolloutError(WHERE, f"has fewer stages than the {len(rollout.stages)} of the roll-out") from None
        except InfeasibleTask as error:
            raise RolloutError(WHERE, str(error)) from None
        if log.name != stage.name or log.primal.shape[1:] != (stage.problem.knots, stage.problem.width):
            raise RolloutError(WHERE, f"stage {log.name} of the roll-out is none of it")
        if not log.rounds:
            return
        yield stage, log
        result = _result(log)


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
