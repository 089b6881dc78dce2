"""What agents that run by themselves tell of their rounds, put together into a run, as if one had stood over them."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np

from l2c_planner.consensus.algorithm import Algorithm
from l2c_planner.consensus.member import ESTIMATE
from l2c_planner.consensus.problems import Problem
from l2c_planner.consensus.record import Recorder, Run
from l2c_planner.consensus.run import DIVERGED, ENOUGH, Progress
from l2c_planner.transport import Packet


class Gathering:
    """Takes packets with estimates; a round counts when all who are expected have told it, or a later one.

    Who begins anew in a later round stood still in between; who comes late is expected from its first word on.

    expected: agents; who goes is told by `gone`.  enough: error at which the run is over, from round `last` on, and not
    before the first word of those who come `late`.
    """

    def __init__(
        self,
        algorithm: Algorithm,
        problem: Problem,
        expected: set[int],
        rounds: int,
        enough: float = ENOUGH,
        last: int = 0,
        late: Collection[int] = (),
        progress: Progress | None = None,
    ) -> None:
        self.problem, self.expected, self.rounds, self.enough, self.last = problem, expected, rounds, enough, last
        self._algorithm, self._progress = algorithm, progress
        self._first, self._late = frozenset(expected), set(late)
        self._gone: set[int] = set()
        self._told: dict[int, dict[int, np.ndarray]] = {}
        self._rows: dict[int, np.ndarray] = {}
        self._agents: list[int] = []
        self._record: Recorder | None = None
        self._x = np.zeros((0, problem.n))
        self.round = 0
        """Next round to be complete."""
        self.over = False

    def add(self, number: int, packet: Packet) -> None:
        """An agent's word; what is none is left out."""
        row = packet.values
        if packet.phase == ESTIMATE and row.shape == (1, self.problem.n + 2) and packet.round >= self.round:
            self._told.setdefault(number, {})[packet.round] = row[0]
            self._late.discard(number)
            if number not in self._gone:
                self.expected.add(number)

    def gone(self, number: int) -> None:
        """An agent has ended; what it has said before may still come, and nobody waits for more."""
        self._gone.add(number)
        self._late.discard(number)
        self.expected.discard(number)

    def go_on(self) -> None:
        """Measure the rounds that are complete."""
        while not self.over and self.expected and all(map(self._known, self.expected)):
            self._measure(self.round)
            self.round += 1

    def _known(self, number: int) -> bool:
        """Whether it is known what an agent had in the round, or that it was not there yet."""
        told = self._told.get(number, {})
        missed = number in self._first and number not in self._rows
        return self.round in told or (bool(told) and max(told) > self.round and not missed)

    def run(self) -> Run:
        """What it has come to."""
        record = self._record
        if record is None:
            raise ValueError("no round is complete")
        messages, size = np.sum([row[-2:] for row in self._rows.values()], axis=0).astype(int).tolist()
        errors = np.array(record.error), np.array(record.consensus_error)
        return Run(np.array(self._agents), self._x, record.target, *errors, messages, size, trail=tuple(record.trail))

    def _measure(self, k: int) -> None:
        for number, told in self._told.items():
            if k in told:
                self._rows[number] = told.pop(k)
        there = sorted(self.expected & self._rows.keys())
        self._note(there)
        self._x = np.array([self._rows[number][:-2] for number in there])
        error = self._record(k, self._x)
        if self._progress is not None and k:
            self._progress(k, error)
        done = k >= self.last and not error > self.enough and not self._late
        self.over = done or k >= self.rounds or not error < DIVERGED

    def _note(self, agents: list[int]) -> None:
        if agents != self._agents:
            part, everybody = self.problem.rows(np.array(agents)), np.arange(len(agents))
            if self._record is None:
                self._record = Recorder(self._algorithm, part, everybody, keep=True)
            else:
                self._record.change(part, everybody)
            self._agents = agents
