"""Pictures of fleets: who joined which group, where each group meets within its robots' sets, and how it got there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from l2c_planner.applications.application import Case
from l2c_planner.applications.fleets.problem import FleetProblem
from l2c_planner.applications.fleets.world import AREA
from l2c_planner.consensus.problems import Sets
from l2c_planner.consensus.record import Run
from l2c_planner.report.applications.panels import CENTRAL, LEAST, LINK, MUTED, draw_links, three
from l2c_planner.report.environment_figure import PLAIN
from l2c_planner.report.map import PALETTE

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

EDGE = 8.0
"""Of the maps around the square in which robots start [m]."""


def picture(case: Case, run: Run) -> Figure:
    """Of a run that kept its trail; who died is not shown."""
    problem, count = case.problem.rows(run.agents), case.problem.seats.n
    figure, (robots, central, curve) = three((f"robots, {run.rounds} rounds", "central solver", "on the way there"))
    beliefs = np.where(run.x[:, :count] == run.agents[:, None], run.agents[:, None], -1).max(axis=0)
    for axes, winners, points in ((robots, beliefs, run.x[0, count:]), (central, *np.split(run.target, [count]))):
        draw_links(axes, case.graph, dict(zip(run.agents.tolist(), problem.fleet.position)))
        axes.plot([], [], color=LINK, label="radio link")
        _draw_groups(axes, problem, problem.seat(winners), points.reshape(-1, 2))
    _draw_way(curve, problem, run)
    figure.legend(*robots.get_legend_handles_labels(), loc="outside lower left", ncols=6, frameon=False, fontsize=8.5)
    return figure


def _draw_groups(axes: Axes, problem: FleetProblem, seat: np.ndarray, points: np.ndarray) -> None:
    groups, fleet = problem.groups, problem.fleet
    for row, at in enumerate(fleet.position):
        group = groups.group[seat[row]] if seat[row] >= 0 else None
        colour = MUTED if group is None else PALETTE[group % len(PALETTE)]
        marker = "o" if fleet.able[row, 0] else "s"
        axes.plot(*at, marker, color="white", mec=colour, ms=13, mew=2, zorder=3)
        axes.annotate(str(problem.seats.ids[row]), tuple(at), ha="center", va="center", fontsize=8, zorder=4)
        if group is not None:
            axes.plot(*np.stack([at, points[group]]).T, color=colour, lw=1.4, zorder=1)
            _draw_set(axes, fleet.sets.rows(np.array([row])), colour)
    for group, name in enumerate(groups.names):
        colour = PALETTE[group % len(PALETTE)]
        axes.plot(*groups.place[group], "x", color=colour, ms=8, mew=2, zorder=5)
        axes.plot(*points[group], "*", color=colour, mec=PLAIN, ms=14, zorder=5, label=f"{name} meets")
    axes.set(xlim=(-EDGE, AREA + EDGE), ylim=(-EDGE, AREA + EDGE))
    _draw_legend(axes)


def _draw_legend(axes: Axes) -> None:
    axes.plot([], [], "x", color=PLAIN, ms=8, mew=2, ls="", label="place of the work")
    axes.plot([], [], "o", color="white", mec=PLAIN, ms=10, label="quadrotor")
    axes.plot([], [], "s", color="white", mec=PLAIN, ms=10, label="rover")
    axes.plot([], [], color=PLAIN, lw=0.9, ls=":", label="border of where a robot can go")


def _draw_set(axes: Axes, own: Sets, colour: str) -> None:
    """The border of the set of one robot."""
    from matplotlib.patches import Circle, Rectangle

    line = {"color": colour, "lw": 0.9, "ls": ":", "zorder": 1}
    if np.isfinite(own.radius[0, 0]):
        axes.add_patch(Circle(tuple(own.centre[0]), own.radius[0, 0], fill=False, **line))
    elif np.isfinite(own.offset[0, 0]):
        across = own.normal[0]
        axes.axline(
            tuple(own.offset[0, 0] * across), tuple(own.offset[0, 0] * across + [-across[1], across[0]]), **line
        )
    else:
        axes.add_patch(Rectangle(tuple(own.lower[0]), *(own.upper - own.lower)[0], fill=False, **line))


def _draw_way(axes: Axes, problem: FleetProblem, run: Run) -> None:
    """From the last time on that robots came or died."""
    count, same = problem.seats.n, [k for k, x in enumerate(run.trail) if len(x) == len(run.agents)]
    trail = np.array([run.trail[k] for k in same])
    for group in range(len(problem.groups.names)):
        part = slice(count + 2 * group, count + 2 * group + 2)
        error = np.linalg.norm(trail[:, :, part] - run.target[part], axis=2).max(axis=1)
        axes.semilogy(same, np.maximum(error, LEAST), color=PALETTE[group % len(PALETTE)], lw=1.5)
    wrong = np.flatnonzero((trail[:, :, :count] != run.target[:count]).any(axis=(1, 2)))
    settled = same[0] + int(wrong[-1]) + 1 if len(wrong) else same[0]
    axes.axvline(settled, color=CENTRAL, lw=1.2, ls="--")
    axes.annotate(" seats are taken", (settled, 0.95), xycoords=("data", "axes fraction"), fontsize=8.5, color=CENTRAL)
    axes.set_ylabel("farthest from the central solution's point [m]")
