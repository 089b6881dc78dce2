"""A swarm of robots of several models, as parts that have one model each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from l2c_planner.config import SwarmTask
from l2c_planner.problems.swarm import robots


@dataclass(frozen=True, eq=False)
class Group:
    """The robots of one model."""

    name: str
    """Of their class of agents."""
    members: np.ndarray
    """(k,) numbers of the robots, ascending."""
    task: SwarmTask
    """The task with these robots alone."""


def groups(task: SwarmTask) -> tuple[Group, ...]:
    """Robots by model, in the order in which models first appear; one group `robot` where all have one model."""
    models = task.team.models
    if not task.team.mixed:
        return (Group("robot", np.arange(task.team.n), task),)
    kinds = {model: np.flatnonzero([m == model for m in models]) for model in dict.fromkeys(models)}
    return tuple(Group(model, members, _only(task, members)) for model, members in kinds.items())


def gathered(
    task: SwarmTask, plan: dict[str, tuple[np.ndarray, np.ndarray]], of: Callable[..., np.ndarray]
) -> np.ndarray:
    """What a function of (task, states, inputs) of robots of one model gives for all robots, (n, ...)."""
    parts = groups(task)
    found = [of(group.task, *plan[group.name]) for group in parts]
    return np.concatenate(found)[np.argsort(np.concatenate([group.members for group in parts]))]


def positions(task: SwarmTask, plan: dict[str, tuple[np.ndarray, np.ndarray]]) -> np.ndarray:
    """Centres of all robots, (n, N+1, 3) [m]."""
    return gathered(task, plan, lambda part, states, _: robots.positions(part, states))


def velocities(task: SwarmTask, plan: dict[str, tuple[np.ndarray, np.ndarray]]) -> np.ndarray:
    """Velocities of all robots in space, (n, N+1, 3) [m/s]."""
    return gathered(task, plan, _in_space)


def thrusts(task: SwarmTask, plan: dict[str, tuple[np.ndarray, np.ndarray]]) -> np.ndarray:
    """Thrust vectors of all robots, (n, N, 3) [N]; see `robots.thrusts`."""
    return gathered(task, plan, robots.thrusts)


def attitudes(task: SwarmTask, plan: dict[str, tuple[np.ndarray, np.ndarray]]) -> np.ndarray:
    """Quaternions of all robots, (n, N+1, 4)."""
    return gathered(task, plan, lambda part, states, _: robots.attitudes(part, states))


def thrust_limits(task: SwarmTask) -> tuple[np.ndarray, np.ndarray]:
    """Lowest and highest thrust of all robots, each (n,) [N]."""
    both = np.empty((2, task.team.n))
    for group in groups(task):
        both[:, group.members] = robots.thrust_limits(group.task)
    return both[0], both[1]


def _in_space(task: SwarmTask, states: np.ndarray, _: np.ndarray) -> np.ndarray:
    velocity = np.zeros((*states.shape[:2], 3))
    velocity[..., : robots.axes(task)] = robots.velocities(task, states)
    return velocity


def _only(task: SwarmTask, members: np.ndarray) -> SwarmTask:
    team, robot = task.team, task.team.robots
    own = {
        "count": len(members), "model": team.models[members[0]],
        "radius": tuple(team.radius[members]), "mass": tuple(team.mass[members]),
    }  # fmt: skip
    places = {"starts": _rows(task.start, members), "goals": _rows(task.goal, members)}
    part = team.model_copy(update={"robots": robot.model_copy(update=own)})
    return task.model_copy(update={"team": part, "formation": None, **places})


def _rows(points: np.ndarray, members: np.ndarray) -> tuple[tuple[float, ...], ...]:
    return tuple(map(tuple, points[members].tolist()))
