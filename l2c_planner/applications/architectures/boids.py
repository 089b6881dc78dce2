"""Boids: robots that keep apart, go along with and stay near those they see, on their way to goals of their own.

Reynolds, "Flocks, herds, and schools: a distributed behavioral model", 1987, with steering to goals and around
obstacles as in "Steering behaviors for autonomous characters", 1999.  What is urgent is given its acceleration first.
"""

from __future__ import annotations

import numpy as np

from l2c_planner.applications.architectures.law import Sight, discs, seeking
from l2c_planner.config import SwarmTask
from l2c_planner.problems.swarm import robots

NEAR = 3.0
"""Required distances within which others push apart [-]."""
FLOCK = 5.0
"""Required distances within which others belong to the flock [-]."""
APART, ALONG, TOGETHER, SEEK, AROUND = 15.0, 0.2, 0.05, 1.5, 10.0
"""Gains: push of another at the required distance [m/s^2], velocity of the flock [1/s], its centre [1/s^2], the way to
the goal [1/s], push of an obstacle [m/s^2]."""
AHEAD = 1.2
"""Time that a robot looks ahead for obstacles [s]."""


class Boids:
    """The law of a task."""

    def __init__(self, task: SwarmTask) -> None:
        self.task, self.axes = task, robots.axes(task)

    def __call__(self, sight: Sight) -> np.ndarray:
        """See `Law`."""
        most = robots.input_bounds(self.task)[1].min()
        urgent = shortened(self._apart(sight) + self._around(sight), most)
        room = most - np.linalg.norm(urgent, axis=1, keepdims=True)
        seek = SEEK * (seeking(self.task, sight.position) - sight.velocity)
        return urgent + shortened(seek + self._flock(sight), room)

    def _apart(self, sight: Sight) -> np.ndarray:
        """Separation: pushes that grow from nothing as others come near."""
        offset = sight.position[:, None] - sight.position
        distance = np.maximum(np.linalg.norm(offset, axis=-1), 1e-9)
        pair = self.task.clearance.pair
        push = APART * np.maximum(NEAR * pair / distance - 1, 0.0) / (NEAR - 1)
        others = sight.sees & ~np.eye(len(distance), dtype=bool)
        return np.sum((push * others / distance)[..., None] * offset, axis=1)

    def _flock(self, sight: Sight) -> np.ndarray:
        """Alignment and cohesion."""
        distance = np.linalg.norm(sight.position[:, None] - sight.position, axis=-1)
        mates = sight.sees & sight.gives_way & (distance < FLOCK * self.task.clearance.pair)
        mates &= ~np.eye(len(distance), dtype=bool)
        count = np.maximum(mates.sum(axis=1, keepdims=True), 1)
        anybody = mates.any(axis=1, keepdims=True)
        along = mates @ sight.velocity / count - sight.velocity
        together = mates @ sight.position / count - sight.position
        return anybody * (ALONG * along + TOGETHER * together)

    def _around(self, sight: Sight) -> np.ndarray:
        """Obstacles push away, and to the nearer side those who are about to run into them; in the plane."""
        push = np.zeros_like(sight.position)
        radius = discs(self.task, sight.position)
        offset = sight.position[:, None, :2] - self.task.obstacle_center[:, :2]
        distance = np.maximum(np.linalg.norm(offset, axis=-1), 1e-9)
        velocity = sight.velocity[:, None, :2]
        speed = np.maximum(np.linalg.norm(velocity, axis=-1), 1e-9)
        forward = -np.sum(offset * velocity, axis=-1) / speed
        aside = offset + (forward / speed)[..., None] * velocity
        miss = np.maximum(np.linalg.norm(aside, axis=-1), 1e-9)
        hits = (forward > 0) & (forward < speed * AHEAD + radius) & (miss < radius) & (radius > 0)
        close = np.maximum(1.5 * radius - distance, 0.0) / np.maximum(0.5 * radius, 1e-9)
        push[:, :2] = np.sum((AROUND * close / distance)[..., None] * offset, axis=1)
        push[:, :2] += np.sum((AROUND * hits / miss)[..., None] * aside, axis=1)
        return push


def shortened(vectors: np.ndarray, most: np.ndarray | float) -> np.ndarray:
    """Vectors (n, axes) of at most some length, (n, 1) or one for all."""
    length = np.linalg.norm(vectors, axis=1, keepdims=True)
    return vectors * np.minimum(1.0, most / np.maximum(length, 1e-9))
