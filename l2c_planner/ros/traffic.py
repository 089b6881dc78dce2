"""Counts what is said on topics: messages, their bytes as serialised, and when each was heard first."""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from functools import partial

import rclpy
from rclpy.executors import SingleThreadedExecutor
from rclpy.node import Node

from l2c_planner.ros.topics import topics


class Traffic:
    """A listener in a context and a thread of its own; `close` ends it.

    It is one more reader of every topic, which costs the writers a little.
    """

    def __init__(self, domain: int, heard: Mapping[str, str]) -> None:
        """heard: full name of a topic -> its name relative to a robot, as in `names`."""
        self._messages, self._bytes = dict.fromkeys(heard, 0), dict.fromkeys(heard, 0)
        self._first: dict[str, float] = {}
        self._context = rclpy.Context()
        rclpy.init(context=self._context, domain_id=domain)
        self._node = Node("traffic", context=self._context, start_parameter_services=False)
        table = topics()
        for full, relative in heard.items():
            topic = table[relative]
            self._node.create_subscription(topic.type, full, partial(self._take, full), topic.qos, raw=True)
        self._executor = SingleThreadedExecutor(context=self._context)
        self._executor.add_node(self._node)
        self._running = True
        self._thread = threading.Thread(target=self._spin, name="traffic", daemon=True)
        self._thread.start()

    def bytes(self) -> dict[str, int]:
        """Heard so far, by full name [B]."""
        return dict(self._bytes)

    def messages(self, topic: str) -> int:
        """Heard so far on a topic."""
        return self._messages[topic]

    def first(self, topic: str) -> float | None:
        """When the first message of a topic came, by `time.monotonic` [s]; None before it."""
        return self._first.get(topic)

    def writers(self, topic: str) -> int:
        """How many publish a topic now."""
        return self._node.count_publishers(topic)

    def close(self) -> None:
        """Leave the domain."""
        self._running = False
        self._thread.join()
        self._node.destroy_node()
        rclpy.try_shutdown(context=self._context)

    def _spin(self) -> None:
        while self._running and self._context.ok():
            self._executor.spin_once(timeout_sec=0.1)

    def _take(self, topic: str, data: bytes) -> None:
        self._first.setdefault(topic, time.monotonic())
        self._messages[topic] += 1
        self._bytes[topic] += len(data)
