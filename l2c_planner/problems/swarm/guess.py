"""Where the robots start to negotiate: the references, with a bow for robots that would collide.

Robots that meet symmetrically have no reason to prefer one side, so the side is given: everybody keeps right, like on a
roundabout, and in space some go high and some go low.  The bow is a pure function of the task.
"""

from __future__ import annotations

import numpy as np

from l2c_planner.config import SwarmTask
from l2c_planner.problems.reference import minimum_snap
from l2c_planner.problems.swarm import robots
from l2c_planner.problems.swarm.graph import close_pairs

GOLDEN = (np.sqrt(5) - 1) / 2
"""Multiples of it, modulo 1, are spread evenly, and neighbouring ones are far apart."""
UNEVEN = 0.1
"""Largest difference of bows as a fraction of their height: a symmetric guess stays symmetric, which is rarely the best."""


def bow(task: SwarmTask, positions: np.ndarray) -> np.ndarray:
    """Offsets of the first guess from the reference positions (n, N+1, 3), the same shape [m].

    The height of a bow grows with the number k of robots that come too close on the references: on a circle of radius
    k d / (2 pi) or a sphere of radius d sqrt(k) / 3 there is room for k robots at the distance d.
    """
    axes, pair = robots.axes(task), task.clearance.pair
    met = 1 + np.bincount(close_pairs(positions[..., :axes], pair).reshape(-1), minlength=task.team.n)
    circle, sphere = met * pair / (2 * np.pi), np.sqrt(met) * pair / 3
    height = np.where(met > 1, np.maximum(circle if axes == 2 else sphere, pair / 2), 0.0) * (1 + UNEVEN * _spread(len(met)))
    unit = minimum_snap([0.0, task.time[-1]], [[0.0], [1.0]]).evaluate(task.time)[:, 0]
    return (height[:, None] * 16 * (unit * (1 - unit)) ** 2)[..., None] * _sides(task)[:, None]


def _sides(task: SwarmTask) -> np.ndarray:
    """Unit vectors to the right of the way of each robot, raised or lowered in space, (n, 3)."""
    way = task.goal - task.start
    right = np.column_stack([way[:, 1], -way[:, 0], np.zeros(len(way))])
    length = np.linalg.norm(right, axis=1, keepdims=True)
    right = np.where(length > 1e-9, right / np.maximum(length, 1e-9), [1.0, 0.0, 0.0])
    if robots.axes(task) == 2:
        return right
    up = _spread(len(way))
    return np.sqrt(1 - up**2)[:, None] * right + up[:, None] * [0.0, 0.0, 1.0]


def _spread(n: int) -> np.ndarray:
    """Numbers between -1 and 1, (n,)."""
    return 2 * ((np.arange(n) + 0.5) * GOLDEN % 1) - 1
