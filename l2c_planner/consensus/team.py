"""A team of agents, each behind its state machine, in one process: connected by transports that may fail on purpose."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import networkx as nx
import numpy as np

from l2c_planner.config.network import FaultOptions
from l2c_planner.consensus.agent import Agent
from l2c_planner.consensus.algorithm import Algorithm
from l2c_planner.consensus.faults import Faults, check
from l2c_planner.consensus.network import Network
from l2c_planner.consensus.problems import Problem
from l2c_planner.consensus.record import Recorder, Run
from l2c_planner.consensus.run import DIVERGED, ENOUGH, Progress
from l2c_planner.transport import Faulty, Transport
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
    """Agents of a graph that stays, in step with each other.

    With loss, a round takes a fixed time and agents step with what has come; without, it waits for all packets however
    late. Raises Unfit if algorithm, problem, graph and faults do not go together.
    """

    algorithm: Algorithm
    problem: Problem
    graph: nx.Graph
    faults: FaultOptions = field(default_factory=FaultOptions)
    deaths: tuple[tuple[int, int], ...] = ()
    """Agent and round before which it ends."""
    carried: Carried = field(default_factory=in_memory)

    def __post_init__(self) -> None:
        meant = Faults(loss=self.faults.loss, deaths=self.deaths)
        self.network = Network(self.graph, meant)
        here = self.problem.rows(self.network.alive(0))
        check(self.algorithm, here, self.network.directed, self.network.changing, meant)
        self.now, self.round, self.epoch = 0.0, 0, 0
        self.agents: dict[int, Agent] = {}
        self._ends: dict[int, Transport] = {}
        self._spent = np.zeros(2, int)
        self._begin({})

    def run(self, rounds: int, enough: float = ENOUGH, progress: Progress | None = None) -> Run:
        """Errors and counts of at most `rounds` rounds; see :func:`l2c_planner.consensus.run.run`."""
        record, last = self._recorder(), max(self.network.changes(), default=0)
        error = record(0, self.x)
        for k in range(rounds):
            if k in self.network.changes():
                self._begin({number: agent.x for number, agent in self.agents.items()})
                record.change(self._here(), np.arange(len(self.agents)))
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
        return Run(np.array(list(self.agents)), self.x, record.target, *errors, messages, size)

    @property
    def x(self) -> np.ndarray:
        """Estimates (A, n)."""
        return np.array([agent.x for agent in self.agents.values()])

    def step(self) -> None:
        """One round of everybody."""
        for number, agent in self.agents.items():
            for packet in agent.outbox():
                self._ends[number].send(packet)
        end = self.now + ROUND
        while self.now < end if self.faults.loss else not all(a.ready() for a in self.agents.values()):
            self._poll()
            self.now += ROUND if self.faults.loss else TICK
        for agent in self.agents.values():
            agent.step()
        self.round += 1

    def _poll(self) -> None:
        for number, agent in self.agents.items():
            for parcel in self._ends[number].poll():
                agent.receive(parcel)

    def _begin(self, before: dict[int, np.ndarray]) -> None:
        """Everybody who is there begins (again), from where it was."""
        alive, links = self.network.alive(self.round), self.network.links(self.round)
        self._spent = self._spent + self._counts()
        for number in set(self.agents) - set(alive.tolist()):
            self.carried.remove(_name(number))
        self.agents, self.epoch = {}, self.epoch + 1
        for row, number in enumerate(alive.tolist()):
            seen = links.seen_by(row)
            names, start = [_name(i) for i in seen.ids], before.get(number, np.zeros(self.problem.n))
            part = self.problem.rows(np.array([number]))
            self.agents[number] = Agent(self.algorithm, part, seen, names, start, self.epoch)
            if number not in self._ends:
                end = self.carried.end(_name(number))
                self._ends[number] = Faulty(end, self.faults, _name(number), lambda: self.now)

    def _here(self) -> Problem:
        return self.problem.rows(np.array(list(self.agents)))

    def _recorder(self) -> Recorder:
        return Recorder(self.algorithm, self._here(), np.arange(len(self.agents)))

    def _counts(self) -> np.ndarray:
        counts = [(a.messages, a.bytes) for a in self.agents.values()]
        return np.sum(counts, axis=0) if counts else np.zeros(2, int)


def _name(number: int) -> str:
    return f"agent_{number}"
