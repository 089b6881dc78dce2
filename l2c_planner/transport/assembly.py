"""From messages to packets and back: long tables travel in parts."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from l2c_planner.admm.message import Message, Phase
from l2c_planner.transport.packet import LARGEST, Packet

MOST_OPEN = 16
"""Incomplete tables of a sender, while it plans."""
MOST_NUMBERS = 2**22
"""Numbers of a table, 32 MB; longer ones are refused before memory is taken for them."""


def packets_of(message: Message, boot: int, problem_hash: int) -> Iterator[Packet]:
    """The packets of a message, none larger than LARGEST numbers unless a single row is."""
    rows, cols = message.values.shape
    step = max(1, LARGEST // max(1, cols * (1 if message.dual is None else 2)))
    for first in range(0, rows, step):
        part = slice(first, first + step)
        yield Packet(
            message.sender, boot, problem_hash, message.plan, message.stage, message.round, int(message.phase),
            message.subject, message.penalty, rows, first, message.values[part],
            None if message.dual is None else message.dual[part],
        )  # fmt: skip


class Assembler:
    """Puts the packets of one sender together again; parts may come in any order, and twice.

    most_open: tables that may be incomplete at a time; the oldest is given up.
    """

    def __init__(self, most_open: int = MOST_OPEN) -> None:
        self.most_open = most_open
        self._open: dict[tuple, dict[int, Packet]] = {}

    def add(self, packet: Packet) -> tuple[Message | None, str]:
        """The message that a packet completes, if any, and what is wrong with the packet, if something is."""
        rows, cols = packet.values.shape
        whole = packet.first_knot == 0 and rows == packet.total_rows
        try:
            phase = Phase(packet.phase)
        except ValueError:
            return None, "unknown sender, phase or subject"
        if not 0 < rows <= packet.total_rows - packet.first_knot or packet.total_rows * max(cols, 1) > MOST_NUMBERS:
            return None, "wrong shape or type"
        if whole:
            return _message(packet, phase, packet.values, packet.dual), ""
        key = (packet.plan, packet.stage, packet.round, phase, packet.subject, packet.total_rows, cols)
        parts = self._open.setdefault(key, {})
        parts[packet.first_knot] = packet
        if len(self._open) > self.most_open:
            self._open.pop(next(iter(self._open)))
        ordered = [parts[first] for first in sorted(parts)]
        if sum(len(part.values) for part in ordered) > packet.total_rows:
            self._open.pop(key)
            return None, "wrong shape or type"
        if not _seamless(ordered):
            return None, ""
        self._open.pop(key, None)
        duals = [p.dual for p in ordered]
        values = np.concatenate([p.values for p in ordered])
        return _message(packet, phase, values, None if duals[0] is None else np.concatenate(duals)), ""


def _seamless(ordered: list[Packet]) -> bool:
    """Whether parts sorted by their first row are the whole table."""
    row, with_dual = 0, ordered[0].dual is not None
    for part in ordered:
        if part.first_knot != row or (part.dual is not None) != with_dual:
            return False
        row += len(part.values)
    return row == ordered[0].total_rows


def _message(packet: Packet, phase: Phase, values: np.ndarray, dual: np.ndarray | None) -> Message:
    head = (packet.sender, packet.plan, packet.stage, packet.round, phase, packet.subject)
    return Message(*head, values, dual, packet.penalty)
