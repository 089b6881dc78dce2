"""A host in its team, as a state machine with the time as an argument: joins, plans, resends, holds, agrees.

It hears heartbeats and packets, and says what to send.  The rounds themselves are those of a
:class:`l2c_planner.plan.Session`.  A plan runs like this: somebody asks for it; the captain waits until all hosts hear
each other, and opens it (BEGIN); the rounds run in lock step; the captain ends each stage (OUTCOME); every host judges
the executed plan itself and tells the others (ACCEPT).  Only what all accept is committed; anything else is held.

From then on the captain opens plans by itself (:class:`l2c_planner.team.aloft.Aloft`).
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Iterable

import numpy as np

from l2c_planner.admm.message import Message, Phase
from l2c_planner.config import Task
from l2c_planner.config.network import TransportOptions
from l2c_planner.plan import Progress, Session, check_learned, problem_hash
from l2c_planner.plan.stage import Found
from l2c_planner.team.aloft import LATE, Aloft
from l2c_planner.team.attempt import Attempt
from l2c_planner.team.ballot import START_DELAY
from l2c_planner.team.company import Company, TeamView
from l2c_planner.team.flight import Flight
from l2c_planner.team.gate import Gate
from l2c_planner.team.opening import Opening, objection, prospect, read_opening
from l2c_planner.team.roster import NoHost, Roster
from l2c_planner.team.senses import Senses
from l2c_planner.team.trouble import overdue, silent, trouble
from l2c_planner.transport.assembly import packets_of
from l2c_planner.transport.packet import Heartbeat, Packet, Parcel, State
from l2c_planner.transport.seal import Seal
from l2c_planner.tuning.learned import Learned

IN_FLIGHT = "the team is in flight"


class Member:
    """One host; see the module's description.

    name: of a host of the task's team.  acceptable: asked about a feasible plan before it is accepted, returns why not.
    clock: the time that all hosts share, for the start of the plan [s].  boot: drawn anew if not given.  learned:
    networks that choose weights and penalties.  senses: asked where things are; without, nothing is planned in flight.

    Raises ValueError for a host that is not in the team, or networks for another kind of task.
    """

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
        self.task, self.name, self.options = task, name, options or TransportOptions()
        self.seal, self.progress, self.acceptable, self.clock = seal or Seal(), progress, acceptable, clock
        self.senses = senses
        self.boot = secrets.randbits(64) if boot is None else boot
        self.roster, self.learned = Roster.of(task), learned
        if name not in self.roster.hosts:
            raise ValueError(f"host {name!r} is not in the team; its hosts are {', '.join(self.roster.hosts)}")
        check_learned(task, learned)
        self.company = Company(name, self.boot, self.roster, self.options)
        self.peers = self.company.peers
        self._gate = Gate(self.company, problem_hash(task, learned), self.seal)
        self.rejected = self._gate.rejected
        """Why packets were refused, and how many."""
        self.state, self.reason, self.plan, self.wanted = State.READY, "", 0, 0
        self.attempt: Attempt | None = None
        """The plan at work; once it is committed until the next one opens or this host holds."""
        self.last: Attempt | None = None
        """The last plan that was begun; None also if that failed."""
        self.found: Found | None = None
        """The last committed plan."""
        self.start = 0.0
        """When it starts, by the clock that all share [s]."""
        self.goal: np.ndarray | None = None
        """Replaces the task's in the plans that this host opens."""
        self._aloft = Aloft(task, self.company, lambda: self.clock(), lambda: self.senses())
        self._before: tuple[Found | None, float] = None, 0.0
        """The committed plan before the last one, and its start."""
        self._outbox: list[Packet] = []
        self._next: Learned | None = None
        """Networks that wait for the end of a plan."""
        self._asked = self._committed = self._over = self._now = 0.0

    @property
    def hash(self) -> int:
        """Of the task and the networks that it plans with; those of its peers must be the same."""
        return self._gate.hash

    @property
    def session(self) -> Session | None:
        """The rounds of ``attempt``, if there is one."""
        return self.attempt and self.attempt.session

    @property
    def flight(self) -> Flight | None:
        """Of the last plan from the task's start, once it is committed."""
        return self._aloft.flight

    @property
    def latency(self) -> float:
        """From the opening of the last plan in flight to its commit here [s]."""
        return self._aloft.latency

    # ---------------------------------------------------------------- what the shell calls
    def request_plan(self, now: float) -> str:
        """Ask the team for a plan; nothing changes while one is at work."""
        if self._aloft.under_way:
            if self.state is State.HOLD:
                self.state, self.reason = State.READY, ""
            return "planning in flight goes on; a goal changes where it leads"
        if self.state is State.PLANNING or self.wanted > self.plan:
            return f"plan {max(self.plan, self.wanted)} is at work"
        self._want(max([self.plan, *(p.beat.plan for p in self.peers.values() if p.beat)]) + 1, now)
        return f"plan {self.wanted} was asked for"

    def hold(self, reason: str) -> None:
        """Stop planning, also for a plan that was only asked for; keep the last committed one."""
        if self.state is not State.INACTIVE:
            self.plan = max(self.plan, self.wanted)
            self._hold(reason)

    def turn_to(self, goal: np.ndarray) -> None:
        """Lead the load elsewhere: in flight from the next plan on, else in the plans from the start.

        goal: (3,), or (n, 3) of a swarm [m].
        """
        self.goal = goal
        if self.state is not State.HOLD:
            self._aloft.turn_to(goal)

    def deactivate(self) -> None:
        """Take part in no plan until :meth:`activate`."""
        self._stop(State.INACTIVE, "")

    def activate(self) -> None:
        """Take part in plans (again)."""
        if self.state is State.INACTIVE:
            self.state = State.READY

    def retune(self, learned: Learned) -> None:
        """Plan with other networks once the last plan is over for all: the time from commit to start after its end.

        Raises ValueError for a task that none are trained for.
        """
        check_learned(self.task, learned)
        self._next = learned

    def outbox(self) -> list[Packet]:
        """Packets to send since the last call."""
        packets, self._outbox = self._outbox, []
        return packets

    def receive(self, parcel: Parcel, now: float) -> None:
        """Take in what arrived; what is of no use is counted in ``rejected``.  Raises nothing."""
        self._now = now
        news = self._gate.admit(parcel, now)
        if isinstance(news, Heartbeat):
            self._hear(news, now)
        elif news is not None:
            self._take(news, now)

    def heartbeat(self, now: float) -> Heartbeat:
        """This host's sign of life, not yet counted and sealed."""
        stage, number, phase = self.attempt.position if self.attempt else (0, 0, Phase.BEGIN)
        waiting = self.attempt is not None and bool(self.attempt.lacking())
        return Heartbeat(
            self.name, self.boot, 0, self.hash, int(self.state), self.plan, self.wanted, stage, number, int(phase),
            waiting, self.company.introduced(now), self.senses().located(), self._aloft.begin or 0.0,
        )  # fmt: skip

    def tick(self, now: float) -> None:
        """Look at the clock: open a plan, go on without what is lost, notice who is gone."""
        self._now = now
        if self._next is not None and self.state is not State.PLANNING and now >= self._over + START_DELAY:
            self.learned, self._next = self._next, None
            self._gate.hash = problem_hash(self.task, self.learned)
            for peer in self.peers.values():
                peer.counts.clear()
        if self.state is State.PLANNING:
            self._watch(now)
        if self.state is State.PLANNING:
            if overdue(self.attempt, now):
                self._step(now)
        elif self.wanted > self.plan and self.state is not State.INACTIVE:
            self._open(now)
        elif self.flight is not None and self.state in (State.READY, State.COMMITTED):
            self._plan_on(now)

    def work(self, now: float) -> bool:
        """Run one step of the plan if it has all it needs; whether it did."""
        self._now = now
        if self.attempt is None or not self.attempt.session.ready():
            return False
        self._step(now)
        return True

    def view(self, now: float) -> TeamView:
        """The team as this host sees it."""
        alive = {host: host == self.name or self.company.alive(self.peers[host], now) for host in self.roster.hosts}
        if self.state is State.PLANNING:
            waiting = self.attempt.lacking()
        else:
            waiting = [p.name for p in self.peers.values() if self.wanted > self.plan and not p.known]
        captain = self.attempt.session.seat.captain if self.attempt else self.company.captain(now, self._aloft.begin)
        return TeamView(self.state, self.reason, self.plan, captain, alive, tuple(waiting))

    # ---------------------------------------------------------------- arrivals
    def _hear(self, beat: Heartbeat, now: float) -> None:
        self._count_on(beat)
        if beat.wanted > max(beat.plan, self.plan, self.wanted):  # a plan at work is no wish
            self._want(beat.wanted, now)
        reason = self.attempt.ends_with(beat, self.state) if self.attempt else ""
        if reason:
            self._fail(reason)
        if self.state is State.READY and beat.state == State.COMMITTED and beat.plan == self.plan:
            self._catch_up(beat)
        if self.state is State.PLANNING:
            self.attempt.confirm(beat)
            self._agree()
        if self.attempt:
            self._outbox += self.attempt.again(beat, self.plan, now)

    def _count_on(self, beat: Heartbeat) -> None:
        """Know which plans are over, also without having taken part."""
        over = beat.plan if beat.state != State.PLANNING else beat.plan - 1
        if self.state is State.PLANNING or over <= self.plan:
            return
        if over >= self.wanted > self.plan and beat.state == State.HOLD and self.state is not State.INACTIVE:
            self.plan = over
            self._hold(f"{beat.sender} holds plan {over}")
        else:
            self.plan, self.attempt = over, None
            self.reason = self.reason if self.state is State.HOLD else ""
            self.state = State.READY if self.state is State.COMMITTED else self.state

    def _take(self, message: Message, now: float) -> None:
        if message.phase is Phase.BEGIN:
            self._begun(message, now)
        elif self.attempt is None or message.plan != self.plan:
            self.rejected["other plan or stage"] += 1
        else:
            reason = self.attempt.take(message)
            if reason:
                self.rejected[reason] += 1
            self._agree()

    # ---------------------------------------------------------------- opening and leaving a plan
    def _stop(self, state: State, reason: str) -> None:
        if self.attempt:
            self.rejected.update(self.attempt.session.rejected)
        self.state, self.reason, self.attempt, self._over = state, reason, None, self._now
        self.wanted = min(self.wanted, self.plan)

    def _hold(self, reason: str) -> None:
        flown = self.attempt is not None and self.attempt.leg is not None
        if self.state is State.COMMITTED and not flown and self._now < self._committed + START_DELAY:
            self._aloft.forget()
            self.found, self.start = self._before  # not all have committed it, so nobody flies it
        self._stop(State.HOLD, reason)

    def _fail(self, reason: str) -> None:
        """Give the plan at work up: in flight the one before counts on, else the team holds."""
        if self.attempt is None or self.attempt.leg is None:
            self._hold(reason)
        elif self.state is State.PLANNING:
            self._aloft.drop(self.attempt, reason)
            self._stop(State.READY, reason)

    def _want(self, plan: int, now: float) -> None:
        self.wanted, self._asked = plan, now

    def _open(self, now: float) -> None:
        """Open the wanted plan, wait, or give it up; networks that wait come first."""
        if self._aloft.under_way:
            self.wanted = self.plan
            return
        if self._next is not None:
            self.reason = "waits for new networks to count"
            return
        outlook = prospect(self.wanted, self.plan, self._asked, self.company, now)
        if outlook.fails:
            self.plan = self.wanted
            self._hold("; ".join(filter(None, (outlook.fails, self._gate.strangers(now)))))
        elif outlook.seating:
            self._begin(Opening(outlook.seating, None if self.goal is None else self.goal.reshape(-1)), now)
        elif outlook.waits:
            self.reason = "; ".join(filter(None, (outlook.waits, self._gate.strangers(now))))

    def _plan_on(self, now: float) -> None:
        """As the captain, open the next plan of a flight when it is time."""
        upcoming = self._aloft.following(self.plan, now)
        self.reason = upcoming.missing or self.reason
        if upcoming.opening is not None:
            self.wanted = self.plan + 1
            self._begin(upcoming.opening, now)

    def _begin(self, opening: Opening, now: float) -> None:
        """Open a plan as its captain."""
        self._start(self.wanted, opening, now)
        if self.attempt:
            values = opening.table(self.roster.hosts)
            message = Message(self.name, self.plan, 0, 0, Phase.BEGIN, "team", values)
            self._send([message, *self.attempt.session.outbox()], now)

    def _begun(self, message: Message, now: float) -> None:
        """Follow a captain that opens a plan."""
        opening, reason = read_opening(message, self.roster, self.task)
        if message.plan <= self.plan:
            reason = "late"
        elif opening:
            at_work = self.state is State.PLANNING and not self.session.done and self.wanted <= self.plan
            reason = objection(opening, self.session.seat if at_work else None, self.company, now)
        if not reason and (self.state is State.INACTIVE or (opening.leg and self.state is State.HOLD)):
            reason = "inactive"
        if not reason and not opening.leg and self._aloft.under_way:
            reason = "in flight"
        if reason:
            self.rejected[reason] += 1
        elif self.name in opening.seating.values():
            self._start(message.plan, opening, now)
            self._send(self.attempt.session.outbox() if self.attempt else [], now)

    def _start(self, plan: int, opening: Opening, now: float) -> None:
        self.plan, self.wanted = plan, max(plan, self.wanted)
        self.attempt, self.last = None, None
        try:
            if opening.leg is None:
                session = opening.session(self.task, self.name, plan, self.progress, self.learned)
            else:
                session = self._aloft.session(opening, plan, self.progress, self.learned)
        except (ValueError, ArithmeticError) as error:
            self._hold(" ".join(str(error).split()))
            return
        self.attempt = self.last = Attempt(session, opening, self.company, now)
        self.state, self.reason = State.PLANNING, ""

    # ---------------------------------------------------------------- running a plan
    def _step(self, now: float) -> None:
        self.attempt.step(now)
        self._send(self.attempt.session.outbox(), now)
        if self.attempt.session.done:
            leg = self.attempt.leg
            start = self.clock() + START_DELAY if leg is None else leg.start(self.task.dt)
            late = self._aloft.late(self.attempt)
            self._send([self.attempt.vote((lambda found: LATE) if late else self._acceptable, start)], now)
            self._agree()

    def _acceptable(self, found: Found) -> str:
        """Why this host does not fly a plan that it takes part in, if so."""
        back = self.attempt.leg is None and self._aloft.under_way
        leg = self.attempt.leg
        leap = self.flight.abrupt(found, leg.window.knot) if leg else ""
        return self.acceptable(found) or leap or (IN_FLIGHT if back else "")

    def _send(self, messages: Iterable[Message], now: float) -> None:
        for message in messages:
            packets = [self.seal.sealed(p) for p in packets_of(message, self.boot, self.hash)]
            self.attempt.sent.keep(message, packets, now)
            self._outbox += packets * (self.company.repeats() if self.attempt.leg else 1)

    def _agree(self) -> None:
        """Commit or hold once all hosts have voted."""
        attempt = self.attempt
        verdict = attempt.ballot.verdict if self.state is State.PLANNING else None
        if verdict:
            self._fail(verdict)
        elif verdict is not None:
            self._commit()

    def _commit(self) -> None:
        attempt = self.attempt
        self.rejected.update(attempt.session.rejected)
        attempt.session.rejected.clear()
        self._before, self._committed = (self.found, self.start), self._now
        self._over = self._now
        self.state, self.reason = State.COMMITTED, ""
        self.found, self.start = attempt.session.found, attempt.ballot.start
        self._aloft.commit(attempt, self.found, self.goal, self.learned, self._now)

    def _catch_up(self, beat: Heartbeat) -> None:
        """Commit a plan in flight that was given up here for want of votes."""
        if self._aloft.regained(self.last, beat):
            self.attempt = self.last
            self._commit()

    def _watch(self, now: float) -> None:
        """Name the hosts of the plan that are not heard; give it up if it cannot go on."""
        cause = trouble(self.attempt, now)
        if not self.attempt.session.done and self._aloft.late(self.attempt):
            self._fail(LATE)
        elif cause is None:
            names = ", ".join(silent(self.attempt, now))
            self.reason = f"{names} not heard for {self.company.lost_after:g} s" if names else ""
        elif cause.lost:
            self._lost(cause.reason, now)
        else:
            self._fail(cause.reason)

    def _lost(self, reason: str, now: float) -> None:
        """Hold; and plan anew if others can take over from the hosts that are gone; in flight go on with the last."""
        if self.attempt.leg is not None:
            self._fail(reason)
            return
        self._hold(reason)
        try:
            self.roster.seating(self.company.living(now))
        except NoHost as error:
            self.reason = f"{reason}; {error}"
            return
        if self.options.lost == "continue":
            self.state = State.READY
            self._want(self.plan + 1, now)
