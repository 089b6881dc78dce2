"""Planning on in flight (receding horizon): a mission, and its plans from measured states on, warm-started."""

from __future__ import annotations

from dataclasses import dataclass, replace

from l2c_planner.admm import Host, Penalty
from l2c_planner.config import MultiliftTask
from l2c_planner.plan.session import Seat, Session
from l2c_planner.plan.stage import Found, Stage, StageResult, Stages
from l2c_planner.plan.tasks import agents_of, stages_of
from l2c_planner.plan.tuning import tuned_stage
from l2c_planner.problems.multilift.build import CableReference
from l2c_planner.problems.multilift.execution import WrenchRollout
from l2c_planner.problems.multilift.measure import measure
from l2c_planner.problems.multilift.window import Window, window_problem
from l2c_planner.tuning.learned import Learned
from l2c_planner.tuning.options import host_options
from l2c_planner.tuning.stages import REFERENCES, TRAJECTORIES

LEAST = 5
"""Rounds of a plan in flight before it is looked at."""


@dataclass(frozen=True, eq=False)
class Mission:
    """What the plans of one flight have in common."""

    task: MultiliftTask
    reference: CableReference
    """Of the cables over the knots of the mission, whatever the plans in flight make of it."""
    learned: Learned | None = None

    @staticmethod
    def of(task: MultiliftTask, learned: Learned | None = None) -> Mission:
        """The mission of a task; every host finds the same reference by itself, stage (a) alone."""
        agents = agents_of(task)
        session = Session(stages_of(task, REFERENCES, learned=learned), Seat.alone(agents))
        while not session.done:
            session.step()
            session.outbox()
        cables = session.found.executed.plan["cable"][0]
        return Mission(task, CableReference(cables[..., :3], cables[..., 6]), learned)


def window_stages(mission: Mission, window: Window, earlier: tuple[Host, int] | None = None) -> Stages:
    """The only stage of a plan in flight: until a plan is good, at most the rounds of `planner.receding`.

    earlier: as in `Stage`; what is over for half of it is not gone on from.
    """
    task, receding = mission.task, mission.task.planner.receding
    if earlier is not None and earlier[1] > task.steps // 2:
        earlier = None
    problem, surroundings = window_problem(task, window, mission.reference, receding.tightening)
    execute, judge = WrenchRollout(problem), lambda plan: measure(task, problem, plan, surroundings)
    stage = Stage(
        TRAJECTORIES, problem, receding.rounds, task.planner, execute, judge, least=LEAST, earlier=earlier, sparing=True
    )
    stage = tuned_stage(task, stage, mission.learned)
    hosts = replace(stage.hosts or host_options(task.planner), penalty=Penalty(schedule=(receding.penalty,)))
    result: StageResult = yield replace(stage, hosts=hosts)
    return Found(problem, result.executed, result.primal, result.dual)
