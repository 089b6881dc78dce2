"""What travels between hosts: packets with (a part of) a message, and heartbeats; the Python side of msg/."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import numpy as np

LARGEST = 8192
"""Most numbers of a table in one packet, 64 KB: beyond, DDS would split it over UDP and wait."""
LONGEST_NAME, LONGEST_SUBJECT = 64, 128
MOST_PEERS = 256


class State(IntEnum):
    """Of a host; the numbers are those of msg/Heartbeat.msg and msg/TeamStatus.msg."""

    READY = 0
    PLANNING = 1
    COMMITTED = 2
    HOLD = 3
    INACTIVE = 4


@dataclass(frozen=True, eq=False)
class Packet:
    """One packet of the consensus exchange; fields as in msg/Consensus.msg."""

    sender: str
    boot: int
    problem_hash: int
    plan: int
    stage: int
    round: int
    phase: int
    subject: str
    penalty: float
    total_rows: int
    first_knot: int
    values: np.ndarray
    """(rows, cols), float64."""
    dual: np.ndarray | None = None
    """As ``values``."""
    tag: bytes = b""

    def holds_tables(self) -> bool:
        """Whether ``values`` and ``dual`` are what they should be."""
        tables = [self.values] if self.dual is None else [self.values, self.dual]
        if not all(isinstance(t, np.ndarray) and t.dtype == np.float64 and t.ndim == 2 for t in tables):
            return False
        return self.dual is None or self.dual.shape == self.values.shape


@dataclass(frozen=True)
class Heartbeat:
    """Where a host stands and whom it hears; fields as in msg/Heartbeat.msg."""

    sender: str
    boot: int
    count: int
    problem_hash: int
    state: int
    plan: int
    wanted: int
    stage: int
    round: int
    phase: int
    waiting: bool
    peers: tuple[tuple[str, int], ...] = ()
    """Hosts that the sender hears, with their boot numbers."""
    located: tuple[float, ...] = ()
    """Where its robot was: time by the clock that all share [s], position [m], velocity [m/s], world; or nothing."""
    flight: float = 0.0
    """Start of the mission whose plans it knows [s]; 0 if it knows of none."""
    tag: bytes = b""


Parcel = Packet | Heartbeat
"""What a transport carries."""
