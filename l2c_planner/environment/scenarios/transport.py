"""Transport: a team carries its load through a gate of two pillars that may be moved and turned; its width stays.

The lower level is the distributed planner of the team (ADMM-DDP with the shipped networks), its gradient that of the
rounds. Symbols: theta = (along, ahead, turn), see `l2c_planner.environment.transport.gate`.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Annotated

import numpy as np
from pydantic import Field, Strict

from l2c_planner.config import ConfigError, MultiliftTask, load_task, shipped_file
from l2c_planner.config.base import Length, Model, NonNegative
from l2c_planner.config.errors import CheckError, show
from l2c_planner.environment.options import AscentOptions
from l2c_planner.environment.scene import Parameters, Scenario
from l2c_planner.environment.settings import SafetyMetric, metric
from l2c_planner.environment.transport.gate import NAMES, UNITS, Gate, NoGate
from l2c_planner.environment.transport.task import TransportTask
from l2c_planner.problems.multilift.build import load_path
from l2c_planner.tuning.learned import load_learned

KIND = "transport"
NOTES = (
    "Beyond the paper: the lower level is the distributed planner of a team that carries a load, and its gradient goes "
    "back through all rounds of both stages.",
    "The ranges of the gate, the reach of the metric and the loads that are drawn are ours.",
)
STEP = 0.1
"""Typical step as a share of the largest move."""
MARGIN = 1.2
"""What pictures show around the team's way and the pillars [m]."""


class Settings(Model):
    """Keys of a transport scenario."""

    scenario: str = Field(description="kind of the scenario, the name of its module")
    title: str = Field(min_length=1, max_length=80, description="one line for pictures and tables")
    task: str = Field("transport.yaml", description="a shipped task, or the path of one, with two pillars")
    quads: Annotated[int, Field(ge=3, le=256)] | None = Field(None, description="quadrotors; null: those of the task")
    moves: Annotated[tuple[Length, Length, Length], Strict(False)] = Field(
        (0.6, 0.4, 0.5), description="largest move along the gate and square to it, m, and largest turn, rad"
    )
    offset: NonNegative = Field(0.04, description="largest offset of the centre of mass that the seed draws, m")
    training_tasks: int = Field(1, ge=1, le=100, description="loads whose mean is maximised at once, -")
    metric: SafetyMetric = Field(description="constants of the safety metric")
    ascent: AscentOptions = Field(AscentOptions(), description="how the environment is moved")


def build(settings: Settings) -> Scenario:
    """The scenario of these settings; the seed of a task draws the load's centre of mass."""
    base = _base(settings)
    try:
        gate = Gate.of(base)
    except NoGate as error:
        raise CheckError(("task",), f"got {show(settings.task)}: {error}", "a task with a gate") from None
    learned = load_learned(shipped_file("learned.npz"))
    limit = np.array(settings.moves)

    @lru_cache
    def planned(seed: int) -> TransportTask:
        return TransportTask(_loaded(base, settings.offset, seed), learned, metric(settings.metric), settings.ascent)

    baselines = {"as it stands": np.zeros(3), "square to the way": _square(base, gate)}
    shown = np.concatenate([base.obstacle_center[:, :2], base.waypoint_position[:, :2]])
    (left, low), (right, high) = shown.min(axis=0) - MARGIN, shown.max(axis=0) + MARGIN
    return Scenario(
        name=KIND,
        title=settings.title,
        parameters=Parameters(NAMES, UNITS, -limit, limit, STEP * limit),
        tasks=lambda seed: planned(seed).scene,
        baselines=lambda seed: baselines,
        starts=lambda seed: list(baselines.values())[seed % len(baselines)],
        drawn=(float(left), float(right), float(low), float(high)),
        fixed_tasks=settings.offset == 0,
        training_tasks=settings.training_tasks,
        task=planned,
        notes=NOTES,
        ascent=settings.ascent,
    )


def _base(settings: Settings) -> MultiliftTask:
    try:
        shipped = settings.task == "transport.yaml"
        task = load_task(shipped_file(settings.task) if shipped else settings.task, quads=settings.quads)
    except ConfigError as error:
        raise CheckError(("task",), f"got {show(settings.task)}: {error}", "a task that can be planned") from None
    if not isinstance(task, MultiliftTask):
        raise CheckError(("task",), f"got {show(settings.task)}, a {task.problem}", "a task of `problem: multilift`")
    return task


def _square(task: MultiliftTask, gate: Gate) -> np.ndarray:
    """The gate across the reference path, where that comes nearest to its middle."""
    path, speed = (load_path(task, task.time, derivative)[:, :2] for derivative in (0, 1))
    nearest = int(np.argmin(np.linalg.norm(path - gate.middle, axis=1)))
    return gate.square_to(path[nearest] - speed[nearest], path[nearest] + speed[nearest])


def _loaded(task: MultiliftTask, offset: float, seed: int) -> MultiliftTask:
    """The task with another centre of mass; that of the task itself where nothing is drawn."""
    if offset == 0:
        return task
    rng = np.random.default_rng(seed)
    length, angle = offset * rng.random(), 2 * np.pi * rng.random()
    data = task.model_dump()
    height = data["team"]["load"]["com_offset"][2]
    data["team"]["load"]["com_offset"] = (float(length * np.cos(angle)), float(length * np.sin(angle)), height)
    return type(task).model_validate(data)
