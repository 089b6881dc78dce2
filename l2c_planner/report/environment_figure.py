"""layouts.png: an environment before and after it was optimised, with one plan of the same task in each layout."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from l2c_planner.environment.comparison import OPTIMISED, Comparison, Row
from l2c_planner.environment.safety import distances, members
from l2c_planner.environment.scene import Scenario, Scene
from l2c_planner.report.atomic import replacing
from l2c_planner.report.environment_scene import BAD, draw_environment, draw_paths, scale_bar

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.lines import Line2D

Array = NDArray[np.float64]

DPI = 130
GOOD, PLAIN, MUTED = "#00714f", "#19202c", "#5d6675"
TO_BORDER, BETWEEN = "#7a4fa3", "#0a7d5a"


@dataclass(frozen=True, eq=False)
class Panel:
    """One layout with one plan in it."""

    name: str
    theta: Array
    positions: Array | None
    """(N, T+1, 2) [m]; None if no solve converged."""
    words: str
    """Safety over all tasks and guesses."""


def panels(comparison: Comparison) -> list[Panel]:
    """Baselines, then the optimised layout, each with the plan of the first task whose safety is the median one."""
    rows = [row for name, row in comparison.rows.items() if name != OPTIMISED] + [comparison.rows[OPTIMISED]]
    return [Panel(row.name, row.layouts[0], _median(row), _words(row)) for row in rows]


def layouts_figure(scenario: Scenario, scene: Scene, shown: Sequence[Panel], path: Path) -> None:
    """Write the layouts side by side, with the smallest distances of their plans over time, as PNG."""
    low_x, high_x, low_y, high_y = scenario.drawn
    wide = float(np.clip(4.2 * (high_x - low_x) / (high_y - low_y), 3.2, 5.6))
    figure = figure_of(0.5 + wide * len(shown), 6.5)
    figure.suptitle(scenario.title, fontsize=13, fontweight="bold")
    maps, curves = figure.subplots(2, len(shown), sharey="row", height_ratios=(3.4, 1), squeeze=False)
    for axes, below, panel in zip(maps, curves, shown, strict=True):
        draw_environment(axes, scenario, scene, panel.theta)
        colour = GOOD if panel.name == OPTIMISED else PLAIN
        axes.set_title(f"{panel.name}\n{panel.words}", loc="left", fontsize=10, color=colour)
        if panel.positions is not None:
            draw_paths(axes, scene, panel.theta, panel.positions)
            _distances(below, scene, panel.theta, panel.positions)
        scale_bar(axes, scenario.drawn, scene, panel.theta)
    curves[0].set_ylabel("smallest\ndistance [m]")
    curves[0].set_ylim(-0.04 * scene.metric.reach, 1.6 * scene.metric.reach)
    figure.legend(handles=_legend(scene), loc="outside lower center", ncols=3, frameon=False, fontsize=8.5)
    save(figure, path)


def _distances(axes: Axes, scene: Scene, theta: Array, positions: Array) -> None:
    """Smallest distances over time."""
    table, time = np.asarray(distances(scene, positions, theta)), scene.dt * np.arange(positions.shape[1])
    pair = np.array([len(agents) == 2 for agents in members(scene)])
    for rows, colour in ((~pair, TO_BORDER), (pair, BETWEEN)):
        if rows.any():
            axes.plot(time, table[rows].min(axis=0), color=colour, lw=1.4)
    axes.axhline(0, color=BAD, lw=1, ls="--")
    axes.axhline(scene.metric.reach, color="0.7", lw=1, ls=":")
    axes.set_xlabel("time [s]", fontsize=9)
    plain(axes)


def _legend(scene: Scene) -> list[Line2D]:
    from matplotlib.lines import Line2D

    ring = {"color": PLAIN, "marker": "o", "mfc": "none", "ls": ""}
    body = {"color": BAD, "marker": "o", "mfc": "#f0d5d2", "ls": "", "ms": 8}
    return [
        Line2D([], [], label="starts", **ring),
        Line2D([], [], label="closest approach; who is part of it", **body),
        Line2D([], [], color=TO_BORDER, label="to an obstacle or a border"),
        Line2D([], [], color=PLAIN, marker="x", ls="", label="goals"),
        Line2D([], [], color=BAD, lw=3, alpha=0.55, label="potential above 0.1"),
        Line2D([], [], color=BETWEEN, label=f"between agents (dotted: reach {scene.metric.reach:g} m)"),
    ]


def _median(row: Row) -> Array | None:
    found = [sample for sample in row.samples if sample.task == 0 and sample.measures is not None]
    found.sort(key=lambda sample: sample.measures.safety)
    return found[len(found) // 2].positions if found else None


def _words(row: Row) -> str:
    failed = f", {row.failed} of {len(row.samples)} solves failed" if row.failed else ""
    return f"safety {row.mean('safety'):.3f} ± {row.std('safety'):.3f}{failed}"


def figure_of(width: float, height: float) -> Figure:
    """An empty figure of a size in inches, independent of pyplot and of any display."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(width, height), facecolor="white", layout="constrained")
    FigureCanvasAgg(figure)
    return figure


def save(figure: Figure, path: Path) -> None:
    """Write it; the file is replaced once the new one is complete."""
    with replacing(path) as temporary:
        figure.savefig(temporary, dpi=DPI)


def plain(axes: Axes) -> None:
    """Curves without a box around them."""
    axes.spines[["top", "right"]].set_visible(False)
    axes.grid(color="#e9ecf1", linewidth=0.7)
    axes.set_axisbelow(True)
    axes.tick_params(labelsize=8)
