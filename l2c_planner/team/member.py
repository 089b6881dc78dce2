"""A host in its team, as a state machine with the time as an argument: joins, plans, resends, holds, agrees.

It hears heartbeats and packets, and says what to send.  A plan runs like this: somebody asks for it; the captain waits
until all hosts hear each other, and opens it (BEGIN); the rounds run in lock step; the captain ends each stage
(OUTCOME); every host judges the executed plan itself and tells the others (ACCEPT).  Only what all accept is committed;
anything else is held.  From then on the captain opens plans by itself (:class:`l2c_planner.team.aloft.Aloft`).

Here is what the program calls that the host runs in, and who gets to hear of what arrives: how a plan comes about is in
:mod:`l2c_planner.team.planning`, how it ends in :mod:`l2c_planner.team.agreement`, what is done about who lies in
:mod:`l2c_planner.team.suspicion`.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable

import numpy as np

from l2c_planner.admm.message import Message, Phase
from l2c_planner.config import Task
from l2c_planner.config.network import TransportOptions
from l2c_planner.plan import Progress, Session
from l2c_planner.plan.stage import Found
from l2c_planner.team.agreement import Agreement
from l2c_planner.team.aloft import Aloft
from l2c_planner.team.ballot import START_DELAY
from l2c_planner.team.company import Company
from l2c_planner.team.gate import Gate
from l2c_planner.team.planning import Planning
from l2c_planner.team.query import Query
from l2c_planner.team.roster import Roster
from l2c_planner.team.senses import Senses
from l2c_planner.team.shell import Shell
from l2c_planner.team.standing import Standing
from l2c_planner.team.status import TeamView, heartbeat_of, view_of
from l2c_planner.team.suspicion import Suspicion
from l2c_planner.team.trouble import overdue
from l2c_planner.team.trust import DOUBT
from l2c_planner.transport.packet import Heartbeat, Packet, Parcel, State
from l2c_planner.transport.seal import Seal
from l2c_planner.tuning.learned import Learned


def _of(part: str, name: str, text: str) -> property:
    """Read-only attribute of a member: that of one of its parts."""
    return property(lambda self: getattr(getattr(self, part), name), doc=text)


def _asked(name: str, text: str) -> property:
    """Attribute of a member: that of its shell."""
    return property(
        lambda self: getattr(self.shell, name), lambda self, value: setattr(self.shell, name, value), doc=text
    )


class Member:
    """One host; see the module's description.

    name: of a host of the task's team.  progress, acceptable, clock, senses: see :class:`l2c_planner.team.shell.Shell`.
    boot: drawn anew if not given.  learned: networks that choose weights and penalties.

    Raises ValueError for a host that is not in the team, or networks for another kind of task.
    """

    state = _of("standing", "state", "What it is doing.")
    reason = _of("standing", "reason", "Why it holds or waits.")
    plan = _of("standing", "plan", "Number of the last plan that it knows of.")
    wanted = _of("standing", "wanted", "Number of the last plan that was asked for.")
    attempt = _of(
        "standing", "attempt", "The plan at work; once committed until the next one opens or this host holds."
    )
    last = _of("standing", "last", "The last plan that was begun; None also if that failed.")
    found = _of("standing", "found", "The last committed plan.")
    start = _of("standing", "start", "When it starts, by the clock that all share [s].")
    task = _of("query", "task", "What the team plans.")
    learned = _of("query", "learned", "Networks that it plans with.")
    goal = _of("query", "goal", "Replaces the task's in the plans that this host opens [m].")
    hash = _of("gate", "hash", "Of the task and the networks; those of its peers must be the same.")
    flight = _of("_aloft", "flight", "Of the last plan from the task's start, once it is committed.")
    latency = _of("_aloft", "latency", "From the opening of the last plan in flight to its commit here [s].")
    progress = _asked("progress", "Told of every round.")
    acceptable = _asked("acceptable", "Asked about a feasible plan, returns why not.")
    clock = _asked("clock", "The time that all hosts share [s].")
    senses = _asked("senses", "Asked where things are.")

    def __init__(
        self,
        task: Task,
        name: str,
        options: TransportOptions | None = None,
        seal: Seal | None = None,
        progress: Progress | None = None,
        acceptable: Callable[[Found], str] = lambda found: "",
        clock: Callable[[], float] = time.time,
        boot: int | None = None,
        learned: Learned | None = None,
        senses: Callable[[], Senses] = Senses,
    ) -> None:
        roster = Roster.of(task)
        if name not in roster.hosts:
            raise ValueError(f"host {name!r} is not in the team; its hosts are {', '.join(roster.hosts)}")
        self.query, self.shell = Query(task, learned), Shell(progress, acceptable, clock, senses)
        self.name, self.options, self.seal = name, options or TransportOptions(), seal or Seal()
        self.boot = secrets.randbits(64) if boot is None else boot
        self.company = Company(name, self.boot, roster, self.options)
        self.peers = self.company.peers
        self.gate = Gate(self.company, self.query.hash, self.seal)
        self.rejected = self.gate.rejected
        """Why packets were refused, and how many."""
        self._aloft = Aloft(task, self.company, self.shell)
        self.standing = Standing(self.rejected, self._aloft.forget)
        self._planning = Planning(self.query, self.shell, self.gate, self.standing, self._aloft)
        self.agreement = Agreement(self.query, self.company, self.standing, self._aloft)
        self.suspicion = Suspicion(self.gate, self.standing, self.agreement)

    @property
    def session(self) -> Session | None:
        """The rounds of ``attempt``, if there is one."""
        return self.attempt and self.attempt.session

    # ---------------------------------------------------------------- what the shell calls
    def request_plan(self, now: float) -> str:
        """Ask the team for a plan; nothing changes while one is at work."""
        self.standing.now = now
        return self._planning.request()

    def hold(self, reason: str) -> None:
        """Stop planning, also for a plan that was only asked for; keep the last committed one."""
        if self.state is not State.INACTIVE:
            self.standing.plan = max(self.plan, self.wanted)
            self.standing.hold(reason)

    def turn_to(self, goal: np.ndarray) -> None:
        """Lead the load elsewhere: in flight from the next plan on, else in the plans from the start.

        goal: (3,), or (n, 3) of a swarm [m].
        """
        self.query.goal = goal
        if self.state is not State.HOLD:
            self._aloft.turn_to(goal)

    def deactivate(self) -> None:
        """Take part in no plan until :meth:`activate`."""
        self.standing.stop(State.INACTIVE, "")

    def activate(self) -> None:
        """Take part in plans (again)."""
        if self.state is State.INACTIVE:
            self.standing.state = State.READY

    def retune(self, learned: Learned) -> None:
        """Plan with other networks once the last plan is over for all: the time from commit to start after its end.

        Raises ValueError for a task that none are trained for.
        """
        self.query.retune(learned)

    def outbox(self) -> list[Packet]:
        """Packets to send since the last call."""
        return self.gate.outbox()

    def receive(self, parcel: Parcel, now: float) -> None:
        """Take in what arrived; what is of no use is counted in ``rejected``.  Raises nothing."""
        self.standing.now = now
        news = self.gate.admit(parcel, now)
        if isinstance(news, Heartbeat):
            self._hear(news, now)
        elif news is not None:
            self._take(news, now)

    def heartbeat(self, now: float) -> Heartbeat:
        """This host's sign of life, not yet counted and sealed."""
        located, begin = self.senses().located(), self._aloft.begin
        return heartbeat_of(self.standing, self.company, self.hash, located, begin, now)

    def tick(self, now: float) -> None:
        """Look at the clock: open a plan, go on without what is lost, notice who is gone."""
        self.standing.now = now
        self.suspicion.tell(now)
        through = self.state is not State.PLANNING and now >= self.standing.over + START_DELAY
        if through and self.query.upcoming is not None:
            self.query.take_over()
            self.gate.change(self.query.hash)
        if self.state is State.PLANNING:
            self.agreement.watch(now)
        if self.state is State.PLANNING:
            if overdue(self.attempt, now):
                self._step(now)
        elif self.wanted > self.plan and self.state is not State.INACTIVE:
            self._planning.open(now)
        elif self.flight is not None and self.state in (State.READY, State.COMMITTED):
            self._planning.go_on(now)

    def work(self, now: float) -> bool:
        """Run one step of the plan if it has all it needs; whether it did."""
        self.standing.now = now
        if self.attempt is None or not self.attempt.session.ready():
            return False
        self._step(now)
        return True

    def view(self, now: float) -> TeamView:
        """The team as this host sees it."""
        return view_of(self.standing, self.company, self._aloft.begin, now)

    # ---------------------------------------------------------------- what arrives, and the next step
    def _hear(self, beat: Heartbeat, now: float) -> None:
        if misplaced := self._aloft.misplaced(beat):
            return self.suspicion.doubt(beat.sender, misplaced, now)
        self.agreement.hear(beat)
        if self.attempt:
            self.gate.again(self.attempt.again(beat, self.plan, now))

    def _take(self, message: Message, now: float) -> None:
        lie = ""
        if message.subject.startswith(DOUBT):
            self.suspicion.hear(message, now)
        elif message.phase is Phase.BEGIN:
            lie = self._planning.follow(message, now)
        elif self.attempt is None or message.plan != self.plan:
            self.gate.refuse("other plan or stage")
        elif not (lie := self.suspicion.lie(message)):
            self.gate.refuse(self.attempt.take(message))
            self.agreement.conclude()
        if lie:
            self.suspicion.doubt(message.sender, lie, now)

    def _step(self, now: float) -> None:
        self._planning.step(now)
        if not self.suspicion.look_back(now) and self.attempt.session.done:
            self._planning.vote(now)
            self.agreement.conclude()
