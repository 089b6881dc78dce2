"""How well robots have navigated, by the formulas of arXiv 2403.14583: as `l2c_planner.policy.episode` has it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from l2c_planner.navigation.journey import Journey
from l2c_planner.navigation.scene import Scene
from l2c_planner.navigation.surfaces import nearest


@dataclass(frozen=True)
class Measures:
    """Averages over the robots; all but the last two until a robot's arrival."""

    spl: float
    """Share of robots with success, each weighted by straight over travelled way; Eq. (33)."""
    pctspeed: float
    """Speed as a share of the largest."""
    numcoll: float
    """Steps in which a robot is too near to something."""
    diffacc: float
    """Change of the acceleration from step to step [m/s^2]."""
    success: float
    """Share of robots that arrived and touched nothing on their way."""
    arrived: float
    """Share of robots that arrived."""


def measure(scene: Scene, done: Journey) -> Measures:
    """Of a journey, of which no more steps count than the scene has."""
    last = scene.steps + 1
    position, velocity, touched = (part[:last] for part in (done.position, done.velocity, done.touched))
    active, arrived = _active(scene, position)
    gap = np.array([gaps(scene, p) for p in position[1:]]).reshape(-1, len(scene.starts))
    change = np.diff(velocity, axis=0)
    jerk = np.diff(change, axis=0, prepend=np.zeros((1, *change.shape[1:])))
    speed = np.linalg.norm(velocity[1:], axis=-1)
    steps = np.maximum(active.sum(0), 1)
    way = (speed * active).sum(0) * scene.dt
    straight = np.maximum(np.linalg.norm(scene.goal - scene.start, axis=-1) - scene.arrival, 0)
    success = arrived & ~(((gap < 0) | touched[1:]) & active).any(0)
    facts = (
        success * straight / np.maximum(np.maximum(way, straight), 1e-9),
        way / scene.dt / steps / scene.speed,
        ((gap < scene.safety) & active).sum(0),
        (np.linalg.norm(jerk, axis=-1) * active).sum(0) / scene.dt / steps,
        success,
        arrived,
    )
    return Measures(*(float(np.mean(fact)) for fact in facts))


def gaps(scene: Scene, position: np.ndarray) -> np.ndarray:
    """From every robot at (N, 2) to whatever is nearest, surface to surface (N,) [m]; infinite if there is nothing."""
    apart = np.linalg.norm(position[:, None] - position, axis=-1) - 2 * scene.radius
    np.fill_diagonal(apart, np.inf)
    rows = scene.rows
    walls = [nearest(rows, p)[0].min(initial=np.inf) - scene.radius for p in position]
    return np.minimum(apart.min(-1), walls)


def _active(scene: Scene, position: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(T, N) whether a robot was still on its way when a step began, and (N,) whether it has arrived."""
    there = np.linalg.norm(scene.goal - position[1:], axis=-1) <= scene.arrival
    been = np.maximum.accumulate(there, axis=0)
    before = np.vstack([np.zeros((1, there.shape[1]), bool), been[:-1]])
    return ~before, been[-1] if len(been) else np.zeros(there.shape[1], bool)
