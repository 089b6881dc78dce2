"""The transport of a distributed algorithm over DDS: one end per agent, which hears its neighbours and nobody else."""

from __future__ import annotations

import queue
import threading
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

from rclpy.event_handler import PublisherEventCallbacks, SubscriptionEventCallbacks
from rclpy.node import Node
from std_msgs.msg import Header

from l2c_planner.consensus.agent import TOLD
from l2c_planner.consensus.member import ESTIMATE, MEMBERS
from l2c_planner.ros import names
from l2c_planner.ros.dds import FLOODED, LONGEST_QUEUE
from l2c_planner.ros.reading import FRAME
from l2c_planner.ros.topics import agreed
from l2c_planner.ros.wire import consensus_message, read_consensus
from l2c_planner.transport import Packet

_TOPIC = {TOLD: names.TOLD, MEMBERS: names.MEMBERS, ESTIMATE: names.ESTIMATE}
# Without the event handlers that rclpy adds by default: the executor looks at each of them for every packet.
_QUIET_SENDER = {"event_callbacks": PublisherEventCallbacks(use_default_callbacks=False)}
_QUIET_RECEIVER = {"event_callbacks": SubscriptionEventCallbacks(use_default_callbacks=False)}


class GraphTransport:
    """One end; callbacks run in the executor's thread, everything else in the worker's.

    neighbours: names of those that are heard, and their namespaces beside the node's own.  rounds: whose estimates are
    kept for those who come late.  heard: topics of the neighbours that are listened to; who has none of its own to tell
    says so by `speaks`.
    """

    def __init__(
        self,
        node: Node,
        neighbours: Sequence[str],
        frame: str,
        rounds: int,
        heard: Sequence[str] = (names.TOLD, names.MEMBERS),
        speaks: bool = True,
    ) -> None:
        self.peers, self.frame = tuple(neighbours), frame
        self.rejected: Counter[str] = Counter()
        self.arrived = threading.Event()
        self._node, self._queue = node, queue.SimpleQueue()
        table = agreed(max(1, len(self.peers)), rounds)
        self._publishers = {name: table[name].publisher(node, **_QUIET_SENDER) for name in table} if speaks else {}
        self._subscriptions = [
            table[name].subscription(node, self._receiver(peer), host=peer, **_QUIET_RECEIVER)
            for name in heard
            for peer in self.peers
        ]

    def send(self, packet: Packet) -> None:
        """Publish a packet."""
        header = Header(stamp=self._node.get_clock().now().to_msg(), frame_id=self.frame)
        self._publishers[_TOPIC[packet.phase]].publish(consensus_message(packet, header))

    def poll(self) -> list[Packet]:
        """Packets that have arrived since the last call."""
        packets: list[Packet] = []
        self.arrived.clear()
        while True:
            try:
                packets.append(self._queue.get_nowait())
            except queue.Empty:
                return packets

    def close(self) -> None:
        """Give the topics back."""
        for publisher in self._publishers.values():
            self._node.destroy_publisher(publisher)
        for subscription in self._subscriptions:
            self._node.destroy_subscription(subscription)

    def _receiver(self, peer: str) -> Callable[[Any], None]:
        def receive(message: Any) -> None:
            packet, reason = read_consensus(message)
            if packet is not None and packet.sender != peer:
                reason = "sent under another name"
            elif packet is not None and message.header.frame_id != self.frame:
                reason = FRAME
            elif packet is not None and self._queue.qsize() >= LONGEST_QUEUE:
                reason = FLOODED
            if reason:
                self.rejected[reason] += 1
            else:
                self._queue.put(packet)
                self.arrived.set()

        return receive
