"""What a robot that follows local rules sees of the others, and where it would go if it were alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from l2c_planner.config import SPHERE, SwarmTask
from l2c_planner.problems.swarm import robots

CALM = 0.5
"""Share of the highest acceleration by which a robot brakes before its goal [-]."""
SETTLING = 0.5
"""Near its goal a robot covers the rest of the way in this time [s]."""


@dataclass(frozen=True, eq=False)
class Sight:
    """What n robots see at an instant."""

    position: np.ndarray
    """(n, axes) [m]."""
    velocity: np.ndarray
    """(n, axes) [m/s]."""
    sees: np.ndarray
    """(n, n) bool: whom a robot (row) hears or sees."""
    gives_way: np.ndarray
    """(n,) bool: whether a robot is believed to do its part."""


class Law(Protocol):
    """Local rules: the row of a robot depends on the rows that it sees, and on its own."""

    def __call__(self, sight: Sight) -> np.ndarray:
        """Wanted accelerations of all robots, (n, axes) [m/s^2]; the simulation limits them."""


def seeking(task: SwarmTask, position: np.ndarray) -> np.ndarray:
    """Velocities (n, axes) straight to the goals from positions (n, axes), slowing down before them [m/s]."""
    way = task.goal[:, : robots.axes(task)] - position
    distance = np.linalg.norm(way, axis=1, keepdims=True)
    brake = CALM * robots.input_bounds(task)[1].min()
    speed = np.minimum(np.minimum(np.sqrt(2 * brake * distance), distance / SETTLING), task.limits.speed)
    return way * (speed / np.maximum(distance, 1e-9))


def heights(task: SwarmTask, position: np.ndarray) -> np.ndarray:
    """Heights of the robots, (n,) [m]; in the plane they keep those of their starts."""
    return position[:, 2] if robots.axes(task) == 3 else task.start[:, 2]


def discs(task: SwarmTask, position: np.ndarray) -> np.ndarray:
    """Radii (n, m) of the circles around obstacles that the centres of the robots keep out of, at their heights [m]."""
    radius = task.obstacle_radius + (task.team.radius + task.clearance.obstacle)[:, None]
    return section(radius, (heights(task, position)[:, None] - task.obstacle_center[:, 2]) * _round(task))


def section(radius: np.ndarray | float, offset: np.ndarray) -> np.ndarray:
    """Radius of the circle that a plane at some offset from its centre cuts out of a sphere; 0 if it misses [m]."""
    return np.sqrt(np.maximum(radius**2 - offset**2, 0.0))


def _round(task: SwarmTask) -> np.ndarray:
    return (task.obstacle_shape == SPHERE).astype(float)
