"""Packets, heartbeats and announcements as ROS messages, and back."""

from __future__ import annotations

from array import array

import numpy as np
from std_msgs.msg import Header

from l2c_planner.admm.message import Phase
from l2c_planner.msg import Consensus, Tuning
from l2c_planner.msg import Heartbeat as HeartbeatMessage
from l2c_planner.ros.reading import MALFORMED, NAME, NUMBER, PHASE, SHAPE, SIZE, need, reading
from l2c_planner.transport.announcement import Announcement
from l2c_planner.transport.assembly import MOST_NUMBERS
from l2c_planner.transport.packet import LARGEST, LONGEST_NAME, LONGEST_SUBJECT, MOST_PEERS, Heartbeat, Packet, State

LONGEST_TAG = 32
MOST_BYTES = 2**20
"""Of the networks of an announcement, as in msg/Tuning.msg."""
BELIEVED = 2.0**33
"""Times [s] and positions [m] beyond are not believed."""
_SENT = frozenset((Phase.PRIMAL, Phase.COPY, Phase.BEGIN, Phase.OUTCOME, Phase.ACCEPT))
_PHASES, _STATES = frozenset(Phase), frozenset(State)


def consensus_message(packet: Packet, header: Header) -> Consensus:
    """The message of a packet.

    Raises:
        ValueError: more numbers than a packet holds.
    """
    if packet.values.size > LARGEST or (packet.dual is not None and packet.dual.size > LARGEST):
        raise ValueError(f"packet of {packet.subject}: {packet.values.shape} numbers; valid: at most {LARGEST}")
    message = Consensus(header=header)
    message.sender, message.boot, message.problem_hash = packet.sender, packet.boot, packet.problem_hash
    message.plan_id, message.stage, message.round = packet.plan, packet.stage, packet.round
    message.phase, message.subject, message.penalty = int(packet.phase), packet.subject, float(packet.penalty)
    message.total_rows, message.first_knot = packet.total_rows, packet.first_knot
    message.rows, message.cols = packet.values.shape
    message.primal.frombytes(_bytes(packet.values))
    if packet.dual is not None:
        message.dual.frombytes(_bytes(packet.dual))
    message.tag.frombytes(packet.tag)
    return message


def _bytes(values: np.ndarray) -> bytes:
    return np.asarray(values, np.float64).tobytes()


@reading
def read_consensus(message: Consensus) -> Packet:
    """The packet in a message, with tables (rows, cols) of its own."""
    rows, cols, count = message.rows, message.cols, len(message.primal)
    need(type(rows) is type(cols) is int and rows >= 0 and cols >= 0, MALFORMED)
    need(max(count, len(message.dual)) <= LARGEST and len(message.tag) <= LONGEST_TAG, SIZE)
    need(_named(message.sender, LONGEST_NAME) and _named(message.subject, LONGEST_SUBJECT), NAME)
    need(message.phase in _SENT, PHASE)
    need(rows * cols == count and message.first_knot + rows <= message.total_rows, SHAPE)
    need(cols <= LARGEST and message.total_rows * max(cols, 1) <= MOST_NUMBERS, SIZE)
    need(len(message.dual) in (0, count), SHAPE)
    values = _table(message.primal, (rows, cols))
    dual = _table(message.dual, (rows, cols)) if len(message.dual) else None
    finite = np.isfinite(message.penalty) and np.isfinite(values).all() and (dual is None or np.isfinite(dual).all())
    need(bool(finite), NUMBER)
    return Packet(
        message.sender, message.boot, message.problem_hash, message.plan_id, message.stage, message.round,
        message.phase, message.subject, message.penalty, message.total_rows, message.first_knot,
        values, dual, bytes(message.tag),
    )  # fmt: skip


def tuning_message(announcement: Announcement, header: Header) -> Tuning:
    """The message of an announcement."""
    message = Tuning(header=header, number=announcement.number, digest=announcement.digest, steps=announcement.steps)
    message.networks.frombytes(announcement.networks)
    message.tag.frombytes(announcement.tag)
    return message


@reading
def read_tuning(message: Tuning) -> Announcement:
    """The announcement in a message."""
    need(len(message.networks) <= MOST_BYTES and len(message.tag) <= LONGEST_TAG, SIZE)
    need(_named(message.digest, LONGEST_NAME), NAME)
    return Announcement(message.number, message.digest, message.steps, bytes(message.networks), bytes(message.tag))


def _table(numbers: array[float], shape: tuple[int, int]) -> np.ndarray:
    return np.frombuffer(numbers, np.float64).reshape(shape).copy() if len(numbers) else np.zeros(shape)


def heartbeat_message(heartbeat: Heartbeat, header: Header) -> HeartbeatMessage:
    """The message of a heartbeat."""
    message = HeartbeatMessage(header=header)
    message.sender, message.boot, message.count = heartbeat.sender, heartbeat.boot, heartbeat.count
    message.problem_hash, message.state = heartbeat.problem_hash, int(heartbeat.state)
    message.plan_id, message.wanted_plan = heartbeat.plan, heartbeat.wanted
    message.stage, message.round, message.phase = heartbeat.stage, heartbeat.round, int(heartbeat.phase)
    message.waiting = bool(heartbeat.waiting)
    message.peers = [name for name, _ in heartbeat.peers]
    message.peer_boots = array("Q", [boot for _, boot in heartbeat.peers])
    message.located, message.flight = array("d", heartbeat.located), float(heartbeat.flight)
    message.tag.frombytes(heartbeat.tag)
    return message


@reading
def read_heartbeat(message: HeartbeatMessage) -> Heartbeat:
    """The heartbeat in a message."""
    names, boots = message.peers, message.peer_boots
    need(max(len(names), len(boots)) <= MOST_PEERS and len(message.tag) <= LONGEST_TAG, SIZE)
    need(len(names) == len(boots), SHAPE)
    need(_named(message.sender, LONGEST_NAME) and all(_named(name, LONGEST_NAME) for name in names), NAME)
    need(message.phase in _PHASES and message.state in _STATES, PHASE)
    need(len(message.located) in (0, 7), SHAPE)
    need(all(abs(x) <= BELIEVED for x in (message.flight, *message.located)), NUMBER)
    return Heartbeat(
        message.sender, message.boot, message.count, message.problem_hash, message.state, message.plan_id,
        message.wanted_plan, message.stage, message.round, message.phase, message.waiting,
        tuple(zip(names, boots)), tuple(message.located), message.flight, bytes(message.tag),
    )  # fmt: skip


def _named(name: str, longest: int) -> bool:
    return 0 < len(name) <= longest and name.isascii() and name.isprintable()
