"""What rclpy serialises is what our reader decodes, number by number, for every message; and the types are the same."""

from __future__ import annotations

import json
import sys
import time
from array import array
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import rclpy
from builtin_interfaces.msg import Time
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rclpy.context import Context
from rclpy.executors import SingleThreadedExecutor
from rclpy.node import Node
from rclpy.qos import QoSProfile, ReliabilityPolicy
from rclpy.serialization import deserialize_message, serialize_message
from rollout_samples import ROOT, Flight, fly, packets, record, serialise
from std_msgs.msg import Header

from l2c_planner import msg
from l2c_planner.rollout.bag import BagWriter
from l2c_planner.rollout.bag_reader import BagReader
from l2c_planner.rollout.definitions import OWN_TYPES, decode, definition, same_definition, type_hash
from l2c_planner.rollout.from_bag import read_rollout

NAMES = [full.rpartition("/")[2] for full in OWN_TYPES]
QUICK = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
WHOLE = {"uint8": 8, "uint32": 32, "uint64": 64}


def elements(kind: str) -> st.SearchStrategy:
    """Values of a field or element of a type as ROS writes it."""
    base, _, bound = kind.partition("<")
    if base == "std_msgs/Header":
        stamp = st.builds(Time, sec=st.integers(-(2**31), 2**31 - 1), nanosec=st.integers(0, 2**32 - 1))
        return st.builds(Header, stamp=stamp, frame_id=st.text(st.characters(codec="ascii", exclude_characters="\0")))
    if base == "string":
        most = min(int(bound.rstrip(">")), 30) if bound else 30
        return st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=most // 4)
    if base in WHOLE:
        return st.integers(0, 2 ** WHOLE[base] - 1)
    return st.booleans() if base == "boolean" else st.floats(width=64)


CODES = {"uint8": "B", "uint32": "I", "uint64": "Q", "double": "d"}


def fields_of(kind: str) -> st.SearchStrategy:
    """Values of a field."""
    if kind.endswith("]"):
        base, _, count = kind.rstrip("]").partition("[")
        return st.lists(elements(base), min_size=int(count), max_size=int(count)).map(np.array)
    if not kind.startswith("sequence<"):
        return elements(kind)
    inner = kind[len("sequence<") : -1].rpartition(", ")[0] or kind[len("sequence<") : -1]
    many = st.lists(elements(inner), max_size=9)
    return many.map(lambda x: array(CODES[inner], x)) if inner in CODES else many


def messages(name: str) -> st.SearchStrategy:
    """Messages of a type with any content."""
    cls = getattr(msg, name)
    fields = {field: fields_of(kind) for field, kind in cls.get_fields_and_field_types().items()}
    return st.builds(cls, **fields)


def assert_same(sent: Any, found: Any) -> None:
    """Every field of a ROS message is in the decoded one, to the last bit."""
    for field in sent.get_fields_and_field_types():
        a, b = getattr(sent, field), getattr(found, field)
        if hasattr(a, "get_fields_and_field_types"):
            assert_same(a, b)
        elif isinstance(a, array | np.ndarray):
            assert isinstance(b, np.ndarray) and b.tobytes() == a.tobytes() and b.itemsize == a.itemsize, field
        elif isinstance(a, float):
            assert np.float64(a).tobytes() == np.float64(b).tobytes(), field
        else:
            assert list(a) == list(b) if isinstance(a, list) else a == b, field


@pytest.mark.parametrize("name", NAMES)
def test_every_number_arrives(name: str) -> None:
    @given(message=messages(name))
    @QUICK
    def check(message: Any) -> None:
        assert_same(message, decode(f"l2c_planner/msg/{name}", bytes(serialize_message(message))))

    check()


def test_empty_sequences_are_read_with_the_room_that_was_kept_for_their_padding() -> None:
    message = msg.Consensus(sender="quad_0")
    message.primal.append(1.0)
    found = decode("l2c_planner/msg/Consensus", bytes(serialize_message(message)))
    assert found.primal.tolist() == [1.0] and len(found.dual) == len(found.tag) == 0


def test_long_tables_arrive_and_quickly() -> None:
    numbers = np.random.default_rng(0).normal(size=8192)
    message = msg.Consensus(sender="quad_0", rows=2048, cols=4)
    message.primal.frombytes(numbers.tobytes())
    data = bytes(serialize_message(message))
    spent = []
    for _ in range(20):
        start = time.perf_counter()
        found = decode("l2c_planner/msg/Consensus", data)
        spent.append(time.perf_counter() - start)
    assert found.primal.tobytes() == numbers.tobytes()
    assert min(spent) < 5e-4  # a loop over the elements would take longer


