"""Picture of coverage: robots on their way to the middle of what they watch, and where the central solver puts them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.spatial import cKDTree

from l2c_planner.applications.application import Case
from l2c_planner.applications.coverage.places import Places
from l2c_planner.consensus.record import Run
from l2c_planner.report.applications.panels import CENTRAL, ROBOT, draw_trails, three

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

FINE = 500
"""Pixels a side, of the borders."""


def picture(case: Case, run: Run) -> Figure:
    """Of the hall, darker where it matters more."""
    problem = case.problem.rows(run.agents)
    titles = (
        "robots, by talking to neighbours",
        "central solver, from the same start",
        "cost, mean squared distance to the nearest robot",
    )
    figure, (robots, central, curve) = three(titles)
    for axes, x, colour in ((robots, run.x, ROBOT), (central, run.target, CENTRAL)):
        _draw_hall(axes, problem)
        _draw_cells(axes, problem, x)
        axes.plot(*x.T, "o", color=colour, ms=4.5)
    draw_trails(robots, run.trail)
    curve.plot([problem.cost(x) for x in run.trail], color=ROBOT, lw=1.6, label="robots")
    curve.axhline(problem.cost(run.target), color=CENTRAL, lw=1, ls="--", label="central solver, at its end")
    curve.set(ylabel="cost [m$^2$]", ylim=(0, None))
    curve.legend(frameon=False, fontsize=8.5)
    return figure


def _draw_hall(axes: Axes, problem: Places) -> None:
    side = int(np.sqrt(len(problem.places)))
    low, high = problem.places.min(axis=0), problem.places.max(axis=0)
    image = problem.importance.reshape(side, side).T
    axes.imshow(image, origin="lower", extent=(low[0], high[0], low[1], high[1]), cmap="Greys", alpha=0.55)


def _draw_cells(axes: Axes, problem: Places, x: np.ndarray) -> None:
    """Borders of what each robot watches."""
    low, high = problem.places.min(axis=0), problem.places.max(axis=0)
    grid = np.meshgrid(*(np.linspace(*ends, FINE) for ends in zip(low, high)))
    distance, nearest = cKDTree(x).query(np.stack(grid, -1))
    for number in range(len(x)):
        mine = (nearest == number) & (distance < problem.radius)
        axes.contour(*grid, mine.astype(float), levels=[0.5], colors="#19202c", linewidths=0.7)
