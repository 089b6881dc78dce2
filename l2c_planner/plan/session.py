"""One host's part in one plan, from the first round of the first stage to the finished plan, as a state machine.

Like the hosts whose rounds it runs, it knows nothing of who carries the messages: `outbox`, `receive`, `missing`,
`step`.  The captain decides when a stage ends and tells the others which round counts (OUTCOME); all go on from there.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from l2c_planner.admm import Assignment, Host, Message, Phase, Times, assign
from l2c_planner.plan.result import Progress, RoundReport
from l2c_planner.plan.stage import Found, Snapshot, Stage, StageResult, Stages, snapshot_of
from l2c_planner.plan.watch import Watch
from l2c_planner.tuning.options import host_options

PRIMAL, COPIES, RESIDUALS = "primal/", "copies/", "residuals"
"""Subjects of an OUTCOME: primal plan of an agent, copies of a coupling, residuals by round."""


@dataclass(frozen=True)
class Seat:
    """Who takes part in a plan, and as whom."""

    name: str
    """This host; one that hosts no agent only watches."""
    agents: dict[str, str]
    """Host of every agent."""
    captain: str
    """The host that ends the stages."""
    plan: int = 1
    """Number of the plan."""

    @classmethod
    def alone(cls, agents: tuple[str, ...], plan: int = 1) -> Seat:
        """One host for all."""
        return cls("team", dict.fromkeys(agents, "team"), "team", plan)

    @property
    def hosts(self) -> tuple[str, ...]:
        """All hosts."""
        return tuple(dict.fromkeys(self.agents.values()))


class Session:
    """Runs the stages of a plan; see the module's description."""

    def __init__(self, stages: Stages, seat: Seat, progress: Progress | None = None) -> None:
        self.seat, self.progress = seat, progress
        self.found: Found | None = None
        """The plan, once all stages are over."""
        self.times, self.setup = Times(), 0.0
        """Time in rounds and in preparing stages [s]."""
        self.rejected: Counter[str] = Counter()
        self.stage: Stage | None = None
        self.number = -1
        self.host: Host | None = None
        self.rounds: list[int] = []
        """Rounds of the finished stages."""
        self._stale = 0
        self._stages, self._outbox, self._early = stages, [], []
        self._go_on(None)

    @property
    def done(self) -> bool:
        """Whether the plan is found."""
        return self.found is not None

    @property
    def stale(self) -> int:
        """Messages so far that were missing, so that older numbers stood in for them."""
        return self._stale + (sum(r.stale for r in self.host.history) if self.host else 0)

    @property
    def unsolved(self) -> int:
        """Items of this host whose coordination step did not converge in the last round."""
        return self.host.history[-1].unsolved if self.host and self.host.history else 0

    @property
    def position(self) -> tuple[int, int, Phase]:
        """Stage, round and phase that come next."""
        return (self.number, self.host.round, self.host.phase) if self.host else (self.number, 0, Phase.OUTCOME)

    # ---------------------------------------------------------------- the state machine
    def outbox(self) -> list[Message]:
        """Messages to send since the last call."""
        messages, self._outbox = self._outbox, []
        return messages

    def receive(self, message: Message) -> None:
        """Keep a message that is of use now or later; any other is dropped and counted.  Raises nothing."""
        ahead = message.stage - self.number
        if self.done or message.plan != self.seat.plan or ahead < 0:
            self.rejected["late" if message.plan == self.seat.plan else "other plan"] += 1
        elif ahead == 1 and len(self._early) < 8 * (len(self.seat.agents) + len(self.seat.hosts)):
            self._early.append(message)
        elif ahead > 0:
            self.rejected["early"] += 1
        elif message.phase is Phase.OUTCOME:
            self._learn(message)
        elif self.host:
            self.host.receive(message)

    def missing(self) -> list[tuple[str, str]]:
        """Hosts and subjects of the messages that the next step waits for."""
        if self.done or self._unjudged is not None or self._outcome_complete():
            return []
        if self.host is None or self._last_round():
            return [(self.seat.captain, subject) for subject in self._shapes if subject not in self._tables]
        return self.host.missing()

    def ready(self) -> bool:
        """Whether the next step has all it needs."""
        return not self.done and not self.missing()

    def step(self) -> None:
        """Run the next phase, or go on to the next stage; old numbers stand in for missing ones within a round."""
        if self._outcome_complete():
            return self._close(self._received())
        if self._unjudged is not None and (self.host.phase is not Phase.PRIMAL or self._last_round()):
            return self._judge()
        start = time.perf_counter()
        phase = self.host.step()
        self._outbox += self.host.outbox()
        self.times.add(phase, time.perf_counter() - start)
        if phase is Phase.DUAL:
            self._after_round()

    # ---------------------------------------------------------------- stages
    def _enter(self, stage: Stage) -> None:
        start = time.perf_counter()
        self.stage, self.number = stage, self.number + 1
        self._shapes, self._tables = _outcome_shapes(stage), {}
        self._watch = Watch(stage) if self.seat.name == self.seat.captain else None
        self._unjudged: Snapshot | None = None
        self._stale, self.host = self.stale, None
        if self.seat.name in self.seat.hosts:
            assignment = assignment_of(stage, self.seat.agents, self.seat.captain)
            if self.seat.name in assignment.hosts:
                options = stage.hosts or host_options(stage.options)
                identity = (self.seat.plan, self.number, self.seat.captain)
                self.host = Host(stage.problem, self.seat.name, assignment, options, *identity)
                if stage.earlier is not None:
                    self.host.adopt(*stage.earlier)
        early, self._early = self._early, []
        for message in early:
            self.receive(message)
        self.setup += time.perf_counter() - start

    def _after_round(self) -> None:
        record = self.host.history[-1]
        if self.progress:
            numbers = (record.number, self.stage.limit, record.primal, record.dual, record.factor)
            self.progress(RoundReport(self.stage.name, *numbers))
        if self._watch:
            self._unjudged = snapshot_of(self.host)

    def _judge(self) -> None:
        """As the captain, decide whether the stage ends with the last round.

        That is done after the next round's trajectories have been found and sent: the others need not wait for it.
        """
        snapshot, self._unjudged = self._unjudged, None
        if self._watch(snapshot, self.host.history[-1]):
            snapshot = self._watch.result(snapshot)
            residuals = np.array([(r.primal, r.dual) for r in self.host.history])
            self._outbox += list(self._told(snapshot, residuals))
            self._close((snapshot, residuals))

    def _last_round(self) -> bool:
        return self.host.round >= self.stage.limit

    def _close(self, outcome: tuple[Snapshot, np.ndarray]) -> None:
        snapshot, residuals = outcome
        if self.host:
            self.rejected.update(self.host.rejected)
        self.rounds.append(len(residuals))
        result = StageResult(snapshot, self.stage.executed(snapshot), *(r.tolist() for r in residuals.T))
        self._go_on(result)

    def _go_on(self, result: StageResult | None) -> None:
        """To the next stage, or to the end."""
        try:
            self._enter(self._stages.send(result))
        except StopIteration as end:
            self.found = end.value

    # ---------------------------------------------------------------- outcomes
    def _told(self, snapshot: Snapshot, residuals: np.ndarray) -> Iterator[Message]:
        for subject, shape in self._shapes.items():
            values = _table(self.stage, subject, snapshot, residuals)
            head = (self.seat.name, self.seat.plan, self.number, snapshot.round, Phase.OUTCOME, subject)
            yield Message(*head, np.ascontiguousarray(values).reshape(-1, shape[1]))

    def _learn(self, message: Message) -> None:
        """Keep a table of the captain's outcome."""
        reason = self._objection(message)
        if reason:
            self.rejected[reason] += 1
        else:
            self._tables[message.subject] = message

    def _objection(self, message: Message) -> str | None:
        if message.sender != self.seat.captain or message.sender == self.seat.name:
            return "not from the captain"
        shape, values = self._shapes.get(message.subject), message.values
        if shape is None:
            return "unknown sender, phase or subject"
        rows = len(values) if shape[0] is None else shape[0]
        if values.dtype != np.float64 or values.shape != (rows, shape[1]) or not 0 < rows:
            return "wrong shape or type"
        if not 0 <= message.round < self.stage.limit or (shape[0] is None and rows > self.stage.limit):
            return "impossible round"
        return None if np.isfinite(values).all() else "not finite"

    def _outcome_complete(self) -> bool:
        return len(self._tables) == len(self._shapes) and len({m.round for m in self._tables.values()}) == 1

    def _received(self) -> tuple[Snapshot, np.ndarray]:
        """The outcome that the captain has told."""
        problem, tables = self.stage.problem, self._tables
        team = np.hstack([tables[PRIMAL + agent].values for agent in problem.agents])
        copies = {
            c.name: tables[COPIES + c.name].values.reshape(c.groups, problem.knots, -1) for c in problem.couplings
        }
        return Snapshot(tables[RESIDUALS].round, team, copies), tables[RESIDUALS].values