@pytest.mark.parametrize("name", NAMES)
def test_hashes_and_definitions_are_those_of_the_installed_types(name: str) -> None:
    share = next(p for p in _shares() if (p / f"{name}.json").is_file())
    hashes = {h["type_name"]: h["hash_string"] for h in json.loads((share / f"{name}.json").read_text())["type_hashes"]}
    full = f"l2c_planner/msg/{name}"
    assert type_hash(full) == hashes[full]
    assert definition(full).startswith((share / f"{name}.msg").read_text(encoding="utf-8"))
    for other in hashes.keys() - {full}:
        assert type_hash(other) == hashes[other]
        assert f"MSG: {other.replace('/msg/', '/')}\n" in definition(full)


def _shares() -> Iterator[Path]:
    """Installed message folders of the environment that the generated Python messages come from."""
    generated = Path(msg.__file__).resolve()
    yield from (parent / "share" / "l2c_planner" / "msg" for parent in generated.parents)
    yield Path(sys.prefix) / "share" / "l2c_planner" / "msg"


def test_the_samples_of_the_other_tests_are_what_rclpy_reads() -> None:
    message = msg.SolverStatus(host="quad_0", plan_id=3, stage_name="swarm", primal_residual=0.5, resent=7)
    message.header.stamp.sec, message.header.stamp.nanosec, message.header.frame_id = 1, 2, "map"
    fields = {f: getattr(message, f) for f in message.get_fields_and_field_types() if f != "header"}
    assert deserialize_message(serialise("SolverStatus", **fields), msg.SolverStatus) == message


@pytest.fixture
def context(domain: int) -> Iterator[Context]:
    context = Context()
    rclpy.init(context=context, domain_id=domain)
    yield context
    rclpy.shutdown(context=context)


def test_raw_subscriptions_make_a_bag_of_the_plan(context: Context, tmp_path: Path) -> None:
    """Packets over DDS, taken raw and written to a bag, give the roll-out of the run in this process."""
    flight = fly(rounds=3)
    node, executor = Node("recorder", context=context), SingleThreadedExecutor(context=context)
    executor.add_node(node)
    quality = QoSProfile(depth=1000, reliability=ReliabilityPolicy.RELIABLE)
    writer = BagWriter(tmp_path / "bag")
    hosts = sorted(set(flight.head.agents.values()))
    topics = {f"/{host}/consensus": msg.Consensus for host in hosts} | {"/quad_0/rollout": msg.RolloutRecord}
    received, publishers = [], {}

    def recorder_of(topic: str, cls: type):
        def keep(data: bytes) -> None:
            writer.write(topic, f"l2c_planner/msg/{cls.__name__}", data, node.get_clock().now().nanoseconds)
            received.append(topic)

        return keep

    for topic, cls in topics.items():
        node.create_subscription(cls, topic, recorder_of(topic, cls), quality, raw=True)
        publishers[topic] = node.create_publisher(cls, topic, quality)
    sent = list(_published(flight))
    end = time.monotonic() + 20
    while time.monotonic() < end and any(p.get_subscription_count() < 1 for p in publishers.values()):
        executor.spin_once(timeout_sec=0.05)
    for topic, data in sent:
        publishers[topic].publish(deserialize_message(data, topics[topic]))
        executor.spin_once(timeout_sec=0.0)
    while time.monotonic() < end and len(received) < len(sent):
        executor.spin_once(timeout_sec=0.1)
    writer.close()
    executor.shutdown()
    node.destroy_node()
    assert len(received) == len(sent)
    assert sum(1 for _ in BagReader(tmp_path / "bag").messages()) == len(sent)
    assert read_rollout(tmp_path / "bag").equal(flight.rollout())


def _published(flight: Flight) -> Iterator[tuple[str, bytes]]:
    for message in flight.messages:
        for data in packets(message, rows=5):
            yield f"/{message.sender}/consensus", data
    yield "/quad_0/rollout", record(flight.head, flight.rounds)


def test_the_checkout_and_the_installation_define_the_same_messages() -> None:
    for name in NAMES:
        text = (ROOT / "msg" / f"{name}.msg").read_text(encoding="utf-8")
        full = f"l2c_planner/msg/{name}"
        assert same_definition(full, text), f"build the package again: {name}.msg has other fields"
