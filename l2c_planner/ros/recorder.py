"""Writes what a team says to a bag: packets as they were serialised, with their definitions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from rclpy.node import Node

from l2c_planner.rollout.bag import BagWriter
from l2c_planner.ros import names
from l2c_planner.ros.topics import exchange, topics

RECORDED = (
    names.PRIMAL, names.COPIES, names.STATUS, names.TEAM, names.ROLLOUT, names.PLAN, names.PATH, names.MARKERS,
)  # fmt: skip

ROUNDS_BEHIND = 250
"""Rounds by which looking on may lag behind planning without missing one."""


class Recorder:
    """Subscribes to the topics of all hosts and writes them to a bag.

    Raises RolloutError if the folder exists or cannot be written.
    """

    def __init__(self, node: Node, hosts: Sequence[str], folder: Path, packets: int) -> None:
        """packets: in which a host sends a table."""
        self._node, self._bag, self.written = node, BagWriter(folder), 0
        table = topics(len(hosts), packets)
        for name in (names.PRIMAL, names.COPIES):
            table[name] = replace(table[name], qos=exchange(ROUNDS_BEHIND, packets))
        types = {channel.name: channel.type for channel in names.PUBLISHED}
        self._subscriptions = [
            table[name].subscription(
                node, partial(self._write, names.absolute(f"/{host}", name), types[name]), host=host, raw=True
            )
            for host in hosts
            for name in RECORDED
        ]

    def close(self) -> None:
        """End the bag."""
        for subscription in self._subscriptions:
            self._node.destroy_subscription(subscription)
        self._bag.close()

    def _write(self, topic: str, type_name: str, data: bytes) -> None:
        self._bag.write(topic, type_name, data, self._node.get_clock().now().nanoseconds)
        self.written += 1
