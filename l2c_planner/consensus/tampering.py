"""What is done to packets on purpose: liars tell other numbers than they have, noise comes to those that arrive."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from l2c_planner.consensus.agent import EVERYBODY, TOLD
from l2c_planner.transport import Packet, Parcel, Transport


def lies(packet: Packet, listeners: Sequence[str], size: float, rng: np.random.Generator) -> list[Packet]:
    """What a liar tells instead of a packet: numbers of a size, other ones to each that hears it."""
    told = listeners if packet.subject == EVERYBODY else [packet.subject]
    shape = packet.values.shape
    return [replace(packet, subject=name, values=size * rng.choice([-1.0, 1.0], size=shape)) for name in told]


class Noisy:
    """Wraps a transport; every number of a message that arrives is off by noise of its own.

    size: standard deviation.  seed, name: of this end, so that ends with one seed have noise of their own.
    """

    def __init__(self, inner: Transport, size: float, seed: int, name: str) -> None:
        self.inner, self.size = inner, size
        self._rng = np.random.default_rng([seed, *name.encode()])

    @property
    def peers(self) -> tuple[str, ...]:
        """Those of the wrapped transport."""
        return self.inner.peers

    def send(self, parcel: Parcel) -> None:
        """Noise is made where it arrives."""
        self.inner.send(parcel)

    def poll(self) -> list[Parcel]:
        """What has arrived, and the noise."""
        return [self._off(parcel) for parcel in self.inner.poll()]

    def _off(self, parcel: Parcel) -> Parcel:
        if not isinstance(parcel, Packet) or parcel.phase != TOLD:
            return parcel
        return replace(parcel, values=parcel.values + self._rng.normal(scale=self.size, size=parcel.values.shape))
