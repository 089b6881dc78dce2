"""Plans that tests of control and simulation fly: made once, of short tasks."""

from __future__ import annotations

from functools import cache

import numpy as np
from multilift_samples import mixed_task, multilift_task

from l2c_planner.config import MultiliftTask
from l2c_planner.plan import make_plan

Arrays = dict[str, np.ndarray]
STILL = [{"time": 0.0, "position": [0.0, 0.0, 0.5]}, {"time": 1.6, "position": [0.0, 0.0, 0.5]}]


@cache
def moved(n: int = 3) -> tuple[MultiliftTask, Arrays]:
    """A load that n quadrotors carry past a pillar within 1.6 s, and its plan."""
    task = multilift_task(n)
    return task, make_plan(task).arrays


@cache
def unequal() -> tuple[MultiliftTask, Arrays]:
    """Four unequal quadrotors, and their plan."""
    task = mixed_task()
    return task, make_plan(task).arrays


@cache
def hovering(n: int = 4, com: tuple[float, float, float] = (0.02, 0.02, 0.0)) -> tuple[MultiliftTask, Arrays]:
    """A load that is held still for 1.6 s, exactly: the balanced formation of the start."""
    task = multilift_task(n, waypoints=STILL, obstacles=[], load={"com_offset": list(com)})
    arrays = dict(make_plan(task, stage="trajectories", rounds=1).arrays)
    return task, _still(task, arrays)


def _still(task: MultiliftTask, arrays: Arrays) -> Arrays:
    """The plan with its first knot repeated and no inputs but the wrench that holds the load."""
    arrays = dict(arrays)
    for name in ("load_state", "load_reference"):
        arrays[name] = np.repeat(arrays[name][:1], task.steps + 1, 0)
    arrays["cable_state"] = np.repeat(arrays["cable_state"][:, :1], task.steps + 1, 1)
    arrays["cable_input"] = np.zeros_like(arrays["cable_input"])
    weight = np.array([0.0, 0.0, task.team.load_mass * 9.81])
    wrench = np.concatenate([weight, np.cross(task.team.com_offset, weight)])
    arrays["load_wrench"] = np.repeat(wrench[None], task.steps, 0)
    return arrays
