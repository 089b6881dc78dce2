"""architectures.png: the ways of the robots of one task under every architecture, side by side, a row per condition."""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from l2c_planner.applications.architectures.comparison import ARCHITECTURES, Flown
from l2c_planner.applications.architectures.flight import died_at
from l2c_planner.problems.swarm import robots
from l2c_planner.report.environment_figure import MUTED, PLAIN, figure_of
from l2c_planner.report.environment_scene import BAD
from l2c_planner.report.map import PALETTE

if TYPE_CHECKING:
    from matplotlib.axes import Axes

OBSTACLE = "#c3cad5"
MARGIN = 0.8
"""Around all starts and goals [m]."""
PANEL = 2.9
"""Width [in]."""


def architectures_figure(flown: Sequence[Flown], path: Path) -> None:
    """Write the flights of one task as PNG, seen from above."""
    names = list(dict.fromkeys(f.condition.name for f in flown))
    columns = [name for name in ARCHITECTURES if any(f.architecture == name for f in flown)]
    points = np.concatenate([flown[0].task.start, flown[0].task.goal])[:, :2]
    low, high = points.min(axis=0) - MARGIN, points.max(axis=0) + MARGIN
    tall = PANEL * float(np.clip((high - low)[1] / (high - low)[0], 0.4, 2.0))
    figure = figure_of(PANEL * len(columns), (tall + 0.5) * len(names))
    table = figure.subplots(len(names), len(columns), squeeze=False)
    for axes in table.flat:
        axes.set_axis_off()
        axes.set(aspect="equal", xlim=(low[0], high[0]), ylim=(low[1], high[1]))
    for f in flown:
        axes = table[names.index(f.condition.name), columns.index(f.architecture)]
        _draw(axes, f)
    for row, name in enumerate(names):
        table[row, 0].text(-0.04, 0.5, name, transform=table[row, 0].transAxes, rotation=90,
                           ha="right", va="center", fontsize=9, color=MUTED)  # fmt: skip
    figure.savefig(path, dpi=110)


def _draw(axes: Axes, f: Flown) -> None:
    from matplotlib.patches import Circle

    task, where = f.task, robots.positions(f.task, f.flight.states)
    for center, radius in zip(task.obstacle_center, task.obstacle_radius, strict=True):
        axes.add_patch(Circle(tuple(center[:2]), radius, facecolor=OBSTACLE, edgecolor="none"))
    dead = np.isfinite(died_at(task, f.condition.deaths))
    for i in range(task.team.n):
        colour = PLAIN if dead[i] else PALETTE[i % len(PALETTE)]
        axes.plot(*where[i, :, :2].T, color=colour, linewidth=1.1)
        axes.add_patch(Circle(tuple(where[i, -1, :2]), task.team.radius[i], facecolor=colour, alpha=0.75))
        axes.plot(*task.goal[i, :2], marker="+", color=colour, markersize=8)
    for at in _contacts(f, where):
        axes.plot(*at, marker="x", color=BAD, markersize=10, markeredgewidth=2.2, zorder=5)
    colour = PLAIN if f.figures.success else BAD
    axes.set_title(f"{f.architecture}\n{_words(f)}", loc="left", fontsize=9.5, color=colour)


def _words(f: Flown) -> str:
    """What came of a flight, short."""
    figures = f.figures
    came = (
        f"all arrived after {figures.time:.1f} s" if isfinite(figures.time) else f"{figures.arrived:.0%} arrived safely"
    )
    hit = f", {figures.collisions} collision{'s' * (figures.collisions != 1)}" if figures.collisions else ""
    return came + hit


def _contacts(f: Flown, where: np.ndarray) -> list[np.ndarray]:
    """Where robots that touch are nearest to each other, and robots to obstacles."""
    task, found = f.task, []
    for i in range(task.team.n):
        for j in range(i):
            apart = np.linalg.norm(where[i] - where[j], axis=-1)
            k = int(apart.argmin())
            if apart[k] < task.team.radius[i] + task.team.radius[j]:
                found.append((where[i, k, :2] + where[j, k, :2]) / 2)
        gap = task.surface_distance(where[i]).min(axis=1, initial=np.inf)
        if gap.min() < task.team.radius[i]:
            found.append(where[i, int(gap.argmin()), :2])
    return found
