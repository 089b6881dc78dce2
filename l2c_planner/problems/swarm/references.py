"""What every robot would do alone: from rest at its start to rest at its goal, straight and with least snap."""

from __future__ import annotations

import numpy as np

from l2c_planner.config import SwarmTask
from l2c_planner.models import GRAVITY
from l2c_planner.models.manifold import quaternion_conjugate, quaternion_product
from l2c_planner.problems.reference import minimum_snap
from l2c_planner.problems.swarm import robots


def references(task: SwarmTask) -> tuple[np.ndarray, np.ndarray]:
    """Reference states (n, N+1, nx) and inputs (n, N, nu) of all robots, which have one model.

    The inputs are those that follow the path: accelerations, or rotor thrusts of a quadrotor that leans into its
    acceleration.  Unicycles head for their goals from the start on.
    """
    path, axes = [_along(task, order) for order in range(3)], robots.axes(task)
    if robots.is_unicycle(task):
        return _unicycles(task, path)
    states = np.concatenate([path[0][..., :axes], path[1][..., :axes]], axis=-1)
    if not robots.is_quadrotor(task):
        return states, path[2][:, :-1, :axes]
    return _quadrotors(task, states, path[2])


def _along(task: SwarmTask, derivative: int) -> np.ndarray:
    """Derivative of the straight paths, (n, N+1, 3)."""
    unit = minimum_snap([0.0, task.time[-1]], [[0.0], [1.0]]).evaluate(task.time, derivative)
    path = unit * (task.goal - task.start)[:, None]
    return path + task.start[:, None] if derivative == 0 else path


def _unicycles(task: SwarmTask, path: list[np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    way = (task.goal - task.start)[:, None, :2]
    heading = np.broadcast_to(np.arctan2(way[..., 1], way[..., 0]), path[0].shape[:2])
    ahead = np.stack([np.cos(heading), np.sin(heading)], axis=-1)
    speed, push = (np.sum(path[order][..., :2] * ahead, axis=-1) for order in (1, 2))
    states = np.concatenate([path[0][..., :2], heading[..., None], speed[..., None]], axis=-1)
    return states, np.stack([push, np.zeros_like(push)], axis=-1)[:, :-1]


def _quadrotors(task: SwarmTask, states: np.ndarray, acceleration: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    force = acceleration + [0.0, 0.0, GRAVITY]
    attitude = _leaning(force)
    states = np.concatenate([states, attitude, _body_rates(attitude, task.dt)], axis=-1)
    thrust = task.team.mass[:, None] * np.linalg.norm(force[:, :-1], axis=-1)
    return states, np.repeat(thrust[..., None] / 4, 4, axis=-1)


def _leaning(force: np.ndarray) -> np.ndarray:
    """Quaternions (..., 4) of the smallest rotation that turns the z axis into the direction of a force (..., 3)."""
    up = force / np.linalg.norm(force, axis=-1, keepdims=True)
    zero = np.zeros_like(up[..., 0])
    attitude = np.stack([1 + up[..., 2], -up[..., 1], up[..., 0], zero], axis=-1)
    return attitude / np.linalg.norm(attitude, axis=-1, keepdims=True)


def _body_rates(attitude: np.ndarray, dt: float) -> np.ndarray:
    """Body rates (n, K, 3) of attitudes (n, K, 4) at a fixed step."""
    change = np.gradient(attitude, dt, axis=1)
    return 2 * quaternion_product(quaternion_conjugate(attitude), change)[..., 1:]
