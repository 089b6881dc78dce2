"""Pictures of learning: the loss over the episodes, rounds and cost before and after, what the networks chose."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from l2c_planner.config import MultiliftTask
from l2c_planner.learning.course import MOST, WITHIN
from l2c_planner.learning.evaluation import GOOD, Trial
from l2c_planner.learning.loss import CLOSED_LOOP, OPEN_LOOP
from l2c_planner.models import CABLE, LOAD
from l2c_planner.tuning.features import features
from l2c_planner.tuning.layout import parts
from l2c_planner.tuning.learned import Learned
from l2c_planner.tuning.stages import TRAJECTORIES

COLOURS = ("#5b6b7b", "#0a7d5a", "#c2571a", "#7a4fa3")


def loss_figure(history: Sequence[dict[str, Any]], path: Path) -> None:
    """Loss and its terms over the episodes, stage (b), as PNG; ``history`` is that of a checkpoint."""
    figure = Figure(figsize=(7, 3.6), layout="constrained")
    axes = figure.add_subplot(xlabel="episode", ylabel="loss of stage (b)", yscale="log")
    at = [line["number"] + 1 for line in history]
    axes.plot(at, [line["loss"][TRAJECTORIES] for line in history], color=COLOURS[1], lw=2, label="loss")
    watched = [line["validation"].get(TRAJECTORIES, np.nan) for line in history]
    if np.isfinite(watched).any():
        axes.plot(at, watched, color=COLOURS[2], lw=1.5, label="validation")
    for name, style in zip(("tracking", "effort", "violation"), ("-", "--", ":"), strict=True):
        values = np.maximum([line["terms"][TRAJECTORIES][name] for line in history], 1e-6)
        axes.plot(at, values, style, color=COLOURS[0], lw=1, label=name)
    axes.legend(frameon=False, ncols=2, loc="center right")
    _plain(axes)
    figure.savefig(path, dpi=150, format="png")


def comparison_figure(trials: Sequence[Trial], path: Path) -> None:
    """Rounds until a good plan and cost of the best plan, by method and team size, as PNG."""
    figure = Figure(figsize=(9, 3.6), layout="constrained")
    left, right = figure.subplots(1, 2)
    methods, quads = (list(dict.fromkeys(getattr(t, name) for t in trials)) for name in ("method", "quads"))
    for number, method in enumerate(methods):
        place = (number - (len(methods) - 1) / 2) * 0.8 / len(methods)
        colour = COLOURS[number % len(COLOURS)]
        found = [t for t in trials if t.method == method]
        spread = 0.02 * (np.arange(len(found)) % 5 - 2)
        at = np.array([quads.index(t.quads) for t in found]) + place + spread
        left.scatter(at, [t.good_round or MOST for t in found], s=12, color=colour, alpha=0.7, lw=0, label=method)
        cost = [np.nan if t.cost_ratio is None else 100 * (t.cost_ratio - 1) for t in found]
        right.scatter(at, cost, s=12, color=colour, alpha=0.7, lw=0)
    left.axhline(WITHIN, color="0.7", lw=1, zorder=0)
    right.axhline(100 * (GOOD - 1), color="0.7", lw=1, zorder=0)
    left.set(ylabel=f"rounds until feasible, cost within {100 * (GOOD - 1):.0f} %", ylim=(0, MOST * 1.03))
    right.set(ylabel=f"extra cost within {WITHIN} rounds, %")
    left.legend(frameon=False)
    for axes in (left, right):
        axes.set_xticks(range(len(quads)), [str(n) for n in quads])
        axes.set_xlabel("quadrotors")
        _plain(axes)
    figure.savefig(path, dpi=150, format="png")


def flown_figure(rows: Sequence[dict[str, Any]], path: Path) -> None:
    """Tracking loss and missing distance of early plans as they are flown, from the rows of `flown_table`, as PNG."""
    figure = Figure(figsize=(10, 5.8), layout="constrained")
    panels = figure.subplots(2, 2, sharex=True, sharey="row")
    methods, rounds = (list(dict.fromkeys(row[key] for row in rows)) for key in ("method", "rounds"))
    keys = [(plant, after) for plant in (OPEN_LOOP, CLOSED_LOOP) for after in rounds]
    for number, (plant, after) in enumerate(keys):
        found = [row for row in rows if (row["plant"], row["rounds"]) == (plant, after)]
        at = [methods.index(row["method"]) + 0.15 * (number - (len(keys) - 1) / 2) for row in found]
        colour = COLOURS[2 if plant == OPEN_LOOP else 1]
        style = {"color": colour, "mfc": "white" if after == rounds[0] else colour, "ls": "", "marker": "o", "ms": 7}
        for (upper, lower), suffix in zip(panels.T, ("", "_wind"), strict=True):
            upper.plot(at, [row["tracking" + suffix] for row in found], **style)
            lower.plot(at, [1e3 * row["missing" + suffix] for row in found], **style,
                       label=f"{plant.replace('_', ' ')}, plan after {after} rounds")  # fmt: skip
    for axes, title in zip(panels[0], ("in calm air", "in wind, mass of the load wrong"), strict=True):
        axes.set(title=title, yscale="log")
    panels[0, 0].set_ylabel("tracking loss")
    panels[1, 0].set_yscale("symlog", linthresh=1.0)
    most = max((1e3 * row["missing_wind"] for row in rows if np.isfinite(row["missing_wind"])), default=1.0)
    panels[1, 0].set(ylabel="distance missed, mm", ylim=(-0.2, 2 * max(most, 1.0)))
    for axes in panels.flat:
        axes.set_xticks(range(len(methods)), methods, fontsize=9)
        _plain(axes)
    figure.legend(*panels[1, 0].get_legend_handles_labels(), loc="outside lower center", ncols=4, frameon=False,
                  fontsize=9, columnspacing=1.2, handletextpad=0.2)  # fmt: skip
    figure.savefig(path, dpi=150, format="png")


def factors_figure(networks: Learned, tasks: Sequence[MultiliftTask], path: Path) -> None:
    """Learned factors on weights and penalties of stage (b), median and range over agents and tasks, as PNG."""
    figure = Figure(figsize=(9, 5), layout="constrained")
    scores = [networks.scores(TRAJECTORIES, features(task)) for task in tasks]
    for axes, (name, model, leads) in zip(
        figure.subplots(2, 1), (("load", LOAD, True), ("cable", CABLE, False)), strict=True
    ):
        found = np.concatenate([s[name] for s in scores])
        places, labels = [], []
        for part in parts(model, leads, False):
            factor = part.bounds.factor(found[:, part.at])
            at = len(places) + len(labels) + np.arange(factor.shape[1])
            axes.vlines(at, factor.min(0), factor.max(0), color=COLOURS[1], lw=3, alpha=0.4)
            axes.plot(at, np.median(factor, 0), "o", ms=3, color=COLOURS[1])
            labels.append((float(at.mean()), part.name.replace("_", " ")))
            places += list(at)
        axes.axhline(1.0, color="0.7", lw=1, zorder=0)
        axes.set(yscale="log", ylabel=f"{name}: factor")
        axes.set_xticks([at for at, _ in labels], [label for _, label in labels])
        _plain(axes)
    figure.savefig(path, dpi=150, format="png")


def _plain(axes: Axes) -> None:
    axes.spines[["top", "right"]].set_visible(False)
    axes.grid(axis="y", color="0.93")
    axes.set_axisbelow(True)
