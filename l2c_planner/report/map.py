"""The top view of plan.png: obstacles, gap, paths, and the team at several instants."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from l2c_planner.report.placement import (
    Color,
    Instant,
    free_corner,
    label_instants,
    obstacles,
    round_obstacles,
)
from l2c_planner.report.rounding import scalar

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.patches import Patch

Arrays = Mapping[str, np.ndarray]
SNAPSHOTS = 5
LEGEND = 0.13
"""Room for the legend below a formation, which leaves no corner free; share of the width or height."""
PALETTE = ("#0072b2", "#d98c00", "#009e73", "#c2649a", "#3fa4dd", "#d55e00", "#7a6a1e", "#5f6672")
"""Colours that stay apart under colour blindness."""
_OBSTACLE, _KEEP_OUT = "#8b94a4", "#b3261e"
_NUMBER = {"fontsize": 12, "fontweight": "bold", "ha": "center", "va": "center", "clip_on": True}


def instants(arrays: Arrays) -> list[Instant]:
    """Knots spread evenly over the way of the team's centre, or over time if the centre stays where it is."""
    from matplotlib import colormaps

    time, center = np.asarray(arrays["time"], float), np.nanmean(np.asarray(arrays["quad_position"], float), axis=0)
    way = np.concatenate([[0.0], np.cumsum(np.nan_to_num(np.linalg.norm(np.diff(center, axis=0), axis=1)))])
    travels = way[-1] > 1.0 and ("goal" not in arrays or "formation_pair" in arrays)
    marks = np.linspace(0, 1, SNAPSHOTS if travels else 3)
    knots = np.interp(marks, way / way[-1] if travels else (time - time[0]) / np.ptp(time), np.arange(len(time)))
    shades = colormaps["viridis"](np.linspace(0.0, 0.82, len(knots)))
    return [Instant(int(round(k)), float(time[int(round(k))]), tuple(c)) for k, c in zip(knots, shades)]


def draw_map(axes: Axes, arrays: Arrays, shown: list[Instant]) -> None:
    """Draw the plan from above on `axes`."""
    _obstacles(axes, arrays)
    _moving(axes, arrays, shown)
    _gap(axes, arrays)
    _paths(axes, arrays)
    if "goal" in arrays:
        _goals(axes, arrays, shown)
    else:
        for instant in shown:
            _team(axes, arrays, instant)
    _frame(axes, arrays)
    if "goal" not in arrays:
        label_instants(axes, arrays, shown)
    axes.set(aspect="equal", xlabel="x [m]", ylabel="y [m]")
    axes.set_title("Seen from above", loc="left", fontsize=9.5, fontweight="bold", pad=4)
    axes.grid(True, color="#e4e8ee", linewidth=0.8, zorder=0)
    axes.set_axisbelow(True)
    for side in axes.spines.values():
        side.set_color("#cfd5de")
    place, columns = ("lower center", 3) if "formation_pair" in arrays else (free_corner(axes, arrays), 1)
    axes.legend(loc=place, ncols=columns, fontsize=8.5, framealpha=0.92, edgecolor="#cfd5de")


def _obstacles(axes: Axes, arrays: Arrays) -> None:
    from matplotlib.patches import Circle

    clearance = scalar(arrays.get("required_obstacle_clearance")) or 0.0
    kind = "planned" if "planned_quad_position" in arrays else "required"
    label = f"obstacle, + {clearance:g} m {kind} clearance"
    for number, way, radius in (obstacle for obstacle in obstacles(arrays) if not obstacle.moves):
        x, y = way[0]
        axes.add_patch(Circle((x, y), radius, facecolor=_OBSTACLE, edgecolor="#5f6878", zorder=1.5, label=label))
        axes.add_patch(
            Circle((x, y), radius + clearance, fill=False, edgecolor=_KEEP_OUT, linestyle="--", linewidth=1, zorder=1.6)
        )
        axes.text(x, y, str(number), color="white", **_NUMBER)
        label = None


