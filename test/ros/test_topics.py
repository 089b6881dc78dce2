"""Topics: what they promise is what the network is told, and both ends of a topic always match."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import pytest
import rclpy
from rclpy.event_handler import SubscriptionEventCallbacks
from rclpy.executors import SingleThreadedExecutor
from rclpy.node import Node
from rclpy.qos import DurabilityPolicy, HistoryPolicy, LivelinessPolicy, QoSCompatibility, ReliabilityPolicy
from rclpy.qos import qos_check_compatible as check

from l2c_planner.ros import names
from l2c_planner.ros.topics import LEASE, exchange, interface, services, shown, sibling, topics

RELIABLE, BEST_EFFORT = ReliabilityPolicy.RELIABLE, ReliabilityPolicy.BEST_EFFORT
LATCHED, VOLATILE = DurabilityPolicy.TRANSIENT_LOCAL, DurabilityPolicy.VOLATILE
PROMISED = {
    "primal": ("Consensus", RELIABLE, VOLATILE, 64),
    "copies": ("Consensus", RELIABLE, VOLATILE, 64),
    "agreement": ("Consensus", RELIABLE, VOLATILE, 64),
    "heartbeat": ("Heartbeat", RELIABLE, VOLATILE, 64),
    "status": ("SolverStatus", RELIABLE, VOLATILE, 10),
    "team": ("TeamStatus", RELIABLE, VOLATILE, 10),
    "rollout": ("RolloutRecord", RELIABLE, LATCHED, 1),
    "plan": ("MultiDOFJointTrajectory", RELIABLE, LATCHED, 1),
    "plan/path": ("Path", RELIABLE, LATCHED, 1),
    "markers": ("MarkerArray", RELIABLE, LATCHED, 1),
    "plan/team": ("TeamPlan", RELIABLE, LATCHED, 1),
    "command": ("ThrustRate", BEST_EFFORT, VOLATILE, 5),
    "tuning": ("Tuning", RELIABLE, LATCHED, 1),
    "goal_pose": ("PoseStamped", RELIABLE, VOLATILE, 1),
    "odom": ("Odometry", BEST_EFFORT, VOLATILE, 5),
    "/diagnostics": ("DiagnosticArray", RELIABLE, VOLATILE, 10),
}


class Team:
    """Nodes that are spun together."""

    def __init__(self) -> None:
        self.context = rclpy.Context()
        rclpy.init(context=self.context)
        self.executor = SingleThreadedExecutor(context=self.context)
        self.nodes: list[Node] = []

    def node(self, namespace: str) -> Node:
        node = Node("planner", namespace=namespace, context=self.context)
        self.nodes.append(node)
        self.executor.add_node(node)
        return node

    def until(self, condition: Callable[[], object], timeout: float = 10.0) -> bool:
        end = time.monotonic() + timeout
        while not condition() and time.monotonic() < end:
            self.executor.spin_once(timeout_sec=0.05)
        return bool(condition())


@pytest.fixture()
def team() -> Iterator[Team]:
    made = Team()
    yield made
    for node in made.nodes:
        node.destroy_node()
    made.executor.shutdown()
    made.context.shutdown()


class TestPromises:
    @pytest.mark.parametrize("name", PROMISED)
    def test_type_and_quality(self, name):
        kind, reliability, durability, depth = PROMISED[name]
        topic = topics(senders=6)[name]
        assert topic.type.__name__ == kind
        assert (topic.qos.reliability, topic.qos.durability, topic.qos.depth) == (reliability, durability, depth)
        assert topic.qos.history == HistoryPolicy.KEEP_LAST

    def test_nothing_is_left_out(self):
        channels = (*names.PUBLISHED, *names.SUBSCRIBED, *names.CONTROLLED, *names.ANNOUNCED)
        assert set(topics()) == set(PROMISED) == {c.name for c in channels}

    def test_the_display_has_one_of_its_own(self):
        (topic,) = shown().values()
        assert (topic.name, topic.type.__name__) == ("cables", "JointState")
        assert (topic.qos.reliability, topic.qos.durability, topic.qos.depth) == (RELIABLE, VOLATILE, 10)

    @pytest.mark.parametrize(
        "senders, packets, depth", [(1, 1, 64), (16, 1, 64), (17, 1, 68), (6, 4, 96), (256, 1, 1024)]
    )
    def test_depth_is_four_per_sender_and_packet(self, senders, packets, depth):
        assert exchange(senders, packets).depth == depth

    def test_a_sign_of_life_has_a_lease(self):
        qos = topics()["heartbeat"].qos
        assert qos.liveliness == LivelinessPolicy.AUTOMATIC
        assert qos.liveliness_lease_duration.nanoseconds == LEASE * 1e9 == 1e9

    @pytest.mark.parametrize("name", PROMISED)
    def test_both_ends_of_a_topic_match_for_any_sizes_of_team(self, name):
        ours, theirs = topics(senders=1)[name].qos, topics(senders=99, packets=3)[name].qos
        assert check(ours, theirs)[0] == check(theirs, ours)[0] == QoSCompatibility.OK

    def test_profiles_are_not_shared(self):
        assert topics()["plan"].qos is not topics()["markers"].qos

    def test_services_are_triggers(self):
        assert set(services()) == {"~/plan", "~/hold", "~/reload"}
        assert {service.__name__ for service in services().values()} == {"Trigger"}

    def test_interface(self):
        assert interface("std_srvs/srv/Trigger").__module__.startswith("std_srvs.srv")

    @pytest.mark.parametrize("mine, other", [("/quad_0", "/quad_1"), ("/field/quad_0", "/field/quad_1")])
    def test_hosts_are_siblings(self, mine, other):
        assert sibling(mine, "quad_1") == other


class TestNetwork:
    def test_hosts_hear_each_other(self, team):
        first, second = team.node("/quad_0"), team.node("/quad_1")
        topic, heard = topics(senders=2)["copies"], []
        publisher = topic.publisher(first)
        subscription = topic.subscription(second, heard.append, host="quad_0")
        assert publisher.topic_name == subscription.topic_name == "/quad_0/copies"
        assert team.until(lambda: publisher.get_subscription_count() == 1)
        publisher.publish(topic.type(sender="quad_0", rows=3))
        assert team.until(lambda: heard) and (heard[0].sender, heard[0].rows) == ("quad_0", 3)

    def test_who_comes_later_gets_the_plan(self, team):
        topic, heard = topics()["plan"], []
        publisher = topic.publisher(team.node("/quad_0"))
        publisher.publish(topic.type(joint_names=["quad_0/base_link"]))
        topic.subscription(team.node("/quad_1"), heard.append, host="quad_0")
        assert team.until(lambda: heard) and heard[0].joint_names == ["quad_0/base_link"]

    def test_diagnostics_are_global(self, team):
        assert topics()["/diagnostics"].publisher(team.node("/quad_0")).topic_name == "/diagnostics"

    def test_the_network_is_told(self, team):
        topic, node = topics()["heartbeat"], team.node("/quad_0")
        topic.publisher(node)
        assert team.until(lambda: node.get_publishers_info_by_topic("/quad_0/heartbeat"))
        told = node.get_publishers_info_by_topic("/quad_0/heartbeat")[0].qos_profile
        assert (told.reliability, told.durability, told.liveliness) == (RELIABLE, VOLATILE, LivelinessPolicy.AUTOMATIC)
        assert told.liveliness_lease_duration.nanoseconds == 1e9

    def test_a_burst_of_the_whole_depth_arrives(self, team):
        first, second = team.node("/quad_0"), team.node("/quad_1")
        topic, heard = topics(senders=16)["copies"], []
        publisher = topic.publisher(first)
        topic.subscription(second, lambda message: heard.append(message.round), host="quad_0")
        assert team.until(lambda: publisher.get_subscription_count() == 1)
        message = topic.type()
        message.primal.frombytes(bytes(16_000))
        for message.round in range(topic.qos.depth):
            publisher.publish(message)
        assert team.until(lambda: len(heard) == topic.qos.depth) and heard == sorted(heard)

    def test_liveliness_is_reported(self, team):
        topic, changes = topics()["heartbeat"], []
        events = SubscriptionEventCallbacks(liveliness=lambda event: changes.append(event.alive_count))
        topic.subscription(team.node("/quad_1"), lambda _: None, host="quad_0", event_callbacks=events)
        node = team.node("/quad_0")
        publisher = topic.publisher(node)
        assert team.until(lambda: publisher.get_subscription_count() == 1)
        publisher.publish(topic.type())
        assert team.until(lambda: changes and changes[-1] == 1)
        node.destroy_publisher(publisher)
        assert team.until(lambda: changes[-1] == 0)
