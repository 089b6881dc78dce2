"""A scene as markers and messages: robots and load where they are, cables by tension, the way ahead, words above."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from geometry_msgs.msg import Pose, PoseStamped
from nav_msgs.msg import Path
from sensor_msgs.msg import JointState
from std_msgs.msg import Header
from visualization_msgs.msg import Marker, MarkerArray

from l2c_planner.report.scene import Scene
from l2c_planner.ros.geometry import point, quaternion, time
from l2c_planner.ros.markers import FLAT, LINE, LOAD, LOAD_PATH, ROBOTS, ROOM, lines, obstacles, solid

GHOST = 0.35
"""Opacity of bodies where they are only planned to be."""
THIN = 0.3 * LINE
"""Width of a slack cable, and of the way ahead [m]."""
LETTERS, ABOVE = 0.14, 0.6
"""Height of the letters, and of the words above the robots [m]."""
INK = (0.10, 0.13, 0.17, 1.0)


def scene_markers(scene: Scene, standing: Mapping[str, Any], header: Header, words: Sequence[str] = ()) -> MarkerArray:
    """All there is to see at one time; the first marker deletes what the topic has shown before.

    Every message is complete, so that who comes late sees everything; `ns` and `id` of a thing never change, and what
    is not there (a load of which nothing is known, a way ahead that has ended) has no marker.

    Args:
        scene: what moves.
        standing: by the names of plan.npz, the obstacles, `quad_radius`, `load_radius`, `required_pair_distance`; and
            `tall`, the height up to which cylinders are shown [m].
        header: frame, and time of the scene.
        words: lines of text above the team.
    """
    found = [Marker(header=header, ns="", id=0, action=Marker.DELETEALL)]
    found.extend(obstacles(standing, header, tall=standing["tall"]))
    found.extend(_robots(scene, standing, header))
    found.extend(_load(scene, standing, header))
    found.extend(_cables(scene, header))
    found.extend(_ahead(scene, header))
    found.extend(_words(scene, header, words))
    return MarkerArray(markers=found)


def _robots(scene: Scene, standing: Mapping[str, Any], header: Header) -> Iterator[Marker]:
    """A disc of its own size for each robot, tilted as it is, and a level one of half the distance to others."""
    room = float(standing["required_pair_distance"])
    for i, (where, turn) in enumerate(zip(scene.robots.position, scene.robots.attitude)):
        if np.isfinite(where).all():
            color, width = _robot_color(i), 2 * float(standing["quad_radius"][i])
            seen = 1.0 if scene.measured[i] else GHOST
            body = solid(header, "robots", i, Marker.CYLINDER, where, [width, width, FLAT], (*color, seen))
            body.pose.orientation = quaternion(turn)
            yield body
            yield solid(header, "clearances", i, Marker.CYLINDER, where, [room, room, FLAT / 2], (*color, ROOM))


def _load(scene: Scene, standing: Mapping[str, Any], header: Header) -> Iterator[Marker]:
    if np.isfinite(scene.load.position).all():
        width = 2 * float(standing["load_radius"])
        color = (*LOAD[:3], LOAD[3] if scene.measured[-1] else GHOST)
        body = solid(header, "load", 0, Marker.CYLINDER, scene.load.position, [width, width, FLAT], color)
        body.pose.orientation = quaternion(scene.load.attitude)
        yield body


def _cables(scene: Scene, header: Header) -> Iterator[Marker]:
    for i, (ends, color, slack) in enumerate(zip(scene.cable, scene.color, scene.slack)):
        if np.isfinite(ends).all():
            yield lines(header, "cables", i, Marker.LINE_STRIP, ends, (*color, 1.0), THIN if slack else LINE)


def _ahead(scene: Scene, header: Header) -> Iterator[Marker]:
    """Of the robots by their numbers, and of the load."""
    if scene.ahead.shape[1] > 1:
        for i, path in enumerate(scene.ahead[:-1]):
            yield lines(header, "ahead", i, Marker.LINE_STRIP, path, (*_robot_color(i), 0.8), THIN)
        yield lines(header, "load_ahead", 0, Marker.LINE_STRIP, scene.ahead[-1], LOAD_PATH, THIN)


def _words(scene: Scene, header: Header, words: Sequence[str]) -> Iterator[Marker]:
    known = scene.robots.position[np.isfinite(scene.robots.position).all(-1)]
    if len(known) and words:
        top = np.append(known[:, :2].mean(0), known[:, 2].max() + ABOVE)
        text = solid(header, "words", 0, Marker.TEXT_VIEW_FACING, top, [0.0, 0.0, LETTERS], INK)
        text.text = "\n".join(words)
        yield text


def _robot_color(robot: int) -> tuple[float, float, float]:
    return ROBOTS[robot % len(ROBOTS)]


def cables_message(scene: Scene, hosts: Sequence[str], header: Header) -> JointState:
    """Of each cable, by its robot: distance of its ends as position [m], planned tension as effort [N]."""
    return JointState(header=header, name=list(hosts), position=scene.reach.tolist(), effort=scene.tension.tolist())


def load_path_message(arrays: Mapping[str, np.ndarray], header: Header) -> Path:
    """How the load flies in a plan (plan.npz); every pose has the time at which the load is there."""
    start = header.stamp.sec * 10**9 + header.stamp.nanosec
    poses = []
    for at, state in zip(arrays["time"].tolist(), arrays["load_state"]):
        stamped = Header(stamp=time(start + round(at * 1e9)), frame_id=header.frame_id)
        poses.append(
            PoseStamped(header=stamped, pose=Pose(position=point(state[:3]), orientation=quaternion(state[6:10])))
        )
    return Path(header=header, poses=poses)
