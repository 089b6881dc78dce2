"""Pictures of what is claimed of co-optimised arenas: sweeps with intervals, and how generator steps follow a flow."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import NullLocator

if TYPE_CHECKING:
    from l2c_planner.policy.claims import Claim, Point

TITLES = {
    "radius": "mean radius of the discs, m", "numcoll": "NumCOLL", "discs": "number of discs",
    "spl": "SPL", "pctspeed": "PCTSpeed", "diffacc": "DiffACC, m/s^2", "success": "success",
}  # fmt: skip
BESIDE = "spl"
"""Measure that is shown beside those of the claim."""
INK, PALE = "#2b6cb0", "#c3cad5"


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
