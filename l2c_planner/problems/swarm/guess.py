"""Where the robots start to negotiate: the references, with a bow for robots that would collide, around the obstacles.

Robots that meet symmetrically have no reason to prefer one side, so the side is given: everybody keeps right, like on a
roundabout, and in space some go high and some go low.  The guess is a pure function of the task.
"""

from __future__ import annotations

import numpy as np
from scipy.sparse.csgraph import connected_components

from l2c_planner.config import SPHERE, SwarmTask
from l2c_planner.problems.reference import minimum_snap
from l2c_planner.problems.swarm import robots
from l2c_planner.problems.swarm.graph import close_pairs

GOLDEN = (np.sqrt(5) - 1) / 2
"""Multiples of it, modulo 1, are spread evenly, and neighbouring ones are far apart."""
FRACTION = 0.5
"""Of the height that makes room: the sides matter, the rest is found faster from a flat bow."""
UNEVEN = 0.1
"""Largest difference of bows as a fraction of their height: a symmetric guess stays symmetric, which is rarely the
best."""
PASSES = 2
"""Times that all obstacles are gone around, since a detour may lead into the next one."""
SLIM = 0.7
"""Obstacle radii per width of a detour, such that it lies outside the circle."""


def guess(task: SwarmTask, positions: np.ndarray) -> np.ndarray:
    """First guess of the positions, from those of the references; both (n, N+1, 3) [m]."""
    way = minimum_snap([0.0, task.time[-1]], [[0.0], [1.0]]).evaluate(task.time)[:, 0]
    start = positions + bow(task, positions)[:, None] * (16 * (way * (1 - way)) ** 2)[:, None]
    for cluster in clusters(task) * PASSES:
        start += detour(task, start, cluster, way)
    return start


def bow(task: SwarmTask, positions: np.ndarray) -> np.ndarray:
    """Offset of every robot halfway to its goal, (n, 3) [m].

    It is half of what would make room: k robots that come too close on the references fit on a circle of radius k d /
    (2 pi), or a sphere of radius d sqrt(k) / 3, at the distance d.
    """
    axes, pair = robots.axes(task), task.clearance.pair
    met = 1 + np.bincount(close_pairs(positions[..., :axes], pair).reshape(-1), minlength=task.team.n)
    room = met * pair / (2 * np.pi) if axes == 2 else np.sqrt(met) * pair / 3
    height = np.where(met > 1, FRACTION * np.maximum(room, pair / 2), 0.0) * (1 + UNEVEN * _spread(task.team.n))
    right, up = _right(task), _spread(task.team.n)[:, None] * ~task.team.in_plane[:, None]
    return height[:, None] * (np.sqrt(1 - up**2) * right + up * [0.0, 0.0, 1.0])


def clusters(task: SwarmTask) -> list[np.ndarray]:
    """Numbers of the obstacles in groups between which no robot fits."""
    if not task.obstacles:
        return []
    apart = np.linalg.norm((task.obstacle_center[:, None] - task.obstacle_center)[..., :2], axis=-1)
    room = 2 * (task.team.radius.max() + task.clearance.obstacle)
    touching = apart < task.obstacle_radius[:, None] + task.obstacle_radius + room
    count, label = connected_components(touching, directed=False)
    return [np.flatnonzero(label == c) for c in range(count)]


def detour(task: SwarmTask, positions: np.ndarray, cluster: np.ndarray, way: np.ndarray) -> np.ndarray:
    """Offsets that lead paths (n, N+1, 3) past a cluster of obstacles, on the nearer side; the same shape [m].

    way: fraction of the path that is done at every knot, (N+1,).
    """
    right, shifts, reached = _right(task), [], False
    sides = np.array([1.0, -1.0])
    for j in cluster:
        radius = _radius_at(task, positions[..., 2], j)
        offset = (positions - task.obstacle_center[j])[..., :2]
        distance = np.linalg.norm(offset, axis=-1) - radius
        each, closest = np.arange(len(offset)), distance.argmin(axis=1)
        aside = np.sum(offset[each, closest] * right[:, :2], axis=1)
        missing = np.maximum(radius[each, closest][:, None] - sides * aside[:, None], 0.0)
        bump = _bump(way, way[closest], SLIM * np.linalg.norm(task.goal - task.start, axis=1) / radius.max(axis=1))
        shifts.append(missing[:, :, None] * bump[:, None])
        reached = reached | (distance.min(axis=1) < 0)
    shift = np.max(shifts, axis=0)
    nearer = np.argmin(shift.max(axis=2), axis=1)
    chosen = reached[:, None] * sides[nearer][:, None] * shift[np.arange(len(shift)), nearer]
    return chosen[..., None] * right[:, None]


def _radius_at(task: SwarmTask, height: np.ndarray, j: int) -> np.ndarray:
    """Distance that robots at some heights (n, K) keep from the axis of obstacle j, the same shape [m]."""
    radius = np.broadcast_to(
        (task.obstacle_radius[j] + task.team.radius + task.clearance.obstacle)[:, None], height.shape
    )
    if task.obstacle_shape[j] != SPHERE:
        return radius
    return np.sqrt(np.maximum(radius**2 - (height - task.obstacle_center[j, 2]) ** 2, 1e-6))


def _bump(way: np.ndarray, top: np.ndarray, stretch: np.ndarray) -> np.ndarray:
    """Bumps over a path that is 0 at both ends and 1 at ``top`` (n,), (n, N+1)."""
    top = np.clip(top, 1e-9, 1 - 1e-9)[:, None]
    ends = np.minimum(np.minimum(way / top, (1 - way) / (1 - top)), 1.0)
    return ends * np.exp(-(((way - top) * stretch[:, None]) ** 2))


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
