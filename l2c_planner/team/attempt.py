"""One attempt at a plan, from its opening until it is given up or the next one opens: its rounds and its votes."""

from __future__ import annotations

from collections.abc import Callable

from l2c_planner.admm.message import Message, Phase
from l2c_planner.plan import Session
from l2c_planner.plan.stage import Found
from l2c_planner.team.ballot import Ballot
from l2c_planner.team.company import Company
from l2c_planner.team.opening import Opening
from l2c_planner.team.sent import Sent
from l2c_planner.team.witness import Witness, digest_of
from l2c_planner.transport.packet import Heartbeat, Packet, State

GAVE_UP = {
    State.PLANNING: {State.HOLD: "holds", State.INACTIVE: "was deactivated", State.READY: "has given the plan up"},
    State.COMMITTED: {State.HOLD: "holds"},
}
"""By the own state, states of others in the same plan that end it here too."""
SLOW = 0.03
"""In flight a host asks for what it lacks after so long, or after a round of the plan if that lasts longer [s]."""


class Attempt:
    """A plan that a host takes part in."""

    def __init__(self, session: Session, opening: Opening, company: Company, now: float) -> None:
        self.session, self.goal, self.leg, self.company = session, opening.goal, opening.leg, company
        self.ballot, self.witness = Ballot(session.seat, company.roster.hosts), Witness(session)
        self.boots = {host: company.peers[host].boot for host in session.seat.hosts if host != company.name}
        """Boot numbers of the other hosts that take part."""
        self.sent, self.resent = Sent(), 0
        """What it has sent, and the number of packets that it has sent again."""
        self.moved = now
        """When the last step was made [s]."""
        self.begun = now
        """When it was opened [s]."""
        self._rounds: list[float] = []
        """When rounds have ended [s]."""
        self.passed: dict[str, float] = {}
        """Since when hosts are known to be past what the next step lacks of them [s]."""

    @property
    def plan(self) -> int:
        """Its number."""
        return self.session.seat.plan

    @property
    def position(self) -> tuple[int, int, Phase]:
        """Stage, round and phase that come next."""
        return (self.session.number + 1, 0, Phase.ACCEPT) if self.session.done else self.session.position

    def lacking(self) -> list[str]:
        """Hosts that it waits for: for their packets, at last for their votes."""
        if self.session.done:
            return self.ballot.missing
        return list(dict.fromkeys(host for host, _ in self.session.missing()))

    @property
    def slow(self) -> float:
        """Time after which what is lacking in flight is probably lost, and is asked for and sent again [s]."""
        if len(self._rounds) < 2:
            return SLOW
        return max(SLOW, (self._rounds[-1] - self._rounds[0]) / (len(self._rounds) - 1))

    def step(self, now: float) -> None:
        """Run the next phase of the rounds."""
        self.session.step()
        self.passed, self.moved = {}, now
        if self.position[2] is Phase.PRIMAL:
            self._rounds.append(now)

    def vote(self, acceptable: Callable[[Found], str], start: float) -> Message:
        """Judge the plan that was found; the message tells the others.

        acceptable: asked about a feasible plan, returns why not.  start: of the plan, if this host is the captain [s].
        """
        found, (stage, number, phase) = self.session.found, self.position
        problems = found.failure + found.executed.measures.problems()
        values = self.ballot.cast(problems[0] if problems else acceptable(found), start, digest_of(found))
        return Message(self.company.name, self.plan, stage, number, phase, "plan", values)

    def said(self, message: Message, packets: list[Packet], now: float) -> None:
        """Remember a message that this host has sent, and its packets."""
        self.witness.said(message)
        self.sent.keep(message, packets, now)

    def take(self, message: Message) -> str:
        """Take in a packet of the rounds, or a vote; returns why not, if so."""
        if message.sender not in self.boots:
            return "not in this plan"
        if message.phase is Phase.ACCEPT:
            return self.ballot.take(message.sender, message.values)
        if not self.session.done:
            self.session.receive(message)
        return ""

    def ends_with(self, beat: Heartbeat, state: State) -> str:
        """Why it ends for a host in some state because of where another one stands, if so."""
        if self.boots.get(beat.sender) != beat.boot:
            return ""
        if beat.plan == self.plan and beat.state in GAVE_UP.get(state, ()):
            return f"{beat.sender} {GAVE_UP[state][beat.state]}"
        if beat.plan > self.plan and state is State.PLANNING:
            return f"{beat.sender} has gone on to plan {beat.plan}"
        return ""

    def confirm(self, beat: Heartbeat) -> None:
        """Learn from another host that it has committed this plan."""
        if self.boots.get(beat.sender) == beat.boot and beat.plan == self.plan and beat.state == State.COMMITTED:
            self.ballot.confirm()

    def again(self, beat: Heartbeat, plan: int, now: float) -> list[Packet]:
        """Packets to send once more to a host, as far as its heartbeat says that it lacks them.

        plan: number of the last one that this host knows of.
        """
        patience, repeats = self.company.options.patience, self.company.repeats() if self.leg else 1
        if repeats > 1:
            patience = min(patience, self.slow)
        packets = []
        if beat.plan == plan and beat.state == State.PLANNING:
            packets = self.sent.lacked(beat, now, patience / 2)
        elif beat.plan < plan and beat.sender in self.boots:
            packets = self.sent.opening(now, patience)
        self.resent += len(packets)
        return packets * repeats
