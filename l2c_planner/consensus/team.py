"""A team of agents, each behind its state machine, in one process: connected by transports that may fail on purpose."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import lru_cache, partial

import networkx as nx
import numpy as np

from l2c_planner.config.network import FaultOptions
from l2c_planner.consensus.agent import AHEAD, Agent, agent_name
from l2c_planner.consensus.algorithm import Algorithm
from l2c_planner.consensus.faults import Faults, check
from l2c_planner.consensus.links import Links
from l2c_planner.consensus.network import Network, Sequence
from l2c_planner.consensus.problems import Problem
from l2c_planner.consensus.record import Recorder, Run, suspected
from l2c_planner.consensus.run import DIVERGED, ENOUGH, Progress, fitted
from l2c_planner.consensus.tampering import Noisy, lies
from l2c_planner.transport import Faulty, Packet, Transport
from l2c_planner.transport import Network as Carrier

ROUND = 1.0
"""Time of a round where messages may be lost, so that nobody waits for all [s]."""
TICK = 0.05
"""Step of the clock while a round waits [s]."""


@dataclass(frozen=True)
class Carried:
    """Who carries the messages: makes the end of a name; and how ends are cut off."""

    end: Callable[[str], Transport]
    remove: Callable[[str], None]


def in_memory() -> Carried:
    """Within the process."""
    carrier = Carrier()
    return Carried(carrier.end, carrier.remove)


@dataclass
class Team:
    """Agents of a graph, in step with each other.

    With loss, a round takes a fixed time and agents step with what has come; without, it waits for all packets however
    late. Raises Unfit if algorithm, problem, graph and faults do not go together.
    """

    algorithm: Algorithm | type[Algorithm]
    """A description, or its class: then with steps that suit problem and graph."""
    problem: Problem
    graph: nx.Graph | Sequence
    carrying: FaultOptions = field(default_factory=FaultOptions)
    """What goes wrong with packets on their way."""
    faults: Faults = field(default_factory=Faults)
    """What goes wrong with agents: deaths, joins, liars; and noise. Loss, delay and outages of it do not count."""
    carried: Carried = field(default_factory=in_memory)
    start: np.ndarray | None = None
    """First estimates (A, n) of all agents; zeros by default."""
    keep: bool = False
    """Whether the estimates of all rounds are kept."""

    def __post_init__(self) -> None:
        meant = replace(self.faults, loss=self.carrying.loss, delay=0, outage=0.0)
        self.network = Network(self.graph, meant)
        self.algorithm = fitted(self.algorithm, self.problem, self.network)
        here = self.problem.rows(self.network.alive(0))
        check(self.algorithm, here, self.network.directed, self.network.changing, meant)
        self.now, self.round, self.epoch = 0.0, 0, 0
        self.agents: dict[int, Agent] = {}
        self._ends: dict[int, Transport] = {}
        self._spent = np.zeros(2, int)
        self._lying = np.random.default_rng((self.faults.seed, 4))
        self._links = lru_cache(2 * AHEAD)(self.network.links)
        self._begin({})

    def run(self, rounds: int, enough: float = ENOUGH, progress: Progress | None = None) -> Run:
        """Errors and counts of at most `rounds` rounds; see :func:`l2c_planner.consensus.run.run`."""
        record, last = self._recorder(), max(self.network.changes(), default=0)
        error = record(0, self.x)
        for k in range(rounds):
            if k in self.network.changes():
                self._begin({number: agent.x for number, agent in self.agents.items()})
                record.change(self._here(), self._honest())
            elif k >= last and not error > enough:
                break
            self.step()
            error = record(k + 1, self.x)
            if progress is not None:
                progress(k + 1, error)
            if not error < DIVERGED:
                break
        messages, size = (self._spent + self._counts()).tolist()
        errors = np.array(record.error), np.array(record.consensus_error)
        there, trail = np.array(list(self.agents)), tuple(record.trail)
        return Run(there, self.x, record.target, *errors, messages, size, self._suspects(), trail=trail)

    @property
    def x(self) -> np.ndarray:
        """Estimates (A, n)."""
        return np.array([agent.x for agent in self.agents.values()])

    def step(self) -> None:
        """One round of everybody."""
        for number, agent in self.agents.items():
            for packet in agent.outbox():
                for told in self._told(number, packet):
                    self._ends[number].send(told)
        end = self.now + ROUND
        while self.now < end if self.carrying.loss else not all(a.ready() for a in self.agents.values()):
            self._poll()
            self.now += ROUND if self.carrying.loss else TICK
        for agent in self.agents.values():
            agent.step()
        self.round += 1

    def _told(self, number: int, packet: Packet) -> list[Packet]:
        if number not in self.faults.liars:
            return [packet]
        listeners = [agent_name(i) for i in sorted(self.network.graph(self.round).neighbors(number))]
        return lies(packet, listeners, self.faults.attack, self._lying)

    def _poll(self) -> None:
        for number, agent in self.agents.items():
            for parcel in self._ends[number].poll():
                agent.receive(parcel)

    def _begin(self, before: dict[int, np.ndarray]) -> None:
        """Everybody who is there begins (again), from where it was."""
        alive = self.network.alive(self.round).tolist()
        self._spent = self._spent + self._counts()
        for number in set(self.agents) - set(alive):
            self.carried.remove(agent_name(number))
            del self._ends[number]
        self.agents, self.epoch = {}, self.epoch + 1
        self._last = min((k for k in self.network.changes() if k > self.round), default=math.inf) - 1
        self._links.cache_clear()
        for row, number in enumerate(alive):
            start, part = before.get(number, self._first(number)), self.problem.rows(np.array([number]))
            seen = partial(self._seen, row) if self.network.changing else self._seen(row, self.round)
            self.agents[number] = Agent(self.algorithm, part, seen, start, self.epoch, self.round)
            if number not in self._ends:
                self._ends[number] = self._end(agent_name(number))

    def _seen(self, row: int, round: int) -> Links:
        """The links of one agent; at the end of an epoch nobody looks into the next one, in which rows are others'."""
        return self._links(min(round, self._last)).seen_by(row)

    def _end(self, name: str) -> Transport:
        faulty = Faulty(self.carried.end(name), self.carrying, name, lambda: self.now)
        return Noisy(faulty, self.faults.noise, self.faults.seed, name) if self.faults.noise else faulty

    def _first(self, number: int) -> np.ndarray:
        return np.zeros(self.problem.n) if self.start is None else self.start[number]

    def _here(self) -> Problem:
        return self.problem.rows(np.array(list(self.agents)))

    def _honest(self) -> np.ndarray:
        return np.flatnonzero(~np.isin(list(self.agents), self.faults.liars))

    def _recorder(self) -> Recorder:
        return Recorder(self.algorithm, self._here(), self._honest(), self.keep)

    def _suspects(self) -> tuple[int, ...]:
        watched = {number: self.algorithm.suspicion(a.state, a.links) for number, a in self.agents.items()}
        if any(share is None for share in watched.values()):
            return ()
        about = [self.agents[number].links.ids[self.agents[number].links.sender] for number in watched]
        says = np.repeat(list(watched), [len(heard) for heard in about])
        return suspected(says, np.concatenate(about), np.concatenate(list(watched.values())), self.faults.liars)

    def _counts(self) -> np.ndarray:
        counts = [(a.messages, a.bytes) for a in self.agents.values()]
        return np.sum(counts, axis=0) if counts else np.zeros(2, int)
