"""Transforms on /tf: of every body, as it is, not too often; where tf2_msgs is missing there are none, and a line."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from types import ModuleType, SimpleNamespace

import numpy as np
import pytest
import rclpy
from team_processes import Spun, soon

from l2c_planner.control import Odometry
from l2c_planner.ros import names
from l2c_planner.ros.transforms import PERIOD, Transforms

BODIES = ["quad_0", "quad_1", "load"]
HALF = np.sqrt(0.5)


class Told:
    """In the place of a node: keeps what is published and logged."""

    def __init__(self) -> None:
        self.messages, self.lines, self.topics = [], [], []

    def create_publisher(self, kind: type, name: str, qos: object) -> SimpleNamespace:
        self.topics.append((kind.__name__, name))
        return SimpleNamespace(publish=self.messages.append)

    def get_logger(self) -> SimpleNamespace:
        return SimpleNamespace(info=self.lines.append)


def states() -> tuple[Odometry, Odometry]:
    """The second robot has turned a quarter about z."""
    place = np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0], [7.0, 8.0, 9.0]])
    turn = np.array([[1.0, 0, 0, 0], [HALF, 0, 0, HALF], [0, 1.0, 0, 0]])
    bodies = Odometry(place, np.zeros((3, 3)), turn, np.zeros((3, 3)))
    return bodies.rows(slice(0, 2)), bodies.rows(2)


@pytest.fixture
def tf2(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A stand-in for the package, which is not on PyPI."""

    class TFMessage(SimpleNamespace):
        pass

    package, messages = ModuleType("tf2_msgs"), ModuleType("tf2_msgs.msg")
    messages.TFMessage = TFMessage
    monkeypatch.setitem(sys.modules, "tf2_msgs", package)
    monkeypatch.setitem(sys.modules, "tf2_msgs.msg", messages)
    yield


def test_every_body_is_told_as_it_is(tf2):
    node = Told()
    Transforms(node, "map", BODIES).tell(12.5, *states())
    assert node.topics == [("TFMessage", names.TF)] and not node.lines
    first, second, load = node.messages[0].transforms
    assert [t.child_frame_id for t in (first, second, load)] == [f"{body}/base_link" for body in BODIES]
    assert {t.header.frame_id for t in (first, second, load)} == {"map"}
    assert (first.header.stamp.sec, first.header.stamp.nanosec) == (12, 500_000_000)
    where, turn = second.transform.translation, second.transform.rotation
    assert (where.x, where.y, where.z) == (4, 5, 6)
    assert (turn.x, turn.y, turn.z, turn.w) == pytest.approx((0, 0, HALF, HALF))
    assert (load.transform.translation.x, load.transform.rotation.x) == (7, 1)


def test_not_too_often(tf2):
    node = Told()
    told, ticks = Transforms(node, "map", BODIES), 200
    for k in range(ticks + 1):
        told.tell(1.0 + 0.005 * k, *states())
    assert len(node.messages) == 1 + round(ticks * 0.005 / PERIOD)


def test_a_clock_that_begins_anew_is_followed(tf2):
    node = Told()
    told = Transforms(node, "map", BODIES)
    for now in (100.0, 1.0, 1.001, 1.1):
        told.tell(now, *states())
    assert [m.transforms[0].header.stamp.sec for m in node.messages] == [100, 1, 1]


def test_without_the_package_there_is_one_line(monkeypatch):
    monkeypatch.setitem(sys.modules, "tf2_msgs", None)
    node = Told()
    told = Transforms(node, "map", BODIES)
    for now in (1.0, 2.0):
        told.tell(now, *states())
    assert len(node.lines) == 1 and "tf2_msgs" in node.lines[0] and not node.messages and not node.topics


def test_it_can_be_sent(domain):
    """Over DDS, where the package is installed."""
    tf2_msgs = pytest.importorskip("tf2_msgs.msg", reason="tf2_msgs is not on PyPI")
    with Spun(domain) as spun:
        node, heard = rclpy.create_node("owner", context=spun.context), []
        node.create_subscription(tf2_msgs.TFMessage, names.TF, heard.append, 100)
        spun.executor.add_node(node)
        told = Transforms(node, "map", BODIES)
        assert soon(lambda: node.count_subscribers(names.TF) == 1 and node.count_publishers(names.TF) == 1, 5)
        told.tell(1.0, *states())
        assert soon(lambda: heard, 5) and heard[0].transforms[1].child_frame_id == "quad_1/base_link"
