"""Looks on while agents optimise: what they tell of every round, and all of it in a bag if asked for."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterator, Sequence
from functools import partial
from pathlib import Path

import rclpy
from rclpy.node import Node

from l2c_planner.rollout.bag import BagWriter
from l2c_planner.ros import names
from l2c_planner.ros.consensus_transport import GraphTransport
from l2c_planner.ros.process import events_executor
from l2c_planner.ros.topics import agreed
from l2c_planner.transport import Packet

NAME = "observer"
REST = 0.5
"""How long a record goes on after the end: estimates may come before what led to them [s]."""


class ConsensusObserver:
    """A node of its own in a context of its own, beside the agents of these names.

    rounds: most that they report.  record: folder for a bag of everything they say.

    Raises RolloutError if the folder exists or cannot be written.
    """

    def __init__(
        self, agents: Sequence[str], domain: int, rounds: int, frame: str = "map", record: Path | None = None
    ) -> None:
        self._agents = {name: number for number, name in enumerate(agents)}
        self._bag = BagWriter(record) if record else None
        self._context = rclpy.Context()
        rclpy.init(context=self._context, domain_id=domain)
        self._node = Node(NAME, context=self._context, start_parameter_services=False)
        self._executor = events_executor(self._context)
        self._executor.add_node(self._node)
        self._transport = GraphTransport(self._node, agents, frame, rounds + 1, (names.ESTIMATE,), speaks=False)
        self._raw = [] if record is None else [
            topic.subscription(self._node, partial(self._write, names.absolute(f"/{agent}", name)), agent, raw=True)
            for agent in agents
            for name, topic in agreed(len(agents), rounds + 1).items()
        ]  # fmt: skip

    def spin(self, timeout: float) -> None:
        """Take in what arrives for a while [s]."""
        end = time.monotonic() + timeout
        while (left := end - time.monotonic()) > 0 and self._context.ok():
            self._executor.spin_once(timeout_sec=left)

    def hears(self, agents: Collection[str]) -> bool:
        """Whether agents of these names are up."""
        topics = (names.absolute(f"/{agent}", names.ESTIMATE) for agent in agents)
        return all(self._node.count_publishers(topic) for topic in topics)

    def take(self) -> Iterator[tuple[int, Packet]]:
        """Numbers of agents and what they have told since the last time."""
        for packet in self._transport.poll():
            yield self._agents[packet.sender], packet

    def close(self) -> None:
        """Leave the domain, end the bag with what is still on its way."""
        self.spin(REST if self._bag else 0.0)
        self._transport.close()
        for subscription in self._raw:
            self._node.destroy_subscription(subscription)
        self._node.destroy_node()
        rclpy.try_shutdown(context=self._context)
        if self._bag is not None:
            self._bag.close()

    def _write(self, topic: str, data: bytes) -> None:
        self._bag.write(topic, names.AGREED[0].type, data, self._node.get_clock().now().nanoseconds)
