"""Markers: each thing of a plan is drawn where and as large as the plan says, under a name that never changes."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest
from rclpy.serialization import deserialize_message, serialize_message
from std_msgs.msg import Header
from visualization_msgs.msg import Marker, MarkerArray

from l2c_planner.ros.markers import SLACK, TAUT, markers

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "unit"))
from plan_samples import sample_plan  # noqa: E402

HEADER = Header(frame_id="map")
LOAD, SWARM = sample_plan(4)[0], sample_plan(5, problem="swarm")[0]


def by_name(message: MarkerArray) -> dict[tuple[str, int], Marker]:
    return {(marker.ns, marker.id): marker for marker in message.markers[1:]}


def xyz(point: object) -> list[float]:
    return [point.x, point.y, point.z]


def rgba(color: object) -> list[float]:
    return [color.r, color.g, color.b, color.a]


@pytest.fixture(params=[LOAD, SWARM], ids=["load", "swarm"])
def plan(request) -> dict[str, np.ndarray]:
    return request.param


def test_the_first_marker_clears_the_topic(plan):
    first, *others = markers(plan, HEADER).markers
    assert first.action == Marker.DELETEALL and all(marker.action == Marker.ADD for marker in others)


def test_names_are_unique_and_stable(plan):
    names = [(marker.ns, marker.id) for marker in markers(plan, HEADER).markers[1:]]
    assert len(set(names)) == len(names)
    assert names == [(marker.ns, marker.id) for marker in markers(plan, HEADER, knot=50).markers[1:]]


def test_every_marker_is_in_the_frame_and_can_be_seen(plan):
    for marker in markers(plan, HEADER).markers[1:]:
        turn = marker.pose.orientation
        assert marker.header.frame_id == "map" and marker.color.a > 0 and marker.scale.x > 0
        assert np.linalg.norm([turn.x, turn.y, turn.z, turn.w]) == pytest.approx(1)


def test_it_can_be_sent(plan):
    message = markers(plan, HEADER)
    assert len(deserialize_message(serialize_message(message), MarkerArray).markers) == len(message.markers)


def test_obstacles():
    found = by_name(markers(SWARM, HEADER))
    cylinder, sphere = found["obstacles", 0], found["obstacles", 1]
    assert (cylinder.type, sphere.type) == (Marker.CYLINDER, Marker.SPHERE)
    assert xyz(sphere.pose.position) == SWARM["obstacle_center"][1].tolist()
    assert xyz(sphere.scale) == [0.5, 0.5, 0.5]  # twice the radius
    assert xyz(cylinder.pose.position)[:2] == SWARM["obstacle_center"][0, :2].tolist()
    assert cylinder.pose.position.z - cylinder.scale.z / 2 == 0 and cylinder.scale.x == cylinder.scale.y == 0.8


@pytest.mark.parametrize("knot", [0, 37, -1])
def test_robots_and_their_room(plan, knot):
    found = by_name(markers(plan, HEADER, knot))
    for i in range(len(plan["quad_radius"])):
        body, room = found["robots", i], found["clearances", i]
        assert xyz(body.pose.position) == xyz(room.pose.position) == plan["quad_position"][i, knot].tolist()
        assert body.scale.x == body.scale.y == 2 * plan["quad_radius"][i]
        assert room.scale.x == plan["required_pair_distance"] and room.color.a < body.color.a


def test_paths(plan):
    found = by_name(markers(plan, HEADER))
    for i, path in enumerate(plan["quad_position"]):
        assert found["paths", i].type == Marker.LINE_STRIP
        assert [xyz(point) for point in found["paths", i].points] == path.tolist()
    assert ("load_path", 0) in found or "load_state" not in plan


@pytest.mark.parametrize("knot", [0, 50])
def test_load_and_cables(knot):
    found = by_name(markers(LOAD, HEADER, knot))
    body, cables, state = found["load", 0], found["cables", 0], LOAD["load_state"][knot]
    turn = body.pose.orientation
    assert xyz(body.pose.position) == state[:3].tolist() and body.scale.x == 2 * LOAD["load_radius"]
    assert [turn.w, turn.x, turn.y, turn.z] == state[6:10].tolist()
    ends = np.array([xyz(point) for point in cables.points]).reshape(-1, 2, 3)
    assert cables.type == Marker.LINE_LIST and np.array_equal(ends[:, 1], LOAD["quad_position"][:, knot])
    assert np.allclose(np.linalg.norm(ends[:, 1] - ends[:, 0], axis=1), LOAD["cable_length"])
    assert np.allclose(ends[:, 0], state[:3] + LOAD["attachment"], atol=0.05)  # the sample turns its load only a little


def test_cables_are_coloured_by_their_tension():
    tension = np.broadcast_to(np.array([[0.01], [20.0], [500.0], [10.005]]), LOAD["tension"].shape)
    colors = by_name(markers({**LOAD, "tension": tension}, HEADER))["cables", 0].colors
    shades = [rgba(color) for color in colors]
    assert shades[::2] == shades[1::2]
    assert np.allclose(shades[0], SLACK) and np.allclose(shades[2], TAUT) and np.allclose(shades[4], TAUT)
    assert np.allclose(shades[6], (np.array(SLACK) + TAUT) / 2)


def test_a_swarm_has_no_load():
    assert not {"load", "cables", "load_path"} & {marker.ns for marker in markers(SWARM, HEADER).markers}
