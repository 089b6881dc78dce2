"""A network in one process: what one end sends, all others find."""

from __future__ import annotations

from l2c_planner.transport.packet import Parcel


class Network:
    """Connects ends by name."""

    def __init__(self) -> None:
        self._ends: dict[str, MemoryTransport] = {}

    def end(self, name: str) -> MemoryTransport:
        """A new end; one that had the name before is cut off, as if its process had died."""
        self._ends[name] = MemoryTransport(self, name)
        return self._ends[name]

    def remove(self, name: str) -> None:
        """Cut an end off."""
        self._ends.pop(name, None)

    def names(self) -> tuple[str, ...]:
        """All ends that are connected."""
        return tuple(self._ends)

    def carry(self, sender: MemoryTransport, parcel: Parcel) -> None:
        """Put a parcel into the queues of all other ends."""
        if self._ends.get(sender.name) is sender:
            for name, end in self._ends.items():
                if name != sender.name:
                    end.queue.append(parcel)


class MemoryTransport:
    """One end of a :class:`Network`."""

    def __init__(self, network: Network, name: str) -> None:
        self.name, self.queue = name, []
        self._network = network

    @property
    def peers(self) -> tuple[str, ...]:
        """The other ends."""
        return tuple(name for name in self._network.names() if name != self.name)

    def send(self, parcel: Parcel) -> None:
        """Hand a parcel to all peers."""
        self._network.carry(self, parcel)

    def poll(self) -> list[Parcel]:
        """Parcels that have arrived since the last call."""
        arrived, self.queue = self.queue, []
        return arrived
