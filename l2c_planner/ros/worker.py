"""The thread that solves: it alone touches the member, so that the executor never waits for a solver."""

from __future__ import annotations

import queue
import threading
import time
import traceback
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from itertools import count

from l2c_planner.plan import RoundReport
from l2c_planner.ros.dds import DdsTransport
from l2c_planner.team import Member, TeamView
from l2c_planner.team.aloft import LATE
from l2c_planner.team.asking import Asking
from l2c_planner.transport import Faulty, Heartbeat, State
from l2c_planner.transport.base import Transport

IDLE = 0.04
"""Longest sleep without a packet, and shortest time between two looks at the clock and the team [s]."""
BRIEF = 0.01
"""Longest sleep without a packet while a plan in flight is at work and packets are lost [s]."""
QUIET = 0.2
"""Longest time without a heartbeat while packets are signs of life enough [s]."""


@dataclass(frozen=True)
class RoundTimes:
    """Where the time of a round went [s]."""

    local: float = 0.0
    coordination: float = 0.0
    exchange: float = 0.0
    waiting: float = 0.0


@dataclass(frozen=True)
class FlightStatus:
    """Plans in flight: how many were committed, and dropped for being late or for something else."""

    plans: int = 0
    late: int = 0
    dropped: int = 0
    latency: float = 0.0
    """From the opening of the last one to its commit here [s]."""


@dataclass(frozen=True)
class Status:
    """What the worker knows, for the threads that report it."""

    view: TeamView
    beat: Heartbeat
    stage: int = 0
    rounds: tuple[int, ...] = ()
    """Rounds of the finished stages of the plan."""
    report: RoundReport | None = None
    """Of the last round."""
    times: RoundTimes = field(default_factory=RoundTimes)
    """Of the last round."""
    unsolved: int = 0
    stale: int = 0
    """Old packets used in this plan."""
    resent: int = 0
    """Packets sent once more in this plan."""
    rejected: dict[str, int] = field(default_factory=dict)
    """Why packets were refused since the start."""
    ages: dict[str, float | None] = field(default_factory=dict)
    """Time since every peer was heard [s]; None if never."""
    flight: FlightStatus = field(default_factory=FlightStatus)


