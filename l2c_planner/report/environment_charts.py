"""ascent.png and landscape.png: how an environment was made safer, and safety over its one or two parameters."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from l2c_planner.environment.ascent import Ascent
from l2c_planner.environment.comparison import OPTIMISED, Comparison
from l2c_planner.environment.scene import Scenario
from l2c_planner.environment.survey import Landscape
from l2c_planner.report.environment_figure import GOOD, MUTED, PLAIN, figure_of, plain, save
from l2c_planner.report.environment_scene import BAD
from l2c_planner.report.map import PALETTE

if TYPE_CHECKING:
    from matplotlib.axes import Axes

BOX = {"boxstyle": "round,pad=0.2", "facecolor": "white", "edgecolor": "none", "alpha": 0.8}


def ascent_figure(ascents: Sequence[Ascent], path: Path) -> None:
    """Write what is climbed and the safety of plans at every layout that was tried, as PNG; failed ones as crosses."""
    figure = figure_of(7.6, 4.6)
    climbed, judged = figure.subplots(2, 1, sharex=True)
    for number, ascent in enumerate(ascents):
        colour, at = PALETTE[number % len(PALETTE)], np.arange(1, len(ascent.steps) + 1)
        label = f"task {number + 1}" if len(ascents) > 1 else None
        values = np.array([[step.value, step.judged, step.best] for step in ascent.steps], float)
        climbed.plot(at, values[:, 0], color=colour, lw=1.4, marker=".", ms=3, label=label)
        judged.plot(at, values[:, 1], color=colour, lw=0.9, marker=".", ms=3, alpha=0.7)
        best = np.where(np.isfinite(values[:, 2]), values[:, 2], np.nan)
        judged.plot(at, best, color=colour, lw=2, drawstyle="steps-post")
        for axes in (climbed, judged):
            lost = at[~np.isfinite(values[:, 0])]
            axes.plot(lost, np.full(len(lost), 0.04), "x", color=BAD, ms=6, mew=1.6, in_layout=False,
                      transform=axes.get_xaxis_transform())  # fmt: skip
            for k in _begins(ascent):
                axes.axvline(k + 0.5, color="#cfd5de", lw=1, zorder=0)
    failed = sum(ascent.failures for ascent in ascents)
    climbed.set_title(f"smooth objective; {failed} failed solves (crosses)", loc="left", fontsize=9.5)
    judged.set_title("what layouts are chosen by: followed plans (thin), the best so far (thick)", loc="left",
                     fontsize=9.5)  # fmt: skip
    judged.set_xlabel("evaluation of a layout")
    if len(ascents) > 1:
        climbed.legend(frameon=False, fontsize=8, ncols=len(ascents), loc="lower right")
    for axes in (climbed, judged):
        plain(axes)
    save(figure, path)


def landscape_figure(scenario: Scenario, found: Landscape, comparison: Comparison, path: Path) -> None:
    """Write safety over one or two parameters, with the layouts that are compared, as PNG."""
    figure = figure_of(7.2, 4.0 if len(found.axes) == 1 else 5.6)
    axes = figure.add_subplot()
    labels = [f"{name} [{unit}]" for name, unit in zip(scenario.parameters.names, scenario.parameters.units)]
    axes.set_xlabel(labels[0])
    if len(found.axes) == 1:
        _over_one(axes, found, comparison)
    else:
        _over_two(axes, found, comparison)
        axes.set_ylabel(labels[1])
    axes.set_title(f"{scenario.title}: safety over its layouts", loc="left", fontsize=10.5, fontweight="bold")
    save(figure, path)


def _over_one(axes: Axes, found: Landscape, comparison: Comparison) -> None:
    axes.plot(found.axes[0], found.safety, color=PALETTE[0], lw=1.8, label="least distances, plan followed")
    axes.plot(found.axes[0], found.mean, color=MUTED, lw=1.2, ls="--", label="averaged over time")
    lost = found.axes[0][np.isnan(found.safety)]
    axes.plot(lost, np.full(len(lost), 0.03), "x", color=BAD, in_layout=False, transform=axes.get_xaxis_transform())
    for name, row in comparison.rows.items():
        colour = GOOD if name == OPTIMISED else PALETTE[5]
        mean, spread = row.mean("safety"), row.std("safety")
        axes.errorbar(row.layouts[0], [mean], [spread], fmt="o", color=colour, capsize=3, zorder=4)
        axes.annotate(name, (float(row.layouts[0][0]), mean), (6, 6), textcoords="offset points", fontsize=9,
                      color=colour)  # fmt: skip
    axes.set_ylabel("safety")
    axes.legend(frameon=False, fontsize=9)
    plain(axes)


def _over_two(axes: Axes, found: Landscape, comparison: Comparison) -> None:
    shades = axes.pcolormesh(*found.axes, found.safety.T, cmap="viridis", shading="nearest")
    axes.figure.colorbar(shades, ax=axes, label="safety by the least distances, plan followed")
    for name, row in comparison.rows.items():
        axes.plot(*row.layouts[0], "*" if name == OPTIMISED else "o", ms=13 if name == OPTIMISED else 8,
                  color="white", mec=PLAIN)  # fmt: skip
        axes.annotate(name, tuple(row.layouts[0]), (9, 5), textcoords="offset points", fontsize=9, color=PLAIN,
                      bbox=BOX)  # fmt: skip


def _begins(ascent: Ascent) -> list[int]:
    """Numbers of the steps at which a further start begins."""
    starts = [step.start for step in ascent.steps]
    return [k for k in range(1, len(starts)) if starts[k] != starts[k - 1]]
