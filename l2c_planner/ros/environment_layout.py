"""A layout of an environment as messages: markers to look at, an occupancy grid for what navigates in it."""

from __future__ import annotations

from collections.abc import Iterator

import casadi as ca
import numpy as np
from numpy.typing import NDArray
from std_msgs.msg import Header
from visualization_msgs.msg import Marker, MarkerArray

from l2c_planner.environment.measures import ends
from l2c_planner.environment.safety import concerns
from l2c_planner.environment.scene import Scenario, Scene
from l2c_planner.environment.shapes import Disc, Segment
from l2c_planner.ros.grid import cell_centres, cells_of
from l2c_planner.ros.markers import FLAT, LINE, OBSTACLE, ROBOTS, lines, solid

Array = NDArray[np.float64]

HIGH = 1.0
"""Height shown of obstacles [m]."""


def occupancy(scenario: Scenario, scene: Scene, theta: Array, resolution: float) -> NDArray[np.int8]:
    """Grid (rows along y, columns along x) over the frame of the scenario: 100 where no agent may be, else 0.

    A cell is occupied if its centre lies within a body, or so near to a wall without thickness that it could be seen
    through the row of cells otherwise. Borders that concern some agents only occupy what no agent may enter.

    Raises ValueError for too many cells.
    """
    centres = cell_centres(scenario.drawn, resolution)
    places = centres.reshape(-1, 2)
    blocked = [_within(scene, j, theta, places, resolution) for j in range(len(scene.borders))]
    nobody = np.full(len(places), True)
    for own in {tuple(j for j in range(len(blocked)) if concerns(scene, j, i)) for i in range(scene.agents)}:
        nobody &= np.any([blocked[j] for j in own], axis=0) if own else False
    return cells_of(nobody.reshape(centres.shape[:2]))


def layout_markers(scene: Scene, theta: Array, positions: Array | None, header: Header) -> MarkerArray:
    """Obstacles and borders, starts and goals, and the paths (N, T+1, 2) [m] of a plan if there is one.

    The first marker deletes what the topic has shown before.
    """
    found = [Marker(header=header, ns="", id=0, action=Marker.DELETEALL)]
    found.extend(_borders(scene, theta, header))
    starts, goals = ends(scene, theta)
    for i, (start, goal, radius) in enumerate(zip(starts, goals, scene.radius, strict=True)):
        color, width = ROBOTS[i % len(ROBOTS)], 2 * float(radius)
        found.append(solid(header, "starts", i, Marker.CYLINDER, (*start, 0.0), [width, width, FLAT], (*color, 0.9)))
        found.append(solid(header, "goals", i, Marker.CYLINDER, (*goal, 0.0), [width, width, FLAT], (*color, 0.3)))
        if positions is not None:
            found.append(lines(header, "paths", i, Marker.LINE_STRIP, _raised(positions[i]), (*color, 0.9)))
    return MarkerArray(markers=found)


def _borders(scene: Scene, theta: Array, header: Header) -> Iterator[Marker]:
    for j, border in enumerate(scene.borders):
        outline = border.shape.outline(ca.DM(theta))
        if isinstance(border.shape, Disc):
            width = float(2 * border.shape.radius(ca.DM(theta)))
            centre = np.asarray(ca.DM(border.shape.centre(ca.DM(theta))), float).ravel()
            yield solid(header, "obstacles", j, Marker.CYLINDER, (*centre, HIGH / 2), [width, width, HIGH], OBSTACLE)
        else:
            yield lines(header, "borders", j, Marker.LINE_STRIP, _raised(outline), OBSTACLE, 3 * LINE)


def _raised(points: Array) -> Array:
    """Points (k, 2) on the ground as (k, 3)."""
    return np.column_stack([points, np.zeros(len(points))])


def _within(scene: Scene, border: int, theta: Array, places: Array, resolution: float) -> NDArray[np.bool_]:
    """Whether places (k, 2) lie within a border."""
    shape, p, parameters = scene.borders[border].shape, ca.SX.sym("p", 2), ca.SX.sym("theta", scene.parameters)
    signed = ca.Function("distance", [p, parameters], [shape.distance(p, parameters)])
    found = np.asarray(signed.map(len(places))(places.T, ca.repmat(ca.DM(theta), 1, len(places)))).ravel()
    return found < (resolution * np.sqrt(0.5) if isinstance(shape, Segment) else 0.0)
