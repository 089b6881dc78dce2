"""A host of agents as a state machine that knows nothing of who carries its messages.

    outbox()      what it wants to send
    receive(m)    what arrived, in any order, any number of times
    missing()     what the next phase still waits for
    step()        run it, with the last known numbers of what is missing

One round is: solve the hosted local problems (send PRIMAL), coordinate the items of this host and move their
multipliers (send both, COPY), take over the copies and multipliers of the others' items.  Who coordinates an item owns
its multipliers: a host that missed a packet is right again with the next one.

The items are either shared out, then everybody hears everybody and computes residuals and penalties himself; or one
host coordinates all, then the others hear that one only, and n instead of n^2 tables travel.  Both find the same bits.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

import numpy as np

from l2c_planner.admm.assignment import Assignment
from l2c_planner.admm.consensus import Consensus
from l2c_planner.admm.inbox import Inbox, Key, Topic
from l2c_planner.admm.items import Items
from l2c_planner.admm.local import LocalProblems
from l2c_planner.admm.message import ROUND, Message, Phase
from l2c_planner.admm.penalty import Penalty
from l2c_planner.coupling.interior_point import Options as CoordinationOptions
from l2c_planner.ddp import Options as DdpOptions
from l2c_planner.problems.problem import Problem

Tables = dict[str, tuple[np.ndarray, np.ndarray]]
"""Copies and multipliers, (F, N+1, V) each, by coupling."""


@dataclass(frozen=True)
class HostOptions:
    """How the rounds are run; the same on every host of a team."""

    over_relaxation: float = 1.6
    """Between 0 and 2; 1 is none."""
    penalty: Penalty = field(default_factory=Penalty)
    agent_penalty: dict[str, float | np.ndarray] = field(default_factory=dict)
    """Extra factor on the penalty of single agents, or of each of their components (nx + nu,)."""
    ddp: DdpOptions = field(default_factory=DdpOptions)
    coordination: CoordinationOptions = field(default_factory=CoordinationOptions)
    ahead: int = 4
    """Rounds by which others may be ahead: messages of later ones are refused."""


@dataclass(frozen=True)
class Round:
    """What a round came to."""

    number: int
    primal: float
    """Scaled primal residual: root mean square of (x - z) / range; not a number where another host coordinates."""
    dual: float
    """Scaled dual residual: root mean square of the change of z / range; as ``primal``."""
    factor: float
    """Penalty factor of the round."""
    unsolved: int
    """Items of this host whose coordination step did not converge."""
    stale: int
    """Messages that were missing, so that older numbers stood in for them."""


class Host:
    """Runs some agents of a problem; see the module's description.

    plan, stage: what this host's messages are about; others are refused.  captain: the host whose penalty factor all
    follow (those of the others only differ from it after lost messages).  solves: whether it has solvers of its own;
    without, a `Batch` solves for it.
    """

    def __init__(
        self,
        problem: Problem,
        name: str,
        assignment: Assignment,
        options: HostOptions,
        plan: int = 0,
        stage: int = 0,
        captain: str | None = None,
        solves: bool = True,
    ) -> None:
        self.problem, self.name, self.assignment, self.options = problem, name, assignment, options
        self.plan, self.stage, self.captain = plan, stage, captain or name
        self.follows = assignment.follows(name)
        self.round, self.phase, self.factor = 0, Phase.PRIMAL, options.penalty.first
        self.team = problem.reference()
        self.local = [
            LocalProblems(problem, c, members, options.ddp)
            for c in problem.classes
            if len(members := np.array([i for i, a in enumerate(c.agents) if assignment.agents[a] == name], int))
        ]
        hosted = np.concatenate([np.zeros(0, int), *(local.columns.reshape(-1) for local in self.local)])
        self.consensus = {c.name: Consensus(problem, c, hosted) for c in problem.couplings}
        for consensus in self.consensus.values():
            consensus.start(problem.start())
        self.items = {
            coupling: Items(consensus, places, options.coordination)
            for coupling, consensus in self.consensus.items()
            if len(places := assignment.items_of(name, coupling))
        }
        """By coupling, where this host has any."""
        self.component_factor: np.ndarray = np.concatenate(
            [np.broadcast_to(options.agent_penalty.get(a, 1.0), c.width) for c in problem.classes for a in c.agents]
        )
        self.inbox = Inbox(problem, assignment, Topic(name, plan, stage), options.ahead, options.penalty.possible)
        copies = [] if assignment.shares else self.inbox.expected[Phase.DUAL]
        self._places = {key: assignment.items_of(*key) for key in copies}
        self.history: list[Round] = []
        self.silence: Counter[str] = Counter()
        """Phases in a row that every host's messages were missing from."""
        self._news: Tables = {}
        self._outbox: list[Message] = []
        self._unsolved = self._stale = 0
        self.solvers = [part.solver for part in (*self.local, *self.items.values())] if solves else []
        """Made here, because that compiles their kernels."""

    # ---------------------------------------------------------------- the state machine
    def outbox(self) -> list[Message]:
        """Messages to send since the last call."""
        messages, self._outbox = self._outbox, []
        return messages

    def receive(self, message: Message) -> None:
        """Keep a message of this or a later round that this host waits for; see `Inbox.receive`."""
        self.inbox.receive(message, self.round, self.phase)

    @property
    def rejected(self) -> Counter[str]:
        """Why messages were refused."""
        return self.inbox.rejected

    def missing(self) -> list[Key]:
        """Hosts and subjects of the messages that the next phase still waits for."""
        return self.inbox.missing(self.round, self.phase)

    def ready(self) -> bool:
        """Whether everything that the next phase needs has arrived."""
        return not self.missing()

    def step(self) -> Phase:
        """Run the next phase and return it; numbers of an earlier round stand in for messages that are missing."""
        self.begin()
        for part in self.posed():
            part.solve()
        return self.finish()

    def begin(self) -> None:
        """First part of a step: pose the problems of the phase."""
        self._note_missing()
        (self._pose_local, self._pose_items, self._unposed)[self.phase]()

    def posed(self) -> list[LocalProblems] | list[Items]:
        """Whose problems are to be solved between :meth:`begin` and :meth:`finish`."""
        if self.phase is Phase.PRIMAL:
            return self.local
        return list(self.items.values()) if self.phase is Phase.COPY and not self.follows else []

    def finish(self) -> Phase:
        """Last part of a step: take over the solutions; returns the phase."""
        phase = self.phase
        (self._take_local, self._take_items, self._take_over)[phase]()
        if phase is Phase.DUAL:
            self.round, self.phase = self.round + 1, Phase.PRIMAL
            self.inbox.forget(self.round)
        else:
            self.phase = ROUND[phase + 1]
        return phase

    def adopt(self, previous: Host, shift: int) -> None:
        """Start from where another host of the same team stood, ``shift`` knots later (receding horizon).

        Copies, multipliers, inputs and interior points move to earlier knots; the last knot is repeated.
        """
        order = np.minimum(np.arange(self.problem.knots) + shift, self.problem.steps)
        for name, consensus in self.consensus.items():
            before = previous.consensus[name]
            consensus.take(before.copies[:, order], before.dual[:, order] * (previous.factor / self.factor))
        for local, before in zip(self.local, previous.local, strict=True):
            local.solver.U[:] = before.solver.U[:, np.minimum(order[:-1], self.problem.steps - 1)]
        for name, items in self.items.items():
            items.adopt(previous.items[name], order)

    # ---------------------------------------------------------------- the phases
    def _pose_local(self) -> None:
        weight, moment = np.zeros_like(self.team), np.zeros_like(self.team)
        factor = self.factor * self.component_factor
        for consensus in self.consensus.values():
            consensus.pull(factor, weight, moment)
        for local in self.local:
            local.pose(weight, moment)

    def _take_local(self) -> None:
        for local in self.local:
            local.put(self.team)
            for member, columns in zip(local.members, local.columns, strict=True):
                self._send(Phase.PRIMAL, local.agent_class.agents[member], self.team[:, columns])

    def _pose_items(self) -> None:
        if self.follows:
            return
        self._take_primal()
        factor = self.factor * self.component_factor
        for items in self.items.values():
            items.pose(self.team, factor, self.options.over_relaxation, self.round)

    def _take_items(self) -> None:
        if self.follows:
            return
        self._unsolved = 0
        self._news = {name: (c.copies.copy(), c.dual.copy()) for name, c in self.consensus.items()}
        for name, items in self.items.items():
            found = items.found()
            self._unsolved += found.unsolved
            self._learn(name, items.places, found.copies, found.dual)
        if self.assignment.coordinator is None:
            self._send_copies(self._news)

    def _unposed(self) -> None:
        """Nothing to solve."""

    def _take_over(self) -> None:
        if self.follows:
            return self._follow()
        self._take_copies()
        primal = dual = 0.0
        for name, consensus in self.consensus.items():
            p, d = consensus.update(self.team, *self._news[name])
            primal, dual = primal + p, dual + d
        entries = sum(c.entries() for c in self.consensus.values()) or 1
        residuals = np.sqrt(primal / entries), np.sqrt(dual / entries)
        self._note_round(*residuals)
        self._rescale(self.options.penalty.following(self.factor, self.round + 1, *residuals))
        if self.assignment.coordinator == self.name:
            self._send_copies({name: (c.copies, c.dual) for name, c in self.consensus.items()})

    def _follow(self) -> None:
        """Take over what the coordinator has found, in units of the next round's penalty."""
        self._note_round(np.nan, np.nan)
        for message in self.inbox.take(self.round, Phase.DUAL):
            self._rescale(message.penalty)
            if share := self.assignment.shares.get(message.subject):
                consensus = self.consensus[share.coupling]
                share.put(consensus.copies, message.values)
                share.put(consensus.dual, message.dual)
            else:
                places = self._places[message.sender, message.subject]
                self.consensus[message.subject].put(places, message.values, message.dual)

    # ---------------------------------------------------------------- parts of the phases
    def _take_primal(self) -> None:
        for message in self.inbox.take(self.round, Phase.COPY):
            self.team[:, self.problem.columns[message.subject]] = message.values
            if message.sender == self.captain and message.penalty != self.factor:
                self._rescale(message.penalty)

    def _take_copies(self) -> None:
        for message in self.inbox.take(self.round, Phase.DUAL):
            places = self._places[message.sender, message.subject]
            self._learn(message.subject, places, message.values, message.dual * (message.penalty / self.factor))

    def _learn(self, coupling: str, places: np.ndarray, copies: np.ndarray, dual: np.ndarray) -> None:
        """New copies and multipliers (I, V) of items (I, 2) of a coupling."""
        for table, values in zip(self._news[coupling], (copies, dual), strict=True):
            table[tuple(places.T)] = values

    def _rescale(self, factor: float) -> None:
        """Change the penalty factor and keep the multipliers."""
        if factor == self.factor:
            return
        for consensus in self.consensus.values():
            consensus.rescale(np.full(self.problem.width, factor / self.factor))
        self.factor = factor

    def _note_missing(self) -> None:
        missing = self.missing()
        self._stale += len(missing)
        silent = {host for host, _ in missing}
        for host in {host for host, _ in self.inbox.expected[self.phase]}:
            self.silence[host] = self.silence[host] + 1 if host in silent else 0

    def _note_round(self, primal: float, dual: float) -> None:
        self.history.append(Round(self.round, primal, dual, self.factor, self._unsolved, self._stale))
        self._stale = 0

    def _send_copies(self, tables: Tables) -> None:
        for subject, share in self.assignment.shares.items():
            self._send(Phase.COPY, subject, *map(share.of, tables[share.coupling]))
        if self.assignment.shares:
            return
        for name, items in self.items.items():
            self._send(Phase.COPY, name, *map(items.own, tables[name]))

    def _send(self, phase: Phase, subject: str, values: np.ndarray, dual: np.ndarray | None = None) -> None:
        head = (self.name, self.plan, self.stage, self.round, phase, subject)
        self._outbox.append(Message(*head, np.ascontiguousarray(values), dual, self.factor))
