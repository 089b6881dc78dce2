"""A plan as markers: obstacles, the load with its cables, the robots with the room they keep free, and their paths."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
from geometry_msgs.msg import Pose
from std_msgs.msg import ColorRGBA, Header
from visualization_msgs.msg import Marker, MarkerArray

from l2c_planner.config import SPHERE
from l2c_planner.ros.geometry import point, quaternion, vector

OBSTACLE = (0.55, 0.58, 0.64, 0.85)
LOAD = (0.10, 0.13, 0.17, 0.95)
LOAD_PATH = (0.10, 0.13, 0.17, 0.80)
ROBOTS = ((0.00, 0.45, 0.70), (0.85, 0.55, 0.00), (0.00, 0.62, 0.45), (0.76, 0.39, 0.60), (0.25, 0.64, 0.87),
          (0.84, 0.37, 0.00), (0.48, 0.42, 0.12), (0.37, 0.40, 0.45))  # fmt: skip
"""One after the other, then again."""
ROOM = 0.18
"""Opacity of the room that a robot keeps free."""
SLACK, TAUT = (0.27, 0.35, 0.80, 1.0), (0.86, 0.20, 0.15, 1.0)
"""Cables at their lowest and at their highest tension."""

TALL = 10.0
"""Height shown of the endless cylinders [m]."""
FLAT = 0.04
"""Thickness of discs [m]."""
LINE = 0.02
"""Width of paths and cables [m]."""

Numbers = Sequence[float]


def markers(arrays: dict[str, np.ndarray], header: Header, knot: int = 0) -> MarkerArray:
    """Markers of a plan (plan.npz), shown at one of its knots; `ns` and `id` of a thing never change.

    The first marker deletes everything that the topic has shown before.
    """
    found = [Marker(header=header, ns="", id=0, action=Marker.DELETEALL)]
    for make in (obstacles, _load, _robots, _paths):
        found.extend(make(arrays, header, knot))
    return MarkerArray(markers=found)


def obstacles(arrays: Mapping[str, np.ndarray], header: Header, knot: int = 0, tall: float = TALL) -> Iterator[Marker]:
    """Of the obstacles in a plan; they stand still, and cylinders are shown up to a height [m]."""
    parts = zip(arrays["obstacle_center"], arrays["obstacle_radius"], arrays["obstacle_shape"])
    for j, (center, radius, shape) in enumerate(parts):
        if shape == SPHERE:
            yield solid(header, "obstacles", j, Marker.SPHERE, center, [2 * radius] * 3, OBSTACLE)
        else:
            middle = [center[0], center[1], tall / 2]
            yield solid(header, "obstacles", j, Marker.CYLINDER, middle, [2 * radius, 2 * radius, tall], OBSTACLE)


def _load(arrays: dict[str, np.ndarray], header: Header, knot: int) -> Iterator[Marker]:
    if "load_state" not in arrays:
        return
    state, width = arrays["load_state"][knot], 2 * float(arrays["load_radius"])
    body = solid(header, "load", 0, Marker.CYLINDER, state[:3], [width, width, FLAT], LOAD)
    body.pose.orientation = quaternion(state[6:10])
    yield body
    robots, cables = arrays["quad_position"][:, knot], arrays["cable_state"][:, knot]
    feet = robots - arrays["cable_length"][:, None] * cables[:, :3]
    pulls = lines(header, "cables", 0, Marker.LINE_LIST, np.stack([feet, robots], 1).reshape(-1, 3), TAUT)
    pulls.colors = [color for shade in _shades(arrays, knot) for color in (rgba(shade), rgba(shade))]
    yield pulls


def _shades(arrays: dict[str, np.ndarray], knot: int) -> np.ndarray:
    """Colours of the cables by their tension between its limits, (n, 4)."""
    low, high = arrays["tension_min"], arrays["tension_max"]
    share = np.clip((arrays["tension"][:, knot] - low) / np.maximum(high - low, 1e-9), 0, 1)[:, None]
    return (1 - share) * np.array(SLACK) + share * np.array(TAUT)


def _robots(arrays: dict[str, np.ndarray], header: Header, knot: int) -> Iterator[Marker]:
    """A disc of its own size for each robot, and one of half the distance that it keeps from others."""
    room = float(arrays["required_pair_distance"])
    for i, (where, radius) in enumerate(zip(arrays["quad_position"][:, knot], arrays["quad_radius"])):
        color, width = ROBOTS[i % len(ROBOTS)], 2 * float(radius)
        yield solid(header, "robots", i, Marker.CYLINDER, where, [width, width, FLAT], (*color, 1.0))
        yield solid(header, "clearances", i, Marker.CYLINDER, where, [room, room, FLAT / 2], (*color, ROOM))


def _paths(arrays: dict[str, np.ndarray], header: Header, knot: int) -> Iterator[Marker]:
    for i, path in enumerate(arrays["quad_position"]):
        yield lines(header, "paths", i, Marker.LINE_STRIP, path, (*ROBOTS[i % len(ROBOTS)], 0.8))
    if "load_state" in arrays:
        yield lines(header, "load_path", 0, Marker.LINE_STRIP, arrays["load_state"][:, :3], LOAD_PATH)


def solid(header: Header, ns: str, id: int, kind: int, center: Numbers, size: Numbers, color: Numbers) -> Marker:
    """A cylinder or a sphere with a centre (3,) [m], a size along its axes (3,) [m], and red, green, blue, opacity."""
    marker = Marker(header=header, ns=ns, id=id, type=kind, action=Marker.ADD, pose=_at(center), color=rgba(color))
    marker.scale = vector(size)
    return marker


def lines(
    header: Header, ns: str, id: int, kind: int, points: np.ndarray, color: Numbers, width: float = LINE
) -> Marker:
    """A line strip or list through points (k, 3) [m]."""
    marker = Marker(header=header, ns=ns, id=id, type=kind, action=Marker.ADD, pose=_at((0, 0, 0)), color=rgba(color))
    marker.scale.x, marker.points = width, [point(p) for p in points]
    return marker


def _at(center: Numbers) -> Pose:
    return Pose(position=point(center), orientation=quaternion((1, 0, 0, 0)))


def rgba(color: Numbers) -> ColorRGBA:
    """Of red, green, blue, opacity from 0 to 1."""
    r, g, b, a = map(float, color)
    return ColorRGBA(r=r, g=g, b=b, a=a)
