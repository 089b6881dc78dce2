"""The newest messages of a topic, as bytes, looked at when they are needed: what comes in between wakes nobody."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import replace

from rclpy.qos import QoSProfile
from rclpy.subscription import Subscription

from l2c_planner.ros.topics import Topic


class Undisturbed:
    """Put before the class of a node, it keeps subscriptions of `Newest` from its executor."""

    @property
    def subscriptions(self) -> Iterator[Subscription]:
        """Those whose messages wake the node."""
        return (s for s in super().subscriptions if s.callback is not _untouched)


class Newest:
    """The newest messages of a topic of some hosts, or of the node itself."""

    def __init__(self, node: Undisturbed, topic: Topic, hosts: Sequence[str | None] = (None,), kept: int = 1) -> None:
        """Subscribe as `node` in the namespaces of hosts; None is its own.  kept: messages of each."""
        qos = QoSProfile(depth=kept, reliability=topic.qos.reliability, durability=topic.qos.durability)
        newest = replace(topic, qos=qos)
        self._node = node
        self._subscriptions = {host: newest.subscription(node, _untouched, host=host, raw=True) for host in hosts}

    def take(self, host: str | None = None) -> tuple[bytes, float] | None:
        """The oldest that is kept, and when it came by `time.monotonic` [s]; None if none is left."""
        subscription = self._subscriptions[host]
        with subscription.handle:
            taken = subscription.handle.take_message(subscription.msg_type, True)
        if taken is None:
            return None
        age = max(time.time_ns() - taken[1]["received_timestamp"], 0)
        return taken[0], time.monotonic() - age * 1e-9

    def __contains__(self, host: str | None) -> bool:
        """Whether it listens to a host."""
        return host in self._subscriptions

    def close(self) -> None:
        """Stop listening."""
        for subscription in self._subscriptions.values():
            self._node.destroy_subscription(subscription)


def _untouched(data: bytes) -> None:
    """Marks subscriptions whose messages are taken, not delivered."""
