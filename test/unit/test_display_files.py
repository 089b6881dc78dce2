"""What rviz and Foxglove are given: complete files whose topics, types, fields and names are those of the stack."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from l2c_planner.ros import names

ROOT = Path(__file__).resolve().parents[2]
RVIZ, FOXGLOVE = ROOT / "config/l2c.rviz", ROOT / "config/foxglove.json"
SHOWN_BY = {
    "rviz_default_plugins/MarkerArray": "visualization_msgs/msg/MarkerArray",
    "rviz_default_plugins/Path": "nav_msgs/msg/Path",
}
CHANNELS = {c.name: c.type for c in (*names.PUBLISHED, *names.SUBSCRIBED, *names.CONTROLLED, *names.SHOWN)}
MOST = 8
"""Robots that the files have lines for."""


def type_of(topic: str) -> str:
    """Of a topic that the stack publishes for a team, relative to its namespace; KeyError if there is none."""
    body, _, rest = topic.partition("/")
    if re.fullmatch(r"quad_\d", body):
        return CHANNELS[rest]
    if body == names.LOAD:
        return {name: CHANNELS[name] for name in (names.ODOMETRY, names.PATH)}[rest]
    return {name: CHANNELS[name] for name in (names.MARKERS, names.CABLES)}[topic]


@pytest.fixture(scope="module")
def rviz() -> dict[str, Any]:
    return yaml.safe_load(RVIZ.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def foxglove() -> dict[str, Any]:
    return json.loads(FOXGLOVE.read_text(encoding="utf-8"))


def displays(items: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for item in items:
        yield item
        yield from displays(item.get("Displays", []))


@pytest.fixture(scope="module")
def shown(rviz) -> list[dict[str, Any]]:
    return list(displays(rviz["Visualization Manager"]["Displays"]))


class TestRviz:
    def test_it_has_a_frame_a_grid_markers_paths_and_transforms(self, rviz, shown):
        assert rviz["Visualization Manager"]["Global Options"]["Fixed Frame"] == "map"
        kinds = [item["Class"].partition("/")[2] for item in shown if item["Enabled"]]
        assert {"Grid", "MarkerArray", "Path", "TF"} <= set(kinds) and kinds.count("Path") == MOST + 1

    def test_every_topic_is_one_of_the_stack_with_its_type(self, shown):
        topics = {item["Topic"]["Value"]: SHOWN_BY[item["Class"]] for item in shown if "Topic" in item}
        assert topics and {topic: type_of(topic) for topic in topics} == topics

    def test_names_are_relative_so_that_a_namespace_can_be_shown(self, shown):
        assert not [item for item in shown if item.get("Topic", {}).get("Value", "").startswith("/")]

    def test_latched_topics_are_asked_for_as_such(self, shown):
        asked = {(t["Durability Policy"], t["Reliability Policy"]) for t in (i["Topic"] for i in shown if "Topic" in i)}
        assert asked == {("Transient Local", "Reliable")}

    def test_what_is_shown_has_names_of_its_own(self, shown):
        found = [item["Name"] for item in shown]
        assert len(found) == len(set(found)) and all(
            item["Value"] == item["Enabled"] for item in shown if "Value" in item
        )

    def test_it_looks_at_the_gap(self, rviz):
        """The point between the pillars of the shipped task."""
        task = yaml.safe_load((ROOT / "config/transport.yaml").read_text(encoding="utf-8"))
        (x1, y1), (x2, y2) = (pillar["center"] for pillar in task["obstacles"])
        view = rviz["Visualization Manager"]["Views"]["Current"]
        assert view["Class"] == "rviz_default_plugins/Orbit" and 4 < view["Distance"] < 12
        assert (
            abs(view["Focal Point"]["X"] - (x1 + x2) / 2) < 0.2 and abs(view["Focal Point"]["Y"] - (y1 + y2) / 2) < 0.2
        )


def leaves(node: Any) -> Iterator[str]:
    """Panels of a layout."""
    if isinstance(node, str):
        yield node
    else:
        assert node["direction"] in ("row", "column") and 0 < node["splitPercentage"] < 100
        yield from (*leaves(node["first"]), *leaves(node["second"]))


class TestFoxglove:
    def test_every_panel_has_its_place(self, foxglove):
        panels = list(leaves(foxglove["layout"]))
        assert len(panels) == len(set(panels)) and set(panels) == set(foxglove["configById"])
        kinds = {panel.partition("!")[0] for panel in panels}
        assert kinds == {"3D", "Plot", "StateTransitions", "DiagnosticSummary"}

    def test_the_3d_panel_shows_topics_of_the_stack(self, foxglove):
        (panel,) = [p for name, p in foxglove["configById"].items() if name.startswith("3D!")]
        assert panel["followTf"] == "map" and panel["topics"]["/markers"]["visible"]
        found = {type_of(topic.removeprefix("/")) for topic in panel["topics"]}
        assert found == set(SHOWN_BY.values()) and all(topic.startswith("/") for topic in panel["topics"])

    def test_diagnostics_are_the_global_ones(self, foxglove):
        panels = [p for name, p in foxglove["configById"].items() if name.startswith("DiagnosticSummary!")]
        assert [panel["topicToRender"] for panel in panels] == [names.DIAGNOSTICS]

    def test_every_curve_is_a_number_that_the_stack_publishes(self, foxglove):
        pytest.importorskip("rclpy", reason="ROS 2 is not in this environment")
        from l2c_planner.ros.topics import interface

        values = [
            path["value"]
            for p in foxglove["configById"].values()
            for path in p.get("paths", [])
            if path.get("enabled", 1)
        ]
        assert len(values) == 2 * MOST + 4
        for value in values:
            topic, field = re.fullmatch(r"/([\w/]+)\.(\w+)(?:\[\d\])?(?:\.@log10)?", value).groups()
            kind = interface(type_of(topic)).get_fields_and_field_types()[field]
            assert re.search(r"double|u?int\d+", kind), value


def test_both_show_the_same_robots(foxglove, shown):
    paths = {f"/{item['Topic']['Value']}" for item in shown if item["Class"].endswith("/Path")}
    (panel,) = [p for name, p in foxglove["configById"].items() if name.startswith("3D!")]
    assert paths == {topic for topic in panel["topics"] if topic.endswith("/path")}


def test_namespaces_of_markers_are_those_that_are_published(shown):
    pytest.importorskip("rclpy", reason="ROS 2 is not in this environment")
    from flight_samples import moved
    from std_msgs.msg import Header

    from l2c_planner.control import Odometry, Track
    from l2c_planner.report.scene import Course, scene_of
    from l2c_planner.ros.display import standing
    from l2c_planner.ros.markers import markers
    from l2c_planner.ros.scene_markers import scene_markers

    task, plan = moved()
    course = Course(1, 0.0, Track.of_plan(task.team, plan))
    scene = scene_of(task.team, course, 0.0, Odometry.unknown(3), Odometry.unknown(1))
    published = {
        "markers": scene_markers(scene, standing(task), Header(), ["words"]),
        "quad_0/markers": markers(plan, Header()),
    }
    found = {i["Topic"]["Value"]: set(i["Namespaces"]) for i in shown if i["Class"].endswith("/MarkerArray")}
    assert found == {topic: {marker.ns for marker in told.markers[1:]} for topic, told in published.items()}
