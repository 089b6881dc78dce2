"""Where the obstacles of a simulated world are: those of the task, and how those move that do."""

from __future__ import annotations

import numpy as np

from l2c_planner.config import MultiliftTask


def obstacle_motion(task: MultiliftTask, time: float | np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Centres and velocities (..., m, 3) of m obstacles [m], [m/s] at times of the flight (...) [s]."""
    time = np.asarray(time, float)[..., None]
    moves = [obstacle.moves for obstacle in task.obstacles]
    speed = np.array([motion.velocity if motion else (0.0, 0.0, 0.0) for motion in moves]).reshape(-1, 3)
    after = np.array([motion.after if motion else np.inf for motion in moves])
    gone = np.maximum(time - after, 0.0)[..., None]
    return task.obstacle_center + gone * speed, np.where(gone > 0, speed, 0.0)
