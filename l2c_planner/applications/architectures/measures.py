"""What a flight came to, by one yardstick for all architectures."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from l2c_planner.applications.architectures.flight import Deaths, Flight, died_at
from l2c_planner.config import SwarmTask
from l2c_planner.problems.measures import obstacle_clearance
from l2c_planner.problems.swarm import robots
from l2c_planner.problems.swarm.graph import all_pairs
from l2c_planner.problems.swarm.references import references

ARRIVED = 0.1
"""Distance to the goal that counts as there, if a robot stays within it [m]."""


@dataclass(frozen=True)
class Figures:
    """Of one flight; robots that died count as what others hit, not as travellers."""

    success: bool
    """Whether all who live arrived, and nobody touched anything."""
    arrived: float
    """Share of those who live that arrived without touching anything [-]."""
    time: float
    """When the last of them was there, NaN if not all arrived [s]."""
    length: float
    """Mean length of their paths [m]."""
    spl: float
    """Success weighted by path length: mean of straight way over path, 0 for those who did not arrive [-]."""
    effort: float
    """Mean integral of their squared acceleration [m^2/s^3]."""
    cost: float
    """Their tracking cost over the task's horizon, as plans are judged by [-]."""
    pair_distance: float
    """Smallest distance of the centres of two robots [m]."""
    clearance: float
    """Smallest distance of a robot to an obstacle beyond the two radii, NaN without obstacles [m]."""
    collisions: int
    """Pairs of robots, and of robots and obstacles, that touched."""


def figures(task: SwarmTask, flight: Flight, deaths: Deaths) -> Figures:
    """Measure a flight."""
    living = np.isinf(died_at(task, deaths))
    where = robots.positions(task, flight.states)
    touched, distance, clearance = _contacts(task, where)
    reached, times = _arrivals(task, flight, where)
    good = reached & ~touched.any(axis=1)
    length = np.linalg.norm(np.diff(where, axis=1), axis=-1).sum(axis=1)
    straight = np.linalg.norm(task.goal - task.start, axis=1)
    share = np.where(straight > 0, straight / np.maximum(np.maximum(length, straight), 1e-12), 1.0)
    return Figures(
        success=bool(good[living].all()) and not touched.any(),
        arrived=float(good[living].mean()),
        time=float(times[living].max()) if reached[living].all() else float("nan"),
        length=float(length[living].mean()),
        spl=float((good * share)[living].mean()),
        effort=float((task.dt * np.sum(flight.inputs**2, axis=(1, 2)))[living].mean()),
        cost=tracking_cost(task, flight, living),
        pair_distance=distance,
        clearance=clearance,
        collisions=int(touched[:, : task.team.n].sum()) // 2 + int(touched[:, task.team.n :].sum()),
    )


def tracking_cost(task: SwarmTask, flight: Flight, living: np.ndarray) -> float:
    """Cost of the first N steps of those who live (n,), by references and weights of the task.

    Who has ended before stays where it is.
    """
    reference, push = references(task)
    n, axes = task.team.n, robots.axes(task)
    missing = max(0, task.steps + 1 - flight.states.shape[1])
    rest = np.hstack([flight.states[:, -1, :axes], np.zeros((n, axes))])[:, None]
    states = np.concatenate([flight.states, np.repeat(rest, missing, axis=1)], axis=1)[:, : task.steps + 1]
    inputs = np.concatenate([flight.inputs, np.zeros((n, missing, axes))], axis=1)[:, : task.steps]
    error = (states - reference) ** 2
    cost = np.sum(error[:, :-1] @ task.state_weight, axis=1) + error[:, -1] @ task.terminal_weight
    cost += np.sum((inputs - push) ** 2 @ task.input_weight, axis=1)
    return 0.5 * float(cost[living].sum())


def _contacts(task: SwarmTask, where: np.ndarray) -> tuple[np.ndarray, float, float]:
    """Who touched whom, robots then obstacles, (n, n + m); smallest pair distance and clearance."""
    n, m, radius = task.team.n, len(task.obstacle_radius), task.team.radius
    touched = np.zeros((n, n + m), bool)
    smallest = np.inf
    for i, j in all_pairs(n).tolist():
        apart = np.linalg.norm((where[i] - where[j])[:, : robots.axes(task)], axis=-1).min()
        touched[i, j] = touched[j, i] = apart < radius[i] + radius[j]
        smallest = min(smallest, float(apart))
    clearance = obstacle_clearance(task, where, radius).reshape(n, m, where.shape[1])
    touched[:, n:] = (clearance < 0).any(axis=2)
    return touched, smallest, float(clearance.min()) if m else float("nan")


def _arrivals(task: SwarmTask, flight: Flight, where: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Which robots have arrived to stay (n,), and from when on (n,) [s]."""
    off = np.linalg.norm(where - task.goal[:, None], axis=-1) > ARRIVED
    last = np.where(off.any(axis=1), off.shape[1] - 1 - off[:, ::-1].argmax(axis=1), -1)
    return ~off[:, -1], (last + 1) * task.dt
