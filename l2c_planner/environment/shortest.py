"""The shortest way between two points past the borders of a scene, and its length: Dijkstra on a visibility graph.

Discs, rectangles and segments are grown by the agent's radius into convex polygons, half-planes are moved inwards; the
polygons are inscribed in the rounded bodies, so that a length is never too long, and 0.2 % too short at most.
"""

from __future__ import annotations

from dataclasses import dataclass

import casadi as ca
import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra
from scipy.spatial import ConvexHull

from l2c_planner.environment.safety import concerns
from l2c_planner.environment.scene import Scene
from l2c_planner.environment.shapes import Disc, HalfPlane, Shape, TrackWall

Array = NDArray[np.float64]

CORNERS = 32
"""Of the polygon that stands for a disc."""
INSIDE = 1e-7
"""Depth below which a point on a polygon's border is not within it [m]."""


@dataclass(frozen=True, eq=False)
class Polygon:
    """A convex body grown by an agent's radius; within it normals p < offsets."""

    corners: Array
    """(n, 2) [m]."""
    normals: Array
    """(n, 2)."""
    offsets: Array
    """(n,) [m]."""

    def blocks(self, begin: Array, end: Array) -> NDArray[np.bool_]:
        """Which straight ways between points (..., 2) lead through the inside, (...)."""
        depth = self.offsets - INSIDE - begin @ self.normals.T
        along = (end - begin) @ self.normals.T
        with np.errstate(divide="ignore", invalid="ignore"):
            crossing = depth / along
        leaves = np.where(along > 0, crossing, np.where((along == 0) & (depth <= 0), -np.inf, np.inf)).min(axis=-1)
        enters = np.where(along < 0, crossing, -np.inf).max(axis=-1)
        return np.minimum(leaves, 1.0) > np.maximum(enters, 0.0)


def shortest_length(scene: Scene, theta: Array, agent: int, start: Array, goal: Array) -> float:
    """Length [m] of the shortest way of an agent past the borders that concern it, infinite if there is none.

    Args and errors: see `shortest_way`.
    """
    way = shortest_way(scene, theta, agent, start, goal)
    return np.inf if way is None else float(np.linalg.norm(np.diff(way, axis=0), axis=1).sum())


def shortest_way(
    scene: Scene,
    theta: Array,
    agent: int,
    start: Array,
    goal: Array,
    clearance: float = 0.0,
    corners: int = CORNERS,
) -> Array | None:
    """Corners (n, 2) [m] of the shortest way of an agent past the borders that concern it, None if there is none.

    Args:
        scene: Borders and radii.
        theta: Parameters of the environment, (m,).
        agent: Its number.
        start: Where the way begins, (2,) [m].
        goal: Where it ends, (2,) [m].
        clearance: How far the way keeps off bodies [m].
        corners: Of the polygon that stands for a disc.

    Raises ValueError for track walls, which only a closed track has: there is no shortest way around.
    """
    shapes = [border.shape for j, border in enumerate(scene.borders) if concerns(scene, j, agent)]
    if any(isinstance(shape, TrackWall) for shape in shapes):
        raise ValueError(f"{scene.name}: a track has no shortest way; compare travelled distances instead")
    radius, parameters = float(scene.radius[agent]) + clearance, ca.DM(theta)
    planes = [shape for shape in shapes if isinstance(shape, HalfPlane)]
    polygons = [grown(shape, parameters, radius, corners) for shape in shapes if not isinstance(shape, HalfPlane)]
    chosen: list[Polygon] = []
    while True:
        points = np.concatenate([np.reshape([start, goal], (2, 2)), *(polygon.corners for polygon in chosen)])
        points = points[_allowed(points, planes, parameters, radius)]
        way = _dijkstra(points, chosen)
        if way is None:
            return None
        missed = [p for p in polygons if p not in chosen and np.any(p.blocks(way[:-1], way[1:]))]
        if not missed:
            return way
        chosen += missed  # the way past fewer bodies is no longer, so the first that passes all is the shortest


def grown(shape: Shape, theta: ca.DM, radius: float, corners: int = CORNERS) -> Polygon:
    """Convex polygon of the points that a disc's centre may not reach; see the module's note on its accuracy."""
    turn = np.linspace(0.0, 2 * np.pi, corners, endpoint=False)
    circle = np.stack([np.cos(turn), np.sin(turn)], axis=1)
    if isinstance(shape, Disc):
        centre = np.asarray(ca.DM(shape.centre(theta)), float).ravel()
        points = centre + (float(shape.radius(theta)) + radius) * circle
    else:
        points = (shape.outline(theta)[:, None] + radius * circle).reshape(-1, 2)
    hull = ConvexHull(points)
    return Polygon(points[hull.vertices], hull.equations[:, :2], -hull.equations[:, 2])


def _allowed(points: Array, planes: list[HalfPlane], theta: ca.DM, radius: float) -> NDArray[np.bool_]:
    """Points where the agent is on the free side of every half-plane; start and goal, the first two, always count."""
    free = [[float(plane.distance(ca.DM(p), theta)) >= radius - INSIDE for p in points] for plane in planes]
    allowed = np.all(free, axis=0) if free else np.ones(len(points), bool)
    allowed[:2] = True
    return allowed


def _dijkstra(points: Array, polygons: list[Polygon]) -> Array | None:
    """Shortest way from the first point to the second through free ones, (n, 2); None if there is none."""
    i, k = np.triu_indices(len(points), 1)
    seen = np.ones(len(i), bool)
    for polygon in polygons:
        seen[seen] = ~polygon.blocks(points[i[seen]], points[k[seen]])
    i, k = i[seen], k[seen]
    lengths = np.maximum(np.linalg.norm(points[i] - points[k], axis=1), 1e-12)
    graph = csr_array((lengths, (i, k)), shape=(len(points), len(points)))
    distance, before = dijkstra(graph, directed=False, indices=0, return_predecessors=True)
    if not np.isfinite(distance[1]):
        return None
    way = [1]
    while way[-1] != 0:
        way.append(int(before[way[-1]]))
    return points[way[::-1]]
