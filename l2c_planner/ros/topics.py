"""Every topic with its type and its quality of service, named, in one place; the names themselves are in `names`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from rclpy.duration import Duration
from rclpy.node import Node
from rclpy.publisher import Publisher
from rclpy.qos import DurabilityPolicy, HistoryPolicy, LivelinessPolicy, QoSProfile, ReliabilityPolicy
from rclpy.subscription import Subscription

from l2c_planner.ros import names

LEASE = 1.0
"""A peer that dies is reported after so long, whatever it was about to send [s]."""
LEAST_DEPTH = 64
LONGEST_HISTORY = 5000
"""Messages that DDS keeps for those who come late, by default."""
_PER_SENDER = 4


def exchange(senders: int, packets: int = 1) -> QoSProfile:
    """Of packets: each arrives, in order, as long as the queue does not overflow.

    Args:
        senders: hosts whose packets one callback takes.
        packets: in which one of them sends a table.
    """
    return _reliable(max(LEAST_DEPTH, _PER_SENDER * senders * packets))


def sign_of_life(senders: int) -> QoSProfile:
    """As `exchange`; who listens to liveliness events is told of a death within `LEASE`."""
    profile = exchange(senders)
    profile.liveliness_lease_duration = Duration(seconds=LEASE)
    return profile


def report() -> QoSProfile:
    """Of a sequence of reports, of which the last ten matter."""
    return _reliable(10)


def command() -> QoSProfile:
    """Of requests, of which the last one counts."""
    return _reliable(1)


def latched() -> QoSProfile:
    """Of a result, which who comes later gets too."""
    return _kept(1)


def _kept(depth: int) -> QoSProfile:
    profile = _reliable(depth)
    profile.durability = DurabilityPolicy.TRANSIENT_LOCAL
    return profile


def sensor() -> QoSProfile:
    """Of measurements: the newest, and none repeated."""
    return _profile(5, ReliabilityPolicy.BEST_EFFORT)


def _reliable(depth: int) -> QoSProfile:
    return _profile(depth, ReliabilityPolicy.RELIABLE)


def _profile(depth: int, reliability: ReliabilityPolicy) -> QoSProfile:
    return QoSProfile(
        history=HistoryPolicy.KEEP_LAST,
        depth=depth,
        reliability=reliability,
        durability=DurabilityPolicy.VOLATILE,
        liveliness=LivelinessPolicy.AUTOMATIC,
    )


@dataclass(frozen=True, eq=False)
class Topic:
    """A topic of a robot; its name is relative to the robot's namespace."""

    name: str
    type: Any
    """Class of its messages."""
    qos: QoSProfile

    def publisher(self, node: Node, **options: Any) -> Publisher:
        """Publish it in the namespace of the node."""
        return node.create_publisher(self.type, self.name, self.qos, **options)

    def subscription(
        self, node: Node, callback: Callable[[Any], None], host: str | None = None, **options: Any
    ) -> Subscription:
        """Subscribe to it in the namespace of the node, or of another host of the team."""
        name = self.name if host is None else names.absolute(sibling(node.get_namespace(), host), self.name)
        return node.create_subscription(self.type, name, callback, self.qos, **options)


def sibling(namespace: str, host: str) -> str:
    """Namespace of another host: `/field/quad_1` beside `/field/quad_0`."""
    return f"{namespace.rsplit('/', 1)[0]}/{host}"


def topics(senders: int = 1, packets: int = 1) -> dict[str, Topic]:
    """All topics by name, for a team whose packets come from `senders` hosts, in up to `packets` per table."""
    qos = {
        names.PRIMAL: exchange(senders, packets),
        names.COPIES: exchange(senders, packets),
        names.AGREEMENT: exchange(senders, packets),
        names.HEARTBEAT: sign_of_life(senders),
        names.STATUS: report(),
        names.TEAM: report(),
        names.ROLLOUT: latched(),
        names.PLAN: latched(),
        names.PATH: latched(),
        names.MARKERS: latched(),
        names.DIAGNOSTICS: report(),
        names.GOAL: command(),
        names.ODOMETRY: sensor(),
        names.TUNING: latched(),
        names.TEAM_PLAN: latched(),
        names.COMMAND: sensor(),
    }
    channels = (*names.PUBLISHED, *names.SUBSCRIBED, *names.CONTROLLED, *names.ANNOUNCED)
    return {channel.name: Topic(channel.name, interface(channel.type), qos[channel.name]) for channel in channels}


def shown() -> dict[str, Topic]:
    """What the display publishes beside those; apart from them, because robots need not load its messages."""
    return {channel.name: Topic(channel.name, interface(channel.type), report()) for channel in names.SHOWN}


def agreed(neighbours: int = 1, rounds: int = 1) -> dict[str, Topic]:
    """Topics of an agent of a distributed algorithm with so many neighbours; who comes late gets what still matters."""
    qos = {names.TOLD: _kept(max(LEAST_DEPTH, _PER_SENDER * neighbours)), names.MEMBERS: latched()}
    qos[names.ESTIMATE] = _kept(min(rounds, LONGEST_HISTORY))
    return {channel.name: Topic(channel.name, interface(channel.type), qos[channel.name]) for channel in names.AGREED}


def navigated() -> dict[str, Topic]:
    """Topics of navigators, and of what surrounds them."""
    qos = {names.VELOCITY: command(), names.BOUND: latched(), names.LAYOUT: latched(), names.GRID: latched()}
    channels = (*names.NAVIGATED, *names.LAID_OUT)
    return {channel.name: Topic(channel.name, interface(channel.type), qos[channel.name]) for channel in channels}


def services() -> dict[str, Any]:
    """Class of every service by name."""
    return {channel.name: interface(channel.type) for channel in names.SERVICES}


def interface(name: str) -> Any:
    """Class of an interface as ROS writes it, for example `std_srvs/srv/Trigger`."""
    package, kind, last = name.split("/")
    return getattr(import_module(f"{package}.{kind}"), last)
