"""From the Consensus messages of a bag to the tables of the rounds: long ones are put together again."""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np

from l2c_planner.admm import Message
from l2c_planner.rollout.recorder import RECORDED

PHASES = {int(phase): phase for phase in RECORDED}


class Tables:
    """Takes packets in any order, any number of times, and gives a message once all rows of its table are there."""

    def __init__(self) -> None:
        self.rejected: Counter[str] = Counter()
        """Packets that were of no use, by reason."""
        self._parts: dict[tuple, dict[int, tuple[np.ndarray, np.ndarray | None]]] = {}

    def add(self, packet: Any) -> Message | None:
        """The message that a packet (fields of msg/Consensus.msg) completes; None if rows are still missing.

        None too for packets that are not about a round.
        """
        if packet.phase not in PHASES:
            return None
        rows, cols, total = int(packet.rows), int(packet.cols), int(packet.total_rows)
        sizes = len(packet.primal), len(packet.dual)
        if sizes[0] != rows * cols or sizes[1] not in (0, rows * cols):
            self.rejected["malformed"] += 1
            return None
        head = (packet.sender, int(packet.plan_id), int(packet.stage), int(packet.round), PHASES[packet.phase])
        key = (*head, packet.subject, float(packet.penalty), total, cols)
        dual = packet.dual.reshape(rows, cols) if sizes[1] else None
        parts = self._parts.setdefault(key, {})
        parts[int(packet.first_knot)] = (packet.primal.reshape(rows, cols), dual)
        if not _tiles(parts, total):
            return None
        del self._parts[key]
        tables = [parts[first] for first in sorted(parts)]
        values = np.concatenate([part[0] for part in tables])
        duals = [part[1] for part in tables if part[1] is not None]
        return Message(*head, packet.subject, values, np.concatenate(duals) if duals else None, key[6])


def _tiles(parts: dict[int, tuple[np.ndarray, np.ndarray | None]], total: int) -> bool:
    """Whether parts cover rows 0 .. total - 1, each once."""
    end = 0
    for first in sorted(parts):
        if first != end:
            return False
        end += len(parts[first][0])
    return end == total