def _moving(axes: Axes, arrays: Arrays, shown: list[Instant]) -> None:
    """Obstacles that move: their ways, and where they are when the team is drawn."""
    from matplotlib.patches import Circle

    label = "moving obstacle"
    for number, way, radius in (obstacle for obstacle in obstacles(arrays) if obstacle.moves):
        axes.plot(*way.T, color=_OBSTACLE, linewidth=1.2, linestyle=(0, (1, 2)), zorder=1.4)
        for instant in shown:
            face = (*instant.color[:3], 0.22)
            patch = Circle(way[instant.knot], radius, facecolor=face, edgecolor=instant.color, zorder=1.5)
            patch.set_label(label)
            axes.add_patch(patch)
            axes.text(*way[instant.knot], str(number), color=instant.color, **_NUMBER)
            label = None


def _gap(axes: Axes, arrays: Arrays) -> None:
    """Dimension line across the narrowest passage between two obstacles that stand, if one could want to pass there."""
    pairs = list(combinations(round_obstacles(arrays), 2))
    widths = [np.linalg.norm(a - b) - ra - rb for (a, ra), (b, rb) in pairs]
    if not widths or not 0.2 < min(widths) < 2.5:
        return
    (a, radius), (b, other) = pairs[int(np.argmin(widths))]
    along = (b - a) / np.linalg.norm(b - a)
    axes.annotate(
        "", a + radius * along, b - other * along, zorder=6, arrowprops={"arrowstyle": "<->", "color": "#19202c"}
    )
    angle = np.degrees(np.arctan2(b[1] - a[1], b[0] - a[0]))
    axes.text(
        *(a + (radius + 0.5 * min(widths)) * along), f"{min(widths):.2f} m gap", fontsize=8, fontweight="bold",
        ha="center", va="center", rotation=(angle + 90) % 180 - 90, rotation_mode="anchor", zorder=7,
        bbox={"boxstyle": "round,pad=0.2", "facecolor": "white", "edgecolor": "none", "alpha": 0.85},
    )  # fmt: skip


def _paths(axes: Axes, arrays: Arrays) -> None:
    paths = np.asarray(arrays["quad_position"], float)
    colors = agent_colors(len(paths)) if "goal" in arrays else ["#a3adbd"] * len(paths)
    planned = np.asarray(arrays.get("planned_quad_position", np.zeros((0, 1, 3))), float)
    aim, done = ("planned", "flown") if len(planned) else ("reference", "executed")
    flying = "quadrotors; on the ground: squares" if np.any(arrays.get("on_ground", False)) else "quadrotors"
    for i, (path, color) in enumerate(zip(paths, colors)):
        label = ("quadrotors, flown" if len(planned) else flying) if i == 0 else None
        axes.plot(path[:, 0], path[:, 1], color=color, linewidth=0.9, zorder=2, label=label)
    for i, path in enumerate(planned):
        label = "quadrotors, planned" if i == 0 else None
        axes.plot(path[:, 0], path[:, 1], ":", color="#d55e00", linewidth=0.9, zorder=1.9, label=label)
    if "load_reference" in arrays:
        reference = np.asarray(arrays["load_reference"], float)
        axes.plot(
            *reference[:, :2].T, "--", color="#d55e00", linewidth=1.5, zorder=4.15 if len(planned) else 4.05,
            label=f"load, {aim}",
        )  # fmt: skip
    if "load_state" in arrays:
        load = np.asarray(arrays["load_state"], float)
        axes.plot(load[:, 0], load[:, 1], color="#19202c", linewidth=2, zorder=4.1, label=f"load, {done}")


def _goals(axes: Axes, arrays: Arrays, shown: list[Instant]) -> None:
    """Every robot in its own colour: hollow at the start, pale on the way, full at the end; a cross at its goal."""
    quads = np.asarray(arrays["quad_position"], float)
    radii = np.broadcast_to(np.asarray(arrays.get("quad_radius", 0.1), float), len(quads))
    colors = agent_colors(len(quads))
    for order, instant in enumerate(shown):
        fill = order / (len(shown) - 1)
        label = f"t = {instant.time:.1f} s"
        for i, (path, radius, color) in enumerate(zip(quads, radii, colors)):
            patch = _outline(arrays, i, instant.knot, path[instant.knot, :2], radius)
            patch.set(facecolor=(*color[:3], 0.75 * fill), edgecolor=color, linewidth=1.2, zorder=4 + fill, label=label)
            axes.add_patch(patch)
            label = None
        for i, j in np.asarray(arrays.get("formation_pair", np.zeros((0, 2))), int):
            axes.plot(*quads[[i, j], instant.knot, :2].T, color="#19202c", linewidth=0.5, alpha=0.3, zorder=3)
    goal = np.asarray(arrays["goal"], float)
    axes.plot(goal[:, 0], goal[:, 1], "x", color="#19202c", markersize=6, markeredgewidth=1.6, zorder=6, label="goals")


