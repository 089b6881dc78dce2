"""flight.png: what was flown and planned seen from above, beside it how far apart they were and what it took."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from l2c_planner.report.charts import Chart
from l2c_planner.report.flight_charts import flight_charts
from l2c_planner.report.flight_page import title
from l2c_planner.report.flight_verdict import FlightVerdict

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from l2c_planner.report.map import Instant

Arrays = Mapping[str, np.ndarray]
PANELS = ("position", "attitude", "clearance", "tension", "thrust")
"""Charts of the picture, from top to bottom."""
_GOOD, _BAD, _MUTED, _BAND, _OUTSIDE = "#00714f", "#b3261e", "#5d6675", "#dbe6f2", "#f1f3f7"


def compose_figure(arrays: Arrays, figures: Mapping[str, Any], verdict: FlightVerdict, until: float) -> Figure:
    """The picture of a flight as a matplotlib figure; `arrays` as of `flown_arrays`, the plan ends at `until` [s]."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    from l2c_planner.report.map import draw_map

    figure = Figure(figsize=(12.5, 8.0), facecolor="white")
    FigureCanvasAgg(figure)
    grid = figure.add_gridspec(1, 2, width_ratios=(1.4, 1), left=0.05, right=0.985, top=0.88, bottom=0.06, wspace=0.14)
    shown = _instants(arrays, until)
    draw_map(figure.add_subplot(grid[0]), arrays, shown)
    drawn = {chart["key"]: chart for chart in flight_charts(arrays)}
    keys = [key for key in PANELS if key in drawn]
    for cell, key in zip(grid[1].subgridspec(len(keys), 1, hspace=0.72), keys):
        _panel(figure.add_subplot(cell), drawn[key], arrays, shown, until)
    _headline(figure, title(figures, len(arrays["quad_position"])), verdict, _run(figures))
    return figure


def _instants(arrays: Arrays, until: float) -> list[Instant]:
    """Instants of the team on the map, none while it hovers before the plan or holds after it."""
    from l2c_planner.report.map import instants

    during = np.flatnonzero((arrays["time"] >= 0) & (arrays["time"] <= until))
    if len(during) < 2:
        return instants(arrays)
    flying = {"time": arrays["time"][during], "quad_position": arrays["quad_position"][:, during]}
    return [shown._replace(knot=int(during[shown.knot])) for shown in instants(flying)]


def _panel(axes: Axes, chart: Chart, arrays: Arrays, shown: list[Instant], until: float) -> None:
    from l2c_planner.report.curves import draw_panel

    time = np.asarray(arrays["time"], float)
    if chart["key"] in ("tension", "thrust"):
        values = np.asarray(arrays[chart["key"]], float)
        axes.fill_between(time, np.nanmin(values, 0), np.nanmax(values, 0), color=_BAND, zorder=1, linewidth=0)
    draw_panel(axes, _near(chart), time, shown)
    for start, end in ((time[0], 0.0), (until, time[-1])):
        if end > start:
            axes.axvspan(start, end, color=_OUTSIDE, zorder=0, linewidth=0)
    axes.set_xlim(time[0], time[-1])
    last = "time [s], grey: before and after the plan"
    axes.set_xlabel(last if chart["key"] == PANELS[-1] else "", fontsize=8, labelpad=1)


def _near(chart: Chart) -> Chart:
    """The chart without limits so far from its values that they would flatten them: these go into its title."""
    values = [v for s in chart["series"] for v in s.get("values", ()) if v is not None]
    if not values:
        return chart
    low, high = min(values), max(values)
    reach = 2.5 * max(high - low, 1e-9)
    far = [s for s in chart["series"] if s["style"] == "limit" and not low - reach <= s["value"] <= high + reach]
    note = ", ".join(f"{s['label']} {s['value']:g}" for s in far)
    named = f"{chart['title']} ({note} {chart['unit']})" if far else chart["title"]
    return {**chart, "title": named, "series": [s for s in chart["series"] if s not in far]}


def _run(figures: Mapping[str, Any]) -> str:
    """What the flight was up to, in a few words."""
    parts = {"wind_m_s": "wind to {:g} m/s", "loss": "{:.0%} of the messages lost", "plant": "{}", "seed": "seed {}"}
    return ", ".join(form.format(figures[key]) for key, form in parts.items() if figures.get(key) is not None)


def _headline(figure: Figure, heading: str, verdict: FlightVerdict, run: str) -> None:
    plain = {"parse_math": False}
    text = figure.text(0.05, 0.96, heading, fontsize=15, fontweight="bold", va="center", **plain)
    box = {"boxstyle": "round,pad=0.35", "facecolor": _GOOD if verdict.met else _BAD, "edgecolor": "none"}
    end = text.get_window_extent(figure.canvas.get_renderer()).x1 / figure.bbox.width
    figure.text(
        min(end + 0.018, 0.85), 0.96, verdict.word, color="white", fontsize=11, fontweight="bold", va="center", bbox=box
    )
    line = "  ·  ".join(filter(None, (run, _shortened(verdict.reason))))
    figure.text(0.05, 0.92, line, color=_MUTED, fontsize=9, va="center", **plain)


def _shortened(text: str, most: int = 150) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"
