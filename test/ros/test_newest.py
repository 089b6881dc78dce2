"""Messages that are looked at when they are needed: the newest is there, its age is known, and nobody is woken."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from nav_msgs.msg import Odometry
from rclpy.node import Node
from rclpy.serialization import deserialize_message
from team_processes import Spun, soon

from l2c_planner.ros import names
from l2c_planner.ros.newest import Newest, Undisturbed
from l2c_planner.ros.topics import topics


class Listener(Undisturbed, Node):
    """Hears its own odometry and the load's when it likes, and every message of one other robot."""

    def __init__(self, **options) -> None:
        super().__init__("listener", namespace="/quad_0", **options)
        odometry, self.delivered = topics()[names.ODOMETRY], []
        self.own, self.load = Newest(self, odometry), Newest(self, odometry, [names.LOAD, "quad_2"])
        self.last = Newest(self, odometry, kept=3)
        odometry.subscription(self, self.delivered.append, host="quad_1")


class Bench(Spun):
    def __init__(self, domain: int) -> None:
        super().__init__(domain)
        self.node = Listener(context=self.context)
        odometry = topics()[names.ODOMETRY]
        made = {
            h: self.node.create_publisher(Odometry, f"/{h}/odom", odometry.qos) for h in ("quad_0", "quad_1", "load")
        }
        self.publishers = made
        self.executor.add_node(self.node)
        assert soon(lambda: all(p.get_subscription_count() for p in made.values()))

    def say(self, body: str, seconds: int) -> None:
        message = Odometry()
        message.header.stamp.sec = seconds
        self.publishers[body].publish(message)


@pytest.fixture
def bench(domain) -> Iterator[Bench]:
    with Bench(domain) as made:
        yield made


def seconds(heard: tuple[bytes, float]) -> int:
    return deserialize_message(heard[0], Odometry).header.stamp.sec


def test_the_newest_is_taken_once_and_none_is_delivered(bench):
    for k in range(1, 6):
        bench.say("quad_0", k)
        bench.say("quad_1", k)
    assert soon(lambda: len(bench.node.delivered) == 5)
    assert seconds(bench.node.own.take()) == 5
    assert bench.node.own.take() is None
    assert {s.topic_name for s in bench.node.subscriptions} == {"/quad_1/odom"}


def test_as_many_as_asked_for_are_kept_in_their_order(bench):
    for k in range(1, 6):
        bench.say("quad_0", k)
        bench.say("quad_1", k)
    assert soon(lambda: len(bench.node.delivered) == 5)
    assert [seconds(bench.node.last.take()) for _ in range(3)] == [3, 4, 5]
    assert bench.node.last.take() is None


def test_when_it_came_is_told(bench):
    bench.say("load", 3)
    before = time.monotonic()
    time.sleep(0.3)
    data, arrived = bench.node.load.take(names.LOAD)
    assert seconds((data, arrived)) == 3 and abs(arrived - before) < 0.2
    assert bench.node.load.take("quad_2") is None


def test_others_see_who_listens_until_it_stops(bench):
    assert bench.node.count_subscribers("/load/odom") == 1
    bench.node.load.close()
    assert soon(lambda: bench.node.count_subscribers("/load/odom") == 0)
