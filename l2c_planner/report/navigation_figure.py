"""Picture of robots that navigated: obstacles, the ways they took, where they touched something, their goals."""

from __future__ import annotations

import numpy as np
from matplotlib import colormaps
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Circle

from l2c_planner.navigation.journey import Journey
from l2c_planner.navigation.scene import Scene
from l2c_planner.report.policy_figure import bodies

TOUCH = "#111111"


def journeys_figure(scenes: list[Scene], done: list[Journey], title: str) -> Figure:
    """A panel for each journey in its scene."""
    low_x, high_x, low_y, high_y = np.array([scene.drawn for scene in scenes]).T
    width, height = high_x.max() - low_x.min(), high_y.max() - low_y.min()
    columns = min(3, len(done))
    lines = -(-len(done) // columns)
    each = 6.5 if len(done) == 1 else 4.0
    figure = Figure(figsize=(each * columns, 0.5 + each * lines * height / width), layout="constrained")
    panels = figure.subplots(lines, columns, squeeze=False).ravel()
    for axes, scene, one in zip(panels, scenes, done):
        _panel(axes, scene, one)
        axes.set(xlim=(low_x.min(), high_x.max()), ylim=(low_y.min(), high_y.max()), aspect="equal")
    for axes in panels[len(done) :]:
        axes.set_visible(False)
    figure.suptitle(title)
    return figure


def _panel(axes: Axes, scene: Scene, done: Journey) -> None:
    bodies(axes, scene.rows, np.ones(len(scene.rows), bool))
    for n in range(len(scene.starts)):
        color, way = colormaps["tab10"](n % 10), done.position[:, n]
        axes.plot(*way.T, color=color, linewidth=1.2)
        axes.add_patch(Circle(way[0], scene.radius, facecolor="none", edgecolor=color))
        axes.add_patch(Circle(way[-1], scene.radius, facecolor=color, alpha=0.35))
        axes.plot(*scene.goals[n], "x", color=color, markersize=6)
        axes.plot(*way[done.touched[:, n]].T, ".", color=TOUCH, markersize=4)
    axes.tick_params(labelsize=7)
    axes.spines[:].set_color("#e0e4ea")
