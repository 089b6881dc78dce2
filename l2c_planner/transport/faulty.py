"""A transport that loses, delays, doubles and reorders what arrives; the same seed gives the same faults."""

from __future__ import annotations

import heapq
import random
from collections.abc import Callable
from itertools import count

from l2c_planner.config.network import FaultOptions
from l2c_planner.transport.base import Transport
from l2c_planner.transport.packet import Parcel

HELD_BACK = 0.02
"""By how much a reordered parcel is late [s]."""


class Faulty:
    """Wraps a transport; faults are those of the links to this end, independent of each other.

    name: of this end, so that ends with one seed have faults of their own.  clock: gives the time [s].
    """

    def __init__(self, inner: Transport, faults: FaultOptions, name: str, clock: Callable[[], float]) -> None:
        self.inner, self.faults, self.clock = inner, faults, clock
        self._choose = random.Random(f"{faults.seed} {name}")
        self._late: list[tuple[float, int, Parcel]] = []
        self._number = count()

    @property
    def peers(self) -> tuple[str, ...]:
        """Those of the wrapped transport."""
        return self.inner.peers

    def send(self, parcel: Parcel) -> None:
        """Sending has no faults: each receiver makes its own."""
        self.inner.send(parcel)

    def poll(self) -> list[Parcel]:
        """What has arrived and is due."""
        now = self.clock()
        for parcel in self.inner.poll():
            self._receive(parcel, now)
        due = []
        while self._late and self._late[0][0] <= now:
            due.append(heapq.heappop(self._late)[2])
        return due

    def _receive(self, parcel: Parcel, now: float) -> None:
        f, choose = self.faults, self._choose.random
        if choose() < f.loss:
            return
        for _ in range(2 if choose() < f.duplicate else 1):
            late = f.delay * choose() + (HELD_BACK if choose() < f.reorder else 0.0)
            heapq.heappush(self._late, (now + late, next(self._number), parcel))
