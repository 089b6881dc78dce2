"""What one robot does with a policy: it drives as that decides, homes in on its goal once it is there, and stays.

So do agents while they learn (`l2c_planner.policy.world`); the policy knows nothing of arrival.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from l2c_planner.navigation.policy import Body, Policy
from l2c_planner.navigation.scene import Scene
from l2c_planner.navigation.weights import BadFile

HOMING = 2.0
"""Desired speed of a robot that has arrived, per distance to its goal [1/s]."""


class Pilot:
    """Of one robot."""

    def __init__(self, policy: Policy, arrival: float) -> None:
        """arrival: distance to the goal at which it has arrived [m]."""
        self._policy, self._arrival = policy, arrival
        self._goal: np.ndarray | None = None
        self.arrived = False
        """Whether it has been at its goal since it was told it."""

    def velocity(self, own: Body, heard: Sequence[Body], surfaces: np.ndarray) -> np.ndarray:
        """Desired velocity (2,) in the world [m/s]; another goal than before is a new way to go."""
        if self._goal is None or not np.array_equal(own.goal, self._goal):
            self._goal, self.arrived = own.goal, False
        home = own.goal - own.position
        self.arrived |= bool(np.linalg.norm(home) <= self._arrival)
        desired = HOMING * home if self.arrived else self._policy.decide(own, heard, surfaces)
        return desired * min(1.0, self._policy.speed / max(float(np.linalg.norm(desired)), 1e-9))


def fitting(policy: Policy, scene: Scene) -> None:
    """Raises BadFile if a policy has learned to drive other robots than those of a scene."""
    for name in ("radius", "speed", "range"):
        learned, given = getattr(policy, name), getattr(scene, name)
        if not np.isclose(learned, given):
            raise BadFile(f"policies for robots of {name} {learned:g}; valid: {given:g}, as in the scene")
