"""Pictures of learned policies: layouts with the ways that agents take in them, and how training went."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib import colormaps
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Circle, Rectangle
from matplotlib.transforms import Affine2D

if TYPE_CHECKING:
    from l2c_planner.policy.actor import Actor
    from l2c_planner.policy.alternation import Round
    from l2c_planner.policy.arena import Arena
    from l2c_planner.policy.rows import Draw
    from l2c_planner.policy.world import State

TASKS = 3
"""Columns of the picture of layouts."""
BODY, LINE = "#9aa3b2", "#7a8394"
SMOOTH = 10
"""Rounds over which curves are averaged."""


def layouts_figure(arena: Arena, entries: Mapping[str, tuple[Actor, Draw]], seed: int = 0) -> Figure:
    """A row per entry, a column per task: obstacles, ways, goals as crosses."""
    import torch

    from l2c_planner.policy.episode import mean_of, play

    random = torch.Generator().manual_seed(2**40 + seed)
    tasks = arena.tasks(TASKS, random)
    figure = Figure(figsize=(3.4 * TASKS, 2.9 * len(entries)), layout="constrained")
    table = figure.subplots(len(entries), TASKS, squeeze=False)
    reach = 1.25 * float(torch.cat([tasks.start, tasks.goal]).abs().max())
    for (row, (actor, draw)), line in zip(entries.items(), table, strict=True):
        states: list[State] = []
        with torch.no_grad():
            obstacles = arena.obstacles(draw(tasks, random))
            play(arena.world, mean_of(actor), tasks, obstacles, watch=states.append)
        ways = np.array([state.position.numpy() for state in states])
        reach = max(reach, float(np.abs(ways).max()) + 2 * arena.world.radius)
        for k, axes in enumerate(line):
            bodies(axes, obstacles.rows[k].numpy(), obstacles.present[k].numpy())
            for n in range(arena.world.agents):
                color = colormaps["tab10"](n % 10)
                axes.plot(*ways[:, k, n].T, color=color, linewidth=1.2)
                axes.add_patch(Circle(ways[0, k, n], arena.world.radius, facecolor="none", edgecolor=color))
                axes.plot(*tasks.goal[k, n], "x", color=color, markersize=5)
            axes.set(aspect="equal", xticks=[], yticks=[])
            axes.spines[:].set_color("#e0e4ea")
        line[0].set_ylabel(row.replace("_", " "))
    for axes in table.flat:
        axes.set(xlim=(-reach, reach), ylim=(-reach, reach))
    figure.suptitle(arena.title)
    return figure


def bodies(axes: Axes, rows: np.ndarray, present: np.ndarray) -> None:
    """Draw obstacles, rows (M, 6), those that are present (M,)."""
    for (x, y, angle, along, across, radius), there in zip(rows, present, strict=True):
        if not there:
            continue
        if radius:
            axes.add_patch(Circle((x, y), radius, facecolor=BODY))
        elif across == 0:
            ends = np.array([[-along, along]]) * np.array([[np.cos(angle)], [np.sin(angle)]])
            axes.plot(x + ends[0], y + ends[1], color=LINE, linewidth=1.5)
        else:
            turn = Affine2D().rotate(angle).translate(x, y) + axes.transData
            axes.add_patch(Rectangle((-along, -across), 2 * along, 2 * across, facecolor=BODY, transform=turn))


def training_figure(history: Mapping[str, Sequence[Round]]) -> Figure:
    """Reward of a step, exploration of the policy and spread of the generator over the rounds."""
    figure = Figure(figsize=(10, 3.2), layout="constrained")
    panels = figure.subplots(1, 3)
    wanted: list[tuple[str, Any]] = [
        ("reward of a step", lambda r: r.policy.reward),
        ("entropy of the actions", lambda r: r.policy.entropy),
        ("spread of the generator", lambda r: r.spread),
    ]
    for axes, (title, value) in zip(panels, wanted, strict=True):
        for row, lines in history.items():
            values = np.array([np.nan if (v := value(line)) is None else v for line in lines], float)
            if np.isfinite(values).any():
                axes.plot(np.arange(1, 1 + len(values)), _smooth(values), label=row.replace("_", " "))
        axes.set(title=title, xlabel="round")
        axes.grid(True, color="#e9ecf1", linewidth=0.7)
        axes.spines[["top", "right"]].set_visible(False)
    panels[0].legend(frameon=False, fontsize=8)
    return figure


def _smooth(values: np.ndarray) -> np.ndarray:
    """Means of the last few values."""
    return np.array([values[max(0, k + 1 - SMOOTH) : k + 1].mean() for k in range(len(values))])
