"""When a host asks in flight for what it lacks: once a round lasts too long, long before its next heartbeat is due.

To ask is to send a heartbeat, which says what the host waits for; those who have sent it send it again.  Nobody asks
where nothing is lost: whoever is slow there is busy, and questions would only make it slower.
"""

from __future__ import annotations

from l2c_planner.team.attempt import SLOW
from l2c_planner.team.member import Member
from l2c_planner.transport.packet import State


class Asking:
    """Remembers when one host has asked."""

    def __init__(self) -> None:
        self._asked = float("-inf")

    def due(self, member: Member, now: float) -> bool:
        """Whether to ask now; whoever is told so does it."""
        patience = _patience(member, now) if member.company.repeats() > 1 else None
        if patience is None or now - self._asked < patience:
            return False
        self._asked = now
        return True


def _patience(member: Member, now: float) -> float | None:
    """Shortest time between two questions [s]; None if there is nothing to ask for."""
    attempt = member.attempt
    if member.state is State.PLANNING:
        lacks = attempt.leg is not None and now - attempt.moved >= attempt.slow and bool(attempt.lacking())
        return attempt.slow if lacks else None
    return SLOW if _left_out(member, now) else None


def _left_out(member: Member, now: float) -> bool:
    """Whether others plan on in flight, and this host has not heard of it."""
    if member.flight is None or member.state not in (State.READY, State.COMMITTED):
        return False
    beats = [p.beat for p in member.peers.values() if p.beat and member.company.alive(p, now)]
    return any(beat.plan > member.plan and beat.state == State.PLANNING for beat in beats)
