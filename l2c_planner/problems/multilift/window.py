"""Planning in flight: a window of a mission, from the measured state on, among obstacles that move.

A plan in flight covers as many knots as its task, from a knot of the mission on; what lies beyond the mission's end is
its end. It begins where load and robots are, which may be nearer to something than is allowed: a distance that is too
small at the start, or would be a moment later, has to grow back within `RECOVERY`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from l2c_planner.config import MultiliftTask
from l2c_planner.coupling.program import Inequality
from l2c_planner.models.load import level_wrench
from l2c_planner.models.manifold import quaternion_exp, quaternion_product, rotation_matrices
from l2c_planner.problems.multilift.build import CableReference, load_path, trajectories_problem
from l2c_planner.problems.problem import Problem

BRAKING, RECOVERY = 0.15, 0.8
"""Time for which a distance may go on to shrink as it does at the start, and in which it has grown back [s]."""
LENIENCE = 0.005
"""Added to what a distance lacks at the start [m]."""
LEAST_DISTANCE = 1e-3
"""What is left of a distance at least: below 0 its constraint would turn over [m]."""
DISTANCE = "m"
"""Unit of the constraints that the start may break."""


@dataclass(frozen=True, eq=False)
class Detour:
    """Another goal, given in flight: the load's path moves aside, smoothly, until it leads there."""

    begin: float
    """Time of the mission at which the path leaves the one before [s]."""
    end: float
    """Time from which it is aside by the last offset [s]."""
    start: np.ndarray
    """Offset at the beginning, with its first and second derivative, (3, 3) [m], [m/s], [m/s^2]."""
    last: np.ndarray
    """Offset at the end, (3,) [m]."""

    def offset(self, time: np.ndarray) -> np.ndarray:
        """Offset with two derivatives at times of the mission (K,) [s], (3, K, 3): a quintic between the ends."""
        span = self.end - self.begin
        u = np.clip((np.asarray(time, float) - self.begin) / span, 0.0, 1.0)[:, None]
        a = np.array([self.start[0], span * self.start[1], 0.5 * span**2 * self.start[2]])
        left = np.array([self.last - a.sum(0), -a[1] - 2 * a[2], -2 * a[2]])
        a = np.concatenate([a, [[10, -4, 0.5], [-15, 7, -1], [6, -3, 0.5]] @ left])
        value = sum(a[k] * u**k for k in range(6))
        first = sum(k * a[k] * u ** (k - 1) for k in range(1, 6)) / span
        second = sum(k * (k - 1) * a[k] * u ** (k - 2) for k in range(2, 6)) / span**2
        inside = (u < 1) & (np.asarray(time, float) >= self.begin)[:, None]
        return np.array([value, np.where(inside, first, 0.0), np.where(inside, second, 0.0)])


@dataclass(frozen=True, eq=False)
class Window:
    """What a plan in flight begins with."""

    knot: int
    """Of the mission, at which it begins; counts on after the mission's end."""
    load: np.ndarray
    """State of the load, (13,)."""
    cables: np.ndarray
    """States of the cables, (n, 8)."""
    obstacles: np.ndarray
    """Centre and velocity of every obstacle at the beginning, (m, 6) [m, m/s]."""
    detour: Detour | None = None

    def obstacle_center(self, task: MultiliftTask) -> np.ndarray:
        """Centres at the knots if all go on as they move, (N+1, m, 3) [m]."""
        return self.obstacles[None, :, :3] + task.time[:, None, None] * self.obstacles[None, :, 3:]


@dataclass(frozen=True, eq=False)
class Surroundings:
    """What a plan in flight is judged by, where that differs from its task."""

    obstacle_center: np.ndarray
    """(N+1, m, 3) [m]."""
    relief: dict[str, np.ndarray]
    """What is not asked of a distance, (items, N+1) [m], by name of the requirement."""


