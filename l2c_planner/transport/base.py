"""What every transport does."""

from __future__ import annotations

from typing import Protocol

from l2c_planner.transport.packet import Parcel


class Transport(Protocol):
    """One host's end of a network."""

    @property
    def peers(self) -> tuple[str, ...]:
        """Names of the other ends, as far as known."""

    def send(self, parcel: Parcel) -> None:
        """Hand a parcel to all peers; never waits for them."""

    def poll(self) -> list[Parcel]:
        """Parcels that have arrived since the last call, in the order of arrival."""
