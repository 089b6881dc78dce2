"""The shipped tasks for teams of any size, at the same density: what grows is the team, not the difficulty."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from l2c_planner.config import MultiliftTask, SwarmTask, default_task_path, load_task, shipped_file

LARGEST = 8
"""Largest team that the shipped load and gap are made for."""
LANE, WAY = 0.6, 4.0
"""Distance between two lanes of a swarm, and their length [m]."""
RANGE = 1.0
"""Distance at which two robots of a swarm are neighbours [m]: those of the same lane and of the lanes beside it."""


def multilift_team(n: int) -> MultiliftTask:
    """The shipped transport task for n quadrotors.

    Beyond eight, load and attachments become wider, so that the quadrotors keep their distance at the same cable
    elevation, the load's mass grows with n, and the pillars move apart by twice as much as the formation grows.
    """
    task = load_task(default_task_path(), quads=n)
    if n <= LARGEST:
        return task
    growth = _formation_radius(task, n) - _formation_radius(task, LARGEST)
    data = task.model_dump(mode="json")
    _widen(data["team"], n / LARGEST, growth)
    centers = [np.array(o["center"][:2]) for o in data["obstacles"]]
    for obstacle, center in zip(data["obstacles"], centers, strict=True):
        away = center - np.mean(centers, axis=0)
        obstacle["center"][:2] = (center + 2 * growth * away / np.linalg.norm(away)).tolist()
    return MultiliftTask.model_validate(data)


def _formation_radius(task: MultiliftTask, n: int) -> float:
    """Radius of the circle on which n quadrotors keep their distance [m]."""
    return task.clearance.pair / (2 * math.sin(math.pi / n))


def _widen(team: dict[str, Any], mass: float, growth: float) -> None:
    load, ring = team["load"], team["attachments"]
    inertia = mass * (1 + growth / ring["radius"]) ** 2
    load["mass"] *= mass
    load["inertia"] = [inertia * moment for moment in load["inertia"]]
    load["radius"] += growth
    ring["radius"] += growth


def swarm_team(n: int) -> SwarmTask:
    """The shipped swarm in parallel lanes, two robots in each, which swap places; those in range are neighbours."""
    data = load_task(shipped_file("swarm.yaml")).model_dump(mode="json")
    lane = np.arange(n) // 2
    start = np.column_stack([LANE * (lane - lane[-1] / 2), np.where(np.arange(n) % 2, WAY / 2, -WAY / 2), np.ones(n)])
    half = float(np.abs(start).max()) + 1
    data["team"] |= {"robots": data["team"]["robots"] | {"count": n}, "neighbours": {"range": RANGE}}
    data["bounds"] = {"lower": [-half, -half, 0.0], "upper": [half, half, 10.0]}
    data |= {"starts": start.tolist(), "goals": (start * [1, -1, 1]).tolist()}
    return SwarmTask.model_validate(data)
