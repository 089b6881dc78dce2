"""Optimal reciprocal collision avoidance: each robot takes the velocity nearest to its wish that half-planes allow.

van den Berg, Guy, Lin, Manocha, "Reciprocal n-body collision avoidance", 2011.  Robots avoid each other in the plane at
their flight height: bodies are the circles in which that plane cuts them; heights go straight to the goals.
"""

from __future__ import annotations

import numpy as np

from l2c_planner.applications.architectures.law import Sight, discs, heights, section, seeking
from l2c_planner.applications.architectures.linear_program import safest
from l2c_planner.config import SwarmTask

AHEAD = 1.0
"""Time for which a velocity is to be free of robots and obstacles [s]; with much more, robots block each other."""
ESCAPE = 0.3
"""Time in which robots that are too close part again [s]."""
MARGIN = 0.02
"""Beyond the required distances, because velocities follow late [m]."""
RIGHT, UNEVEN = 0.3, 0.05
"""Angle by which the wish keeps right of the way to the goal, and by which it differs from robot to robot at most: what
is exactly symmetric would stay blocked [rad]."""


class Orca:
    """The law of a task; the seed draws the angles of the wishes."""

    def __init__(self, task: SwarmTask, seed: int = 0) -> None:
        self.task = task
        angle = np.random.default_rng((seed, 5)).uniform(-UNEVEN, UNEVEN, task.team.n) - RIGHT
        self._turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]]).transpose(2, 0, 1)

    def __call__(self, sight: Sight) -> np.ndarray:
        """See `Law`."""
        wanted = seeking(self.task, sight.position)
        wanted[:, :2] = np.einsum("nij,nj->ni", self._turn, wanted[:, :2])
        climb = np.linalg.norm(wanted[:, 2:], axis=1)
        speed = np.sqrt(np.maximum(self.task.limits.speed**2 - climb**2, 0.0))
        normals, offsets, used = self._lines(sight)
        hard = len(self.task.obstacle_radius)
        for i in range(len(wanted)):
            lines = [(*n, c) for n, c in zip(normals[i][used[i]].tolist(), offsets[i][used[i]].tolist(), strict=True)]
            firm = int(used[i, :hard].sum())
            wanted[i, :2] = safest(lines, firm, float(speed[i]), tuple(wanted[i, :2].tolist()))
        return (wanted - sight.velocity) / self.task.dt

    def _lines(self, sight: Sight) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Half-planes of obstacles, then of robots: normals (n, m + n, 2), offsets (n, m + n), which there are."""
        task, position, velocity = self.task, sight.position[:, :2], sight.velocity[:, :2]
        n = task.team.n
        way = task.obstacle_center[:, :2] - position[:, None]
        own = np.broadcast_to(velocity[:, None], way.shape)
        fixed = discs(task, sight.position)
        normal, change = half_plane(way, own, np.where(fixed > 0, fixed + MARGIN, 0.0))
        offset = np.sum(normal * (own + change), axis=-1)
        height = heights(task, sight.position)
        apart = section(task.clearance.pair + MARGIN, height[:, None] - height)
        way, relative = position - position[:, None], velocity[:, None] - velocity
        among, give = half_plane(way, relative, apart)
        share = np.where(sight.gives_way, 0.5, 1.0)[None, :, None]
        between = np.sum(among * (velocity[:, None] + share * give), axis=-1)
        seen = sight.sees & ~np.eye(n, dtype=bool) & (apart > 0)
        used = np.concatenate([fixed > 0, seen], axis=1)
        return np.concatenate([normal, among], axis=1), np.concatenate([offset, between], axis=1), used


def half_plane(
    way: np.ndarray, velocity: np.ndarray, radius: np.ndarray, ahead: float = AHEAD
) -> tuple[np.ndarray, np.ndarray]:
    """Normal and smallest change (..., 2) that take a relative velocity to the border of the velocity obstacle.

    The obstacle holds all velocities that lead closer than the radius within a time.  The normal points out of it; the
    change points the other way where the velocity lies outside already.

    Args:
        way: From the robot to the other, (..., 2) [m].
        velocity: Of the robot relative to the other, (..., 2) [m/s].
        radius: Distance to keep, (...) [m].
        ahead: The time [s].
    """
    distance = np.maximum(np.linalg.norm(way, axis=-1), 1e-9)
    inside = distance <= radius
    span = np.where(inside, ESCAPE, ahead)
    beyond = velocity - way / span[..., None]
    length = np.linalg.norm(beyond, axis=-1)
    on_arc = inside | (-np.sum(beyond * way, axis=-1) > radius * length)
    arc = np.where(length[..., None] > 1e-9, beyond / np.maximum(length, 1e-9)[..., None], -way / distance[..., None])
    leg = _leg(way / distance[..., None], velocity, np.clip(radius / distance, 0.0, 1.0))
    normal = np.where(on_arc[..., None], arc, leg)
    size = np.where(on_arc, radius / span - length, -np.sum(leg * velocity, axis=-1))
    return normal, size[..., None] * normal


def _leg(towards: np.ndarray, velocity: np.ndarray, sine: np.ndarray) -> np.ndarray:
    """Outward normals of the nearer tangents of the cone around unit vectors; the right one if both are as near."""
    left = towards[..., 0] * velocity[..., 1] - towards[..., 1] * velocity[..., 0] > 0
    side = np.where(left, 1.0, -1.0)[..., None]
    aside = np.stack([-towards[..., 1], towards[..., 0]], axis=-1)
    return side * np.sqrt(1 - sine**2)[..., None] * aside - sine[..., None] * towards
