"""The page of the live view, and what is sent to it: the task once, plans when they are new, pictures all the time."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from html import escape
from importlib.resources import files
from types import MappingProxyType
from typing import Any

import numpy as np

from l2c_planner.config import MultiliftTask, Task
from l2c_planner.models.manifold import rotation_matrices
from l2c_planner.problems.multilift.formation import start_formation
from l2c_planner.report.html import embed
from l2c_planner.report.payload import build_payload
from l2c_planner.report.rounding import rounded
from l2c_planner.report.scene import Course, Scene, way_ahead
from l2c_planner.simulation.measures import SLACK

Arrays = dict[str, np.ndarray]
POINTS = 41
"""Of the way that the view is laid around."""
STILL = np.array([0.0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0])
"""State of a load at rest at the origin."""


def compose_live(task: Task) -> str:
    """The page as text; it asks for `events` beside its own address, and for nothing else.

    Raises InfeasibleTask for a team that does not fit over its load.
    """
    payload = build_payload(_framed(task), {"problem": task.problem})
    payload |= {"live": "events", "charts": []}
    if isinstance(task, MultiliftTask):
        limits = [float(task.team.tension_min.min()), float(task.team.tension_max.max())]
        length = rounded(task.team.cable_length, 4)
        payload["cables"] = {"tension": None, "range": limits, "length": length, "slack": SLACK}
    parts = {"title": escape(f"{task.team.n} robots, live"), "data": embed(payload)}
    parts |= {"style": _asset("viewer.css"), "viewer": _asset("viewer.js")}
    return re.sub(r"\{\{(\w+)\}\}", lambda slot: parts[slot[1]], _asset("live.html"))


def _asset(name: str) -> str:
    return (files("l2c_planner.report") / "assets" / name).read_text(encoding="utf-8")


def _framed(task: Task) -> Arrays:
    """Where the task leads the team, as the arrays of a plan: the view is laid around it."""
    arrays = {
        "obstacle_center": task.obstacle_center,
        "obstacle_radius": task.obstacle_radius,
        "obstacle_shape": task.obstacle_shape,
        "required_obstacle_clearance": np.asarray(_or_nan(task.clearance.obstacle)),
        "required_pair_distance": np.asarray(_or_nan(task.clearance.pair)),
    }
    if not isinstance(task, MultiliftTask):
        share = np.linspace(0, 1, POINTS)
        ways = task.start[:, None, :3] + share[:, None] * (task.goal - task.start)[:, None, :3]
        return arrays | {"goal": task.goal, "quad_radius": task.team.radius, "time": share, "quad_position": ways}
    team, time = task.team, np.linspace(0, task.waypoint_time[-1], POINTS)
    ways = np.stack([np.interp(time, task.waypoint_time, axis) for axis in task.waypoint_position.T], axis=1)
    lifted = team.attachment + team.cable_length[:, None] * start_formation(task)[0].direction
    state = np.tile(STILL, (len(ways), 1))
    state[:, :3] = ways
    return arrays | {
        "time": time,
        "quad_position": ways[None] + lifted[:, None],
        "quad_radius": team.quad_radius,
        "load_state": state,
        "load_radius": np.asarray(team.load_radius),
        "attachment": team.attachment,
    }


def picture(
    scene: Scene,
    time: float | None,
    course: Course | None,
    lines: Sequence[str],
    obstacles: Mapping[int, np.ndarray] = MappingProxyType({}),
) -> dict[str, Any]:
    """One moment: who is not measured is None.

    Args:
        scene: of n robots.
        time: of the newest odometry [s]; None before there is any.
        course: the plan that counts.
        lines: words on how planning goes.
        obstacles: positions (3,) [m] of those that move, by their place in the task.
    """
    up = rotation_matrices(scene.robots.attitude)[..., 2]
    robots = rounded(np.concatenate([scene.robots.position, up], axis=1), 4)
    load = rounded(np.concatenate([scene.load.position, scene.load.attitude]), 5)
    seen = scene.measured.tolist()
    tension = np.where(scene.slack, 0.0, scene.tension)
    return {
        "time": time,
        "robots": [numbers if there else None for numbers, there in zip(robots, seen)],
        "load": load if seen[-1] else None,
        "tension": rounded(tension, 2),
        "obstacles": {index: rounded(where, 4) for index, where in obstacles.items()},
        "plan": None if course is None else course.number,
        "phase": None if course is None or time is None else [round(course.phase(time), 3), course.track.duration],
        "lines": list(lines),
    }


def planned(course: Course) -> dict[str, Any]:
    """The paths of a plan, robots first, then the load, and its lowest and highest tension [N]."""
    paths, times = way_ahead(course, course.start), np.linspace(0, course.track.duration, POINTS)
    tension = np.array([course.track.at(time).tension for time in times])
    limits = [float(f"{value:.3g}") for value in (tension.min(), tension.max())]
    return {"plan": course.number, "paths": rounded(paths, 3), "tension": limits}


def _or_nan(value: float | None) -> float:
    return np.nan if value is None else value
