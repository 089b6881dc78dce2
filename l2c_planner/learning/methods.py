"""Ways to find weights and penalties of a stage, to be compared with each other."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from l2c_planner.admm import HostOptions
from l2c_planner.config import MultiliftTask
from l2c_planner.problems.problem import Problem
from l2c_planner.tuning.learned import Learned
from l2c_planner.tuning.options import host_options
from l2c_planner.tuning.stages import REFERENCES

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


def learned_method(networks: Learned, name: str = "learned") -> Method:
    """Weights and penalties by networks."""
    return Method(name, networks.tuned, networks.rounds[REFERENCES])
