"""One agent as a state machine that knows nothing of who carries its messages.

    outbox()      what it wants to send
    receive(p)    what arrived, in any order, any number of times
    missing()     whom the next step still waits for
    step()        take it

A round is one step. What is told is a packet of one row; who has nothing to say sends an empty row, so that nobody
waits for it. Sums run over neighbours in the order of their numbers, whatever the order of arrival.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from functools import lru_cache
from hashlib import blake2b

import numpy as np

from l2c_planner.consensus.algorithm import Algorithm, Channel, Fault, Received, State
from l2c_planner.consensus.links import Links
from l2c_planner.consensus.problems import Problem
from l2c_planner.consensus.registry import name_of
from l2c_planner.transport import Packet

AHEAD = 4
"""Rounds by which others may be ahead: packets of later ones are refused."""
TOLD = 0
"""Phase of the packets."""
EVERYBODY = "*"
"""Subject of packets for all neighbours; others name the one that they are for."""


class Missing(RuntimeError):
    """A step without messages that the algorithm cannot do without; the message names whose."""


def agent_name(number: int) -> str:
    """Of the agent with a number."""
    return f"agent_{number}"


class Agent:
    """Takes part in an algorithm for one row of a problem.

    links: of this agent alone; a function of the round if the graph changes.  start: first estimate (n,).
    epoch: how often the team has begun anew; packets of other epochs are refused.  first: round of the team in which
    the epoch begins; packets count from there.  about: what else must be the same in all agents of a run.
    """

    def __init__(
        self,
        algorithm: Algorithm,
        problem: Problem,
        links: Links | Callable[[int], Links],
        start: np.ndarray,
        epoch: int = 0,
        first: int = 0,
        about: str = "",
    ) -> None:
        self.algorithm, self.problem, self.epoch, self.first = algorithm, problem, epoch, first
        self._links_at = links if callable(links) else lambda round: links
        always = None if callable(links) else self._names(0)
        self._neighbours_at = lru_cache(2 * AHEAD)(self._names) if always is None else lambda round: always
        self.links = self._links_at(first)
        self.name = agent_name(self.links.ids[self.links.own[0]])
        self.digest = int.from_bytes(blake2b(f"{algorithm!r} {about}".encode(), digest_size=8).digest(), "little")
        self.round = 0
        self.rejected: Counter[str] = Counter()
        """Why packets were refused."""
        self.messages = self.bytes = 0
        """Over links: what five neighbours hear counts five times; an empty row counts nothing."""
        self._kept: dict[tuple[str, int], Packet] = {}
        self._used: dict[str, int] = {}
        self.state: State = algorithm.begin(problem.at(first), self.links, start[None])
        self._tell()

    @property
    def neighbours(self) -> list[str]:
        """Whom it hears in this round."""
        return self._neighbours_at(self.round)

    @property
    def x(self) -> np.ndarray:
        """Estimate (n,)."""
        return self.state.x[0]

    @property
    def told_size(self) -> int:
        """Numbers in a message."""
        return self._told.shape[1]

    # ---------------------------------------------------------------- the state machine
    def outbox(self) -> list[Packet]:
        """Packets to send since the last call."""
        packets, self._outbox = self._outbox, []
        if packets and self._speaks:
            self.messages += (count := int(self.links.listeners[0]))
            self.bytes += count * self._told.shape[1] * self.algorithm.number_bytes
        return packets

    def receive(self, packet: Packet) -> None:
        """Keep a neighbour's packet that is of use; any other is counted in ``rejected``. Nothing makes this raise."""
        if not isinstance(packet, Packet) or packet.subject not in (EVERYBODY, self.name):
            return
        if packet.sender not in self._neighbours_at(self._believed(packet.round)):
            return  # messages go along edges only
        if reason := self._objection(packet):
            self.rejected[reason] += 1
        else:
            self._kept[packet.sender, packet.round] = packet

    def missing(self) -> list[str]:
        """Neighbours whose packet of this round has not come."""
        return [name for name in self.neighbours if (name, self.round) not in self._kept]

    def ready(self) -> bool:
        """Whether all have."""
        return not self.missing()

    def step(self) -> None:
        """The next round.

        Raises Missing if a packet has not come and the algorithm does not survive its loss.
        """
        if Fault.LOSS not in self.algorithm.survives and (missing := self.missing()):
            raise Missing(f"{self.name}: round {self.round} waits for {', '.join(missing)}; {name_of(self.algorithm)} "
                          "does not survive lost messages")  # fmt: skip
        received = self._received()
        problem = self.problem.at(self.first + self.round + 1)
        self.state = self.algorithm.advance(self.state, received, problem, self.links)
        self.round += 1
        self.links = self._links_at(self.first + self.round)
        oldest = self.round if Fault.DELAY not in self.algorithm.survives else 0
        self._kept = {(s, r): p for (s, r), p in self._kept.items() if r >= oldest and r > self._last(s)}
        self._tell()

    # ---------------------------------------------------------------- parts
    def _names(self, round: int) -> list[str]:
        links = self._links_at(self.first + round)
        return [agent_name(links.ids[column]) for column in links.sender]

    def _believed(self, round: object) -> int:
        """A round that a packet may have, for one that it says."""
        soon = isinstance(round, int) and self.round <= round <= self.round + AHEAD
        return round if soon else self.round  # type: ignore[return-value]

    def _last(self, sender: str) -> int:
        """Round of the last packet of a neighbour that was used."""
        return self._used.get(sender, -1)

    def _tell(self) -> None:
        self._told = self.algorithm.outgoing(self.state, self.links)
        self._speaks = bool(self.algorithm.speaks(self.state, self.links)[0])
        rows = self._told if self._speaks else self._told[:, :0]
        edges = self.algorithm.channel is Channel.EDGES
        subjects = self.neighbours if edges else [EVERYBODY]
        self._outbox = [self._packet(subject, rows[[k]]) for k, subject in enumerate(subjects)]

    def _packet(self, subject: str, row: np.ndarray) -> Packet:
        head = (self.name, 0, self.digest, self.epoch, 0, self.round, TOLD)
        return Packet(*head, subject, 0.0, 1, 0, np.ascontiguousarray(row))

    def _objection(self, packet: Packet) -> str:
        """Why a packet is of no use; empty if it is of use."""
        if packet.problem_hash != self.digest:
            return "another algorithm"
        if packet.plan != self.epoch:
            return "another epoch"
        if not isinstance(packet.round, int) or packet.round > self.round + AHEAD:
            return "early"
        late = Fault.DELAY in self.algorithm.survives
        if packet.round <= self._last(packet.sender) or (packet.round < self.round and not late):
            return "late"
        if not packet.holds_tables() or packet.values.shape not in ((1, 0), (1, self._told.shape[1])):
            return "wrong shape or type"
        return "" if np.isfinite(packet.values).all() else "not finite"

    def _newest(self, sender: str) -> Packet | None:
        """The packet of this round, or the newest before it where lateness does no harm."""
        if Fault.DELAY not in self.algorithm.survives:
            return self._kept.get((sender, self.round))
        rounds = [r for s, r in self._kept if s == sender and r <= self.round]
        return self._kept[sender, max(rounds)] if rounds else None

    def _received(self) -> Received:
        """What has been heard, laid out as the algorithm wants it."""
        table = self.algorithm.channel is Channel.TABLE
        values = np.zeros((len(self.links.ids) if table else len(self.neighbours), self._told.shape[1]))
        heard = np.zeros(len(values), bool)
        if table:
            values[self.links.own], heard[self.links.own] = self._told, self._speaks
        for slot, (name, column) in enumerate(zip(self.neighbours, self.links.sender)):
            packet = self._newest(name)
            if packet is None:
                continue
            self._used[name] = packet.round
            if packet.values.shape[1]:
                row = column if table else slot
                values[row], heard[row] = packet.values[0], True
        return Received(values, heard)
