"""Ways to find weights and penalties of a stage, to be compared with each other."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from l2c_planner.admm import HostOptions
from l2c_planner.config import MultiliftTask
from l2c_planner.learning.exported import Exported
from l2c_planner.learning.stages import REFERENCES
from l2c_planner.learning.tuning import tuned
from l2c_planner.plan.options import host_options
from l2c_planner.plan.stage import Stage
from l2c_planner.plan.tuning import Tune
from l2c_planner.problems.problem import Problem

Prepare = Callable[[MultiliftTask, Problem, str], tuple[Problem, HostOptions]]


@dataclass(frozen=True)
class Method:
    """A name, and what it makes of the problem of a stage of a task."""

    name: str
    prepare: Prepare
    references_rounds: int | None = None
    """Rounds of stage (a); None for those of the task."""


def hand_tuned_method() -> Method:
    """The weights of the task and the ramp of its options."""
    return Method("hand-tuned", lambda task, problem, stage: (problem, host_options(task.planner)))


def balancing_method() -> Method:
    """The weights of the task, the penalty balancing the residuals."""

    def prepare(task: MultiliftTask, problem: Problem, stage: str) -> tuple[Problem, HostOptions]:
        options = host_options(task.planner)
        return problem, replace(options, penalty=replace(options.penalty, balancing=True))

    return Method("residual balancing", prepare)


def learned_method(networks: Exported, name: str = "learned") -> Method:
    """Weights and penalties by networks."""

    def prepare(task: MultiliftTask, problem: Problem, stage: str) -> tuple[Problem, HostOptions]:
        return tuned(problem, host_options(task.planner), networks.tuning(task, problem, stage))

    return Method(name, prepare, networks.rounds[REFERENCES])


def learned_tune(task: MultiliftTask, networks: Exported) -> Tune:
    """The same for `make_plan`."""
    method = learned_method(networks)

    def tune(stage: Stage) -> Stage:
        problem, hosts = method.prepare(task, stage.problem, stage.name)
        rounds = method.references_rounds if stage.name == REFERENCES else stage.limit
        return replace(stage, problem=problem, hosts=hosts, limit=min(rounds, stage.limit))

    return tune
