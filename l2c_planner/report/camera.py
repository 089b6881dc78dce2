"""Where a camera has to stand so that it sees all of a flight, with as little as possible behind obstacles."""

from __future__ import annotations

import numpy as np

Circles = list[tuple[np.ndarray, float]]


def fitted(
    points: np.ndarray, azimuth: float, elevation: float, fovy: float, aspect: float
) -> tuple[np.ndarray, float]:
    """Where a camera has to aim, (3,) [m], and from how far [m], so that all points (k, 3) just fit its picture.

    Args:
        points: what has to be seen [m].
        azimuth: horizontal direction in which it looks [deg].
        elevation: how far it looks down [deg].
        fovy: its vertical angle of view [deg].
        aspect: width of its picture by height.
    """
    turn, sink = np.radians([azimuth, elevation])
    look = np.array([np.cos(sink) * np.cos(turn), np.cos(sink) * np.sin(turn), -np.sin(sink)])
    right = np.array([np.sin(turn), -np.cos(turn), 0.0])
    axes = np.stack([right, np.cross(right, look), -look])
    middle = points.mean(axis=0)
    places = (points - middle) @ axes.T
    upright = np.tan(np.radians(fovy / 2))
    slopes = np.array([upright * aspect, upright])
    # A point fits if |place - shift| <= slope (distance - depth): two half planes each, tight for the extremes.
    high = (places[:, :2] + slopes * places[:, 2:]).max(axis=0)
    low = (places[:, :2] - slopes * places[:, 2:]).min(axis=0)
    return middle + 0.5 * (high + low) @ axes[:2], 1.04 * float((0.5 * (high - low) / slopes).max())


def heading(ways: np.ndarray, around: Circles) -> float:
    """Direction in which to look at ways (F, n, 2) among obstacles [deg].

    Near the one through the gap between the two obstacles nearest to the team, else near that of the way, it is the one
    in which obstacles hide least.
    """
    points, way = ways.reshape(-1, 2), (ways[-1] - ways[0]).mean(axis=0)
    if len(around) > 1:
        a, b = sorted(around, key=lambda circle: np.linalg.norm(circle[0] - points.mean(axis=0)) - circle[1])[:2]
        through = np.array([-(b[0] - a[0])[1], (b[0] - a[0])[0]])
        way = through if through @ way >= 0 else -through
    first = np.arctan2(way[1], way[0]) if np.linalg.norm(way) > 1e-6 else 0.5
    turns = sorted(np.linspace(-0.8, 0.8, 17), key=abs)
    return float(
        np.degrees(first + min(turns, key=lambda turn: hidden(first + turn, points, around) + 0.01 * abs(turn)))
    )


def hidden(direction: float, points: np.ndarray, around: Circles) -> float:
    """Share of points (k, 2) that stand behind an obstacle for who looks along a direction [rad] from far away."""
    if not around:
        return 0.0
    along = np.array([np.cos(direction), np.sin(direction)])
    behind = np.zeros(len(points), bool)
    for center, radius in around:
        offset = points - center
        behind |= (offset @ along > 0) & (np.abs(offset @ [-along[1], along[0]]) < radius)
    return float(behind.mean())
