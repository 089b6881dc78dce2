"""A task as one JSON text, as it travels in a roll-out, and back to the same task."""

from __future__ import annotations

import json

from pydantic import ValidationError

from l2c_planner.config import Task
from l2c_planner.config.loader import PROBLEMS
from l2c_planner.rollout.errors import RolloutError

WHERE = "task of the roll-out"


def task_to_json(task: Task) -> str:
    """All that a task file holds, team and planner included; floats are written so that they read back exactly."""
    return task.model_dump_json()


def task_from_json(text: str) -> Task:
    """Inverse of :func:`task_to_json`: a `MultiliftTask` or a `SwarmTask` with the same digest.

    Raises RolloutError if the text is not a task.
    """
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise RolloutError(WHERE, f"not JSON ({error})") from None
    problem = data.get("problem") if isinstance(data, dict) else None
    if not isinstance(problem, str) or problem not in PROBLEMS:
        raise RolloutError(WHERE, f"problem: got {problem!r:.60}; valid: {' | '.join(PROBLEMS)}")
    try:
        return PROBLEMS[problem].model_validate_json(text)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = ".".join(str(part) for part in first["loc"]) or problem
        raise RolloutError(WHERE, f"{place}: {first['msg']}") from None
