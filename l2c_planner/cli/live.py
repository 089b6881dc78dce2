"""A team watched from outside: wait until all hosts are heard, show the rounds, give up when nothing comes of it."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Protocol

from l2c_planner.cli.codes import Code, Refused
from l2c_planner.cli.progress import INTERVAL, Lines, Silent
from l2c_planner.cli.signals import check
from l2c_planner.cli.streams import say

if TYPE_CHECKING:
    from l2c_planner.plan import Plan, RoundReport
    from l2c_planner.ros.processes import Ended

TICK = 0.1
"""Longest time between two looks at the nodes [s]."""
SILENCE, SILENCE_AFTER_LOSS = 60.0, 10.0
"""How long a team may plan without finishing a round, and after it lost a node [s]."""
MOST_NAMES = 8
"""Longest list of hosts that is shown."""


class Session(Protocol):
    """The observing side, `l2c_planner.ros.observer.Observer`: takes no part in the plan."""

    @property
    def heard(self) -> Mapping[str, bool]:
        """By host: whether its heartbeat has been heard."""

    @property
    def missing(self) -> Sequence[str]:
        """Hosts that are not there (yet, or any more)."""

    @property
    def progress(self) -> Iterable[RoundReport]:
        """Rounds that ended since this was read last."""

    @property
    def state(self) -> str:
        """``waiting``, ``planning``, ``committed`` or ``hold``."""

    @property
    def reason(self) -> str:
        """Why the team holds."""

    def spin(self, timeout_s: float) -> None:
        """Take in what has arrived, at most so long [s]."""

    def request_plan(self) -> None:
        """Ask the team to plan."""

    def plan(self) -> Plan:
        """The committed plan."""

    def close(self) -> None:
        """Leave the domain."""


class Nodes(Protocol):
    """The processes that the hosts run in, `l2c_planner.ros.processes.Processes`."""

    @property
    def processes(self) -> Mapping[str, int]:
        """Process numbers of those that run."""

    def ended(self) -> list[Ended]:
        """Those that ended since this was called last."""


class Live:
    """Leads one team through one plan."""

    def __init__(self, session: Session, nodes: Nodes, progress: Silent, patience: float) -> None:
        """patience: longest wait for the next host to appear [s]."""
        self._session, self._nodes, self._progress, self._patience = session, nodes, progress, patience

    def gather(self) -> None:
        """Wait until all hosts are heard.

        Raises `Refused` when a node ends instead, or none appears any more.
        """
        countdown = Countdown(self._progress, self._patience)
        while missing := self._session.missing:
            if (left := countdown(missing)) <= 0:
                raise Refused(f"no sign of {names(missing)} within {self._patience:g} s, see the log", Code.INFEASIBLE)
            for ended in self._nodes.ended():
                known = self._session.heard.get(ended.host, False)
                raise Refused(f"{ended}", Code.INFEASIBLE if known else Code.INPUT)
            self._spin(min(TICK, left))

    def plan(self) -> Plan:
        """Ask for a plan, show its rounds, return it.

        Raises `Refused` with the reason when the team holds or falls silent.
        """
        self._progress.note("planning")
        self._session.request_plan()
        lost: list[Ended] = []
        news = time.monotonic()
        while self._session.state not in ("committed", "hold"):
            self._spin(TICK)
            rounds, gone = self._show_rounds(), self._show_lost()
            lost += gone
            if rounds or gone:
                news = time.monotonic()
            self._check_silence(time.monotonic() - news, lost)
        self._show_rounds()
        if self._session.state == "hold":
            raise Refused(f"HOLD: {self._session.reason}{_because(lost)}", Code.INFEASIBLE)
        return self._session.plan()

    def _spin(self, seconds: float) -> None:
        self._session.spin(seconds)
        check()

    def _show_rounds(self) -> bool:
        reports = list(self._session.progress)
        for report in reports:
            self._progress(report)
        return bool(reports)

    def _show_lost(self) -> list[Ended]:
        lost = self._nodes.ended()
        for ended in lost:
            say(f"l2c: {ended}")
        return lost

    def _check_silence(self, seconds: float, lost: Sequence[Ended]) -> None:
        if not self._nodes.processes:
            raise Refused(f"all nodes have ended{_because(lost)}", Code.INFEASIBLE)
        if seconds > (SILENCE_AFTER_LOSS if lost else SILENCE):
            raise Refused(f"the team fell silent, no round within {seconds:.0f} s{_because(lost)}", Code.INFEASIBLE)


class Countdown:
    """Says who is missing and for how much longer that is no matter; begins anew whenever somebody appears.

    On a terminal one line that changes every second, elsewhere a line when the list changes and every few seconds.
    """

    def __init__(self, progress: Silent, patience: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._progress, self._patience, self._clock = progress, patience, clock
        self._end, self._missing, self._said, self._due = clock() + patience, frozenset(), "", -math.inf

    def __call__(self, missing: Sequence[str]) -> float:
        """Show the hosts that are missing; return the time left [s]."""
        now, present = self._clock(), frozenset(missing)
        if self._missing - present:
            self._end = now + self._patience
        if present != self._missing:
            self._missing, self._due = present, -math.inf
        self._show(f"waiting for {names(missing)}  {max(0, math.ceil(self._end - now))} s", now)
        return self._end - now

    def _show(self, text: str, now: float) -> None:
        if not isinstance(self._progress, Lines):
            if text != self._said:
                self._progress.note(text)
        elif now >= self._due:
            say(text)
            self._due = now + 2 * INTERVAL
        self._said = text


def names(hosts: Sequence[str]) -> str:
    """Hosts as a list of bounded length."""
    more = len(hosts) - MOST_NAMES
    return ", ".join(hosts[:MOST_NAMES]) + (f" and {more} more" if more > 0 else "")


def _because(lost: Sequence[Ended]) -> str:
    return f" ({'; '.join(map(str, lost))})" if lost else ""