def window_problem(
    task: MultiliftTask, window: Window, reference: CableReference, tightening: float = 0.0
) -> tuple[Problem, Surroundings]:
    """Stage (b) of a window of a mission.

    reference: of the cables, over the knots of the mission.  tightening: as in `trajectories_problem`.
    """
    knots = np.minimum(window.knot + np.arange(task.steps + 1), task.steps)
    shown = CableReference(reference.direction[:, knots], reference.tension[:, knots])
    whole = trajectories_problem(task, shown, tightening)
    load, cables = whole.classes
    states, wrenches = path_in(task, window)
    classes = (
        replace(load, initial=window.load[None], state_reference=states[None], input_reference=wrenches[None]),
        replace(cables, initial=window.cables),
    )
    (coupling,) = whole.couplings
    centers = window.obstacle_center(task)
    parameters, relief = dict(coupling.parameters), {}
    start, soon = _start(window), _start(_moved(window))
    for constraint in coupling.program.inequalities:
        if constraint.unit == DISTANCE:
            over_time = _with_centers(constraint.name, parameters[constraint.name], centers)
            then = over_time[min(round(BRAKING / task.dt), task.steps)]
            lacking = [_lacking(constraint, x[coupling.index[0]], p) for x, p in ((start, over_time[0]), (soon, then))]
            relief[constraint.name] = _relief(np.maximum(*lacking), task.time)
            over_time[..., -1] = np.maximum(over_time[..., -1] - relief[constraint.name].T, LEAST_DISTANCE)
            parameters[constraint.name] = over_time[None]
    problem = replace(whole, classes=classes, couplings=(replace(coupling, parameters=parameters),))
    return problem, Surroundings(centers, relief)


def path_in(task: MultiliftTask, window: Window) -> tuple[np.ndarray, np.ndarray]:
    """Reference of the load in a window: level states (N+1, 13), wrenches (N, 6)."""
    time = task.dt * window.knot + task.time
    position, velocity, acceleration = (load_path(task, time, derivative) for derivative in range(3))
    if window.detour is not None:
        aside = window.detour.offset(time)
        position, velocity, acceleration = position + aside[0], velocity + aside[1], acceleration + aside[2]
    states = np.zeros((len(time), 13))
    states[:, 0:3], states[:, 3:6], states[:, 6] = position, velocity, 1.0
    return states, level_wrench(acceleration[:-1], task.team.load_mass, task.team.com_offset)


def _start(window: Window) -> np.ndarray:
    """Team vector of the states at the start, inputs 0, (D,)."""
    cables = np.concatenate([window.cables, np.zeros((len(window.cables), 4))], axis=1)
    return np.concatenate([window.load, np.zeros(6), cables.reshape(-1)])


def _moved(window: Window) -> Window:
    """The start, gone on for `BRAKING` as it moves; the obstacles stay, who moves with the knots."""
    load, cables = window.load.copy(), window.cables.copy()
    load[:3] += BRAKING * rotation_matrices(load[6:10]) @ load[3:6]
    load[6:10] = quaternion_product(load[6:10], quaternion_exp(BRAKING * load[10:13]))
    cables[:, :3] += BRAKING * np.cross(cables[:, 3:6], cables[:, :3])
    cables[:, :3] /= np.linalg.norm(cables[:, :3], axis=1, keepdims=True)
    return replace(window, load=load, cables=cables)


def _with_centers(name: str, table: np.ndarray, centers: np.ndarray) -> np.ndarray:
    """Parameters of a constraint over the knots (N+1, items, np): obstacles where they are then."""
    over_time = np.repeat(table[None], len(centers), axis=0)
    if name != "pair distance":  # the items count obstacles fastest, whose seven parameters come last
        over_time[..., -7:-4] = np.tile(centers, (1, len(table) // centers.shape[1], 1))
    return over_time


def _lacking(constraint: Inequality, copies: np.ndarray, parameters: np.ndarray) -> np.ndarray:
    """What every item lacks of its distance at the start, (items,) [m]; below 0 there is more than enough.

    copies: of the start, (V,).  parameters: (items, np), the distance last.
    """
    count = len(constraint.rows)
    margins = np.asarray(constraint.function.map(count)(copies[constraint.rows].T, parameters.T)).reshape(-1, count)
    required = parameters[:, -1]
    return required - np.sqrt(np.maximum(required**2 + 2 * required * margins.min(axis=0), 0.0))


def _relief(lacking: np.ndarray, time: np.ndarray) -> np.ndarray:
    """(items, N+1) of what every item lacks, (items,)."""
    share = np.clip((RECOVERY - time) / (RECOVERY - BRAKING), 0.0, 1.0)
    return np.where(lacking > 0, lacking + LENIENCE, 0.0)[:, None] * share
