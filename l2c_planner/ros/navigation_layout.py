"""Obstacles of robots that navigate as messages: markers, which navigators read again, and a map.

Markers are those of any layout in the plane, also of an environment (`environment_layout`): cylinders are discs, cubes
boxes, line strips walls.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
from geometry_msgs.msg import Quaternion
from std_msgs.msg import Header
from visualization_msgs.msg import Marker, MarkerArray

from l2c_planner.navigation.scene import Scene
from l2c_planner.navigation.surfaces import nearest
from l2c_planner.ros.grid import cell_centres, cells_of
from l2c_planner.ros.markers import LINE, OBSTACLE, lines, solid
from l2c_planner.ros.reading import FRAME, FURTHEST, NUMBER, SIZE, need, reading

OBSTACLES, BORDERS = "obstacles", "borders"
"""Namespaces of the markers that are in the way."""
HIGH = 0.5
"""Height shown of obstacles [m]."""
MOST = 4096
"""Obstacles of a layout, at most."""


def layout_message(rows: np.ndarray, header: Header) -> MarkerArray:
    """Markers of obstacles (M, 6); the first one deletes what the topic has shown before."""
    found = [Marker(header=header, ns="", id=0, action=Marker.DELETEALL)]
    for j, (x, y, angle, along, across, radius) in enumerate(rows):
        centre, turn = (x, y, HIGH / 2), (math.cos(angle), math.sin(angle))
        if radius > 0:
            size = [2 * radius, 2 * radius, HIGH]
            found.append(solid(header, OBSTACLES, j, Marker.CYLINDER, centre, size, OBSTACLE))
        elif along > 0 and across > 0:
            box = solid(header, OBSTACLES, j, Marker.CUBE, centre, [2 * along, 2 * across, HIGH], OBSTACLE)
            box.pose.orientation = Quaternion(z=math.sin(angle / 2), w=math.cos(angle / 2))
            found.append(box)
        else:
            way = np.array(turn) * along if across == 0 else np.array([-turn[1], turn[0]]) * across
            ends = np.array([[x, y, 0.0]]) + np.array([[-1.0], [1.0]]) * [*way, 0.0]
            found.append(lines(header, BORDERS, j, Marker.LINE_STRIP, ends, OBSTACLE, 3 * LINE))
    return MarkerArray(markers=found)


@reading
def read_layout(message: MarkerArray, frame: str) -> np.ndarray:
    """Obstacles (M, 6) of markers that are given in `frame`; those that are shown and not in the way do not count."""
    need(len(message.markers) <= MOST, SIZE)
    rows = [row for marker in message.markers for row in _rows(marker, frame)]
    need(len(rows) <= MOST, SIZE)
    table = np.array(rows, float).reshape(-1, 6)
    need(bool(np.isfinite(table).all() and (np.abs(table) <= FURTHEST).all() and (table[:, 3:] >= 0).all()), NUMBER)
    return table


def _rows(marker: Marker, frame: str) -> Iterator[tuple[float, ...]]:
    if marker.action != Marker.ADD or marker.ns not in (OBSTACLES, BORDERS):
        return
    need(marker.header.frame_id == frame, FRAME)
    place, turn, size = marker.pose.position, marker.pose.orientation, marker.scale
    if marker.type == Marker.CYLINDER:
        yield place.x, place.y, 0.0, 0.0, 0.0, size.x / 2
    elif marker.type == Marker.CUBE:
        yield place.x, place.y, 2 * math.atan2(turn.z, turn.w), size.x / 2, size.y / 2, 0.0
    elif marker.type == Marker.LINE_STRIP:
        need(len(marker.points) <= MOST, SIZE)
        for a, b in zip(marker.points, marker.points[1:]):
            x, y = b.x - a.x, b.y - a.y
            yield (a.x + b.x) / 2, (a.y + b.y) / 2, math.atan2(y, x), math.hypot(x, y) / 2, 0.0, 0.0


def cells(scene: Scene, resolution: float) -> np.ndarray:
    """Map (rows along y, columns along x) over what is drawn of a scene: 100 where an obstacle is, else 0.

    Lines occupy the cells next to them, so that nobody sees through. Raises ValueError for too many cells.
    """
    centres = cell_centres(scene.drawn, resolution)
    places = centres.reshape(-1, 2)
    found = np.zeros(len(places), bool)
    for row in scene.rows:
        line = row[5] == 0 and row[3:5].min() == 0
        found |= _distances(row, places) < (resolution * math.sqrt(0.5) if line else 0.0)
    return cells_of(found.reshape(centres.shape[:2]))


def _distances(row: np.ndarray, places: np.ndarray) -> np.ndarray:
    """Of places (k, 2) to an obstacle (k,) [m]: moved so that every place is the origin."""
    moved = np.tile(row, (len(places), 1))
    moved[:, :2] -= places
    return nearest(moved, np.zeros(2))[0]
