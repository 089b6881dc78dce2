"""Writes what a team says to a bag: packets as they were serialised, with their definitions."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from rclpy.node import Node

from l2c_planner.rollout.bag import BagWriter
from l2c_planner.ros import names
from l2c_planner.ros.topics import topics

RECORDED = (
    names.PRIMAL, names.COPIES, names.STATUS, names.TEAM, names.ROLLOUT, names.PLAN, names.PATH, names.MARKERS,
)  # fmt: skip


class Recorder:
    """Subscribes to the topics of all hosts and writes them to a bag.

    Raises RolloutError if the folder exists or cannot be written.
    """

    def __init__(self, node: Node, hosts: Sequence[str], folder: Path) -> None:
        self._node, self._bag = node, BagWriter(folder)
        table = topics(len(hosts), packets=8)
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
