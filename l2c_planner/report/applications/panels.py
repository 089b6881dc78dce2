"""What pictures of applications share: the robots' solution beside the central one, and a curve over the rounds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from l2c_planner.report.environment_figure import figure_of, plain

if TYPE_CHECKING:
    import networkx as nx
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

ROBOT, CENTRAL, ANCHOR, MUTED, LINK = "#0072b2", "#d55e00", "#19202c", "#8b94a4", "#dfe4ec"
LEAST = 1e-16
"""Errors below are drawn as this one."""


def three(titles: Sequence[str]) -> tuple[Figure, list[Axes]]:
    """Two maps in metres and a plot over the rounds."""
    figure = figure_of(13.5, 4.9)
    axes = list(figure.subplots(1, 3, width_ratios=(1.0, 1.0, 0.9)))
    for each, title in zip(axes, titles, strict=True):
        each.set_title(title, loc="left", fontsize=10)
    for each in axes[:2]:
        each.set(aspect="equal", xlabel="x [m]", ylabel="y [m]")
        each.tick_params(labelsize=8)
    plain(axes[2])
    axes[2].set_xlabel("round")
    return figure, axes


def draw_errors(axes: Axes, error: np.ndarray) -> None:
    """Largest distance to the central solution over the rounds, logarithmic."""
    axes.semilogy(np.maximum(error, LEAST), color=ROBOT, lw=1.6)
    axes.set_ylabel("largest distance to the central solution [m]")


def draw_links(axes: Axes, graph: nx.Graph, places: Mapping[int, np.ndarray]) -> None:
    """The radio links between robots at places (2,) [m] by their numbers; who is not among them has died."""
    links = [(places[i], places[j]) for i, j in graph.edges if i in places and j in places]
    axes.plot(*np.reshape(links, (-1, 2, 2)).transpose(2, 1, 0), color=LINK, lw=0.8, zorder=0)


def draw_trails(axes: Axes, trail: Sequence[np.ndarray]) -> None:
    """Where estimates or robots (A, 2) were, from the last time on that others came or died."""
    same = [x for x in trail if x.shape == trail[-1].shape]
    axes.plot(*np.array(same).transpose(2, 0, 1), color=ROBOT, lw=0.8, alpha=0.6)
    axes.plot(*same[0].T, ".", color=MUTED, ms=4)
