"""What a host has sent lately, to send it again to those who missed it."""

from __future__ import annotations

from l2c_planner.admm.message import Message, Phase
from l2c_planner.transport.packet import Heartbeat, Packet

KEPT_ROUNDS = 6
"""Rounds for which packets are kept: nobody in a plan is further behind."""
LACKED = {Phase.COPY: Phase.PRIMAL, Phase.DUAL: Phase.COPY}
"""What a host lacks that waits for a phase of a round."""


class Sent:
    """Packets by stage, round, phase and subject."""

    def __init__(self) -> None:
        self._packets: dict[tuple[int, int, int, str], tuple[list[Packet], float]] = {}

    def keep(self, message: Message, packets: list[Packet], now: float) -> None:
        """Remember packets, forget those of old rounds."""
        self._packets[message.stage, message.round, message.phase, message.subject] = packets, now
        if message.phase is Phase.PRIMAL:
            oldest = message.round - KEPT_ROUNDS
            self._packets = {
                key: value
                for key, value in self._packets.items()
                if key[2] >= Phase.BEGIN or (key[0] == message.stage and key[1] >= oldest)
            }

    def lacked(self, beat: Heartbeat, now: float, patience: float) -> list[Packet]:
        """Packets that a waiting host lacks, unless they were sent a moment ago."""
        again = []
        for key, (packets, when) in self._packets.items():
            if now - when >= patience and _lacks(beat, key):
                self._packets[key] = packets, now
                again += packets
        return again

    def opening(self, now: float, patience: float) -> list[Packet]:
        """The packets that opened the plan, unless they were sent a moment ago."""
        again = []
        for key, (packets, when) in self._packets.items():
            if key[2] == Phase.BEGIN and now - when >= patience:
                self._packets[key] = packets, now
                again += packets
        return again


def _lacks(beat: Heartbeat, key: tuple[int, int, int, str]) -> bool:
    stage, number, phase, _ = key
    if phase == Phase.BEGIN or not beat.waiting:
        return False
    if phase == Phase.ACCEPT:
        return beat.phase == Phase.ACCEPT
    if phase == Phase.OUTCOME:
        return stage == beat.stage
    return (stage, number) == (beat.stage, beat.round) and phase == LACKED.get(beat.phase)
