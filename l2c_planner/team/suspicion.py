"""What a host does about who lies: it tells the others, gives the plan at work up, and goes on without the liar.

It believes what it sees itself; that a host is to be left out it believes only when enough others see it too
(:class:`l2c_planner.team.trust.Trust`).  A plan that failed over a lie is planned again so that the others can see it.
"""

from __future__ import annotations

from l2c_planner.admm.message import Message
from l2c_planner.team.agreement import Agreement
from l2c_planner.team.gate import Gate
from l2c_planner.team.judge import Judge
from l2c_planner.team.standing import Standing
from l2c_planner.transport.packet import State

TRIES = 4
"""Plans in a row that may end because one host does not believe another, before the team holds: the others may not
have seen it yet."""


class Suspicion:
    """See the module's description."""

    def __init__(self, gate: Gate, standing: Standing, agreement: Agreement) -> None:
        self.gate, self.standing, self.agreement, self.company = gate, standing, agreement, gate.company
        self.judge = Judge()
        self._failed = 0, ""
        """The last plan that was given up over a doubt, and whom it was about."""

    def lie(self, message: Message) -> str:
        """Why a message about the plan at work cannot be true, if so."""
        return self.judge.lie(self.standing.attempt, message) if self.standing.state is State.PLANNING else ""

    def look_back(self, now: float) -> bool:
        """Judge what could not be judged when it came; whether there was a lie."""
        for host, lie in self.judge.late_lies(self.standing.attempt):
            self.doubt(host, lie, now)
            return True
        return False

    def doubt(self, host: str, reason: str, now: float) -> None:
        """Tell all that a host has lied, and give the plan at work up if it takes part in it."""
        standing = self.standing
        self.gate.refuse("not believed")
        self.company.trust.doubt(host, self.company.peers[host].boot, reason)
        if standing.state is State.PLANNING and host in standing.attempt.boots:
            self._failed, standing.disbelieved = (standing.plan, host), standing.disbelieved + 1
            self.agreement.give_up(f"{host} is not believed: {reason}")
        self._leave_out(now)
        if standing.state is State.HOLD and self._failed == (standing.plan, host) and standing.disbelieved < TRIES:
            self.agreement.regroup(standing.reason, now)  # so that others see it too
        self.tell(now)

    def hear(self, message: Message, now: float) -> None:
        """Take in whom another host doubts."""
        self.gate.refuse(self.company.trust.hear(message, self.company.boots()))
        self._leave_out(now)

    def tell(self, now: float) -> None:
        """Tell the others whom this host doubts, when it is time."""
        for doubt in self.company.trust.due(now):
            self.gate.send(doubt)

    def _leave_out(self, now: float) -> None:
        """Go on without a host that takes part in a plan, or has made it fail, once nobody believes that host."""
        standing, company = self.standing, self.company
        gone = {peer.name for peer in company.peers.values() if company.left_out(peer)}
        plan, host = self._failed
        if standing.state is State.PLANNING and (partners := gone & standing.attempt.boots.keys()):
            liar = company.peers[min(partners)]
            self.agreement.lose(company.trust.said(liar.name, liar.boot), now)
        elif standing.state is State.HOLD and plan == standing.plan and host in gone:
            self._failed = 0, ""
            self.agreement.regroup(standing.reason, now)
