"""Where the robots start to negotiate: the references, with a bow for robots that would collide, around the obstacles.

Robots that meet symmetrically have no reason to prefer one side, so the side is given: everybody keeps right, like on a
roundabout, and in space some go high and some go low.  The guess is a pure function of the task.
"""

from __future__ import annotations

import numpy as np

from l2c_planner.config import SPHERE, SwarmTask
from l2c_planner.problems.reference import minimum_snap
from l2c_planner.problems.swarm import robots
from l2c_planner.problems.swarm.graph import close_pairs

GOLDEN = (np.sqrt(5) - 1) / 2
"""Multiples of it, modulo 1, are spread evenly, and neighbouring ones are far apart."""
FRACTION = 0.5
"""Of the height that makes room: the sides matter, the rest is found faster from a flat bow."""
UNEVEN = 0.1
"""Largest difference of bows as a fraction of their height: a symmetric guess stays symmetric, which is rarely the best."""


def guess(task: SwarmTask, positions: np.ndarray) -> np.ndarray:
    """First guess of the positions, from those of the references; both (n, N+1, 3) [m]."""
    way = minimum_snap([0.0, task.time[-1]], [[0.0], [1.0]]).evaluate(task.time)[:, 0]
    start = positions + bow(task, positions)[:, None] * (16 * (way * (1 - way)) ** 2)[:, None]
    for _ in task.obstacles:
        for j in range(len(task.obstacles)):
            start += detour(task, start, j, way)
    return start


def bow(task: SwarmTask, positions: np.ndarray) -> np.ndarray:
    """Offset of every robot halfway to its goal, (n, 3) [m].

    It is half of what would make room: k robots that come too close on the references fit on a circle of radius k d / (2 pi),
    or a sphere of radius d sqrt(k) / 3, at the distance d.
    """
    axes, pair = robots.axes(task), task.clearance.pair
    met = 1 + np.bincount(close_pairs(positions[..., :axes], pair).reshape(-1), minlength=task.team.n)
    room = met * pair / (2 * np.pi) if axes == 2 else np.sqrt(met) * pair / 3
    height = np.where(met > 1, FRACTION * np.maximum(room, pair / 2), 0.0) * (1 + UNEVEN * _spread(task.team.n))
    right, up = _right(task), _spread(task.team.n)[:, None] * (axes == 3)
    return height[:, None] * (np.sqrt(1 - up**2) * right + up * [0.0, 0.0, 1.0])


def detour(task: SwarmTask, positions: np.ndarray, j: int, way: np.ndarray) -> np.ndarray:
    """Offsets that lead paths (n, N+1, 3) past obstacle j, on the side where they pass it; the same shape [m].

    way: fraction of the path that is done at every knot, (N+1,).
    """
    radius = task.obstacle_radius[j] + task.team.radius + task.clearance.obstacle
    mask = np.array([1.0, 1.0, float(task.obstacle_shape[j] == SPHERE and robots.axes(task) == 3)])
    offset = mask * (positions - task.obstacle_center[j])
    each, closest = np.arange(len(offset)), np.linalg.norm(offset, axis=-1).argmin(axis=1)
    along = _unit(mask * (task.goal - task.start), _right(task))
    aside = offset[each, closest]
    aside -= np.sum(aside * along, axis=1, keepdims=True) * along
    missing = np.maximum(radius - np.linalg.norm(aside, axis=1), 0.0)
    at = way[closest][:, None]
    far = (way - at) * np.linalg.norm(mask * (task.goal - task.start), axis=1)[:, None] / radius[:, None]
    ends = np.minimum(np.minimum(way / np.maximum(at, 1e-9), (1 - way) / np.maximum(1 - at, 1e-9)), 1.0)
    reached = np.linalg.norm(offset[each, closest], axis=1) < radius
    return ((reached * missing)[:, None] * np.exp(-(far**2)) * ends)[..., None] * _unit(aside, _right(task))[:, None]


def _right(task: SwarmTask) -> np.ndarray:
    """Horizontal unit vectors to the right of the way of each robot, (n, 3)."""
    way = task.goal - task.start
    return _unit(np.column_stack([way[:, 1], -way[:, 0], np.zeros(len(way))]), np.array([1.0, 0.0, 0.0]))


def _unit(vectors: np.ndarray, fallback: np.ndarray) -> np.ndarray:
    length = np.linalg.norm(vectors, axis=-1, keepdims=True)
    return np.where(length > 1e-6, vectors / np.maximum(length, 1e-6), fallback)


def _spread(n: int) -> np.ndarray:
    """Numbers between -1 and 1, (n,)."""
    return 2 * ((np.arange(n) + 0.5) * GOLDEN % 1) - 1
