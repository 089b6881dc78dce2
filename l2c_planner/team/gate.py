"""What arrives at a host, and what it sends: only hosts of its team with its problem pass, only while they live and are
believed, and whole tables."""

from __future__ import annotations

from collections import Counter

from l2c_planner.admm.message import Message
from l2c_planner.team.company import Company
from l2c_planner.transport.assembly import packets_of
from l2c_planner.transport.packet import Heartbeat, Packet, Parcel
from l2c_planner.transport.seal import Seal

OTHER_PROBLEM = "other problem"


class Gate:
    """Judges parcels that come, seals those that go.

    hash: that of the problem.
    """

    def __init__(self, company: Company, hash: int, seal: Seal) -> None:
        self.company, self.hash, self.seal = company, hash, seal
        self.rejected: Counter[str] = Counter()
        """Why packets were refused: a fixed set of reasons."""
        self.others: dict[str, float] = {}
        """When peers that plan something else were last heard, sealed or not [s]."""
        self.outgoing: list[Packet] = []
        """Packets to send since the last `outbox`."""

    def change(self, hash: int) -> None:
        """Plan another problem; what those peers send who have not changed yet is not lost."""
        self.hash = hash
        for peer in self.company.peers.values():
            peer.counts.clear()

    def admit(self, parcel: Parcel, now: float) -> Heartbeat | Message | None:
        """News of a host: a heartbeat, or a message that is complete now.  Raises nothing, whatever arrives."""
        reason, news = self._objection(parcel), None
        if reason == OTHER_PROBLEM:
            self.others[parcel.sender] = now
        if not reason:
            open_ = self._open_heartbeat if isinstance(parcel, Heartbeat) else self._open_packet
            news, reason = open_(parcel, now)
        if news is not None and self.company.left_out(self.company.peers[parcel.sender]):
            news, reason = None, "not believed" if isinstance(parcel, Packet) else ""
        self.refuse(reason)
        return news

    def refuse(self, reason: str) -> None:
        """Count why a message was refused after all; nothing if the reason is empty."""
        if reason:
            self.rejected[reason] += 1

    def send(self, message: Message, times: int = 1) -> list[Packet]:
        """Have a message sent, so many times; returns its packets."""
        packets = [self.seal.sealed(p) for p in packets_of(message, self.company.boot, self.hash)]
        self.again(packets * times)
        return packets

    def again(self, packets: list[Packet]) -> None:
        """Have packets sent (once more)."""
        self.outgoing += packets

    def outbox(self) -> list[Packet]:
        """Packets to send since the last call."""
        packets, self.outgoing = self.outgoing, []
        return packets

    def _objection(self, parcel: Parcel) -> str:
        company = self.company
        if not isinstance(parcel, Packet | Heartbeat):
            return "not a message"
        if parcel.sender not in company.peers:
            return "own" if parcel.sender == company.name and parcel.boot == company.boot else "unknown sender"
        if parcel.problem_hash != self.hash:
            return OTHER_PROBLEM
        if isinstance(parcel, Packet) and not parcel.holds_tables():
            return "wrong shape or type"
        return "" if self.seal.valid(parcel) else "wrong tag"

    def _open_heartbeat(self, beat: Heartbeat, now: float) -> tuple[Heartbeat | None, str]:
        peer = self.company.peers[beat.sender]
        reason = peer.hear(beat, self.company.name, self.company.boot, now)
        return (beat if peer.fresh and beat is peer.beat and not reason else None), reason

    def _open_packet(self, packet: Packet, now: float) -> tuple[Message | None, str]:
        peer = self.company.peers[packet.sender]
        if not peer.fresh or packet.boot != peer.boot:
            return None, "not introduced"
        peer.heard = now
        return peer.assembler.add(packet)

    def strangers(self, now: float) -> str:
        """Peers that live, but plan another problem or with other networks, in words; empty if there are none."""
        living = [name for name, heard in self.others.items() if now - heard < self.company.lost_after]
        return f"{', '.join(sorted(living))}: another problem or other networks" if living else ""
