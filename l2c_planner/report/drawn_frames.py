"""Draws a film with matplotlib, for machines on which MuJoCo cannot render."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from l2c_planner.report.film import CLEARANCE_COLOR, Film

if TYPE_CHECKING:
    from mpl_toolkits.mplot3d.axes3d import Axes3D

_TURN = np.linspace(0, 2 * np.pi, 33)
_RING = np.stack([np.cos(_TURN), np.sin(_TURN), 0 * _TURN], -1)
_DPI = 100


def draw(film: Film, width: int, height: int) -> np.ndarray:
    """Pictures (F, height, width, 3) of bytes."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(width / _DPI, height / _DPI), dpi=_DPI, facecolor="#f4f6fa")
    canvas = FigureCanvasAgg(figure)
    wide = width / height  # 3-D axes are square inside: as wide as the picture, higher than it
    axes = figure.add_axes((0, 0.5 - 0.5 * wide, 1, wide), projection="3d", computed_zorder=False)
    _stage(axes, film)
    standing = len(axes.collections), len(axes.lines)
    pictures = np.empty((len(film.time), height, width, 3), np.uint8)
    for k in range(len(film.time)):
        _team(axes, film, k)
        canvas.draw()
        pictures[k] = np.asarray(canvas.buffer_rgba())[..., :3]
        for artist in [*axes.collections[standing[0] :], *axes.lines[standing[1] :]]:
            artist.remove()
    return pictures


def _stage(axes: Axes3D, film: Film) -> None:
    """Obstacles that stand, planned paths and the view. What stands behind the team's way is drawn first."""
    points = film.landmarks()
    low, high = points.min(axis=0), points.max(axis=0)
    axes.set(xlim=(low[0], high[0]), ylim=(low[1], high[1]), zlim=(min(0.0, low[2]), high[2]))
    axes.set_box_aspect(np.maximum([high[0] - low[0], high[1] - low[1], high[2] - min(0.0, low[2])], 0.1), zoom=0.98)
    axes.view_init(elev=25, azim=film.azimuth + 180)
    axes.set_axis_off()
    axes.patch.set_alpha(0.0)
    _ground(axes, low, high)
    _obstacles(axes, film, 0, ~film.obstacle_moves)
    for path in film.planned:
        axes.plot(*path.T, color="#9aa3b2", linewidth=0.6, zorder=3)


def _ground(axes: Axes3D, low: np.ndarray, high: np.ndarray) -> None:
    """A grid of half metres."""
    (left, front), (right, back) = (np.floor(2 * low[:2]) / 2 - 0.5, np.ceil(2 * high[:2]) / 2 + 0.5)
    for x in np.arange(left, right + 0.1, 0.5):
        axes.plot([x, x], [front, back], 0.0, color="#d5dae2", linewidth=0.7, zorder=0)
    for y in np.arange(front, back + 0.1, 0.5):
        axes.plot([left, right], [y, y], 0.0, color="#d5dae2", linewidth=0.7, zorder=0)


def _obstacles(axes: Axes3D, film: Film, k: int, which: np.ndarray) -> None:
    """Those of m obstacles that are asked for, (m,) of bool, as they are in a picture."""
    for j in np.flatnonzero(which):
        center, radius = film.obstacle_center[k, j], film.obstacle_radius[j]
        _obstacle(axes, center, radius, bool(film.obstacle_sphere[j]), film.top)
        foot = _RING * (radius + film.clearance) + [*center[:2], 0.0]
        axes.plot(*foot.T, color=CLEARANCE_COLOR, linewidth=1.2, zorder=1)


def _obstacle(axes: Axes3D, center: np.ndarray, radius: float, sphere: bool, top: float) -> None:
    if sphere:
        rise = np.linspace(0, np.pi, 17)[:, None]
        offset = radius * np.array(
            [np.sin(rise) * np.cos(_TURN), np.sin(rise) * np.sin(_TURN), np.cos(rise) + 0 * _TURN]
        )
        surface = center[:, None, None] + offset
    else:
        rim = center[:2, None] + radius * _RING[:, :2].T
        surface = np.stack([np.stack([*rim, np.full(len(_TURN), z)]) for z in (0.0, top)], axis=1)
    axes.plot_surface(*surface, color="#8b94a4", alpha=0.55, linewidth=0, zorder=2)


def _team(axes: Axes3D, film: Film, k: int) -> None:
    """What moves."""
    _obstacles(axes, film, k, film.obstacle_moves)
    axes.plot(*film.load_position[: k + 1].T, color="#19202c", linewidth=1.8, zorder=4)
    for i, color in enumerate(film.quad_color):
        axes.plot(*film.quad_position[: k + 1, i].T, color=color, linewidth=1.1, zorder=4)
        axes.plot(*film.cable[k, i].T, color=film.cable_color[k, i], linewidth=1.8, zorder=5)
        _disc(axes, film.quad_position[k, i], film.quad_up[k, i], film.quad_radius[i], color)
    w, x, y, z = film.load_attitude[k]
    up = np.array([2 * (x * z + w * y), 2 * (y * z - w * x), 1 - 2 * (x * x + y * y)])
    _disc(axes, film.load_position[k], up, film.load_radius, "#d9822b")


def _disc(axes: Axes3D, center: np.ndarray, up: np.ndarray, radius: float, color: object) -> None:
    from mpl_toolkits.mplot3d.art3d import Poly3DCollection

    side = np.cross(up, [1.0, 0.0, 0.0] if abs(up[0]) < 0.9 else [0.0, 1.0, 0.0])
    side /= max(float(np.linalg.norm(side)), 1e-12)
    rim = center + radius * (_RING[:, :1] * side + _RING[:, 1:2] * np.cross(up, side))
    axes.add_collection3d(Poly3DCollection([rim], facecolor=color, edgecolor="#19202c", linewidth=0.6, zorder=6))
