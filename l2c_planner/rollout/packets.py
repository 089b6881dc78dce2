"""Packets out of the Consensus messages of a bag."""

from __future__ import annotations

from typing import Any

from l2c_planner.transport.packet import Packet


def packet_of(message: Any) -> Packet | None:
    """The packet in a decoded msg/Consensus; None if its tables have another shape than it says."""
    shape = int(message.rows), int(message.cols)
    if len(message.primal) != shape[0] * shape[1] or len(message.dual) not in (0, len(message.primal)):
        return None
    return Packet(
        message.sender, int(message.boot), int(message.problem_hash), int(message.plan_id), int(message.stage),
        int(message.round), int(message.phase), message.subject, float(message.penalty), int(message.total_rows),
        int(message.first_knot), message.primal.reshape(shape),
        message.dual.reshape(shape) if len(message.dual) else None,
    )  # fmt: skip
