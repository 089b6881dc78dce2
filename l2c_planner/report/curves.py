"""The small panels of plan.png: clearance, pair distance, tension or thrust, residuals."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from l2c_planner.report.charts import charts
from l2c_planner.report.map import PALETTE

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.gridspec import SubplotSpec

    from l2c_planner.report.map import Instant

PANELS = ("clearance", "pairs", "tension", "formation", "goals", "thrust", "residuals")
"""Charts worth a panel in order of importance; the picture holds four, the residuals always last."""
_LIMIT, _FAINT, _TEXT = "#b3261e", "#c3cad5", "#19202c"


def draw_curves(figure: Figure, place: SubplotSpec, arrays: Mapping[str, np.ndarray], shown: list[Instant]) -> None:
    """Stack up to four panels at `place`; `shown` marks the instants of the top view."""
    available = {chart["key"]: chart for chart in charts(arrays)}
    keys = [key for key in PANELS[:-1] if key in available][: 3 if "residuals" in available else 4]
    keys += ["residuals"] * ("residuals" in available)
    if not keys:
        return
    for cell, key in zip(place.subgridspec(len(keys), 1, hspace=0.62), keys):
        draw_panel(figure.add_subplot(cell), available[key], np.asarray(arrays["time"], float), shown)


def draw_panel(axes: Axes, chart: dict[str, Any], time: np.ndarray, shown: list[Instant]) -> None:
    """One chart; `shown` marks instants on an axis of time."""
    timed = chart["axis"] == "time"
    for series in chart["series"]:
        _line(axes, series, time if timed else None, chart["log"])
    unit = f" [{chart['unit']}]" if chart["unit"] else ""
    axes.set_title(chart["title"] + unit, loc="left", fontsize=9.5, fontweight="bold", pad=4)
    if chart["log"]:
        axes.set_yscale("log")
    _limits(axes, chart)
    for instant in shown if timed else ():
        axes.axvline(instant.time, color=instant.color, linewidth=1.1, linestyle=":", zorder=1)
    if 0 < len(axes.get_legend_handles_labels()[0]) <= 4:
        axes.legend(
            fontsize=7.5, loc="lower right", bbox_to_anchor=(1.01, 0.97), frameon=False, ncols=4, handlelength=1.3
        )
    axes.set_xlabel("time [s]" if timed else "round", fontsize=8, labelpad=1)
    axes.margins(x=0.01)
    axes.grid(True, color="#e9ecf1", linewidth=0.7)
    axes.tick_params(labelsize=8, length=2)
    axes.spines[["top", "right"]].set_visible(False)


def _line(axes: Axes, series: dict[str, Any], time: np.ndarray | None, log: bool) -> None:
    if series["style"] == "limit":
        return
    values = np.array(series["values"], float)
    values[log & ~(values > 0)] = np.nan
    x = np.arange(1, len(values) + 1) if time is None else time[: len(values)]
    styles = {"faint": (_FAINT, 0.5), "strong": (_TEXT, 1.6)}
    color, width = styles.get(series["style"]) or (PALETTE[series["index"] % len(PALETTE)], 1.4)
    label = series["label"] if series["style"] in ("item", "strong", "right") else None
    axes.plot(x, values, color=color, linewidth=width, label=label, zorder=2 + width)


def _limits(axes: Axes, chart: dict[str, Any]) -> None:
    """Limit lines with their value at the right edge."""
    for series in chart["series"]:
        if series["style"] == "limit":
            axes.axhline(series["value"], color=_LIMIT, linestyle="--", linewidth=1.2, zorder=3)
    if not chart["log"]:
        low, high = axes.get_ylim()
        axes.set_ylim(low - 0.18 * (high - low), high + 0.05 * (high - low))
    values = [series["value"] for series in chart["series"] if series["style"] == "limit"]
    for series in chart["series"]:
        if series["style"] == "limit":
            crowded = any(0 < series["value"] - other < 0.3 * np.ptp(axes.get_ylim()) for other in values)
            _name(axes, f"{series['label']} {series['value']:g} {chart['unit']}", series["value"], crowded)


def _name(axes: Axes, text: str, value: float, crowded: bool) -> None:
    low, high = axes.get_ylim()
    below = value > low + 0.12 * (high - low) and not crowded
    axes.annotate(
        text, (1.0, value), (-2, -2 if below else 2), xycoords=("axes fraction", "data"), textcoords="offset points",
        ha="right", va="top" if below else "bottom", fontsize=8, color=_LIMIT, zorder=6,
    )  # fmt: skip
