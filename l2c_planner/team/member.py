"""A host in its team, as a state machine with the time as an argument: joins, plans, resends, holds, agrees.

It hears heartbeats and packets, and says what to send.  The rounds themselves are those of a
:class:`l2c_planner.plan.Session`.  A plan runs like this: somebody asks for it; the captain waits until all hosts hear
each other, and opens it (BEGIN); the rounds run in lock step; the captain ends each stage (OUTCOME); every host judges
the executed plan itself and tells the others (ACCEPT).  Only what all accept is committed; anything else is held.
"""

from __future__ import annotations

import secrets
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from l2c_planner.admm.message import Message, Phase
from l2c_planner.config import Task
from l2c_planner.config.network import TransportOptions
from l2c_planner.plan import Progress, Seat, Session, stages_of
from l2c_planner.plan.stage import Found
from l2c_planner.team.company import Company
from l2c_planner.team.goal import with_goal
from l2c_planner.team.peer import Peer
from l2c_planner.team.roster import NoHost, Roster
from l2c_planner.team.sent import Sent
from l2c_planner.transport.assembly import Assembler, packets_of
from l2c_planner.transport.packet import Heartbeat, Packet, Parcel, State
from l2c_planner.transport.seal import Seal

START_DELAY = 1.5
"""From a plan's acceptance by the captain to its start [s]."""
GAVE_UP = {
    State.PLANNING: {State.HOLD: "holds", State.INACTIVE: "was deactivated", State.READY: "has given the plan up"},
    State.COMMITTED: {State.HOLD: "holds"},
}
"""By the own state, states of others in the same plan that end it here too."""
MOST_REJECTED = 100
"""Kinds of refused packets that are told apart."""


@dataclass(frozen=True)
class TeamView:
    """The team as one host sees it."""

    state: State
    reason: str
    """Why it holds or waits; empty if all is well."""
    plan: int
    captain: str
    alive: dict[str, bool]
    """By host, this one included."""
    waiting_for: tuple[str, ...]
    """Hosts that the plan waits for."""


def robot_of(host: str) -> int:
    """Index of the robot that a host is, in the arrays of a plan."""
    return int(host.rpartition("_")[2])


def problem_hash(task: Task) -> int:
    """64 bits of the task's digest: equal for hosts that plan the same."""
    return int(task.digest()[:16], 16)


