"""Paths to guess from: every agent on its shortest way past the borders, as fast as its limits let it, alone.

A plan from here needs half the iterations of one from straight paths, and it is found where those end in a shelf.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from l2c_planner.environment.measures import ends
from l2c_planner.environment.scene import Limits, Scene
from l2c_planner.environment.settings import walk
from l2c_planner.environment.shortest import shortest_way

Array = NDArray[np.float64]

CORNERS, CLEARANCE = 12, 0.05
"""Of the polygons that stand for discs, and how far ways keep off them [m]: a guess may be rough."""
ASIDE = 0.2
"""How far paths bow to their right, so that nobody meets another head-on [m]."""


def with_routes(scene: Scene) -> Scene:
    """The scene with `routed` as its guide."""
    return replace(scene, guides=lambda theta: (routed(scene, theta),))


def routed(scene: Scene, theta: Array) -> Array:
    """Paths of all agents at theta (m,), (N, T+1, 2) [m]; straight where there is no way.

    Raises ValueError for track walls, see `shortest_way`.
    """
    share = np.linspace(0.0, 1.0, scene.steps + 1)[:, None]
    paths = []
    for agent, (start, goal) in enumerate(zip(*ends(scene, theta), strict=True)):
        way = shortest_way(scene, theta, agent, start, goal, clearance=CLEARANCE, corners=CORNERS)
        path = paced(np.stack([start, goal]) if way is None else way, scene.limits, scene.steps, scene.dt)
        along = goal - start
        right = np.array([along[1], -along[0]]) / max(float(np.linalg.norm(along)), 1e-9)
        paths.append(path + ASIDE * np.sin(np.pi * share) * right)
    return np.array(paths)


def paced(corners: Array, limits: Limits, steps: int, dt: float) -> Array:
    """Positions (T+1, 2) [m] along the polygon through corners (n, 2), from rest to rest as fast as limits allow.

    Faster than that where the end would not be reached within the horizon.
    """
    length = float(np.linalg.norm(np.diff(corners, axis=0), axis=1).sum())
    if length == 0:
        return np.repeat(corners[:1], steps + 1, axis=0)
    push = float(limits.input[0])
    ramp = min(limits.speed / push, np.sqrt(length / push))
    cruise = length / (push * ramp) - ramp
    time = dt * np.arange(steps + 1) * max(1.0, (2 * ramp + cruise) / (steps * dt))
    up, level, down = (np.clip(time - since, 0.0, most) for since, most in _phases(ramp, cruise))
    return walk(corners, push * (up**2 / 2 + ramp * (level + down) - down**2 / 2) / length)


def _phases(ramp: float, cruise: float) -> tuple[tuple[float, float], ...]:
    """When speeding up, driving and braking begin, and how long they last [s]."""
    return (0.0, ramp), (ramp, cruise), (ramp + cruise, ramp)
