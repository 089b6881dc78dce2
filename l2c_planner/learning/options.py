"""What a training file may say."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, ValidationError, model_validator

from l2c_planner.config import MultiliftTask, load_task
from l2c_planner.config.base import Many, Model
from l2c_planner.config.errors import CheckError, ConfigError
from l2c_planner.config.explain import explain
from l2c_planner.config.yaml_file import read_yaml
from l2c_planner.learning.loss import LossWeights
from l2c_planner.learning.tasks import Distribution
from l2c_planner.tuning.stages import REFERENCES, TRAJECTORIES

Count = Annotated[int, Field(ge=1, le=100_000)]
Rounds = Annotated[int, Field(ge=1, le=200)]
Share = Annotated[float, Field(ge=0, lt=1)]
Quads = Annotated[int, Field(ge=3, le=64)]


class TaskOptions(Model):
    """Tasks around the given one, drawn once and used in every episode."""

    train: Count = Field(16, description="number of tasks to learn from, -")
    validation: int = Field(4, ge=0, le=100_000, description="number of tasks to watch progress on, -")
    quads: Annotated[Many[Quads], Field(min_length=1)] = Field((6,), description="team sizes, in turn, -")
    offset: float = Field(0.04, ge=0, le=1, description="largest offset of the centre of mass, m")
    mass: Share = Field(0.3, description="largest relative change of the load mass, -")
    inertia: Share = Field(0.3, description="largest relative change of the load inertia, -")
    seed: int = Field(0, ge=0, le=2**31 - 1, description="seed of the tasks, -")


class RoundOptions(Model):
    """Rounds that are run and differentiated."""

    references: Rounds = Field(8, description="of cable references, stage (a), -")
    trajectories: Annotated[Many[Rounds], Field(min_length=1)] = Field(
        (13, 16), description="of cable trajectories, stage (b), in turn over the tasks of a team size, -"
    )

    def of(self, stage: str, number: int) -> int:
        """Rounds of a stage for a task with a number among those of its team size."""
        return self.references if stage == REFERENCES else self.trajectories[number % len(self.trajectories)]

    def most(self) -> dict[str, int]:
        """Most rounds by stage."""
        return {REFERENCES: self.references, TRAJECTORIES: max(self.trajectories)}


class LossOptions(Model):
    """Weights of the terms of the loss."""

    plant: Literal["open_loop", "closed_loop"] = Field(
        "open_loop", description="how the plan that is judged is executed: rolled out, or flown with feedback"
    )
    winds: int = Field(0, ge=0, le=100, description="disturbances in which the closed loop flies; 0: calm air, -")
    tracking: float = Field(1.0, ge=0, le=1e9, description="cost of the states of the executed plan, -")
    effort: float = Field(1.0, ge=0, le=1e9, description="cost of its inputs, -")
    violation: float = Field(3e4, ge=0, le=1e9, description="squares of what constraints miss, -")
    residual: float = Field(1e-3, ge=0, le=1e9, description="squares of primal plan minus copies, -")
    prior: float = Field(2e-2, ge=0, le=1e9, description="squares of scores: distance from where learning starts, -")


class OptimiserOptions(Model):
    """AdamW on the mean over the tasks; the rate falls along a cosine."""

    rate: float = Field(0.01, gt=0, le=10, description="learning rate, -")
    last_rate: float = Field(0.05, gt=0, le=1, description="rate of the last episode as a share of the first, -")
    weight_decay: float = Field(1e-4, ge=0, le=1, description="decay of the weights, -")
    task_clip: float = Field(1.0, gt=0, le=1e9, description="largest norm of the derivative of one task, -")
    clip: float = Field(10.0, gt=0, le=1e9, description="largest norm of the gradient, -")


class TrainingOptions(Model):
    """A training run."""

    task: str = Field("transport.yaml", description="task file, relative to this file")
    episodes: Count = Field(40, description="passes over the tasks, -")
    seed: int = Field(0, ge=0, le=2**31 - 1, description="seed of the networks, -")
    informed: bool = Field(True, description="false: same numbers for all tasks and agents (a comparison)")
    tasks: TaskOptions = Field(TaskOptions(), description="tasks to learn on")
    rounds: RoundOptions = Field(RoundOptions(), description="rounds of a plan")
    loss: LossOptions = Field(LossOptions(), description="what is learned")
    optimiser: OptimiserOptions = Field(OptimiserOptions(), description="how it is learned")

    @model_validator(mode="after")
    def _check(self) -> TrainingOptions:
        if not any(self.loss.model_dump(exclude={"plant", "winds", "prior"}).values()):
            raise CheckError(("loss",), "got only zeros", "at least one weight of the plan above 0")
        return self

    def distribution(self, base: MultiliftTask) -> Distribution:
        """Tasks around a task."""
        t = self.tasks
        return Distribution(base, t.quads, t.offset, t.mass, t.inertia, t.seed)

    def loss_weights(self) -> LossWeights:
        """Weights of the loss, and its plant."""
        return LossWeights(**self.loss.model_dump(exclude={"prior"}))


def load_training(path: Path) -> tuple[TrainingOptions, MultiliftTask]:
    """Options of a training file and the task that it names.

    Raises ConfigError, one line, for anything that is missing, misspelt or out of range.
    """
    document = read_yaml(Path(path).expanduser())
    try:
        options = TrainingOptions.model_validate(document.data)
    except ValidationError as error:
        raise explain(error, TrainingOptions, {(): document}) from None
    task = load_task(document.path.parent / options.task)
    if not isinstance(task, MultiliftTask):
        raise ConfigError(document.path, "task", f"got {options.task}, a {task.problem} task", "a multilift task")
    return options, task
