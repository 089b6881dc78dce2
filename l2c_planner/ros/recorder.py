"""Writes what a team says to a bag: packets as they were serialised, with their definitions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from rclpy.node import Node
from rosgraph_msgs.msg import Clock

from l2c_planner.rollout.bag import BagWriter
from l2c_planner.ros import names
from l2c_planner.ros.topics import exchange, topics

PLANNED = (
    names.PRIMAL, names.COPIES, names.STATUS, names.TEAM, names.ROLLOUT, names.PLAN, names.PATH, names.TEAM_PLAN,
    names.MARKERS,
)  # fmt: skip
"""What is recorded of every robot."""
FLOWN = (names.ODOMETRY, names.COMMAND)
"""And of a flight, beside the load's odometry, the clock and the diagnostics."""
ROUNDS_BEHIND = 250
"""Rounds by which looking on may lag behind planning without missing one."""
TICKS_BEHIND = 1000
"""Messages of a controller or of the world by which it may lag behind flying."""


class Recorder:
    """Subscribes to the topics of all hosts and writes them to a bag.

    packets: in which a host sends a table.  flight: whether to record how robots fly, too.

    Raises RolloutError if the folder exists or cannot be written.
    """

    def __init__(self, node: Node, hosts: Sequence[str], folder: Path, packets: int, flight: bool = False) -> None:
        self._node, self._bag, self.written = node, BagWriter(folder), 0
        table = topics(len(hosts), packets)
        for name in (names.PRIMAL, names.COPIES):
            table[name] = replace(table[name], qos=exchange(ROUNDS_BEHIND, packets))
        for name in FLOWN:
            table[name].qos.depth = TICKS_BEHIND
        recorded = [(host, name) for host in hosts for name in (*PLANNED, *(FLOWN if flight else ()))]
        recorded += [(names.LOAD, names.ODOMETRY), (names.LOAD, names.DIAGNOSTICS)] if flight else []
        channels = (*names.PUBLISHED, *names.SUBSCRIBED, *names.CONTROLLED)
        types = {channel.name: channel.type for channel in channels}
        self._subscriptions = [
            table[name].subscription(node, self._writing(host, name, types[name]), host=host, raw=True)
            for host, name in recorded
        ]
        if flight:
            clock = self._writing("", names.CLOCK, "rosgraph_msgs/msg/Clock")
            self._subscriptions.append(node.create_subscription(Clock, names.CLOCK, clock, TICKS_BEHIND, raw=True))

    def _writing(self, host: str, name: str, type_name: str) -> Callable[[bytes], None]:
        return partial(self._write, names.absolute(f"/{host}", name), type_name)

    def close(self) -> None:
        """End the bag."""
        for subscription in self._subscriptions:
            self._node.destroy_subscription(subscription)
        self._bag.close()

    def _write(self, topic: str, type_name: str, data: bytes) -> None:
        self._bag.write(topic, type_name, data, self._node.get_clock().now().nanoseconds)
        self.written += 1
