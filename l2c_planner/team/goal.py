"""A task with another goal."""

from __future__ import annotations

import numpy as np
from pydantic import ValidationError

from l2c_planner.config import MultiliftTask, Task


def with_goal(task: Task, goal: np.ndarray) -> Task:
    """The task with the load's last way-point, or the robots' goals, at other positions.

    goal: (3,) for a load, (3 n,) for a swarm, world frame [m].  Raises ValueError if the task cannot have it.
    """
    size = 3 if isinstance(task, MultiliftTask) else 3 * task.team.n
    if goal.shape != (size,) or not np.isfinite(goal).all():
        raise ValueError(f"goal: {goal.size} numbers; valid: {size} finite ones, x, y, z in m")
    data = task.model_dump(mode="json")
    if isinstance(task, MultiliftTask):
        data["waypoints"][-1]["position"] = goal.tolist()
    else:
        data["goals"] = goal.reshape(-1, 3).tolist()
    try:
        return type(task).model_validate(data)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place, what = ".".join(map(str, first["loc"])), first["msg"].removeprefix("Value error, ")
        raise ValueError(f"goal: {place}: {what}" if place else f"goal: {what}") from None
