"""The plans in flight of one host: which flight it takes part in, which plan it opens next, which it drops.

They follow each other at a steady rate, each from where load and robots are (a leg of the
:class:`l2c_planner.team.flight.Flight`) and with a start that is fixed when it opens.  What is not found by then is
dropped: the last plan counts on.
"""

from __future__ import annotations

import re

import numpy as np

from l2c_planner.config import MultiliftTask, Task
from l2c_planner.plan import Progress, Session
from l2c_planner.plan.stage import Found
from l2c_planner.team.attempt import Attempt
from l2c_planner.team.company import Company
from l2c_planner.team.contradiction import Dispute, false_place
from l2c_planner.team.flight import Flight
from l2c_planner.team.following import Following, following
from l2c_planner.team.leg import Leg
from l2c_planner.team.opening import Opening
from l2c_planner.team.roster import robot_of
from l2c_planner.team.shell import Shell
from l2c_planner.transport.packet import Heartbeat
from l2c_planner.tuning.learned import Learned

LATE = "late"
"""Why a plan in flight is dropped that is not found before it is to begin."""
AMOUNT = re.compile(r"\d+(\.\d+)?")
PREPARING = 0.2
"""From the commit of a plan to the time when a host gets ready to plan in flight [s]."""


class Aloft:
    """See the module's description."""

    def __init__(self, task: Task, company: Company, shell: Shell) -> None:
        self.task, self.company, self.shell = task, company, shell
        self.flight: Flight | None = None
        """Of the last plan from the task's start, once it is committed."""
        self.latency = 0.0
        """From the opening of the last plan in flight to its commit here [s]."""
        self._committed = 0.0

    @property
    def begin(self) -> float | None:
        """Start of the mission whose plan this host knows, by the clock that all share [s]."""
        return self.flight.begin if self.flight is not None and self.flight.known else None

    @property
    def under_way(self) -> bool:
        """Whether the robots are on their way: a plan from the task's start would not begin where they are."""
        flight = self.flight
        if flight is None or self.shell.senses().robot is None:
            return False
        clock = self.shell.clock()
        return flight.begin <= clock and not flight.flown(clock)

    def turn_to(self, goal: np.ndarray) -> None:
        """Lead the load to another goal [m] from the next plan on, if there is a flight."""
        if self.flight is not None:
            self.flight.turn_to(goal.reshape(-1), self.shell.clock())

    def forget(self) -> None:
        """There is no flight: nobody flies the plan that it was to begin with."""
        self.flight = None

    def following(self, plan: int, now: float) -> Following:
        """The next plan of the flight, if it is time and this host is the one to open it.

        plan: number of the last one that this host knows of.
        """
        flight, clock = self.flight, self.shell.clock()
        if not flight.prepared and now >= self._committed + PREPARING and self.shell.senses().robot is not None:
            flight.prepare()
        upcoming = following(flight, self.company, plan, self.shell.senses, clock, now)
        if upcoming.opening is not None:
            flight.opened = clock
        return upcoming

    def session(
        self, opening: Opening, plan: int, progress: Progress | None = None, learned: Learned | None = None
    ) -> Session:
        """Part of this host in a plan in flight; who has restarted in flight learns from the opening what is flown.

        Raises ValueError if the task has no such plan.
        """
        leg = opening.leg
        if self.flight is None or self.flight.begin != leg.begin:
            self.flight = Flight(self.task, opening.goal, learned, leg.begin)
        self.flight.detour = leg.window.detour
        seat = opening.seat(self.task, self.company.name, plan)
        return Session(self.flight.stages(leg, seat), seat, progress)

    def disputed(self, leg: Leg) -> Dispute:
        """What this host has against the beginning of a leg that another one opens."""
        robot = robot_of(self.company.name)
        if self.flight is None or not isinstance(self.task, MultiliftTask) or not 0 <= robot < self.task.team.n:
            return Dispute()
        if leg.begin != self.flight.begin and not self.under_way:
            return Dispute()  # the flight that it knows is over
        return self.flight.disputed(leg, robot, self.shell.clock(), self.shell.senses())

    def misplaced(self, beat: Heartbeat) -> str:
        """Why a robot cannot be where its host says, if this host sees it; every fifth word is enough to find out."""
        if beat.count % 5 or not beat.located or self.flight is None:
            return ""
        seen = self.shell.senses().robots.get(robot_of(beat.sender))
        return false_place(beat.located, seen) if seen is not None and seen.fresh(beat.located[0]) else ""

    def objection(self, found: Found, leg: Leg) -> str:
        """Why a plan that this host takes part in is not to be flown from where the team is."""
        leap = self.flight.abrupt(found, leg.window.knot)
        return leap or self.flight.too_near(found, leg, self.shell.clock(), self.shell.senses())

    def late(self, attempt: Attempt) -> bool:
        """Whether a plan in flight was to begin before now."""
        return attempt.leg is not None and self.shell.clock() > attempt.leg.start(self.task.dt)

    def drop(self, attempt: Attempt, reason: str) -> None:
        """Give a plan in flight up and count why; the next one starts from its rounds if they are over."""
        if attempt.session.done:
            self.flight.solved(attempt.session, attempt.leg.window.knot)
        self.flight.dropped[LATE if self.late(attempt) else AMOUNT.sub("..", reason)] += 1

    def regained(self, last: Attempt | None, beat: Heartbeat) -> bool:
        """Whether a plan in flight that was given up here for want of votes is flown: another host has them all."""
        if last is None or last.leg is None or last.plan != beat.plan or not last.session.done:
            return False
        last.confirm(beat)
        return last.ballot.verdict == ""

    def commit(
        self, attempt: Attempt, found: Found, goal: np.ndarray | None, learned: Learned | None, now: float
    ) -> None:
        """A plan is committed: the next of the flight, or the first of another one.

        goal: where this host is to lead the load now, if not where the task says [m].
        """
        self._committed = now
        knot = attempt.leg.window.knot if attempt.leg else 0
        if knot:
            self.latency = now - attempt.begun
        elif isinstance(self.task, MultiliftTask):
            start = attempt.ballot.start
            self.flight = Flight(self.task, attempt.goal, learned, start)
            if goal is not None and not np.array_equal(goal.reshape(-1), self.flight.goal):
                self.flight.turn_to(goal.reshape(-1), start)
        if self.flight is not None:
            self.flight.solved(attempt.session, knot)
            self.flight.fly(found, knot, attempt.plan, attempt.boots)
