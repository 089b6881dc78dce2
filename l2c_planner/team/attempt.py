"""One attempt at a plan, from its opening until it is committed or given up: where it stands, and what troubles it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from l2c_planner.admm.message import Phase
from l2c_planner.plan import Session
from l2c_planner.team.ballot import START_DELAY, Ballot
from l2c_planner.team.company import Company
from l2c_planner.team.sent import Sent
from l2c_planner.transport.packet import Heartbeat, Packet, State


@dataclass(frozen=True)
class Trouble:
    """Why a plan cannot go on."""

    reason: str
    lost: bool = False
    """Whether a host is gone, for which another may stand in."""


class Attempt:
    """A plan that a host takes part in.

    hosts: all of the team.  goal: flat [m]; None if it is the task's.
    """

    def __init__(
        self, session: Session, hosts: tuple[str, ...], goal: np.ndarray | None, company: Company, now: float
    ) -> None:
        self.session, self.goal, self.company = session, goal, company
        seat = session.seat
        self.boots = {host: company.peers[host].boot for host in seat.hosts if host != seat.name}
        """Boot numbers of the other hosts that take part."""
        self.ballot, self.sent = Ballot(seat, hosts), Sent()
        self.resent = 0
        """Packets sent again."""
        self._moved = now
        self._passed: dict[str, float] = {}
        """Since when hosts are known to be past what is lacked of them [s]."""

    # ---------------------------------------------------------------- where it stands
    @property
    def position(self) -> tuple[int, int, Phase]:
        """Stage, round and phase that come next."""
        return (self.session.number + 1, 0, Phase.ACCEPT) if self.session.done else self.session.position

    def lacking(self) -> list[str]:
        """Hosts that it waits for: for their packets, at last for their votes."""
        if self.session.done:
            return self.ballot.missing
        return list(dict.fromkeys(host for host, _ in self.session.missing()))

    def step(self, now: float) -> None:
        """Run the next phase."""
        self.session.step()
        self._passed, self._moved = {}, now

    def again(self, beat: Heartbeat, plan: int, now: float) -> list[Packet]:
        """Packets to send once more to a host, as far as its heartbeat says that it lacks them.

        plan: number of the last one that this host knows of.
        """
        patience = self.company.options.patience
        packets = []
        if beat.plan == plan and beat.state == State.PLANNING:
            packets = self.sent.lacked(beat, now, patience / 2)
        elif beat.plan < plan and beat.sender in self.boots:
            packets = self.sent.opening(now, patience)
        self.resent += len(packets)
        return packets

    # ---------------------------------------------------------------- who is there
    def silent(self, now: float) -> list[str]:
        """Hosts that are needed and not heard."""
        return [host for host in self._needed() if not self.company.alive(self.company.peers[host], now)]

    def trouble(self, now: float) -> Trouble | None:
        """Why to give it up, if so: a host is gone, has restarted, or loses too much, or nothing goes on."""
        options, patience = self.company.options, self.company.give_up_after
        if self.session.done:  # who has voted must know before the plan starts
            patience = min(patience, 0.8 * START_DELAY)
        for host in self._needed():
            peer = self.company.peers[host]
            if peer.boot != self.boots[host]:
                return Trouble(f"{host} restarted during plan {self.session.seat.plan}", lost=True)
            if now - peer.heard > patience:
                return Trouble(f"{host} has not been heard for {patience:g} s", lost=True)
            share = peer.lossy(options.loss_limit)
            if share is not None:
                limit = f"transport.loss_limit is {100 * options.loss_limit:.0f} %"
                return Trouble(f"the link from {host} loses {100 * share:.0f} % of its packets ({limit})")
        if now - self._moved > options.round_timeout:
            return Trouble(f"nothing from {', '.join(self.lacking())} for {options.round_timeout:g} s")
        return None

    def _needed(self) -> list[str]:
        """Other hosts that still have something to say."""
        return [host for host in self.boots if not (self.session.done and host in self.ballot.votes)]

    # ---------------------------------------------------------------- going on with old numbers
    def overdue(self, now: float) -> list[str]:
        """Hosts whose packets are lost, if the next step of a round lacks nothing else; not if it shall wait."""
        options, host = self.company.options, self.session.host
        if options.missing == "wait" or self.session.done or host is None or host.round >= self.session.stage.limit:
            return []
        lacking = self.lacking()
        for name in filter(self._has_passed, lacking):
            self._passed.setdefault(name, now)
        lost = all(now - self._passed.get(name, now) >= 2 * options.patience for name in lacking)
        return lacking if lost else []

    def beyond(self, overdue: list[str]) -> str:
        """Why old numbers cannot stand in for those of some hosts, if so."""
        options = self.company.options
        if options.missing == "hold":
            return f"packets of {', '.join(overdue)} are lost (transport.missing: hold)"
        silent = [name for name in overdue if self.session.host.silence[name] >= options.stale]
        return f"{silent[0]} is alive but {options.stale + 1} of its packets in a row were lost" if silent else ""

    def _has_passed(self, name: str) -> bool:
        """Whether a host is past the phase whose packets this one lacks."""
        beat = self.company.peers[name].beat
        if beat is None or beat.plan != self.session.seat.plan:
            return False
        return (beat.stage, beat.round, beat.phase) >= self.position
