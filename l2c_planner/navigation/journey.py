"""A whole team under way in one process: everybody decides at once, the plant moves on, everything is noted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from l2c_planner.navigation.pilot import Pilot
from l2c_planner.navigation.policy import Body, Policy
from l2c_planner.navigation.scene import Scene
from l2c_planner.simulation.wheeled import WheeledState, turned


@dataclass(frozen=True, eq=False)
class Journey:
    """Of N robots at T+1 instants, `Scene.dt` apart."""

    position: np.ndarray
    """(T+1, N, 2) [m]."""
    velocity: np.ndarray
    """(T+1, N, 2) [m/s]."""
    touched: np.ndarray
    """(T+1, N) bool: whether a robot has touched something since the instant before; nothing at the first."""


class Plant(Protocol):
    """Robots that are told twists."""

    def reset(self, position: np.ndarray, heading: np.ndarray) -> None:
        """Stand at positions (N, 2) [m] with headings (N,) [rad]."""

    def step(self, twist: np.ndarray, dt: float) -> None:
        """Drive on for dt [s] with twists (N, 3) of the bodies."""

    def state(self) -> WheeledState:
        """What is the case now."""


def travel(scene: Scene, policy: Policy, plant: Plant) -> Journey:
    """From the starts until all robots have arrived, or time is out."""
    plant.reset(scene.start, scene.heading)
    pilots = [Pilot(policy, scene.arrival) for _ in scene.robots]
    states = [plant.state()]
    for _ in range(scene.steps):
        plant.step(_twists(scene, pilots, states[-1]), scene.dt)
        states.append(plant.state())
        if (np.linalg.norm(scene.goal - states[-1].position, axis=-1) <= scene.arrival).all():
            break
    return journey(states)


def journey(states: list[WheeledState]) -> Journey:
    """States at the instants as arrays."""
    return Journey(*(np.array([getattr(s, name) for s in states]) for name in ("position", "velocity", "touched")))


def body_twist(velocity: np.ndarray, heading: np.ndarray) -> np.ndarray:
    """Twists (..., 3) of bodies that keep their headings (...) [rad], from velocities (..., 2) in the world [m/s]."""
    return np.concatenate([turned(velocity, -np.asarray(heading)), np.zeros((*velocity.shape[:-1], 1))], -1)


def _twists(scene: Scene, pilots: list[Pilot], state: WheeledState) -> np.ndarray:
    bodies = [Body(*parts) for parts in zip(state.position, state.velocity, scene.goal, strict=True)]
    rows = scene.rows
    wanted = [pilot.velocity(bodies[i], bodies[:i] + bodies[i + 1 :], rows) for i, pilot in enumerate(pilots)]
    return body_twist(np.array(wanted), state.heading)
