"""A short transport task with one obstacle beside the path, and plans of it with random numbers."""

from __future__ import annotations

from typing import Any

import numpy as np

from l2c_planner.config import MultiliftTask
from l2c_planner.models.manifold import quaternion_exp
from l2c_planner.problems.problem import Problem

CYLINDER = {"name": "pillar", "shape": "cylinder", "center": [0.55, -0.52], "radius": 0.2}
SPHERE = {"name": "ball", "shape": "sphere", "center": [0.4, 1.2, 1.5], "radius": 0.3}


def multilift_task(n: int = 3, steps: int = 20, dt: float = 0.08, **changes: Any) -> MultiliftTask:
    """A load moved by 0.6 m past a pillar; ``changes`` replace sections or keys of the team."""
    team = {
        "load": {"mass": 3.0, "inertia": [0.25, 0.25, 0.25], "com_offset": [0.02, 0.02, 0.0], "radius": 0.25},
        "quadrotors": {"count": n, "mass": 1.0, "radius": 0.125, "thrust": [0.1, 50.0]},
        "cables": {"length": 1.25, "tension": [0.01, 20.0]},
        "attachments": {"pattern": "ring", "radius": 0.25},
    }
    for section in set(changes) & set(team):
        team[section] = {**team[section], **changes.pop(section)}
    if "points" in team["attachments"]:
        team["attachments"] = {"points": team["attachments"]["points"]}
    data = {
        "problem": "multilift",
        "team": team,
        "horizon": {"steps": steps, "dt": dt},
        "waypoints": [
            {"time": 0.0, "position": [0.0, 0.0, 0.5]},
            {"time": steps * dt, "position": [0.6, 0.1, 0.6]},
        ],
        "obstacles": [CYLINDER],
    }
    return MultiliftTask.model_validate({**data, **changes})


def mixed_task(**changes: Any) -> MultiliftTask:
    """Four unequal quadrotors on cables of unequal length at odd points, a cylinder and a sphere."""
    sections = {
        "load": {"inertia": [0.2, 0.25, 0.3], "com_offset": [0.02, -0.03, 0.05]},
        "quadrotors": {"mass": [0.8, 1.0, 1.2, 0.9], "radius": [0.1, 0.125, 0.11, 0.12]},
        "cables": {"length": [1.0, 1.25, 1.1, 1.3], "tension": [[0.01, 20.0], [0.1, 25.0], [0.02, 18.0], [0.05, 22.0]]},
        "attachments": {"points": [[0.24, 0.0, 0.05], [0.0, 0.23, -0.02], [-0.2, -0.05, 0.0], [0.05, -0.22, 0.1]]},
        "obstacles": [CYLINDER, SPHERE],
        "clearance": {"load_obstacle": 0.05, "cable_obstacle": 0.02},
    }
    return multilift_task(4, **{**sections, **changes})


def random_plan(problem: Problem, seed: int = 0) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """States near the references, unit norms kept, and inputs; not dynamically feasible."""
    rng = np.random.default_rng(seed)
    plan = {}
    for c in problem.classes:
        states = c.model.normalise(c.state_reference + 0.2 * rng.normal(size=c.state_reference.shape))
        plan[c.name] = (states, c.input_reference + rng.normal(size=c.input_reference.shape))
    return plan


def turned(angle: tuple[float, float, float]) -> list[float]:
    """Quaternion of a rotation vector [rad]."""
    return quaternion_exp(np.array(angle)).tolist()
