"""Reads a world of robots and tasks from a YAML file, and refuses a wrong one in one line."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import numpy as np
from pydantic import Field, Strict, ValidationError

from l2c_planner.applications.allocation.world import Robots, Tasks, World
from l2c_planner.config.base import Many, Model, NonNegative, Number, Positive
from l2c_planner.config.errors import ConfigError, did_you_mean
from l2c_planner.config.explain import explain
from l2c_planner.config.yaml_file import Document, read_yaml

Place = Annotated[tuple[Number, Number], Strict(False)]


class RobotEntry(Model):
    """One robot."""

    position: Place = Field(description="where it starts, m")
    speed: Positive = Field(description="of its way, m/s")
    can: Many[str] = Field(description="capabilities, -")
    battery: Positive = Field(description="energy for the way out, the work and the way back, J")
    per_metre: NonNegative = Field(description="energy for driving, J/m")
    power: NonNegative = Field(description="while working, W")


class TaskEntry(Model):
    """One task."""

    position: Place = Field(description="where it is, m")
    duration: NonNegative = Field(description="of the work, s")
    needs: str = Field(description="capability, -")
    deadline: Positive = Field(description="time at which it must be done, s")
    reward: Positive = Field(description="for doing it at once, -")


class WorldFile(Model):
    """A file."""

    robots: Many[RobotEntry] = Field(min_length=2, description="robots, -")
    tasks: Many[TaskEntry] = Field(min_length=1, description="tasks, -")


def load_world(path: Path) -> World:
    """Robots, tasks, and the capabilities that robots have.

    Raises ConfigError for anything missing, misspelt or out of range, or a need that no robot has the capability for.
    """
    document = read_yaml(path)
    try:
        given = WorldFile.model_validate(document.data)
    except ValidationError as error:
        raise explain(error, WorldFile, {(): document}) from None
    names = tuple(sorted({name for robot in given.robots for name in robot.can}))
    needs = np.array([_index(names, task.needs, k, document) for k, task in enumerate(given.tasks)])
    able = np.array([[name in robot.can for name in names] for robot in given.robots])
    return World(_robots(given, able), _tasks(given, needs), names)


def _index(names: tuple[str, ...], need: str, task: int, document: Document) -> int:
    if need in names:
        return names.index(need)
    key, hint = ("tasks", task, "needs"), did_you_mean(need, names)
    valid = ", ".join(names)
    raise ConfigError(document.path, key, f"no robot can {need!r}", valid, hint=hint, line=document.line(key))


def _robots(given: WorldFile, able: np.ndarray) -> Robots:
    names = ("battery", "per_metre", "power")
    energy = (np.array([getattr(robot, name) for robot in given.robots]) for name in names)
    place, speed = (np.array([getattr(robot, name) for robot in given.robots]) for name in ("position", "speed"))
    return Robots(place, speed, able, *energy)


def _tasks(given: WorldFile, needs: np.ndarray) -> Tasks:
    def column(name: str) -> np.ndarray:
        return np.array([getattr(task, name) for task in given.tasks])

    return Tasks(column("position"), column("duration"), needs, column("deadline"), column("reward"))
