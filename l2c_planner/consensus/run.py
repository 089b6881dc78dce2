"""Runs an algorithm for all agents at once, round by round, with faults: arrays over agents, sparse products."""

from __future__ import annotations

from collections.abc import Callable

import networkx as nx
import numpy as np

from l2c_planner.consensus.algorithm import Algorithm, Channel, State
from l2c_planner.consensus.faults import Faults, check, repaired
from l2c_planner.consensus.mail import Mail
from l2c_planner.consensus.network import Network, Sequence
from l2c_planner.consensus.problems import Problem
from l2c_planner.consensus.record import Recorder, Run, suspected

ENOUGH = 1e-14
"""Error at which a run ends by default."""
DIVERGED = 1e12

Progress = Callable[[int, float], None]


def run(
    algorithm: Algorithm | type[Algorithm],
    problem: Problem,
    graph: nx.Graph | Sequence,
    rounds: int,
    faults: Faults | None = None,
    enough: float = ENOUGH,
    progress: Progress | None = None,
    start: np.ndarray | None = None,
    keep: bool = False,
) -> Run:
    """Errors and counts of at most `rounds` rounds.

    Args:
        algorithm: A description, or its class: then with steps that suit problem and graph.
        problem: One row per agent.
        graph: Connected, or a function of the round, jointly so.
        faults: One-way loss is repaired where only links down in both directions are survived.
        enough: Error at which the run ends early, once no agent is still to die or join.
        progress: Told every round and its error.
        start: First estimates (A, n) of all agents; zeros by default.
        keep: Whether the estimates of all rounds are kept.

    Raises Unfit if these do not go together, Disconnected if agents cannot reach each other.
    """
    given = faults or Faults()
    network = Network(graph, given)
    here = problem.rows(network.alive(0))
    algorithm = fitted(algorithm, problem, network)
    faults = network.faults = repaired(algorithm, given)
    check(algorithm, here, network.directed, network.changing, faults)
    first = np.zeros((problem.agents, problem.n)) if start is None else start
    return _Rounds(algorithm, problem, network, first, keep).run(rounds, enough, progress, faults is not given)


def fitted(algorithm: Algorithm | type[Algorithm], problem: Problem, network: Network) -> Algorithm:
    """A description: that of a class has steps that suit the problem and the graph of those who are there at first."""
    if not isinstance(algorithm, type):
        return algorithm
    here = problem.rows(network.alive(0))
    check(algorithm(), here, network.directed, network.changing, Faults())
    return algorithm.tuned(here, network.links(0), network.sample())


class _Rounds:
    """The state of a run."""

    def __init__(self, algorithm: Algorithm, problem: Problem, network: Network, start: np.ndarray, keep: bool) -> None:
        self.start = start
        self.algorithm, self.problem, self.network = algorithm, problem, network
        self.faults = network.faults
        self.agents, self.links = network.alive(0), network.links(0)
        self.here = problem.rows(self.agents)
        self.record = Recorder(algorithm, self.here, self._honest(), keep)
        self.mail = Mail(algorithm, self.faults)
        self.counted = np.zeros(2, int)
        self.state: State = algorithm.begin(self.here.at(0), self.links, start[self.agents])

    def run(self, rounds: int, enough: float, progress: Progress | None, mended: bool) -> Run:
        """Rounds until it is enough."""
        changes, last = self.network.changes(), max(self.network.changes(), default=0)
        error = self.record(0, self.state.x)
        for k in range(rounds):
            if k in changes:
                self._restart(k)
            elif k >= last and not error > enough:
                break
            self._round(k)
            error = self.record(k + 1, self.state.x)
            if progress is not None:
                progress(k + 1, error)
            if not error < DIVERGED:
                break
        return self._result(mended)

    def _round(self, k: int) -> None:
        links, down = self.network.links(k) if self.network.changing else self.links, np.zeros(0, bool)
        if self.faults.outage:
            down = self.network.down(links, k)
            links = links.without(down) if self.algorithm.channel is Channel.TABLE else links
        elif self.algorithm.channel is not Channel.TABLE:
            down = np.zeros(len(links.receiver), bool)
        told, speaks = self.algorithm.outgoing(self.state, links), self.algorithm.speaks(self.state, links)
        received = self.mail.deliver(k, told, speaks, links, down)
        self.state = self.algorithm.advance(self.state, received, self.here.at(k + 1), links)

    def _restart(self, k: int) -> None:
        """Those who are there begin again from where they are, newcomers from their first estimates."""
        agents, before = self.network.alive(k), self.agents
        start = self.start[agents].copy()
        start[np.isin(agents, before)] = self.state.x[np.isin(before, agents)]
        self.agents, self.links, self.here = agents, self.network.links(k), self.problem.rows(agents)
        self.record.change(self.here, self._honest())
        self.counted += self.mail.messages, self.mail.bytes
        self.mail = Mail(self.algorithm, self.faults, k)
        self.state = self.algorithm.begin(self.here.at(k), self.links, start)

    def _honest(self) -> np.ndarray:
        return np.flatnonzero(~np.isin(self.agents, self.faults.liars))

    def _result(self, mended: bool) -> Run:
        messages, size = (self.counted + (self.mail.messages, self.mail.bytes)).tolist()
        errors = np.array(self.record.error), np.array(self.record.consensus_error)
        suspicion, links = self.algorithm.suspicion(self.state, self.links), self.links
        ids = links.ids[links.own[links.receiver]], links.ids[links.sender]
        suspects = () if suspicion is None else suspected(*ids, suspicion, self.faults.liars)
        trail = tuple(self.record.trail)
        return Run(self.agents, self.state.x, self.record.target, *errors, messages, size, suspects, mended, trail)
