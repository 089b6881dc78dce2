"""What every architecture is flown by: point masses with limited acceleration, and nodes that die."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil, inf

import numpy as np

from l2c_planner.config import SwarmTask
from l2c_planner.config.network import TransportOptions
from l2c_planner.problems.swarm import robots

CENTRE = "centre"
"""The node that plans for all in the centralised architecture."""
NOTICED = TransportOptions().lost_after
"""After this time all know that a node has died [s]."""
PLANNED = 0.5
"""From then on until the plan of those who are left is flown [s]."""

Deaths = Mapping[str, float]
"""When nodes die, by name [s]; 0 is before anything is planned."""


@dataclass(frozen=True)
class Traffic:
    """What was sent, and computed, for a flight."""

    rounds: int = 0
    """Exchanges in which every node spoke once."""
    messages: int = 0
    """Over links: what five robots hear counts five times."""
    bytes: int = 0
    """Of the numbers in them."""
    seconds: float = 0.0
    """CPU time of all nodes together [s]."""

    def __add__(self, other: Traffic) -> Traffic:
        """Of both."""
        return Traffic(
            self.rounds + other.rounds,
            self.messages + other.messages,
            self.bytes + other.bytes,
            self.seconds + other.seconds,
        )


@dataclass(frozen=True, eq=False)
class Flight:
    """How n robots have moved over K steps."""

    states: np.ndarray
    """(n, K+1, 2 axes) positions [m] and velocities [m/s]."""
    inputs: np.ndarray
    """(n, K, axes) accelerations [m/s^2]."""
    traffic: Traffic
    remarks: tuple[str, ...] = ()
    """What went otherwise than planned."""


def died_at(task: SwarmTask, deaths: Deaths) -> np.ndarray:
    """When each robot dies, (n,) [s]; infinity for those that do not."""
    return np.array([deaths.get(f"robot_{i}", inf) for i in range(task.team.n)])


def noticed_at(died: np.ndarray) -> np.ndarray:
    """When the others know of deaths (n,) [s]."""
    return np.where(died > 0, died + NOTICED, 0.0)


def knot_of(task: SwarmTask, time: float) -> int:
    """The first knot that is not before a time [s]."""
    return ceil(time / task.dt - 1e-9)


def at_rest(task: SwarmTask) -> np.ndarray:
    """States of all robots at their starts, (n, 2 axes)."""
    start = task.start[:, : robots.axes(task)]
    return np.hstack([start, np.zeros_like(start)])


def limited(wanted: np.ndarray, most: np.ndarray) -> np.ndarray:
    """Accelerations (n, axes), shortened where one exceeds the limit of its axis, `most` (n, axes)."""
    excess = np.max(np.abs(wanted) / most, axis=1, keepdims=True)
    return wanted / np.maximum(excess, 1.0)


def moved(states: np.ndarray, acceleration: np.ndarray, dt: float) -> np.ndarray:
    """States (n, 2 axes) a step later, exact for accelerations (n, axes) that stay."""
    position, velocity = np.split(states, 2, axis=1)
    return np.hstack([position + dt * velocity + dt**2 / 2 * acceleration, velocity + dt * acceleration])


def braking(state: np.ndarray, most: np.ndarray, dt: float, steps: int) -> tuple[np.ndarray, np.ndarray]:
    """A robot that stops as fast as it can: states (steps + 1, 2 axes) from the first on, inputs (steps, axes)."""
    states, inputs, axes = [state], [], len(state) // 2
    for _ in range(steps):
        inputs.append(limited(-states[-1][None, axes:] / dt, most[None])[0])
        states.append(moved(states[-1][None], inputs[-1][None], dt)[0])
    return np.array(states), np.array(inputs).reshape(-1, axes)
