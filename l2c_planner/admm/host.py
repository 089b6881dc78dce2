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
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from l2c_planner.admm.consensus import Consensus
from l2c_planner.admm.local import LocalProblems
from l2c_planner.admm.message import ROUND, Message, Phase
from l2c_planner.admm.penalty import Penalty
from l2c_planner.coupling.coordination import Coordination
from l2c_planner.coupling.interior_point import Options as CoordinationOptions
from l2c_planner.ddp import Options as DdpOptions
from l2c_planner.problems.problem import FOLLOWING_ROUNDS, Problem

OWN = "own"
"""Why a host passes over a message that it has sent itself, or that only the coordinator needs; not counted."""


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
class Assignment:
    """Who hosts which agent, and which items every host coordinates."""

    agents: dict[str, str]
    """Host by agent."""
    items: dict[str, np.ndarray]
    """Host number of every item of a coupling, (F, N+1), by coupling."""
    coordinator: str | None = None
    """The host that coordinates all items, if they are not shared out."""

    @property
    def hosts(self) -> tuple[str, ...]:
        """Names of the hosts, in the order of their numbers."""
        return tuple(dict.fromkeys(self.agents.values()))


def assign(problem: Problem, agents: dict[str, str], coordinator: str | None = None) -> Assignment:
    """Give all coordination to one host, or share it out.

    Shared out are the knots in turn for a coupling of one group, else the groups, to the host of their first agent.

    Args:
        problem: What is to be solved.
        agents: Host of every agent.
        coordinator: The one host; None to share.
    """
    hosts = list(dict.fromkeys(agents.values()))
    if coordinator is not None:
        number = hosts.index(coordinator)
        return Assignment(
            agents, {c.name: np.full((c.groups, problem.knots), number) for c in problem.couplings}, coordinator
        )
    owner = np.concatenate([np.repeat([hosts.index(agents[a]) for a in c.agents], c.width) for c in problem.classes])
    items = {}
    for coupling in problem.couplings:
        shape = (coupling.groups, problem.knots)
        if coupling.groups == 1:
            items[coupling.name] = np.broadcast_to(np.arange(problem.knots) % len(hosts), shape)
        else:
            first = owner[coupling.index.max(axis=1, initial=0, where=coupling.index == coupling.index[:, :1])]
            items[coupling.name] = np.broadcast_to(first[:, None], shape)
    return Assignment(agents, items)


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
    follow (those of the others only differ from it after lost messages).
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
    ) -> None:
        self.problem, self.name, self.assignment, self.options = problem, name, assignment, options
        self.plan, self.stage, self.captain = plan, stage, captain or name
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
        number = assignment.hosts.index(name)
        self.follows = assignment.coordinator not in (None, name)
        """Whether another host coordinates everything."""
        self.items = {n: np.argwhere(table == number) for n, table in assignment.items.items()}
        self.coordination = {c.name: self._coordination(c) for c in problem.couplings if len(self.items[c.name])}
        self.component_factor: np.ndarray = np.concatenate(
            [np.broadcast_to(options.agent_penalty.get(a, 1.0), c.width) for c in problem.classes for a in c.agents]
        )
        self.news: dict[str, tuple[np.ndarray, np.ndarray]] = {}
        """Copies and multipliers of the round at work, by coupling."""
        self._outbox: list[Message] = []
        self._inbox: dict[tuple, Message] = {}
        self.items_of = {
            (host, n): np.argwhere(table == number)
            for number, host in enumerate(assignment.hosts)
            for n, table in assignment.items.items()
        }
        self.expected = self._expected_by_phase()
        self._shapes = self._expected_shapes()
        self.rejected: Counter[str] = Counter()
        self.history: list[Round] = []
        self.silence: Counter[str] = Counter()
        """Phases in a row that every host's messages were missing from."""
        self._unsolved = self._stale = 0
        for coupling_name, coordination in self.coordination.items():
            used = coordination.program.variables
            coordination.guess(self._own(coupling_name, self.consensus[coupling_name].copies)[:, :used])

    # ---------------------------------------------------------------- the state machine
    def outbox(self) -> list[Message]:
        """Messages to send since the last call."""
        messages, self._outbox = self._outbox, []
        return messages

    def receive(self, message: Message) -> None:
        """Keep a message of this or a later round that this host waits for; any other is dropped and counted in
        ``rejected``.

        Own messages are ignored.  Nothing that arrives makes this raise.
        """
        reason = self._objection(message)
        if reason == OWN:
            return
        if reason:
            self.rejected[reason] += 1
        else:
            self._inbox[message.round, message.phase, message.sender, message.subject] = message

    def missing(self) -> list[tuple[str, str]]:
        """Hosts and subjects of the messages that the next phase still waits for."""
        return [key for key in self.expected[self.phase] if (self.round, self.phase - 1, *key) not in self._inbox]

    def ready(self) -> bool:
        """Whether everything that the next phase needs has arrived."""
        return not self.missing()

    def step(self) -> Phase:
        """Run the next phase and return it; numbers of an earlier round stand in for messages that are missing."""
        phase = self.phase
        self._note_missing()
        (self._solve_local, self._coordinate, self._take_over)[phase]()
        if phase is Phase.DUAL:
            self.round, self.phase = self.round + 1, Phase.PRIMAL
            self._inbox = {key: m for key, m in self._inbox.items() if m.round >= self.round}
        else:
            self.phase = ROUND[phase + 1]
        return phase

    # ---------------------------------------------------------------- the phases
    def _solve_local(self) -> None:
        weight, moment = np.zeros_like(self.team), np.zeros_like(self.team)
        factor = self.factor * self.component_factor
        for consensus in self.consensus.values():
            consensus.pull(factor, weight, moment)
        for local in self.local:
            local.solve(weight, moment, self.team)
            for member, columns in zip(local.members, local.columns, strict=True):
                self._send(Phase.PRIMAL, local.agent_class.agents[member], self.team[:, columns])

    def _coordinate(self) -> None:
        if self.follows:
            return
        self._take_primal()
        factor, self._unsolved = self.factor * self.component_factor, 0
        self.news = {name: (c.copies.copy(), c.dual.copy()) for name, c in self.consensus.items()}
        for name, coordination in self.coordination.items():
            consensus = self.consensus[name]
            if consensus.coupling.following and self.round and self.round % FOLLOWING_ROUNDS == 0:
                coordination.replace(self._following(consensus.coupling, consensus.components(self.team)))
            at = tuple(self.items[name].T)
            target = consensus.target(self.team, self.options.over_relaxation, at)
            weight = consensus.weight(factor, at)
            used = coordination.program.variables
            copies = target.copy()
            result = coordination.solve(target[:, :used], weight[:, :used])
            copies[:, :used] = result.copies
            self._unsolved += int(np.sum(~result.converged))
            dual = np.where(consensus.copied[at], target - copies, 0.0)
            self._learn(name, self.items[name], copies, dual)
        if self.assignment.coordinator is None:
            self._send_copies(self.news)

    def _take_over(self) -> None:
        if self.follows:
            return self._follow()
        self._take_copies()
        primal = dual = 0.0
        for name, consensus in self.consensus.items():
            p, d = consensus.update(self.team, *self.news[name])
            primal, dual = primal + p, dual + d
        entries = sum(c.entries() for c in self.consensus.values()) or 1
        residuals = np.sqrt(primal / entries), np.sqrt(dual / entries)
        self.history.append(Round(self.round, *residuals, self.factor, self._unsolved, self._stale))
        self._stale = 0
        self._rescale(self.options.penalty.following(self.factor, self.round + 1, *residuals))
        if self.assignment.coordinator == self.name:
            self._send_copies({name: (c.copies, c.dual) for name, c in self.consensus.items()})

    def _follow(self) -> None:
        """Take over what the coordinator has found, in units of the next round's penalty."""
        self.history.append(Round(self.round, np.nan, np.nan, self.factor, 0, self._stale))
        self._stale = 0
        for message in self._arrived(Phase.COPY, Phase.DUAL):
            self._rescale(message.penalty)
            items = self.items_of[message.sender, message.subject]
            self.consensus[message.subject].put(items, message.values, message.dual)

    def _rescale(self, factor: float) -> None:
        """Change the penalty factor and keep the multipliers."""
        if factor == self.factor:
            return
        for consensus in self.consensus.values():
            consensus.rescale(np.full(self.problem.width, factor / self.factor))
        self.factor = factor

    def _learn(self, name: str, items: np.ndarray, copies: np.ndarray, dual: np.ndarray) -> None:
        """New copies and multipliers (I, V) of items (I, 2) of a coupling."""
        groups, knots = items.T
        self.news[name][0][groups, knots] = copies
        self.news[name][1][groups, knots] = dual

    # ---------------------------------------------------------------- messages
    def _objection(self, message: Message) -> str | None:
        """Why a message is of no use, None if it is."""
        if not _well_typed(message):
            return "not a message"
        if message.sender == self.name:
            return OWN
        if (message.plan, message.stage) != (self.plan, self.stage):
            return "other plan or stage"
        expected = self._shapes.get((message.phase, message.sender, message.subject))
        if self.follows and self.assignment.agents.get(message.subject) == message.sender:
            return OWN
        if expected is None:
            return "unknown sender, phase or subject"
        if (message.round, message.phase) < (self.round, self.phase - 1):
            return "late"
        if message.round > self.round + self.options.ahead:
            return "early"
        tables = [message.values] if message.phase is Phase.PRIMAL else [message.values, message.dual]
        if any(t is None or t.dtype != np.float64 or t.shape != expected for t in tables):
            return "wrong shape or type"
        if not all(np.isfinite(t).all() for t in tables):
            return "not finite"
        return None if self.options.penalty.possible(message.penalty) else "impossible penalty"

    def _expected_shapes(self) -> dict[tuple[Phase, str, str], tuple[int, int]]:
        """Shape of the values of every message that this host waits for, by phase, sender and subject."""
        width = {a: c.width for c in self.problem.classes for a in c.agents}
        shapes = {(Phase.PRIMAL, *key): (self.problem.knots, width[key[1]]) for key in self.expected[Phase.COPY]}
        for host, name in self.expected[Phase.DUAL]:
            shapes[Phase.COPY, host, name] = (len(self.items_of[host, name]), self.consensus[name].index.shape[1])
        return shapes

    def _send_copies(self, tables: dict[str, tuple[np.ndarray, np.ndarray]]) -> None:
        """Tell copies and multipliers, (F, N+1, V) each, of this host's items."""
        for name in self.coordination:
            self._send(Phase.COPY, name, *(np.ascontiguousarray(self._own(name, t)) for t in tables[name]))

    def _send(self, phase: Phase, subject: str, values: np.ndarray, dual: np.ndarray | None = None) -> None:
        values = np.ascontiguousarray(values)
        head = (self.name, self.plan, self.stage, self.round, phase, subject)
        self._outbox.append(Message(*head, values, dual, self.factor))

    def _expected_by_phase(self) -> dict[Phase, list[tuple[str, str]]]:
        """Hosts and subjects that every phase needs."""
        hosts, items = self.assignment.hosts, self.assignment.items
        return {
            Phase.PRIMAL: [],
            Phase.COPY: [
                (host, a) for a, host in self.assignment.agents.items() if host != self.name and not self.follows
            ],
            Phase.DUAL: [
                (hosts[h], n) for n, table in items.items() for h in np.unique(table) if hosts[h] != self.name
            ],
        }

    def _note_missing(self) -> None:
        silent = {host for host, _ in self.missing()}
        self._stale += len(self.missing())
        for host in {host for host, _ in self.expected[self.phase]}:
            self.silence[host] = self.silence[host] + 1 if host in silent else 0

    def _arrived(self, phase: Phase, needed_by: Phase) -> Iterator[Message]:
        for host, subject in self.expected[needed_by]:
            message = self._inbox.pop((self.round, phase, host, subject), None)
            if message is not None:
                yield message

    def _take_primal(self) -> None:
        for message in self._arrived(Phase.PRIMAL, Phase.COPY):
            self.team[:, self.problem.columns[message.subject]] = message.values
            if message.sender == self.captain and message.penalty != self.factor:
                self._rescale(message.penalty)

    def _take_copies(self) -> None:
        for message in self._arrived(Phase.COPY, Phase.DUAL):
            dual = message.dual * (message.penalty / self.factor)
            self._learn(message.subject, self.items_of[message.sender, message.subject], message.values, dual)

    # ---------------------------------------------------------------- set-up
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
        for name, coordination in self.coordination.items():
            items = self.items[name]
            position = {tuple(item): i for i, item in enumerate(items.tolist())}
            sources = [position.get((f, int(order[k])), i) for i, (f, k) in enumerate(items.tolist())]
            coordination.adopt(previous.coordination[name], np.array(sources))
            if self.consensus[name].coupling.following:
                coordination.replace(self._following(self.consensus[name].coupling, self.consensus[name].copies))

    def _own(self, name: str, array: np.ndarray) -> np.ndarray:
        groups, knots = self.items[name].T
        return array[groups, knots]

    def _following(self, coupling, components: np.ndarray) -> dict[str, np.ndarray]:
        return coupling.following(self._own(coupling.name, components), self.items[coupling.name][:, 0])

    def _coordination(self, coupling) -> Coordination:
        groups, knots = self.items[coupling.name].T
        parameters = {n: _of_items(values, groups, knots) for n, values in coupling.parameters.items()}
        if coupling.following:
            parameters |= self._following(coupling, self.consensus[coupling.name].copies)
        return Coordination(coupling.program, len(groups), parameters, self.options.coordination)


def _well_typed(message: Message) -> bool:
    if not isinstance(message, Message):
        return False
    m = message
    return (
        isinstance(m.plan, int) and isinstance(m.stage, int) and isinstance(m.round, int) and isinstance(m.phase, int)
        and isinstance(m.sender, str) and isinstance(m.subject, str) and isinstance(m.penalty, float)
        and isinstance(m.values, np.ndarray) and (m.dual is None or isinstance(m.dual, np.ndarray))
    )  # fmt: skip


def _of_items(values: np.ndarray, groups: np.ndarray, knots: np.ndarray) -> np.ndarray:
    if values.ndim == 2:
        return values
    return values[groups] if values.ndim == 3 else values[groups, knots]
