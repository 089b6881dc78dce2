"""What trajectories are reported by: safety, success, path length, speed and collisions."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import casadi as ca
import numpy as np
from numpy.typing import NDArray

from l2c_planner.environment.safety import distances, safety
from l2c_planner.environment.scene import GOAL_REACHED, Scene
from l2c_planner.environment.shapes import TrackWall
from l2c_planner.environment.shortest import shortest_length

Array = NDArray[np.float64]

OVERLAP = 1e-4
"""Depth from which two bodies collide rather than touch to the accuracy of a solver [m]."""


@dataclass(frozen=True, eq=False)
class Measures:
    """Of the trajectories of one system."""

    safety: float
    """By the least distances, 0 to 1."""
    safety_mean: float
    """By distances averaged over time, 0 to 1."""
    spl: float
    """Success weighted by path length, 0 to 1; not a number on a closed track."""
    numcoll: float
    """Overlapping instants of all pairs of bodies per agent."""
    pctspeed: float
    """Mean speed until arrival, as a share of the limit."""
    success_rate: float
    """Share of the agents that arrive."""
    length: float
    """Mean travelled distance until arrival [m]."""


def measures(scene: Scene, theta: Array, positions: Array) -> Measures:
    """Measures of trajectories.

    Args:
        scene: The task.
        theta: Parameters of the environment, (m,).
        positions: Of the agents, (N, T+1, 2) [m].
    """
    knots = arrivals(scene, theta, positions)
    travelled = np.array([path_length(path[: knot + 1]) for path, knot in zip(positions, knots)])
    speeds = travelled / (np.maximum(knots, 1) * scene.dt)
    success = success_of(scene, theta, positions)
    return Measures(
        safety=safety(scene, positions, theta, "max"),
        safety_mean=safety(scene, positions, theta, "mean"),
        spl=success_by_length(scene, theta, travelled, success),
        numcoll=collisions(scene, theta, positions),
        pctspeed=float(np.mean(speeds)) / scene.limits.speed,
        success_rate=float(np.mean(success)),
        length=float(np.mean(travelled)),
    )


def success_of(scene: Scene, theta: Array, positions: Array) -> NDArray[np.bool_]:
    """Whether agents end within reach of their goals, (N,)."""
    return np.linalg.norm(positions[:, -1] - ends(scene, theta)[1], axis=1) <= GOAL_REACHED


def arrivals(scene: Scene, theta: Array, positions: Array) -> NDArray[np.int_]:
    """Knot from which on an agent stays within reach of its goal, (N,); the last one where it never arrives."""
    outside = np.linalg.norm(positions - ends(scene, theta)[1][:, None], axis=2) > GOAL_REACHED
    knots = np.arange(positions.shape[1])
    return np.minimum(np.where(outside, knots + 1, 0).max(axis=1), knots[-1])


def success_by_length(scene: Scene, theta: Array, travelled: Array, success: NDArray[np.bool_]) -> float:
    """SPL, eq. (33): shortest by travelled distance, both until within reach of the goal; 0 for who does not arrive."""
    if is_track(scene):
        return float("nan")
    shortest = np.array(_shortest(scene, np.asarray(theta, float).tobytes())) - GOAL_REACHED
    shortest = np.maximum(shortest, 1e-9)
    return float(np.mean(np.where(success, shortest / np.maximum(travelled, shortest), 0.0)))


def collisions(scene: Scene, theta: Array, positions: Array) -> float:
    """NumCOLL: how many distances of all instants are overlaps, per agent."""
    table = np.asarray(distances(scene, positions, theta))
    return float(np.sum(table < -OVERLAP)) / scene.agents


def path_length(path: Array) -> float:
    """Length of a path (..., 2) [m]."""
    return float(np.linalg.norm(np.diff(path, axis=0), axis=1).sum())


def ends(scene: Scene, theta: Array) -> tuple[Array, Array]:
    """Where agents start and where they go, (N, 2) each [m]."""
    return scene.motion.positions(scene.start(ca.DM(theta))), scene.motion.positions(scene.goal(ca.DM(theta)))


def is_track(scene: Scene) -> bool:
    """Whether agents go around a closed track, on which distances travelled are compared instead of SPL."""
    return any(isinstance(border.shape, TrackWall) for border in scene.borders)


@lru_cache(maxsize=256)
def _shortest(scene: Scene, theta: bytes) -> tuple[float, ...]:
    """Shortest distances between starts and goals [m]; every guess of one task asks for the same."""
    parameters = np.frombuffer(theta)
    starts, goals = ends(scene, parameters)
    return tuple(shortest_length(scene, parameters, i, starts[i], goals[i]) for i in range(scene.agents))
