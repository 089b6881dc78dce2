"""Finds room in the top view of plan.png for the time labels and the legend."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Arrays = Mapping[str, np.ndarray]
Color = tuple[float, float, float, float]


class Obstacle(NamedTuple):
    """An obstacle from above."""

    number: int
    """From 1 on."""
    way: np.ndarray
    """Centres over the time (T, 2) [m], or one (1, 2)."""
    radius: float
    """[m]."""

    @property
    def moves(self) -> bool:
        """Whether it does not stand still."""
        return bool(np.ptp(self.way, axis=0).any())


class Instant(NamedTuple):
    """A knot at which the team is drawn."""

    knot: int
    time: float
    """Time [s]."""
    color: Color


def label_instants(axes: Axes, arrays: Arrays, shown: list[Instant]) -> None:
    """Write each time beside its team, on the side with the most room."""
    quads = np.asarray(arrays["quad_position"], float)[..., :2]
    teams = [quads[:, instant.knot] for instant in shown]
    taken = [(point, 0.15) for team in teams for point in team] + round_obstacles(arrays)
    taken += [(o.way[instant.knot], o.radius) for o in obstacles(arrays) if o.moves for instant in shown]
    for instant, team in zip(shown, teams):
        if not np.isfinite(team).all():
            continue
        place = _free_place(axes, team, taken)
        taken.append((place, 0.15))
        box = {"boxstyle": "round,pad=0.15", "facecolor": "white", "edgecolor": "none", "alpha": 0.8}
        text = {"ha": "center", "va": "center", "fontsize": 9, "fontweight": "bold", "color": instant.color}
        axes.text(*place, f"t = {instant.time:.1f} s", zorder=8, bbox=box, **text)


def free_corner(axes: Axes, arrays: Arrays) -> str:
    """The corner of the picture with the least in it, as matplotlib names it."""
    (left, right), (bottom, top) = axes.get_xlim(), axes.get_ylim()
    things = [np.asarray(arrays["quad_position"], float)[..., :2].reshape(-1, 2)]
    things += [np.repeat(center[None], 50, axis=0) for center, _ in round_obstacles(arrays)]
    things += [obstacle.way for obstacle in obstacles(arrays) if obstacle.moves]
    x, y = ((np.concatenate(things) - [left, bottom]) / [right - left, top - bottom]).T

    def crowd(corner: str) -> int:
        across = x > 0.55 if "right" in corner else x < 0.45
        return int((across & (y > 0.75 if "upper" in corner else y < 0.25)).sum())

    return min(("lower right", "upper right", "upper left", "lower left"), key=crowd)


def round_obstacles(arrays: Arrays) -> list[tuple[np.ndarray, float]]:
    """Planar centres and radii of those obstacles that stand."""
    return [(each.way[0], each.radius) for each in obstacles(arrays) if not each.moves]


def obstacles(arrays: Arrays) -> list[Obstacle]:
    """All obstacles, pillars and spheres alike."""
    center = np.asarray(arrays.get("obstacle_center", np.zeros((0, 3))), float)
    radius = np.asarray(arrays.get("obstacle_radius", np.zeros(len(center))), float)
    ways = np.asarray(arrays.get("obstacle_position", center[:, None]), float)[..., :2]
    known = [(way, float(r)) for way, r in zip(ways, radius) if np.isfinite(way).all()]
    return [Obstacle(number, *each) for number, each in enumerate(known, 1)]


def _free_place(axes: Axes, team: np.ndarray, taken: list[tuple[np.ndarray, float]]) -> np.ndarray:
    """Of the places around a team (n, 2) inside the picture, the one farthest from what is taken."""
    (left, right), (bottom, top) = axes.get_xlim(), axes.get_ylim()
    size = 0.04 * (right - left)
    center, reach = 0.5 * (team.min(axis=0) + team.max(axis=0)), 0.5 * np.ptp(team, axis=0)
    angles = np.linspace(0, 2 * np.pi, 16, endpoint=False)
    ring = center + np.stack([np.cos(angles), np.sin(angles)], -1) * (reach + [2.6 * size, 1.4 * size] + 0.1)
    inside = [p for p in ring if left + 2 * size < p[0] < right - 2 * size and bottom + size < p[1] < top - size]
    points, radii = np.array([p for p, _ in taken]), np.array([r for _, r in taken])
    return max(inside or list(ring), key=lambda p: (np.linalg.norm(points - p, axis=1) - radii).min())
