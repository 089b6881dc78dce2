"""Whom a host believes: nobody who was caught in a lie by so many hosts that one of them must be honest.

A host that finds that what another one told cannot be true says so to all (a *doubt*: an ACCEPT packet whose subject
names the other), again and again, and gives the plan up. Nobody else takes its word for it: it may be the liar. Only
when f + 1 hosts doubt the same host is that one left out, by all alike; f, the liars that a team of n hosts bears, is
(n - 1) / 3 rounded down as in Byzantine agreement (Lamport, Shostak and Pease 1982), but 1 at least. So f liars
together throw nobody out, and a liar that is seen by all is out within a packet's time.

A doubt is about one life of a host: one that has been repaired and started again is believed again.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from l2c_planner.admm.message import Message, Phase

DOUBT = "doubt/"
"""Beginning of the subject of a doubt; the host follows."""
REPEATED = 0.25
"""Doubts are told again so often [s]."""
HALF = 2**32
"""A boot number travels as two numbers below it, which a float holds exactly."""


class Trust:
    """What one host thinks of the others, and has heard of what they think.

    name: of the host.  hosts: number of all in the team.
    """

    def __init__(self, name: str, hosts: int) -> None:
        self.name = name
        self.needed = max(1, (hosts - 1) // 3) + 1
        """Hosts that must doubt another one before it is left out."""
        self.reasons: dict[tuple[str, int], str] = {}
        """Why this host does not believe others, by name and boot number."""
        self._accusers: dict[tuple[str, int], set[str]] = {}
        self._told = float("-inf")

    def doubt(self, host: str, boot: int, reason: str) -> bool:
        """This host has caught another one; whether that is news."""
        news = (host, boot) not in self.reasons
        if news:
            self.reasons[host, boot] = reason
            self._accusers.setdefault((host, boot), set()).add(self.name)
            self._told = float("-inf")
        return news

    def hear(self, message: Message, boots: Mapping[str, int | None]) -> str:
        """Take in the doubt of another host; returns why not, if so.

        boots: numbers that hosts have now.
        """
        host, values = message.subject.removeprefix(DOUBT), message.values
        if values.shape != (1, 2) or not all(0 <= v < HALF and v == int(v) for v in values[0]):
            return "wrong shape or type"
        boot = int(values[0, 0]) * HALF + int(values[0, 1])
        if host == message.sender or boots.get(host) != boot:
            return "unknown sender, phase or subject"
        self._accusers.setdefault((host, boot), set()).add(message.sender)
        return ""

    def left_out(self, host: str, boot: int | None) -> bool:
        """Whether a host with a boot number is believed by nobody any more."""
        return boot is not None and len(self._accusers.get((host, boot), ())) >= self.needed

    def watchful(self) -> bool:
        """Whether anybody doubts anybody who is not left out yet: then all had better hear all trajectories."""
        return any(0 < len(accusers) < self.needed for accusers in list(self._accusers.values()))

    def due(self, now: float) -> list[Message]:
        """The doubts of this host as messages, when it is time to tell them."""
        if not self.reasons or now - self._told < REPEATED:
            return []
        self._told = now
        return [
            Message(
                self.name, 0, 0, 0, Phase.ACCEPT, DOUBT + host, np.array([[float(boot // HALF), float(boot % HALF)]])
            )
            for host, boot in self.reasons
        ]

    def said(self, host: str, boot: int | None) -> str:
        """What is wrong with a host, in words; empty if nothing is known."""
        if reason := self.reasons.get((host, boot)):
            return f"{host} is not believed: {reason}"
        accusers = self._accusers.get((host, boot), ())
        return f"{host} is not believed by {', '.join(sorted(accusers))}" if self.left_out(host, boot) else ""
