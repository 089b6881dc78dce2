"""Pictures of what is claimed of co-optimised arenas: sweeps with intervals, and how generator steps follow a flow."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import NullLocator

if TYPE_CHECKING:
    from l2c_planner.policy.claims import Claim, Point
    from l2c_planner.policy.order import Lead

TITLES = {
    "radius": "mean radius of the discs, m", "numcoll": "NumCOLL", "discs": "number of discs",
    "spl": "SPL", "pctspeed": "PCTSpeed", "diffacc": "DiffACC, m/s^2", "success": "success",
    "spread": "spread, share of the untrained",
}  # fmt: skip
BESIDE = "spl"
"""Measure that is shown beside those of the claim."""
INK, OTHER, PALE = "#2b6cb0", "#c05621", "#c3cad5"
OFF = 0.25
"""Between two points of one arena, in rows of the picture."""


def claim_figure(claim: Claim, found: Mapping[float, Point]) -> Figure:
    """Measures with their intervals over the values of a claim."""
    shown = [*claim.shows, BESIDE]
    figure = Figure(figsize=(3.6 * len(shown), 3.1), layout="constrained")
    values = np.array(list(found))
    for axes, name in zip(figure.subplots(1, len(shown)), shown, strict=True):
        parts = [point[name] for point in found.values()]
        mean, half = np.array([p.mean for p in parts]), np.array([p.ci95 for p in parts])
        axes.errorbar(values, mean, half, color=INK, marker="o", markersize=4, capsize=3, linewidth=1.4)
        axes.set(title=TITLES[name], xlabel=claim.axis, xticks=claim.values)
        _plain(axes)
    return figure


def order_figure(found: Mapping[str, Sequence[Lead]]) -> Figure:
    """How far rows of arenas are ahead of each other, with intervals: right of zero the claim holds."""
    measures = list(dict.fromkeys(lead.measure for leads in found.values() for lead in leads))
    figure = Figure(figsize=(3.1 * len(measures), 1.6 + 0.4 * len(found)), layout="constrained")
    every = figure.subplots(1, len(measures), sharey=True, squeeze=False)[0]
    for axes, measure in zip(every, measures, strict=True):
        leads = [(row, lead) for row, of in enumerate(found.values()) for lead in of if lead.measure == measure]
        pairs = list(dict.fromkeys((lead.ahead, lead.behind) for _, lead in leads))
        axes.axvline(0, color=PALE, linewidth=1.2)
        for number, pair in enumerate(pairs):
            own = [
                (row + OFF * (number - (len(pairs) - 1) / 2), lead.by)
                for row, lead in leads
                if (lead.ahead, lead.behind) == pair
            ]
            y, by = zip(*own, strict=True)
            axes.errorbar(
                [e.mean for e in by],
                y,
                xerr=[e.ci95 for e in by],
                color=(INK, OTHER)[number],
                marker="o",
                markersize=4,
                capsize=3,
                linestyle="none",
                label=" before ".join(pair).replace("_", "-"),
            )
        axes.set(title=TITLES[measure], yticks=range(len(found)), yticklabels=found)
        axes.legend(frameon=False, fontsize=7, loc="upper center", bbox_to_anchor=(0.5, -0.12))
        _plain(axes)
    every[0].invert_yaxis()
    return figure


def tracking_figure() -> Figure:
    """Distance of the steps to the flow against their size, and against the error of the gradient; Theorem 1."""
    from l2c_planner.policy.tracking import ERRORS, STEPS, by_error, by_step

    figure = Figure(figsize=(8, 3.4), layout="constrained")
    left, right = figure.subplots(1, 2)
    _logarithmic(left, np.array(STEPS), by_step(), "size of a step", "largest distance to the flow")
    _logarithmic(right, np.array(ERRORS), by_error(), "error of the gradient", "RMS distance to the flow")
    left.legend(frameon=False, fontsize=8)
    return figure


def _logarithmic(axes: Axes, x: np.ndarray, y: np.ndarray, across: str, up: str) -> None:
    axes.loglog(x, y[-1] * x / x[-1], color=PALE, linewidth=1.2, label="in proportion")
    axes.loglog(x, y, color=INK, marker="o", markersize=4, linewidth=1.4, label="measured")
    axes.set(xlabel=across, ylabel=up)
    axes.set_xticks(x, [f"{value:g}" for value in x])
    axes.xaxis.set_minor_locator(NullLocator())
    _plain(axes)


def _plain(axes: Axes) -> None:
    axes.grid(True, color="#e9ecf1", linewidth=0.7)
    axes.spines[["top", "right"]].set_visible(False)