class Worker:
    """Runs a member over a transport.

    on_round: called after every round if this host is the captain, on_end: when a plan is committed or held,
    on_change: when the view of the team changes; all in this thread.
    """

    def __init__(
        self,
        member: Member,
        transport: DdsTransport,
        on_round: Callable[[Status], None],
        on_end: Callable[[Status], None],
        on_change: Callable[[Status], None],
    ) -> None:
        self.member, self.transport = member, transport
        self.on_round, self.on_end, self.on_change = on_round, on_end, on_change
        faults = member.options.faults
        lossy = faults.loss or faults.delay or faults.duplicate or faults.reorder
        self._net: Transport = Faulty(transport, faults, member.name, time.monotonic) if lossy else transport
        self.failure = ""
        """Why the thread has ended, if it has by itself."""
        self._commands: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        self._running, self._beats, self._asking = True, count(1), Asking()
        self._looked = self._sent = self._beaten = 0.0
        self._report: RoundReport | None = None
        self._ended: tuple[int, State] | None = None
        self._fresh = False
        self._exchange = self._waiting = 0.0
        self._times, self._booked = RoundTimes(), RoundTimes()
        member.progress = self._on_report
        self.status = self._look()
        self._thread = threading.Thread(target=self._run, name="solver", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """End the thread; waits for the step at work."""
        self._running = False
        self.transport.arrived.set()
        if self._thread.is_alive():
            self._thread.join()

    def call(self, command: Callable[[], None]) -> None:
        """Have something done in the worker's thread."""
        self._commands.put(command)
        self.transport.arrived.set()

    def beat(self) -> None:
        """Send a heartbeat; called by a timer of the executor, so that a long solution does not look like death."""
        now = time.monotonic()
        busy = now - self._sent < self.member.company.period and now - self._beaten < QUIET
        if self._running and not self.failure and not busy:
            self._tell(self.status.beat, now)

    def _tell(self, beat: Heartbeat, now: float) -> None:
        self._beaten = now
        self.transport.send(self.member.seal.sealed(replace(beat, count=next(self._beats))))

    def _run(self) -> None:
        try:
            while self._running:
                self._turn()
        except Exception as error:  # the node must outlive it, hold its plan and say so
            traceback.print_exc()
            self.failure = f"{type(error).__name__}: {error}"

    def _turn(self) -> None:
        before, member = time.monotonic(), self.member
        in_flight = member.state is State.PLANNING and member.attempt.leg is not None
        self.transport.arrived.wait(BRIEF if in_flight and member.company.repeats() > 1 else IDLE)
        now = time.monotonic()
        if member.state is State.PLANNING:
            self._waiting += now - before
        for parcel in self._net.poll():
            member.receive(parcel, now)
        while not self._commands.empty():
            self._commands.get()()
        if member.state is not self.status.view.state:
            self._after_turn()  # before the next plan opens: what is committed is told
        if look := now - self._looked >= IDLE:
            self._looked = now
            member.tick(now)
        if self._asking.due(member, now):
            self._tell(member.heartbeat(now), now)
        self._exchange += time.monotonic() - now
        self._send()
        while member.work(time.monotonic()):
            self._send()
            self._after_step()
        if look or member.state is not self.status.view.state:
            self._after_turn()

    def _send(self) -> None:
        start = time.monotonic()
        for packet in self.member.outbox():
            self._net.send(packet)
            self._sent = start
        self._exchange += time.monotonic() - start

    def _on_report(self, report: RoundReport) -> None:
        self._report, self._fresh = report, True

    def _after_step(self) -> None:
        if self._fresh:
            session, booked = self.member.session, self._booked
            times = session.times if session else None
            total = RoundTimes(
                times.local if times else 0.0, times.coordination + times.dual if times else 0.0,
                self._exchange, self._waiting,
            )  # fmt: skip
            self._times = RoundTimes(
                *(max(0.0, getattr(total, n) - getattr(booked, n)) for n in RoundTimes.__dataclass_fields__)
            )
            self._booked, self._fresh = total, False
            if session and session.seat.captain == self.member.name:
                self.status = replace(
                    self.status, beat=self.member.heartbeat(time.monotonic()), stage=session.number,
                    rounds=tuple(session.rounds), report=self._report, times=self._times,
                    unsolved=session.unsolved, stale=session.stale, resent=self.member.last.resent,
                )  # fmt: skip
                self.on_round(self.status)

    def _after_turn(self) -> None:
        before, self.status = self.status, self._look()
        if self.status.view.plan != before.view.plan:
            self._booked = RoundTimes(0.0, 0.0, self._exchange, self._waiting)
        end = self.status.view.plan, self.status.view.state
        if end[1] in (State.COMMITTED, State.HOLD) and end != self._ended:
            self._ended = end
            self.on_end(self.status)
        if replace(self.status.view, waiting_for=()) != replace(before.view, waiting_for=()):
            self.on_change(self.status)

    def _look(self) -> Status:
        member, now = self.member, time.monotonic()
        session = member.session
        ages = {name: now - p.heard if p.beat else None for name, p in member.peers.items()}
        return Status(
            member.view(now),
            member.heartbeat(now),
            session.number if session else 0,
            tuple(session.rounds) if session else (),
            self._report if session else None,
            self._times,
            session.unsolved if session else 0,
            session.stale if session else 0,
            member.last.resent if member.last else 0,
            dict(member.rejected + Counter(dict(self.transport.rejected))),  # the executor adds to the latter
            ages,
            _flight_status(member),
        )


def _flight_status(member: Member) -> FlightStatus:
    flight = member.flight
    if flight is None:
        return FlightStatus()
    late = flight.dropped[LATE]
    return FlightStatus(flight.plans, late, sum(flight.dropped.values()) - late, member.latency)
