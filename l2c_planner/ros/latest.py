"""The newest messages of some topics, read when they are asked for: what arrives in between is only kept, as bytes."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from typing import Any

from rclpy.node import Node
from rclpy.qos import QoSProfile
from rclpy.serialization import deserialize_message

from l2c_planner.ros.topics import Topic


class Latest:
    """Subscriptions of a node."""

    def __init__(self, node: Node) -> None:
        self._node = node
        self._kept: dict[str, tuple[Any, deque[bytes]]] = {}

    def listen(self, name: str, topic: Topic, kept: int = 1) -> None:
        """Keep so many messages of a topic that has this name, relative to the node's namespace."""
        messages: deque[bytes] = deque(maxlen=kept)
        self._kept[name] = topic.type, messages
        profile = QoSProfile(depth=kept, reliability=topic.qos.reliability, durability=topic.qos.durability)
        self._node.create_subscription(topic.type, name, _keeper(messages), profile, raw=True)

    def take(self) -> Iterator[tuple[str, Any]]:
        """Names and messages that have come since the last time, those of a topic in their order."""
        for name, (kind, messages) in self._kept.items():
            while messages:
                yield name, deserialize_message(messages.popleft(), kind)


def _keeper(messages: deque[bytes]) -> Callable[[bytes], None]:
    """A callback with the signature that rclpy looks for."""

    def keep(data: bytes) -> None:
        messages.append(data)

    return keep
