"""An agent that runs by itself, beside others of which it knows nothing but what they say: rounds, silences, restarts.

Where messages arrive, a round waits for all neighbours. Where they get lost, it waits for a neighbour until this has
told something of a later round, or has said that it waits too: then the message was lost, and not late, however slow
the machines are. Who is silent for too long is taken for gone:
the survivors begin anew, from where they are, with the weights of their own graph, as soon as they share that view (see
`membership`). Nothing is promised while views differ, or while the graph of those who are left is in parts; an agent
then waits, and says why.
"""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass, replace
from hashlib import blake2b

import networkx as nx
import numpy as np

from l2c_planner.consensus.agent import TOLD, Agent, agent_name
from l2c_planner.consensus.algorithm import Algorithm, Fault
from l2c_planner.consensus.errors import Unfit
from l2c_planner.consensus.graphs import connected
from l2c_planner.consensus.links import Links
from l2c_planner.consensus.membership import View, read_view
from l2c_planner.consensus.problems import Problem
from l2c_planner.transport import Packet

MEMBERS, ESTIMATE = 3, 4
"""Phases of packets with a view of the team, and with an estimate; those of the opening and the outcome of a plan."""
GIVEN_UP = 10
"""Patiences after which a round goes on whatever neighbours say."""
MOST_EARLY = 1000
"""Packets of epochs that this agent has not come to yet."""


@dataclass(frozen=True)
class Pace:
    """Times of a member [s]."""

    rounds: int
    """Most rounds that are reported."""
    patience: float | None = None
    """After which who waits says so; None where no message is lost."""
    heartbeat: float = 0.1
    """Between two signs of life."""
    lost_after: float = 3.0
    """Silence after which a neighbour is gone."""
    join: float = 30.0
    """The same for one that has not been heard at all."""


