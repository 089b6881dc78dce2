"""How one host comes to a plan: it opens it as the captain or follows who does, runs its rounds, and votes.

The rounds themselves are those of a :class:`l2c_planner.plan.Session`.  How it ends is a matter of all
(:class:`l2c_planner.team.agreement.Agreement`).
"""

from __future__ import annotations

from l2c_planner.admm.message import Message, Phase
from l2c_planner.plan import Session
from l2c_planner.plan.stage import Found
from l2c_planner.team.aloft import LATE, Aloft
from l2c_planner.team.attempt import Attempt
from l2c_planner.team.ballot import START_DELAY
from l2c_planner.team.contradiction import Dispute
from l2c_planner.team.gate import Gate
from l2c_planner.team.opening import Listener, Opening, objection, prospect, read_opening
from l2c_planner.team.query import Query
from l2c_planner.team.shell import Shell
from l2c_planner.team.standing import Standing
from l2c_planner.transport.packet import State

IN_FLIGHT = "the team is in flight"


class Planning:
    """See the module's description."""

    def __init__(self, query: Query, shell: Shell, gate: Gate, standing: Standing, aloft: Aloft) -> None:
        self.query, self.shell, self.gate, self.standing, self.aloft = query, shell, gate, standing, aloft
        self.company = gate.company

    # ---------------------------------------------------------------- opening
    def request(self) -> str:
        """Ask the team for a plan; nothing changes while one is at work.  What is done, in words."""
        standing = self.standing
        if self.aloft.under_way:
            if standing.state is State.HOLD:
                standing.state, standing.reason = State.READY, ""
            return "planning in flight goes on; a goal changes where it leads"
        if standing.state is State.PLANNING or standing.wanted > standing.plan:
            return f"plan {max(standing.plan, standing.wanted)} is at work"
        standing.want(max([standing.plan, *(p.beat.plan for p in self.company.believed())]) + 1)
        return f"plan {standing.wanted} was asked for"

    def open(self, now: float) -> None:
        """Open the wanted plan, wait, or give it up; networks that wait come first."""
        standing = self.standing
        if self.aloft.under_way:
            standing.wanted = standing.plan
            return
        if self.query.upcoming is not None:
            standing.reason = "waits for new networks to count"
            return
        outlook = prospect(standing.wanted, standing.plan, standing.asked, self.company, now)
        if outlook.fails:
            standing.plan = standing.wanted
            standing.hold("; ".join(filter(None, (outlook.fails, self.gate.strangers(now)))))
        elif outlook.seating:
            goal = self.query.goal
            self._begin(Opening(outlook.seating, None if goal is None else goal.reshape(-1)), now)
        elif outlook.waits:
            standing.reason = "; ".join(filter(None, (outlook.waits, self.gate.strangers(now))))

    def go_on(self, now: float) -> None:
        """As the captain, open the next plan of a flight when it is time."""
        standing = self.standing
        upcoming = self.aloft.following(standing.plan, now)
        standing.reason = upcoming.missing or standing.reason
        if upcoming.opening is not None:
            standing.wanted = standing.plan + 1
            self._begin(upcoming.opening, now)

    def follow(self, message: Message, now: float) -> str:
        """Follow a captain that opens a plan (BEGIN), or not; what is a lie in what it says, if something is."""
        opening, reason = read_opening(message, self.company.roster, self.query.task)
        if message.plan <= self.standing.plan:
            reason = "late"
        elif opening:
            reason = objection(opening, self._listener(), self.company, now)
        dispute = self.aloft.disputed(opening.leg) if opening and opening.leg and not reason else Dispute()
        if dispute.lie:
            return dispute.reason
        if dispute.reason:
            reason, self.standing.reason = "begins elsewhere", dispute.reason
        self.gate.refuse(reason)
        if not reason and self.company.name in opening.seating.values():
            self._start(message.plan, opening, now)
            self._send(now)
        return ""

    def _listener(self) -> Listener:
        standing = self.standing
        at_work = standing.state is State.PLANNING and standing.wanted <= standing.plan
        session = standing.attempt.session if at_work else None
        seat = session.seat if session and not session.done else None
        return Listener(standing.state, seat, self.aloft.under_way)

    def _begin(self, opening: Opening, now: float) -> None:
        """Open a plan as its captain."""
        standing = self.standing
        self._start(standing.wanted, opening, now)
        values = opening.table(self.company.roster.hosts)
        self._send(now, Message(self.company.name, standing.plan, 0, 0, Phase.BEGIN, "team", values))

    def _start(self, plan: int, opening: Opening, now: float) -> None:
        self.standing.count_from(plan)
        try:
            session = self._session(opening, plan)
        except (ValueError, ArithmeticError) as error:
            self.standing.hold(" ".join(str(error).split()))
            return
        self.standing.begin(Attempt(session, opening, self.company, now))

    def _session(self, opening: Opening, plan: int) -> Session:
        query, progress = self.query, self.shell.progress
        if opening.leg is None:
            return opening.session(query.task, self.company.name, plan, progress, query.learned)
        return self.aloft.session(opening, plan, progress, query.learned)

    # ---------------------------------------------------------------- rounds and votes
    def step(self, now: float) -> None:
        """Run the next phase of the rounds."""
        self.standing.attempt.step(now)
        self._send(now)

    def vote(self, now: float) -> None:
        """Judge the plan that was found, and tell the others."""
        attempt, leg = self.standing.attempt, self.standing.attempt.leg
        start = self.shell.clock() + START_DELAY if leg is None else leg.start(self.query.task.dt)
        late = self.aloft.late(attempt)
        self._send(now, attempt.vote((lambda found: LATE) if late else self._objection, start))

    def _objection(self, found: Found) -> str:
        """Why this host does not fly a plan that it takes part in, if so."""
        attempt = self.standing.attempt
        back = attempt.leg is None and self.aloft.under_way
        unfit = attempt.witness.unfit() or (self.aloft.objection(found, attempt.leg) if attempt.leg else "")
        return self.shell.acceptable(found) or unfit or (IN_FLIGHT if back else "")

    def _send(self, now: float, message: Message | None = None) -> None:
        """Send a message about the plan at work, if there is one, and what its rounds have to say."""
        attempt = self.standing.attempt
        if attempt is None:
            return
        times = self.company.repeats() if attempt.leg else 1
        for said in [*([] if message is None else [message]), *attempt.session.outbox()]:
            attempt.said(said, self.gate.send(said, times), now)
