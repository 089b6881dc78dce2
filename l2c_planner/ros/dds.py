"""The transport over DDS: publishes parcels of one host, queues those of the others as they arrive."""

from __future__ import annotations

import queue
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

from rclpy.duration import Duration
from rclpy.event_handler import PublisherEventCallbacks, SubscriptionEventCallbacks
from rclpy.node import Node
from rclpy.subscription import Subscription
from std_msgs.msg import Header

from l2c_planner.admm.message import Phase
from l2c_planner.ros import names
from l2c_planner.ros.reading import FRAME, Reading
from l2c_planner.ros.topics import topics
from l2c_planner.ros.wire import consensus_message, heartbeat_message, read_consensus, read_heartbeat
from l2c_planner.transport.packet import Heartbeat, Parcel

_READ = {name: read_heartbeat if name == names.HEARTBEAT else read_consensus for name in names.HEARD}
_TOPIC = {Phase.PRIMAL: names.PRIMAL, Phase.COPY: names.COPIES}
# Without the event handlers that rclpy adds by default: the executor looks at each of them for every packet.
_QUIET_SENDER = {"event_callbacks": PublisherEventCallbacks(use_default_callbacks=False)}
_QUIET_RECEIVER = {"event_callbacks": SubscriptionEventCallbacks(use_default_callbacks=False)}
LONGEST_QUEUE = 10_000
"""Parcels that wait for the worker; more are dropped and counted: somebody floods the team."""
FLOODED = "the queue is full"


class DdsTransport:
    """One host's end; callbacks run in the executor's thread, everything else in the worker's.

    host: None for an end that only listens to what is agreed.
    """

    def __init__(self, node: Node, host: str | None, peers: Sequence[str], frame: str, packets: int = 1) -> None:
        self.peers, self.frame = tuple(peers), frame
        self.rejected: Counter[str] = Counter()
        self.arrived = threading.Event()
        self._node, self._queue = node, queue.SimpleQueue()
        self._topics = topics(max(1, len(self.peers)), packets)
        self._publishers = {} if host is None else {n: self._topics[n].publisher(node, **_QUIET_SENDER) for n in _READ}
        heard = (names.COPIES, names.AGREEMENT, names.HEARTBEAT) if host else (names.AGREEMENT, names.HEARTBEAT)
        self._subscriptions = [subscription for name in heard for subscription in self._subscribed(name)]
        self._primal: list[Subscription] = []

    def coordinate(self, coordinates: bool) -> None:
        """Hear the peers' trajectories, which only who coordinates needs, or do not.

        Called in the executor's thread.
        """
        if coordinates and not self._primal:
            self._primal = self._subscribed(names.PRIMAL)
        elif not coordinates and self._primal:
            primal, self._primal = self._primal, []
            self._destroy(primal)

    def send(self, parcel: Parcel) -> None:
        """Publish a parcel."""
        header = Header(stamp=self._node.get_clock().now().to_msg(), frame_id=self.frame)
        if isinstance(parcel, Heartbeat):
            self._publishers[names.HEARTBEAT].publish(heartbeat_message(parcel, header))
        else:
            publisher = self._publishers[_TOPIC.get(parcel.phase, names.AGREEMENT)]
            if parcel.phase != Phase.PRIMAL or publisher.get_subscription_count():  # nobody needs the captain's own
                publisher.publish(consensus_message(parcel, header))

    def poll(self) -> list[Parcel]:
        """Parcels that have arrived since the last call."""
        parcels = []
        self.arrived.clear()
        while True:
            try:
                parcels.append(self._queue.get_nowait())
            except queue.Empty:
                return parcels

    def meet(self, timeout: float) -> None:
        """Wait until all peers listen to the tables of this host.

        Raises TimeoutError if they do not within the time [s].
        """
        end, told = time.monotonic() + timeout, [self._publishers[n] for n in (names.PRIMAL, names.COPIES)]
        while (away := len(self.peers) - min(p.get_subscription_count() for p in told)) > 0:
            if time.monotonic() > end:
                raise TimeoutError(f"{away} of {', '.join(self.peers)} did not come within {timeout:g} s")
            time.sleep(0.02)

    def settle(self, timeout: float) -> None:
        """Wait until the peers have all that was sent, for some time [s] at most."""
        for publisher in self._publishers.values():
            publisher.wait_for_all_acked(Duration(seconds=timeout))

    def close(self) -> None:
        """Give the topics back."""
        for publisher in self._publishers.values():
            self._node.destroy_publisher(publisher)
        self._destroy(self._subscriptions + self._primal)

    def _subscribed(self, name: str) -> list[Subscription]:
        """To a topic of all peers."""
        topic = self._topics[name]
        return [
            topic.subscription(self._node, self._receiver(peer, _READ[name]), host=peer, **_QUIET_RECEIVER)
            for peer in self.peers
        ]

    def _destroy(self, subscriptions: Sequence[Subscription]) -> None:
        for subscription in subscriptions:
            self._node.destroy_subscription(subscription)

    def _receiver(self, peer: str, read: Callable[[Any], Reading[Parcel]]) -> Callable[[Any], None]:
        def receive(message: Any) -> None:
            parcel, reason = read(message)
            if parcel is not None and parcel.sender != peer:
                reason = "sent under another name"
            elif parcel is not None and message.header.frame_id != self.frame:
                reason = FRAME
            elif parcel is not None and self._queue.qsize() >= LONGEST_QUEUE:
                reason = FLOODED
            if reason:
                self.rejected[reason] += 1
            else:
                self._queue.put(parcel)
                self.arrived.set()

        return receive