class Member:
    """One host; see the module's description.

    name: of a host of the task's team.  acceptable: asked about a feasible plan before it is accepted, returns why not.
    clock: the time that all hosts share, for the start of the plan [s].  boot: drawn anew if not given.
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
    ) -> None:
        self.task, self.name, self.options = task, name, options or TransportOptions()
        self.seal, self.progress, self.acceptable, self.clock = seal or Seal(), progress, acceptable, clock
        self.boot = secrets.randbits(64) if boot is None else boot
        self.roster, self.hash = Roster.of(task), problem_hash(task)
        if name not in self.roster.hosts:
            raise ValueError(f"host {name!r} is not in the team; its hosts are {', '.join(self.roster.hosts)}")
        self.company = Company(name, self.boot, self.roster.hosts, self.options)
        self.peers = self.company.peers
        self.state, self.reason, self.plan, self.wanted = State.READY, "", 0, 0
        self.session: Session | None = None
        self.last: Session | None = None
        """The session of the last plan that was begun."""
        self.found: Found | None = None
        """The last committed plan."""
        self._before: tuple[Found | None, float] = None, 0.0
        """The committed plan before the last one, and its start."""
        self.judged: Found | None = None
        """The last plan that was found, committed or not."""
        self.start = 0.0
        """When the last committed plan starts, by the clock that all share [s]."""
        self.goal: np.ndarray | None = None
        """Replaces the task's in the plans that this host opens."""
        self.flying_to: np.ndarray | None = None
        """The goal of the last plan that was begun, flat [m]; None if it is the task's."""
        self.rejected: Counter[str] = Counter()
        self.resent = 0
        """Packets sent again in this plan."""
        self._outbox: list[Packet] = []
        self._assemblers = {host: Assembler() for host in self.peers}
        self._sent, self._boots = Sent(), {}
        self._accepted: dict[str, bool] = {}
        self._objected, self._starts, self._asked, self._moved = "", 0.0, 0.0, 0.0
        self._now = self._committed = 0.0
        self._passed: dict[str, float] = {}

    # ---------------------------------------------------------------- what the shell calls
    def request_plan(self, now: float) -> str:
        """Ask the team for a plan; nothing changes while one is at work."""
        if self.state is State.PLANNING or self.wanted > self.plan:
            return f"plan {max(self.plan, self.wanted)} is at work"
        self._want(max([self.plan, *(p.beat.plan for p in self.peers.values() if p.beat)]) + 1, now)
        return f"plan {self.wanted} was asked for"

    def hold(self, reason: str) -> None:
        """Stop planning, also for a plan that was only asked for; keep the last committed one."""
        if self.state is not State.INACTIVE:
            self.plan = max(self.plan, self.wanted)
            self._hold(reason)

    def deactivate(self) -> None:
        """Take part in no plan until :meth:`activate`."""
        self._stop(State.INACTIVE, "")

    def activate(self) -> None:
        """Take part in plans (again)."""
        if self.state is State.INACTIVE:
            self.state = State.READY

    def outbox(self) -> list[Packet]:
        """Packets to send since the last call."""
        packets, self._outbox = self._outbox, []
        return packets

    def receive(self, parcel: Parcel, now: float) -> None:
        """Take in what arrived; what is of no use is counted in ``rejected``.  Raises nothing."""
        self._now = now
        reason = self._objection(parcel)
        if not reason:
            peer = self.peers[parcel.sender]
            if isinstance(parcel, Heartbeat):
                reason = self._hear(parcel, peer, now)
            elif not peer.fresh or parcel.boot != peer.boot:
                reason = "not introduced"
            else:
                peer.heard = now
                message, reason = self._assemblers[parcel.sender].add(parcel)
                if message is not None:
                    self._take(message, now)
        if reason and (reason in self.rejected or len(self.rejected) < MOST_REJECTED):
            self.rejected[reason] += 1

    def heartbeat(self, now: float) -> Heartbeat:
        """This host's sign of life, not yet counted and sealed."""
        stage, number, phase = self._position()
        return Heartbeat(
            self.name, self.boot, 0, self.hash, int(self.state), self.plan, self.wanted, stage, number, int(phase),
            self.waiting, self.company.introduced(now),
        )  # fmt: skip

    def tick(self, now: float) -> None:
        """Look at the clock: open a plan, resend, go on without what is lost, notice who is gone."""
        self._now = now
        if self.state is State.PLANNING:
            self._watch_peers(now)
        if self.state is State.PLANNING:
            self._go_on_without(now)
        elif self.wanted > self.plan and self.state is not State.INACTIVE:
            self._open(now)

    def work(self, now: float) -> bool:
        """Run one step of the plan if it has all it needs; whether it did."""
        self._now = now
        if self.session is None or self.session.done or not self.session.ready():
            return False
        self._step(now)
        return True

    @property
    def waiting(self) -> bool:
        """Whether the plan lacks packets of others."""
        if self.session is None:
            return False
        return len(self._accepted) < len(self._boots) + 1 if self.session.done else not self.session.ready()

    def view(self, now: float) -> TeamView:
        """The team as this host sees it."""
        alive = {host: host == self.name or self.company.alive(self.peers[host], now) for host in self.roster.hosts}
        waiting = self._lacking() if self.state is State.PLANNING else self._awaited(now)
        captain = self.session.seat.captain if self.session else self._captain(now)
        return TeamView(self.state, self.reason, self.plan, captain, alive, tuple(waiting))

    # ---------------------------------------------------------------- arrivals
    def _objection(self, parcel: Parcel) -> str:
        if not isinstance(parcel, Packet | Heartbeat):
            return "not a message"
        if parcel.sender not in self.peers:
            return "own" if parcel.sender == self.name and parcel.boot == self.boot else "unknown sender"
        if parcel.problem_hash != self.hash:
            return "other problem"
        if isinstance(parcel, Packet) and not _tables(parcel):
            return "wrong shape or type"
        return "" if self.seal.valid(parcel) else "wrong tag"

    def _hear(self, beat: Heartbeat, peer: Peer, now: float) -> str:
        boot = peer.boot
        reason = peer.hear(beat, self.name, self.boot, now)
        if reason or beat is not peer.beat or not peer.fresh:
            return reason
        if boot != peer.boot:
            self._assemblers[peer.name] = Assembler()
        self._count_on(beat)
        if beat.wanted > max(self.plan, self.wanted):
            self._want(beat.wanted, now)
        if self._boots.get(peer.name) == peer.boot:
            if beat.plan == self.plan and beat.state in GAVE_UP.get(self.state, ()):
                self._hold(f"{peer.name} {GAVE_UP[self.state][beat.state]}")
            elif beat.plan > self.plan and self.state is State.PLANNING:
                self._hold(f"{peer.name} has gone on to plan {beat.plan}")
            elif beat.plan == self.plan and beat.state == State.COMMITTED:
                self._believe()
        if self.session is not None:
            self._send_again(beat, now)
        return ""

    def _count_on(self, beat: Heartbeat) -> None:
        """Know which plans are over, also without having taken part."""
        over = beat.plan if beat.state != State.PLANNING else beat.plan - 1
        if self.state is State.PLANNING or over <= self.plan:
            return
        if over >= self.wanted > self.plan and beat.state == State.HOLD and self.state is not State.INACTIVE:
            self.plan = over
            self._hold(f"{beat.sender} holds plan {over}")
        else:
            self.plan, self.reason = over, self.reason if self.state is State.HOLD else ""
            self.state = State.READY if self.state is State.COMMITTED else self.state

    def _send_again(self, beat: Heartbeat, now: float) -> None:
        if beat.plan == self.plan and beat.state == State.PLANNING:
            again = self._sent.lacked(beat, now, self.options.patience / 2)
        elif beat.plan < self.plan and beat.sender in self._boots:
            again = self._sent.opening(now, self.options.patience)
        else:
            return
        self.resent += len(again)
        self._outbox += again

    def _take(self, message: Message, now: float) -> None:
        if message.phase is Phase.BEGIN:
            self._begun(message, now)
        elif self.session is None or message.plan != self.plan:
            self.rejected["other plan or stage"] += 1
        elif message.sender not in self._boots:
            self.rejected["not in this plan"] += 1
        elif message.phase is Phase.ACCEPT:
            self._note_accept(message, now)
        elif not self.session.done:
            self.session.receive(message)

    # ---------------------------------------------------------------- opening and leaving a plan
    def _stop(self, state: State, reason: str) -> None:
        if self.session is not None:
            self.rejected.update(self.session.rejected)
        self.state, self.reason, self.session = state, reason, None
        self.wanted = min(self.wanted, self.plan)

    def _hold(self, reason: str) -> None:
        if self.state is State.COMMITTED and self._now < self._committed + START_DELAY:
            self.found, self.start = self._before  # not all have committed it, so nobody flies it
        self._stop(State.HOLD, reason)

    def _want(self, plan: int, now: float) -> None:
        self.wanted, self._asked = plan, now

    def _open(self, now: float) -> None:
        """Open the wanted plan if this host is the captain and the team is ready."""
        living = self.company.living(now)
        late = [p.name for p in self.peers.values() if p.name not in living and self.company.comes(p, self._asked, now)]
        if late and now - self._asked < self.options.join:
            self.reason = f"waits for {', '.join(late)}"
            return
        try:
            seating = self.roster.seating(living)
        except NoHost as error:
            self.plan = self.wanted
            return self._hold(str(error))
        captain = self.roster.captain(seating)
        if captain != self.name:
            self.reason = f"waits for {captain} to open plan {self.wanted}"
            if now - self._asked > self.options.join + 5:
                self.plan = self.wanted
                self._hold(f"{captain} has not opened plan {self.wanted}")
            return
        taking = set(seating.values())
        if all(self.company.idle_among(self.peers[host], taking, self.plan) for host in taking - {self.name}):
            self._begin(seating, now)

    def _begin(self, seating: dict[str, str], now: float) -> None:
        mask = [float(host in set(seating.values())) for host in self.roster.hosts]
        values = np.array([[*mask, *([] if self.goal is None else self.goal.reshape(-1))]])
        self._start(self.wanted, seating, None if self.goal is None else self.goal.reshape(-1), now)
        if self.session is not None:
            self._send(Message(self.name, self.plan, 0, 0, Phase.BEGIN, "team", values), now)
            self._send_all(now)

    def _begun(self, message: Message, now: float) -> None:
        """Follow a captain that opens a plan."""
        hosts, values = self.roster.hosts, message.values
        if message.plan <= self.plan or len(values) != 1 or values.shape[1] < len(hosts):
            self.rejected["late" if message.plan <= self.plan else "wrong shape or type"] += 1
            return
        taking = {host for host, part in zip(hosts, values[0], strict=False) if part == 1.0}
        try:
            seating = self.roster.seating(taking)
        except NoHost:
            seating = {}
        used = set(seating.values())
        if not used or self.roster.captain(seating) != message.sender or used != taking or self._outranked(seating):
            self.rejected["not from the captain"] += 1
            return
        if not all(self.company.alive(self.peers[host], now) for host in used - {self.name}):
            self.rejected["before all are heard"] += 1
        elif self.state is State.INACTIVE:
            self.rejected["inactive"] += 1
        elif self.name in used:
            goal = values[0, len(hosts) :]
            self._start(message.plan, seating, goal if goal.size else None, now)
            self._send_all(now)

    def _outranked(self, seating: dict[str, str]) -> bool:
        """Whether a host that would be captain before the given one is planning with this host."""
        if self.session is None or self.session.done:
            return False
        candidates = self.roster.candidates[next(iter(seating))]
        present = self.session.seat.captain
        return (
            candidates.index(present) < candidates.index(self.roster.captain(seating))
            and self.peers.get(present, Peer(present)).fresh
            and self.session.seat.plan >= max(self.wanted, self.plan)
        )

    def _start(self, plan: int, seating: dict[str, str], goal: np.ndarray | None, now: float) -> None:
        self.plan, self.wanted = plan, max(plan, self.wanted)
        self._accepted, self._passed, self._sent, self._starts = {}, {}, Sent(), 0.0
        self.flying_to, self.resent, self._moved = goal, 0, now
        hosts = set(seating.values()) - {self.name}
        self._boots = {host: self.peers[host].boot for host in hosts}
        self.session, self.judged = None, None
        try:
            task = self.task if goal is None else with_goal(self.task, goal)
            seat = Seat(self.name, seating, self.roster.captain(seating), plan)
            self.session = self.last = Session(stages_of(task), seat, self.progress)
        except ValueError as error:
            self._hold(" ".join(str(error).split()))
            return
        self.state, self.reason = State.PLANNING, ""

    # ---------------------------------------------------------------- running a plan
    def _step(self, now: float) -> None:
        self.session.step()
        self._passed, self._moved = {}, now
        self._send_all(now)
        if self.session.done:
            self._judge(now)

    def _send_all(self, now: float) -> None:
        if self.session is not None:
            for message in self.session.outbox():
                self._send(message, now)

    def _send(self, message: Message, now: float) -> None:
        packets = [self.seal.sealed(p) for p in packets_of(message, self.boot, self.hash)]
        self._sent.keep(message, packets, now)
        self._outbox += packets

    def _judge(self, now: float) -> None:
        """Say whether this host will fly the plan that was found."""
        self.judged = found = self.session.found
        problems = found.failure + found.executed.measures.problems()
        self._objected = problems[0] if problems else self.acceptable(found)
        captain = self.session.seat.captain == self.name
        if captain:
            self._starts = self.clock() + START_DELAY
        following = float(self.roster.hosts.index(self.session.seat.captain))
        values = np.array([[float(not self._objected), self._starts, following]])
        self._send(Message(self.name, self.plan, self._position()[0], 0, Phase.ACCEPT, "plan", values), now)
        self._accepted[self.name] = not self._objected
        self._agree()

    def _note_accept(self, message: Message, now: float) -> None:
        values = message.values
        if values.shape != (1, 3) or not np.isfinite(values).all() or not 0 <= values[0, 1] < 2**31:
            self.rejected["wrong shape or type"] += 1
            return
        yes, start, following = values[0].tolist()
        captain = self.session.seat.captain
        self._accepted[message.sender] = yes == 1.0 and following == self.roster.hosts.index(captain)
        if message.sender == captain:
            self._starts = start
        self._agree()

    def _believe(self) -> None:
        """Commit what another host has committed: that one has heard that all accept."""
        if self.state is State.PLANNING and self.session.done and self.session.seat.captain in self._accepted:
            if all(self._accepted.values()):
                self._accepted |= dict.fromkeys(self._boots, True)
                self._agree()

    def _agree(self) -> None:
        """Commit or hold once all hosts have spoken."""
        if not self.session.done or len(self._accepted) < len(self._boots) + 1:
            return
        against = [host for host, yes in self._accepted.items() if not yes]
        if not against:
            self.rejected.update(self.session.rejected)
            self.session.rejected.clear()
            self._before, self._committed = (self.found, self.start), self._now
            self.state, self.reason, self.found, self.start = State.COMMITTED, "", self.session.found, self._starts
        elif self._objected:
            self._hold(self._objected)
        else:
            self._hold(f"{', '.join(against)} does not accept the plan")

    def _go_on_without(self, now: float) -> None:
        """Use old numbers in place of packets that have been sent and are lost, if that is allowed."""
        if self.options.missing == "wait" or not self.session or self.session.done or self.session.ready():
            return
        lacking = self._lacking()
        for host in lacking:
            if host not in self._passed and self._has_sent(host):
                self._passed[host] = now
        overdue = [h for h in lacking if now - self._passed.get(h, now) >= 2 * self.options.patience]
        host = self.session.host
        if len(overdue) < len(lacking) or host is None or host.round >= self.session.stage.limit:
            return
        if self.options.missing == "hold":
            return self._hold(f"packets of {', '.join(overdue)} are lost (transport.missing: hold)")
        silent = [h for h in overdue if host.silence[h] >= self.options.stale]
        if silent:
            return self._hold(f"{silent[0]} is alive but {self.options.stale + 1} of its packets in a row were lost")
        self._step(now)

    def _has_sent(self, host: str) -> bool:
        """Whether a host is past the phase whose packets this one lacks."""
        beat = self.peers[host].beat
        if beat is None or beat.plan != self.plan:
            return False
        stage, number, phase = self._position()
        return (beat.stage, beat.round, beat.phase) >= (stage, number, phase)

    def _watch_peers(self, now: float) -> None:
        """Name the hosts of this plan that are not heard; give up if one is gone, has restarted, or loses too much."""
        silent = []
        # who has voted must know before the plan starts
        patience = (
            min(self.company.give_up_after, 0.8 * START_DELAY) if self.session.done else self.company.give_up_after
        )
        for host, boot in self._boots.items():
            peer = self.peers[host]
            if host in self._accepted and self.session.done:
                continue
            if peer.boot != boot:
                return self._lost(f"{host} restarted during plan {self.plan}", now)
            if now - peer.heard > patience:
                return self._lost(f"{host} has not been heard for {patience:g} s", now)
            if not self.company.alive(peer, now):
                silent.append(host)
            share = peer.lossy(self.options.loss_limit)
            if share is not None:
                limit = f"transport.loss_limit is {100 * self.options.loss_limit:.0f} %"
                return self._hold(f"the link from {host} loses {100 * share:.0f} % of its packets ({limit})")
        self.reason = f"{', '.join(silent)} not heard for {self.company.lost_after:g} s" if silent else ""
        if now - self._moved > self.options.round_timeout:
            self._hold(f"nothing from {', '.join(self._lacking())} for {self.options.round_timeout:g} s")

    def _lost(self, reason: str, now: float) -> None:
        """Hold; and plan anew if others can take over from the hosts that are gone."""
        self._hold(reason)
        try:
            self.roster.seating(self.company.living(now))
        except NoHost as error:
            self.reason = f"{reason}; {error}"
            return
        if self.options.lost == "continue":
            self.state = State.READY
            self._want(self.plan + 1, now)

    # ---------------------------------------------------------------- who is there
    def _position(self) -> tuple[int, int, Phase]:
        if self.session is None:
            return 0, 0, Phase.BEGIN
        return (self.session.number + 1, 0, Phase.ACCEPT) if self.session.done else self.session.position

    def _lacking(self) -> list[str]:
        """Hosts whose packets the plan waits for."""
        if self.session is None:
            return []
        if self.session.done:
            return [host for host in self._boots if host not in self._accepted]
        return list(dict.fromkeys(host for host, _ in self.session.missing()))

    def _awaited(self, now: float) -> list[str]:
        """Hosts without which a plan does not begin yet."""
        return [p.name for p in self.peers.values() if not p.known] if self.wanted > self.plan else []

    def _captain(self, now: float) -> str:
        try:
            return self.roster.captain(self.roster.seating(self.company.living(now)))
        except NoHost:
            return ""


def _tables(packet: Packet) -> bool:
    """Whether a packet holds tables of float64."""
    values, dual = packet.values, packet.dual
    tables = [values] if dual is None else [values, dual]
    if not all(isinstance(t, np.ndarray) and t.dtype == np.float64 and t.ndim == 2 for t in tables):
        return False
    return dual is None or dual.shape == values.shape