def assignment_of(stage: Stage, agents: dict[str, str], captain: str) -> Assignment:
    """Who runs and coordinates what in a stage.

    agents: host of every agent of the plan.
    """
    hosts = {agent: agents[agent] for agent in stage.problem.agents}
    alone = stage.options.admm.coordinator == "captain" and captain in hosts.values()
    return assign(stage.problem, hosts, captain if alone else None, stage.sparing)


def _outcome_shapes(stage: Stage) -> dict[str, tuple[int | None, int]]:
    """Rows (None: as many as rounds) and columns of the tables of an outcome, by subject."""
    problem = stage.problem
    shapes = {PRIMAL + a: (problem.knots, c.width) for c in problem.classes for a in c.agents}
    shapes |= {COPIES + c.name: (c.groups * problem.knots, c.index.shape[1]) for c in problem.couplings}
    return shapes | {RESIDUALS: (None, 2)}


def _table(stage: Stage, subject: str, snapshot: Snapshot, residuals: np.ndarray) -> np.ndarray:
    problem = stage.problem
    if subject == RESIDUALS:
        return residuals
    if subject.startswith(COPIES):
        return snapshot.copies[subject.removeprefix(COPIES)]
    return snapshot.team[:, problem.columns[subject.removeprefix(PRIMAL)]]
