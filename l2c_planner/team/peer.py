"""What a host knows of another: whether it is alive, where it stands, how much of what it sends is lost.

A host draws a boot number when it starts.  It believes another one only after that one's heartbeat has repeated this
number: what was recorded before the start cannot do so.  A peer that comes back with a new number has restarted; the
old number never counts again.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from l2c_planner.transport.assembly import Assembler
from l2c_planner.transport.packet import Heartbeat

WINDOW = 150
"""Heartbeats over which loss is estimated."""
CONFIDENCE = 3.0
"""Standard deviations by which the estimated loss must exceed the limit to count."""


@dataclass
class Peer:
    """Another host."""

    name: str
    boot: int | None = None
    beat: Heartbeat | None = None
    """Its last heartbeat."""
    heard: float = float("-inf")
    """When that came [s]."""
    fresh: bool = False
    """Whether it has repeated this host's boot number."""
    known: bool = False
    """Whether it was ever believed."""
    retired: set[int] = field(default_factory=set)
    """Boot numbers of its earlier lives."""
    counts: set[int] = field(default_factory=set)
    """Numbers of the heartbeats that came lately."""
    assembler: Assembler = field(default_factory=Assembler)
    """Its tables of which not all packets have come."""

    def hear(self, beat: Heartbeat, me: str, boot: int, now: float) -> str:
        """Take in a heartbeat; returns why not, if so."""
        repeats = (me, boot) in beat.peers
        if beat.boot in self.retired:
            return "replayed"
        if beat.boot != self.boot:
            if self.boot is not None and self.fresh and not repeats:
                return "not introduced"
            self._restart(beat.boot)
        if self.beat is not None and beat.count <= self.beat.count - WINDOW:
            return "replayed"
        self.counts.add(beat.count)
        if self.beat is not None and beat.count <= self.beat.count:
            return ""
        self.beat, self.heard = beat, now
        self.fresh = self.fresh or repeats
        self.known = self.known or self.fresh
        self.counts = {c for c in self.counts if c > beat.count - WINDOW}
        return ""

    def alive(self, now: float, lost_after: float) -> bool:
        """Whether it is believed and was heard lately."""
        return self.fresh and now - self.heard <= lost_after

    def lossy(self, limit: float) -> float | None:
        """The share of its heartbeats that is lost, if that is above a limit beyond doubt."""
        share, sent = self.loss, self._sent
        doubt = CONFIDENCE * (share * (1 - share) / sent) ** 0.5
        return share if sent > 30 and share - doubt > limit else None

    @property
    def loss(self) -> float:
        """Share of its last heartbeats that is lost."""
        return 1 - len(self.counts) / self._sent if self.counts else 0.0

    @property
    def _sent(self) -> int:
        """Heartbeats that it has sent since the oldest that counts."""
        return max(self.counts) - min(self.counts) + 1 if self.counts else 1

    def _restart(self, boot: int) -> None:
        if self.fresh:
            self.retired.add(self.boot)
        self.boot, self.beat, self.fresh, self.counts, self.assembler = boot, None, False, set(), Assembler()
