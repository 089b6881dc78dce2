"""Pictures of task allocation: who drives where to do what, beside the best allocation, and worth over the rounds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from l2c_planner.applications.allocation.assignment import Assignment
from l2c_planner.applications.allocation.bundles import Bundles
from l2c_planner.applications.allocation.cases import Allocated
from l2c_planner.applications.allocation.outcome import outcome
from l2c_planner.applications.allocation.world import World
from l2c_planner.consensus.record import Run
from l2c_planner.report.applications.panels import CENTRAL, LINK, MUTED, ROBOT, draw_links, three
from l2c_planner.report.environment_figure import PLAIN
from l2c_planner.report.map import PALETTE

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MARKERS = "os^Dv"
"""Of tasks, by the capability that they need."""
Routes = Sequence[Sequence[int]]


def picture(case: Allocated, run: Run) -> Figure:
    """Of a run that kept its trail; who died is not shown."""
    problem, world = case.problem.rows(run.agents), case.world.rows(run.agents)
    found, best = outcome(run.x, run.agents).winners, problem.optimum()
    figure, (robots, central, curve) = three(("", "", ""))
    for axes, winners, who in ((robots, found, f"robots, {run.rounds} rounds"), (central, best, "central solver")):
        _draw(axes, case, world, run.agents, problem.routes(winners))
        axes.set_title(f"{who}: worth {problem.value(winners):.1f}", loc="left", fontsize=10)
    _draw_worth(curve, problem, run, problem.value(best))
    figure.legend(*robots.get_legend_handles_labels(), loc="outside lower left", ncols=6, frameon=False, fontsize=8.5)
    return figure


def _draw(axes: Axes, case: Allocated, world: World, ids: np.ndarray, routes: Routes) -> None:
    draw_links(axes, case.graph, dict(zip(ids.tolist(), world.robots.position)))
    done = {task: ids[row] for row, route in enumerate(routes) for task in route}
    for number, at, route in zip(ids.tolist(), world.robots.position, routes):
        colour = PALETTE[number % len(PALETTE)]
        axes.plot(*np.vstack([at, world.tasks.position[list(route)]]).T, color=colour, lw=1.6, zorder=1)
        axes.plot(*at, "o", color="white", mec=colour, ms=13, mew=2, zorder=3)
        axes.annotate(str(number), tuple(at), ha="center", va="center", fontsize=8, color=PLAIN, zorder=4)
    for task, (at, need) in enumerate(zip(world.tasks.position, world.tasks.needs)):
        colour = PALETTE[done[task] % len(PALETTE)] if task in done else "white"
        axes.plot(*at, MARKERS[need % len(MARKERS)], color=colour, mec=PLAIN, ms=7, zorder=2)
    _draw_legend(axes, world)


def _draw_legend(axes: Axes, world: World) -> None:
    for need, name in enumerate(world.capabilities):
        axes.plot([], [], MARKERS[need % len(MARKERS)], color=MUTED, mec=PLAIN, ms=7, label=f"needs a {name}")
    axes.plot([], [], "o", color="white", mec=PLAIN, ms=7, label="not done")
    axes.plot([], [], "o", color="white", mec=MUTED, ms=11, mew=2, label="robot")
    axes.plot([], [], color=LINK, label="radio link")


def _draw_worth(axes: Axes, problem: Assignment | Bundles, run: Run, best: float) -> None:
    """From the last time on that robots came or died."""
    trail = [(k, outcome(x, run.agents)) for k, x in enumerate(run.trail) if len(x) == len(run.agents)]
    rounds = [k for k, _ in trail]
    axes.set_title("if all acted by what they believe in a round", loc="left", fontsize=10)
    axes.axhline(best, color=CENTRAL, lw=1.4, ls="--", label="central solver")
    axes.plot(rounds, [problem.value(at.winners) for _, at in trail], color=ROBOT, lw=1.6, label="worth")
    axes.set_ylabel("worth")
    beside = axes.twinx()
    beside.step(rounds, [at.disputed for _, at in trail], where="mid", color=MUTED, lw=1.0)
    beside.set_ylabel("tasks about which robots disagree", color=MUTED)
    beside.set_ylim(0, problem.n)
    beside.tick_params(labelsize=8)
    beside.spines["top"].set_visible(False)
    beside.legend(*axes.get_legend_handles_labels(), fontsize=8.5, loc="center right", edgecolor="none")
