"""Draws an environment from above: borders, starts and goals, paths, and the agents where they come closest.

Symbols: N agents, T steps; theta are the parameters of the environment (m,).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import casadi as ca
import numpy as np
from numpy.typing import NDArray

from l2c_planner.environment.measures import ends
from l2c_planner.environment.safety import concerns, distances, members, potential
from l2c_planner.environment.scene import Scenario, Scene
from l2c_planner.environment.shapes import Disc, HalfPlane, Segment, TrackWall
from l2c_planner.report.map import agent_colors

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Array = NDArray[np.float64]
Frame = tuple[float, float, float, float]

SOLID, GROUND, EDGE, BAD = "#8b94a4", "#dfe3ea", "#5f6878", "#c1271d"
NEAR = 0.1
"""Potential from which a piece of a path is marked."""


def draw_environment(axes: Axes, scenario: Scenario, scene: Scene, theta: Array) -> None:
    """Borders with starts (rings) and goals (crosses), within the frame of the scenario."""
    low_x, high_x, low_y, high_y = scenario.drawn
    axes.set(xlim=(low_x, high_x), ylim=(low_y, high_y), aspect="equal")
    _free_ground(axes, scene, theta, scenario.drawn)
    for border in scene.borders:
        outline = border.shape.outline(ca.DM(theta))
        if isinstance(border.shape, Segment):
            axes.plot(*outline.T, color=EDGE, lw=2.6, solid_capstyle="round", zorder=2)
        elif isinstance(border.shape, HalfPlane | TrackWall):
            axes.plot(*outline.T, color=EDGE, lw=1.4, zorder=2)
        else:
            axes.fill(*outline.T, facecolor=SOLID, edgecolor=EDGE, lw=0.8, zorder=2)
            if isinstance(border.shape, Disc) and np.ptp(outline[:, 0]) == 0:
                axes.plot(*outline[0], "+", color=EDGE, ms=7, zorder=2)
    _ends(axes, scene, theta)


def draw_paths(axes: Axes, scene: Scene, theta: Array, positions: Array) -> None:
    """Paths (N, T+1, 2) [m], red where somebody is near; bodies at the closest approach, a bar for its length."""
    from matplotlib.patches import Circle

    threat, knot, bodies = threats(scene, theta, positions)
    for i, (path, color) in enumerate(zip(positions, agent_colors(scene.agents), strict=True)):
        axes.plot(*path.T, color=color, lw=1.3, zorder=3)
        near = np.where((threat[i] > NEAR)[:, None], path, np.nan)
        axes.plot(*near.T, color=BAD, lw=3, alpha=0.55, solid_capstyle="round", zorder=2.9)
        style = {"edgecolor": BAD, "lw": 1.8} if i in bodies else {"edgecolor": color, "lw": 1.0}
        axes.add_patch(Circle(path[knot], scene.radius[i], facecolor=(*color[:3], 0.4), zorder=4, **style))


def threats(scene: Scene, theta: Array, positions: Array) -> tuple[Array, int, tuple[int, ...]]:
    """Largest potential of every agent at every instant (N, T+1), the knot of the closest approach and who is part."""
    table = np.asarray(distances(scene, positions, theta))
    worst = np.asarray(potential(ca.DM(table), scene.metric, clip=True))
    rows = members(scene)
    threat = np.zeros((scene.agents, positions.shape[1]))
    for row, agents in enumerate(rows):
        threat[list(agents)] = np.maximum(threat[list(agents)], worst[row])
    row, knot = np.unravel_index(np.argmin(table), table.shape)
    return threat, int(knot), rows[row]


def scale_bar(axes: Axes, frame: Frame, scene: Scene, theta: Array) -> None:
    """A bar of a round length instead of numbers at the axes, in the corner that is farthest from starts and goals."""
    low_x, high_x, low_y, high_y = frame
    width, height = high_x - low_x, high_y - low_y
    length = max((n for n in (0.1, 0.2, 0.5, 1, 2, 5, 10, 20) if n <= width / 4), default=0.1)
    right, top = high_x - 0.04 * width - length, high_y - 0.08 * height
    corners = [(x, y) for y in (low_y + 0.04 * height, top) for x in (low_x + 0.04 * width, right)]
    places = np.concatenate(ends(scene, theta)) - [length / 2, 0]
    x, y = max(corners, key=lambda corner: float(np.linalg.norm(places - corner, axis=1).min()))
    axes.plot([x, x + length], [y, y], color="#19202c", lw=2.2, solid_capstyle="butt", zorder=6)
    axes.text(x + length / 2, y + 0.015 * height, f"{length:g} m", ha="center", va="bottom", fontsize=8, zorder=6)
    axes.set_xticks([])
    axes.set_yticks([])
    for side in axes.spines.values():
        side.set_color("#cfd5de")


def _ends(axes: Axes, scene: Scene, theta: Array) -> None:
    from matplotlib.patches import Circle

    starts, goals = ends(scene, theta)
    for start, goal, radius, color in zip(starts, goals, scene.radius, agent_colors(scene.agents), strict=True):
        axes.add_patch(Circle(start, radius, fill=False, edgecolor=color, lw=1.4, zorder=3.5))
        axes.plot(*goal, "x", color=color, ms=6, mew=1.8, zorder=3.5)


def _free_ground(axes: Axes, scene: Scene, theta: Array, frame: Frame) -> None:
    """White where somebody may be, grey where nobody may; nothing to draw where no border is without end."""
    walls = [border.shape for border in scene.borders if isinstance(border.shape, TrackWall)]
    groups = {_planes(scene, agent) for agent in range(scene.agents)}
    if not walls and all(not group for group in groups):
        return
    axes.set_facecolor(GROUND)
    corners = np.array([[frame[0], frame[2]], [frame[1], frame[2]], [frame[1], frame[3]], [frame[0], frame[3]]])
    for group in groups if not walls else ():
        free = corners
        for border in group:
            free = _clipped(free, scene.borders[border].shape, theta)
        axes.fill(*free.T, facecolor="white", edgecolor="none", zorder=0.5)
    for wall in sorted(walls, key=lambda wall: -wall.side):
        axes.fill(*wall.outline(ca.DM(theta)).T, facecolor="white" if wall.side > 0 else GROUND, lw=0, zorder=0.5)


def _planes(scene: Scene, agent: int) -> tuple[int, ...]:
    """Numbers of the half-planes that an agent keeps to."""
    shapes = enumerate(border.shape for border in scene.borders)
    return tuple(j for j, shape in shapes if isinstance(shape, HalfPlane) and concerns(scene, j, agent))


def _clipped(polygon: Array, plane: HalfPlane, theta: Array) -> Array:
    """Part of a convex polygon (n, 2) on the free side of a half-plane."""
    room = np.array([float(plane.distance(ca.DM(p), ca.DM(theta))) for p in polygon])
    kept = []
    for k in range(len(polygon)):
        following = (k + 1) % len(polygon)
        a, b = room[k], room[following]
        if a >= 0:
            kept.append(polygon[k])
        if (a < 0) != (b < 0):
            kept.append(polygon[k] + a / (a - b) * (polygon[following] - polygon[k]))
    return np.array(kept).reshape(-1, 2)
