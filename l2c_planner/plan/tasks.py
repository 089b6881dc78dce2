"""Which stages, finishing pass and result belong to which kind of task."""

from __future__ import annotations

import hashlib

from l2c_planner.config import MultiliftTask, SwarmTask, Task
from l2c_planner.plan.result import Plan, Progress
from l2c_planner.plan.stage import Found, Stages
from l2c_planner.tuning.features import features
from l2c_planner.tuning.learned import Learned
from l2c_planner.tuning.stages import STAGES


def agents_of(task: Task) -> tuple[str, ...]:
    """Names of all agents of a task."""
    return tuple(task.team.hosts)


def problem_hash(task: Task, learned: Learned | None = None) -> int:
    """64 bits of the digest of a task and of the networks that tune it: equal for hosts that plan the same."""
    digest = task.digest()
    if learned is not None:
        digest = hashlib.sha256(f"{digest} {learned.digest}".encode()).hexdigest()
    return int(digest[:16], 16)


def stages_of(task: Task, stage: str = "both", rounds: int | None = None, learned: Learned | None = None) -> Stages:
    """The stages of a distributed plan; see :func:`l2c_planner.plan.make_plan`.

    Raises ValueError as `check_learned`.
    """
    if isinstance(task, MultiliftTask):
        from l2c_planner.plan.multilift import multilift_stages

        return multilift_stages(task, stage, rounds, learned)
    check_learned(task, learned)
    from l2c_planner.plan.swarm import swarm_stages

    return swarm_stages(task, rounds)


def check_learned(task: Task, learned: Learned | None) -> None:
    """Raises ValueError for networks beside a task that none are trained for, or that give it no finite numbers."""
    if learned is None:
        return
    if not isinstance(task, MultiliftTask):
        raise ValueError(f"nothing was learned for a {task.problem}; valid: a multilift task")
    for stage in STAGES:
        learned.scores(stage, features(task))


def centralised(task: Task, stage: str, rounds: int | None, progress: Progress | None) -> Stages:
    """The stages of a plan by the centralised program: what has to be known before it, if anything."""
    if isinstance(task, MultiliftTask):
        from l2c_planner.plan.multilift import centralised_multilift

        return (yield from centralised_multilift(task, stage, rounds, progress))
    from l2c_planner.plan.swarm import centralised_swarm

    return centralised_swarm(task, progress)


def finished(task: Task, found: Found, progress: Progress | None) -> Found:
    """What the finishing pass makes of a plan; a plan of references alone has none."""
    if isinstance(task, SwarmTask):
        from l2c_planner.plan.swarm import finish_swarm

        return finish_swarm(task, found, progress)
    from l2c_planner.plan.multilift import finish_multilift

    return finish_multilift(task, found, progress)


def plan_of(task: Task, stage: str, method: str, found: Found, times: dict[str, float]) -> Plan:
    """The plan that was found with its arrays and metrics."""
    if isinstance(task, MultiliftTask):
        from l2c_planner.plan.multilift import multilift_plan

        return multilift_plan(task, stage, method, found, times)
    from l2c_planner.plan.swarm import swarm_plan

    return swarm_plan(task, method, found, times)
