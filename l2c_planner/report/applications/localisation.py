"""Picture of cooperative localisation: estimates on their way, how sure they are, and the central ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from l2c_planner.applications.localisation.accuracy import covariance
from l2c_planner.applications.localisation.application import Located
from l2c_planner.applications.localisation.measurements import Measurements
from l2c_planner.consensus.record import Run
from l2c_planner.report.applications.panels import ANCHOR, CENTRAL, MUTED, ROBOT, draw_errors, draw_trails, three

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

SURE = 2.4477
"""Semi-axes of the ellipse that holds 95 % of a normal distribution in the plane, in standard deviations."""


def picture(case: Located, run: Run) -> Figure:
    """Of places in the plane."""
    problem, truth = case.problem.rows(run.agents), case.truth[run.agents]
    titles = ("robots, by talking to neighbours", "central solver", "distance to the central solution")
    figure, (robots, central, curve) = three(titles)
    for axes, x, colour in ((robots, run.x, ROBOT), (central, run.target, CENTRAL)):
        _draw_links(axes, problem, truth)
        _draw_estimates(axes, problem, x, truth, colour)
    draw_trails(robots, run.trail)
    draw_errors(curve, run.error)
    figure.legend(*robots.get_legend_handles_labels(), loc="outside lower left", ncols=5, frameon=False, fontsize=8.5)
    return figure


def _draw_links(axes: Axes, problem: Measurements, truth: np.ndarray) -> None:
    pairs = problem.pairs()
    ends = truth[np.searchsorted(problem.ids, (problem.robot[pairs], problem.other[pairs]))]
    axes.plot(*ends.transpose(2, 0, 1), color="#d8dde5", lw=0.7, zorder=0)


def _draw_estimates(axes: Axes, problem: Measurements, x: np.ndarray, truth: np.ndarray, colour: str) -> None:
    from matplotlib.patches import Ellipse

    for at, spread in zip(x[~problem.anchor], covariance(problem, x)[~problem.anchor]):
        values, vectors = np.linalg.eigh(spread)
        angle = np.degrees(np.arctan2(vectors[1, 1], vectors[0, 1]))
        wide, high = 2 * SURE * np.sqrt(values[::-1])
        axes.add_patch(Ellipse(tuple(at), wide, high, angle=angle, facecolor=colour, alpha=0.22, lw=0))
    axes.plot(*truth[~problem.anchor].T, "x", color=MUTED, ms=5, label="true place")
    axes.plot(*x[~problem.anchor].T, "o", color=colour, ms=3.5, label="estimate, with the ellipse of 95 %")
    axes.plot(*truth[problem.anchor].T, "s", color=ANCHOR, ms=6, label="anchor")
