"""Writes plan.png: the plan from above at several instants, beside it the curves that decide whether it is feasible."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from l2c_planner.report import markup
from l2c_planner.report.atomic import replacing
from l2c_planner.report.verdict import Verdict, judge

if TYPE_CHECKING:
    from matplotlib.figure import Figure

DPI = 130
_GOOD, _BAD, _MUTED = "#00714f", "#b3261e", "#5d6675"


def write_figure(arrays: Mapping[str, np.ndarray], metrics: Mapping[str, Any], path: Path) -> None:
    """Write a picture of a plan as PNG (or any format matplotlib knows by the suffix).

    `arrays` and `metrics` are the contents of plan.npz and metrics.json; what a problem does not have is left out. The
    file at `path` is replaced only once the new one is complete.

    Raises `KeyError` without `time` or `quad_position`, `OSError` if the folder cannot be written.
    """
    figure = compose(arrays, metrics)
    with replacing(Path(path)) as temporary:
        figure.savefig(temporary, dpi=DPI)


def compose(arrays: Mapping[str, np.ndarray], metrics: Mapping[str, Any]) -> Figure:
    """The picture as a matplotlib figure, independent of pyplot and of any display."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    from l2c_planner.report.curves import draw_curves
    from l2c_planner.report.map import draw_map, instants

    figure = Figure(figsize=(12.5, 7.2), facecolor="white")
    FigureCanvasAgg(figure)
    grid = figure.add_gridspec(
        1, 2, width_ratios=(1.55, 1), left=0.05, right=0.985, top=0.87, bottom=0.075, wspace=0.13
    )
    shown = instants(arrays)
    draw_map(figure.add_subplot(grid[0]), arrays, shown)
    draw_curves(figure, grid[1], arrays, shown)
    _headline(figure, judge(arrays, metrics), metrics)
    return figure


def _headline(figure: Figure, verdict: Verdict, metrics: Mapping[str, Any]) -> None:
    color = _GOOD if verdict.feasible else _BAD
    heading = figure.text(0.05, 0.955, _plain(markup.title(metrics)), fontsize=15, fontweight="bold", va="center")
    box = {"boxstyle": "round,pad=0.35", "facecolor": color, "edgecolor": "none"}
    end = heading.get_window_extent(figure.canvas.get_renderer()).x1 / figure.bbox.width
    figure.text(
        min(end + 0.018, 0.9), 0.955, verdict.word, color="white", fontsize=11, fontweight="bold", va="center", bbox=box
    )
    figure.text(0.05, 0.912, _plain(_summary(verdict, metrics)), color=_MUTED, fontsize=9, va="center")


def _summary(verdict: Verdict, metrics: Mapping[str, Any]) -> str:
    """Executed numbers with the required ones, in one line."""
    checks = {check.key: check for check in verdict.checks}
    parts = [] if verdict.feasible else [verdict.reason]
    for key in ("obstacle_clearance_m", "pair_distance_m", "tension_max_n", "wrench_residual_n"):
        if check := checks.get(key):
            value = f"{check.executed:.3f}" if check.unit == "m" else markup.show(check.executed, check.unit)
            parts.append(f"{check.label.lower()} {value} {check.unit} ({markup.required(check)})")
    if "rounds" in metrics:
        parts.append(f"{metrics['rounds']} rounds")
    while len(line := "  ·  ".join(parts)) > 185 and len(parts) > 1:
        parts.pop()
    return line


def _plain(text: str) -> str:
    """Text that matplotlib does not take for mathematics."""
    return text.replace("$", r"\$")[:190]