def _outline(arrays: Arrays, robot: int, knot: int, center: np.ndarray, radius: float) -> Patch:
    """A disc for who flies, a square along its heading for who drives; of the same radius."""
    from matplotlib.patches import Circle, RegularPolygon

    if not np.asarray(arrays.get("on_ground", np.zeros(robot + 1, bool)))[robot]:
        return Circle(center, radius)
    w, _, _, z = np.asarray(arrays["quad_attitude"], float)[robot, knot]
    return RegularPolygon(center, 4, radius=radius, orientation=2 * np.arctan2(z, w) + np.pi / 4)


def agent_colors(count: int) -> list[Color]:
    """Distinct colours for a small team, a ramp for a large one."""
    from matplotlib import colormaps
    from matplotlib.colors import to_rgba

    if count <= len(PALETTE):
        return [to_rgba(name) for name in PALETTE[:count]]
    return [tuple(color) for color in colormaps["viridis"](np.linspace(0, 0.9, count))]


def _team(axes: Axes, arrays: Arrays, instant: Instant) -> None:
    from matplotlib.patches import Circle

    quads = np.asarray(arrays["quad_position"], float)[:, instant.knot]
    radii = np.broadcast_to(np.asarray(arrays.get("quad_radius", 0.1), float), len(quads))
    for tip, anchor in zip(quads, _anchors(arrays, instant.knot)):
        axes.plot([anchor[0], tip[0]], [anchor[1], tip[1]], color=instant.color, linewidth=1.6, zorder=4.2)
    if "load_state" in arrays:
        center = np.asarray(arrays["load_state"], float)[instant.knot, :2]
        size = scalar(arrays.get("load_radius")) or 0.15
        axes.add_patch(
            Circle(center, size, facecolor="white", edgecolor=instant.color, linewidth=1.8, alpha=0.85, zorder=4)
        )
    for (x, y, _), radius in zip(quads, radii):
        axes.add_patch(
            Circle(
                (x, y), radius, facecolor=(*instant.color[:3], 0.45), edgecolor=instant.color, linewidth=1.3, zorder=4.4
            )
        )


def _anchors(arrays: Arrays, knot: int) -> np.ndarray:
    """Cable attachments in the world (n, 3); empty without cables."""
    if "load_state" not in arrays or "attachment" not in arrays:
        return np.zeros((0, 3))
    state = np.asarray(arrays["load_state"], float)[knot]
    w, axis = state[6], state[7:10]
    points = np.asarray(arrays["attachment"], float)
    return state[:3] + points + 2 * np.cross(axis, np.cross(axis, points) + w * points)


def _frame(axes: Axes, arrays: Arrays) -> None:
    """Limits around the paths, and around small obstacles that reach into these; others do not shrink the picture."""
    points = np.asarray(arrays["quad_position"], float)[..., :2].reshape(-1, 2)
    points = points[np.isfinite(points).all(axis=1)]
    if not len(points):
        return
    margin = 0.08 * np.ptp(points, axis=0).max() + 0.25
    low, high = points.min(axis=0) - margin, points.max(axis=0) + margin
    room = scalar(arrays.get("required_obstacle_clearance")) or 0.0
    near = [(c, r + room) for c, r in round_obstacles(arrays) if np.all((c + r > low) & (c - r < high))]
    for center, radius in (disc for disc in near if disc[1] < 0.25 * np.max(high - low)):
        low, high = np.minimum(low, center - 1.05 * radius), np.maximum(high, center + 1.05 * radius)
    if "formation_pair" in arrays:
        low[1] -= LEGEND * np.max(high - low)
    axes.set(xlim=(low[0], high[0]), ylim=(low[1], high[1]))
