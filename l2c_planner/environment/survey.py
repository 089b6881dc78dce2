"""Safety all over one or two parameters, and the plans along an ascent: what pictures need beyond a study.

Plans are followed from one layout to the next, which is quick and shows one solution; where it is lost, a new one is
found.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from l2c_planner.environment.chains import Plan, Task
from l2c_planner.environment.safety import safety
from l2c_planner.environment.scene import Parameters

Array = NDArray[np.float64]
Progress = Callable[[int, int], None]

POINTS = {1: 41, 2: 9}
"""Layouts along each parameter, by the number of parameters."""
FRAMES = 36
"""Layouts shown of an ascent, at most."""


@dataclass(frozen=True, eq=False)
class Landscape:
    """Safety over the box of one or two parameters."""

    axes: tuple[Array, ...]
    """Values of every parameter."""
    safety: Array
    """By the least distances, one axis per parameter; not a number where there is no plan."""
    mean: Array
    """By distances averaged over time, likewise."""


def landscape(task: Task, parameters: Parameters, progress: Progress) -> Landscape | None:
    """Survey a scenario of one or two parameters; None if it has more.

    progress: called after every layout with how many there have been and how many there are.
    """
    count = POINTS.get(len(parameters.names))
    if count is None:
        return None
    axes = tuple(np.linspace(low, high, count) for low, high in zip(parameters.lower, parameters.upper, strict=True))
    grid = np.stack(np.meshgrid(*axes, indexing="ij"), axis=-1)
    if len(axes) == 2:
        grid[1::2] = grid[1::2, ::-1]  # there and back again, so that the next layout is always near
    found = follow(task, grid.reshape(-1, len(axes)), progress)
    values = np.array([[np.nan] * 2 if plan is None else _safeties(task, plan) for plan in found])
    values = values.reshape(*grid.shape[:-1], 2)
    if len(axes) == 2:
        values[1::2] = values[1::2, ::-1]
    return Landscape(axes, values[..., 0], values[..., 1])


def thinned(count: int) -> list[int]:
    """Numbers of at most `FRAMES` of so many layouts, evenly spread, the first and the last among them."""
    return sorted(set(np.linspace(0, count - 1, min(FRAMES, count)).round().astype(int).tolist()))


def follow(task: Task, layouts: Sequence[Array], progress: Progress) -> list[Plan | None]:
    """Plans in layouts (m,) one after the other, each begun at the last one; None where there is none."""
    found: list[Plan | None] = []
    last: Plan | None = None
    for number, theta in enumerate(layouts):
        plan = task.cold(theta, 0) if last is None else task.warm(theta, last, 0.0)
        if not plan.converged and last is not None:
            plan = task.cold(theta, 0)
        last = plan if plan.converged else None
        found.append(last)
        progress(number + 1, len(layouts))
    return found


def _safeties(task: Task, plan: Plan) -> list[float]:
    return [safety(task.scene, plan.positions, plan.theta, aggregator) for aggregator in ("max", "mean")]
