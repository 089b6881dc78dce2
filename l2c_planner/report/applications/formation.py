"""A formation drawn: the ways of the robots into it over the central solution, beside their distance to it by round."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from l2c_planner.applications.application import Case
from l2c_planner.applications.formation.laws import Following, lag
from l2c_planner.consensus.links import Links
from l2c_planner.consensus.record import Run
from l2c_planner.report.environment_figure import MUTED, PLAIN, figure_of
from l2c_planner.report.map import PALETTE

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

EDGE, LIMIT = "#c3cad5", "#b3261e"
BETWEEN = 4
"""Instants at which a formation on its way is drawn, between start and end."""


def picture(case: Case, run: Run) -> Figure:
    """Figure of a run that was kept, of robots in the plane; of more axes the first two are drawn."""
    figure = figure_of(12.0, 5.6)
    ways, below = figure.subplots(1, 2, width_ratios=(1.35, 1))
    _draw_ways(ways, case, run)
    _draw_errors(below, case, run)
    return figure


def _draw_ways(axes: Axes, case: Case, run: Run) -> None:
    trail, target = np.array(run.trail)[..., :2], run.target[:, :2]
    moves = case.problem.velocity.any()
    for k in np.linspace(0, run.rounds, BETWEEN + 2).astype(int)[1:-1] if moves else ():
        _draw_edges(axes, case, run, trail[k])
        axes.plot(*trail[k].T, "o", color=MUTED, markersize=3, zorder=3)
    _draw_edges(axes, case, run, trail[-1])
    for row, agent in enumerate(run.agents):
        colour = PALETTE[agent % len(PALETTE)]
        axes.plot(*trail[:, row].T, color=colour, linewidth=1.0, alpha=0.8, zorder=2)
        axes.plot(*trail[0, row], "o", markerfacecolor="white", markeredgecolor=colour, markersize=5, zorder=3)
        marker = "s" if case.problem.leads[agent] else "o"
        axes.plot(*trail[-1, row], marker, color=colour, markersize=6, zorder=4)
    axes.plot([], [], "o", markerfacecolor="white", markeredgecolor=PLAIN, markersize=5, label="start")
    axes.plot([], [], "o", color=PLAIN, markersize=6, label="end")
    if case.problem.leads.any():
        axes.plot([], [], "s", color=PLAIN, markersize=6, label="leader")
    axes.plot(*target.T, "o", markersize=12, markerfacecolor="none", markeredgecolor=PLAIN, label="central solution")
    axes.set_aspect("equal", adjustable="datalim")
    axes.set_xlabel("x [m]")
    axes.set_ylabel("y [m]")
    axes.set_title(f"{len(run.agents)} robots, {run.rounds} rounds", loc="left", fontsize=10, fontweight="bold")
    axes.legend(fontsize=8, frameon=False, ncols=4, loc="upper center", bbox_to_anchor=(0.5, -0.1))


def _draw_edges(axes: Axes, case: Case, run: Run, places: np.ndarray) -> None:
    row = {agent: k for k, agent in enumerate(run.agents.tolist())}
    for i, j in case.graph.edges:
        if i in row and j in row:
            axes.plot(*places[[row[i], row[j]]].T, color=EDGE, linewidth=0.7, zorder=1)


def _draw_errors(axes: Axes, case: Case, run: Run) -> None:
    """Distance of every robot to its place in the central solution of the round, where all live to the end."""
    moves = case.problem.velocity.any()
    if {len(x) for x in run.trail} == {len(run.agents)}:
        alive = case.problem.rows(run.agents)
        still = None if moves else alive.optimum()
        aims = [alive.at(k).optimum() if still is None else still for k in range(run.rounds + 1)]
        apart = np.linalg.norm(np.array(run.trail) - aims, axis=2)
        for row, agent in enumerate(run.agents):
            axes.plot(np.where(apart[:, row] > 0, apart[:, row], np.nan), color=PALETTE[agent % len(PALETTE)], lw=1.0)
    else:
        axes.plot(run.error, color=PLAIN, linewidth=1.2)
    if moves and isinstance(case.algorithm, Following):
        stated = np.linalg.norm(lag(case.problem, Links.of(case.graph), case.algorithm.step), axis=1).max()
        axes.axhline(stated, color=LIMIT, linestyle="--", linewidth=1.2, label=f"stated lag {stated:.3f} m")
        axes.legend(fontsize=8, frameon=False)
    axes.set_yscale("log")
    axes.grid(True, color="#e9ecf1", linewidth=0.7)
    axes.spines[["top", "right"]].set_visible(False)
    axes.set_xlabel("round")
    axes.set_title("distance to the central solution [m]", loc="left", fontsize=10, fontweight="bold")