class Member:
    """One agent of a graph; `now` is the time by any clock that only runs forward [s].

    view: of those who are there at first.  boot: number of this start of the process, another one after a restart.
    about: what must be the same in all agents of a run, beside the description.

    Raises Unfit if the description does not go together with the graph.
    """

    def __init__(
        self,
        algorithm: Algorithm,
        problem: Problem,
        graph: nx.Graph,
        start: np.ndarray,
        number: int,
        view: View,
        pace: Pace,
        about: str = "",
        boot: int = 0,
        now: float = 0.0,
    ) -> None:
        self.algorithm, self.graph, self.number, self.pace, self.boot = algorithm, graph, number, pace, boot
        self.name, self.view, self.about = agent_name(number), view, about
        self.digest = int.from_bytes(blake2b(f"{algorithm!r} {about}".encode(), digest_size=8).digest(), "little")
        self.stuck = ""
        """Why it waits, if it does: the others are in parts."""
        self.refused = 0
        """Packets of other runs, and what cannot be read."""
        self.agent: Agent | None = None
        self._problem, self._x = problem.rows(np.array([number])), start[number]
        heard = graph.predecessors(number) if graph.is_directed() else graph.neighbors(number)
        self._numbers = {agent_name(i): i for i in sorted(heard)}
        self._last = dict.fromkeys(self._numbers, now + pace.join - pace.lost_after)
        self._boots: dict[str, int] = {}
        self._furthest: dict[str, float] = {}
        self._early: deque[Packet] = deque(maxlen=MOST_EARLY)
        self._spent = np.zeros(2, int)
        self._round, self._began, self._beat, self._looked = 0, now, now, now
        self._sent = False
        self._take(view if number in view.there else view.moved(number), now)
        if self.stuck:
            raise Unfit(self.stuck)

    # ---------------------------------------------------------------- what is known
    @property
    def hears(self) -> list[str]:
        """Names of those whom it listens to."""
        return list(self._numbers)

    @property
    def round(self) -> int:
        """Rounds taken, over all epochs."""
        return self._round if self.agent is None else self.agent.first + self.agent.round

    @property
    def x(self) -> np.ndarray:
        """Estimate (n,)."""
        return self._x if self.agent is None else self.agent.x

    @property
    def counts(self) -> np.ndarray:
        """Messages and bytes told over links so far, (2,); signs of life and estimates left out."""
        return self._spent if self.agent is None else self._spent + (self.agent.messages, self.agent.bytes)

    @property
    def told_size(self) -> int:
        """Numbers in a message of a round."""
        return 0 if self.agent is None else self.agent.told_size

    def estimate(self) -> Packet:
        """A row: the estimate, then messages and bytes so far."""
        row = np.concatenate([self.x, self.counts])[None]
        return self._packet(ESTIMATE, "estimate", row)

    # ---------------------------------------------------------------- what goes on
    def receive(self, packet: object, now: float) -> None:
        """Take in a packet, in any order, any number of times; nothing makes this raise."""
        if not isinstance(packet, Packet) or packet.sender not in self._numbers or not packet.holds_tables():
            return
        if packet.phase == MEMBERS:
            self._on_view(packet, now)
        elif packet.phase == TOLD and isinstance(packet.plan, int) and packet.plan > self.view.epoch:
            self._early.append(packet)
        elif packet.phase == TOLD:
            self._on_told(packet)

    def advance(self, now: float) -> bool:
        """See who is silent, and take a round if it can be taken; whether one was.

        None is taken before the packets of the last one are out.
        """
        self._miss(now)
        if self.agent is None or not self._sent or self.round >= self._end or not self._due(now):
            return False
        self.agent.step()
        self._began, self._sent = now, False
        return True

    def outbox(self, now: float) -> list[Packet]:
        """Packets to send: those of rounds, and the view as a sign of life when it is time."""
        self._sent = True
        packets = [] if self.agent is None else [replace(p, boot=self.boot) for p in self.agent.outbox()]
        if now >= self._next_beat:
            self._beat = now
            packets.append(self._packet(MEMBERS, "members", self._row()))
        return packets

    def wait(self, now: float) -> float:
        """How long nothing is to be done unless something arrives [s]."""
        if not self._sent:
            return 0.0
        return max(0.0, self._next_beat - now)

    # ---------------------------------------------------------------- parts
    @property
    def _end(self) -> int:
        """A round beyond the last one that is reported: neighbours may be behind by what a word takes to get around."""
        return self.pace.rounds + len(self.graph)

    @property
    def _next_beat(self) -> float:
        """When the next sign of life is due: sooner from who waits where messages are lost."""
        waits = self.agent is not None and self.pace.patience is not None
        soon = max(self._began, self._beat) + self.pace.patience if waits else math.inf
        return min(self._beat + self.pace.heartbeat, soon)

    def _row(self) -> np.ndarray:
        """The view, and the round of this epoch whose message has been told."""
        return np.append(self.view.row(), -1 if self.agent is None else self.agent.round)[None]

    def _miss(self, now: float) -> None:
        """Take those for gone who are silent; time in which this agent itself stood still counts for nobody."""
        stood, self._looked = now - self._looked, now
        for name, number in self._numbers.items():
            if stood > self.pace.lost_after / 2:
                self._last[name] += stood
            if number in self.view.there and now - self._last[name] > self.pace.lost_after:
                self._take(self.view.moved(number), now)

    def _due(self, now: float) -> bool:
        if self.pace.patience is None:
            return self.agent.ready()
        told = all(self._furthest.get(name, -1) >= self.agent.round for name in self.agent.neighbours)
        most = 1 if Fault.DELAY in self.algorithm.survives else GIVEN_UP
        return told or now >= self._began + most * self.pace.patience

    def _on_told(self, packet: Packet) -> None:
        if self.agent is None or packet.problem_hash != self.agent.digest or packet.plan != self.agent.epoch:
            self.refused += 1
            return
        if isinstance(packet.round, int):
            self._note(packet.sender, packet.round)
        self.agent.receive(packet)

    def _note(self, sender: str, round: float) -> None:
        """Somebody has told what it had to in a round."""
        self._furthest[sender] = max(round, self._furthest.get(sender, -1))

    def _on_view(self, packet: Packet, now: float) -> None:
        view = read_view(packet.values[:, :-1], len(self.view.counters))
        if view is None or packet.problem_hash != self.digest or not isinstance(packet.round, int):
            self.refused += 1
            return
        self._last[packet.sender], number = now, self._numbers[packet.sender]
        known, self._boots[packet.sender] = self._boots.get(packet.sender, packet.boot), packet.boot
        found = self.view.joined(view)
        if known != packet.boot and found.counters[number] == self.view.counters[number] and number in found.there:
            found = found.moved(number, 2)
        self._take(found if self.number in found.there else found.moved(self.number), now, packet.round)
        if view == self.view:
            self._note(packet.sender, packet.values[0, -1])

    def _take(self, view: View, now: float, round: int = 0) -> None:
        """Begin anew if a view says something new; in the round of who has told so, if that is ahead."""
        if view == self.view and (self.agent is not None or self.stuck):
            return
        if self.agent is not None:
            self._round, self._x, self._spent = self.round, self.agent.x, self.counts
        self._round = max(self._round, round)
        came = set(view.there) - set(self.view.there)
        self._last |= {name: now for name, number in self._numbers.items() if number in came}
        self.view, self.agent, self.stuck, self._furthest = view, None, "", {}
        self._began, self._beat, self._sent = now, now - self.pace.heartbeat, False
        try:
            self.agent = self._among(view)
        except Unfit as error:
            self.stuck = str(error)
            return
        early, self._early = self._early, deque(maxlen=MOST_EARLY)
        for packet in early:
            self.receive(packet, now)

    def _among(self, view: View) -> Agent:
        """The agent among those who are there."""
        seen = Links.of(connected(self.graph.subgraph(view.there))).seen_by(view.there.index(self.number))
        about = f"{self.about} {view.counters}"
        return Agent(self.algorithm, self._problem, seen, self._x, view.epoch, self._round, about)

    def _packet(self, phase: int, subject: str, row: np.ndarray) -> Packet:
        return Packet(self.name, self.boot, self.digest, self.view.epoch, 0, self.round, phase, subject, 0.0, 1, 0, row)
