"""The other hosts of a team as one host knows them: who lives, who is ready for a plan, who may come."""

from __future__ import annotations

from l2c_planner.config.network import TransportOptions
from l2c_planner.team.peer import Peer
from l2c_planner.team.roster import NoHost, Roster
from l2c_planner.team.trust import Trust
from l2c_planner.transport.packet import State

PER_HOST, FEWEST_BEATS = 0.01, 5
"""Every host hears all others: large teams beat more slowly, so that a host reads no more than 100 heartbeats in a
second [s], and believes in a peer for so many beats at least."""


REPEATED = (0.03, 0.12)
"""Shares of lost heartbeats above which packets in flight are sent twice and three times."""


class Company:
    """The peers of a host.

    name, boot: of the host itself.
    """

    def __init__(self, name: str, boot: int, roster: Roster, options: TransportOptions) -> None:
        self.name, self.boot, self.roster, self.options = name, boot, roster, options
        self.peers = {host: Peer(host) for host in roster.hosts if host != name}
        self.trust = Trust(name, len(roster.hosts))
        self.period = max(options.heartbeat, PER_HOST * (len(self.peers) + 1))
        """Of the heartbeats [s]."""
        self.lost_after = max(options.lost_after, FEWEST_BEATS * self.period)
        """A peer unheard for so long is not seated [s]."""
        self.give_up_after = max(options.give_up_after, 2 * self.lost_after)
        """A plan is given up when a peer is unheard for so long [s]."""

    def heard(self, peer: Peer, now: float) -> bool:
        """Whether anything came from a host lately, believed or not."""
        return now - peer.heard <= self.lost_after

    def alive(self, peer: Peer, now: float) -> bool:
        """Whether a host is believed and was heard lately."""
        return peer.alive(now, self.lost_after) and not self.left_out(peer)

    def left_out(self, peer: Peer) -> bool:
        """Whether a host was caught in lies by so many that the team goes on without it."""
        return self.trust.left_out(peer.name, peer.boot)

    def believed(self) -> list[Peer]:
        """Peers whose last heartbeat counts."""
        return [peer for peer in self.peers.values() if peer.beat is not None and not self.left_out(peer)]

    def suspects(self) -> str:
        """Who is not believed and why, in words; empty if all are."""
        return "; ".join(filter(None, (self.trust.said(peer.name, peer.boot) for peer in self.peers.values())))

    def boots(self) -> dict[str, int | None]:
        """Boot numbers of all hosts, as far as they are known."""
        return {self.name: self.boot} | {peer.name: peer.boot for peer in self.peers.values()}

    def living(self, now: float) -> set[str]:
        """Hosts that a plan can begin with, this one included."""
        ready = (p.name for p in self.peers.values() if self._mutual(p, now) and p.beat.state != State.INACTIVE)
        return {self.name, *ready}

    def flying(self, begin: float, now: float) -> frozenset[str]:
        """Hosts that know the flight of a mission that began at a time [s], this one included."""
        known = (p.name for p in self.peers.values() if self.alive(p, now) and p.beat.flight == begin)
        return frozenset({self.name, *known})

    def repeats(self) -> int:
        """How often packets of a plan that must be found soon are sent, so that few of them are lost."""
        worst = max((peer.loss for peer in self.peers.values() if peer.fresh), default=0.0)
        return 1 + sum(worst > limit for limit in REPEATED)

    def captain(self, now: float, begin: float | None = None) -> str:
        """The host that would open a plan now, in the flight of a mission that began at a time [s]; empty if there are
        too few."""
        try:
            flying = () if begin is None else self.flying(begin, now)
            return self.roster.captain(self.roster.seating(self.living(now), flying))
        except NoHost:
            return ""

    def comes(self, peer: Peer, asked: float, now: float) -> bool:
        """Whether a host that is not ready may be so soon: it was never there, is just back, or silent for a moment.

        One that is inactive has until a moment after the plan was asked for: its last word may be on the way.
        """
        if self._mutual(peer, now):
            return now - asked <= self.lost_after
        if self.left_out(peer):
            return False
        return not peer.known or now - peer.heard <= self.give_up_after

    def idle_among(self, peer: Peer, team: set[str], plan: int) -> bool:
        """Whether a host is through with the plans up to a number, and hears the whole team."""
        heard = {name for name, _ in peer.beat.peers} | {peer.name}
        return peer.beat.state != State.PLANNING and peer.beat.plan >= plan and team <= heard

    def introduced(self, now: float) -> tuple[tuple[str, int], ...]:
        """Hosts that are heard, with their boot numbers: what a heartbeat repeats."""
        peers = self.peers.values()
        return tuple((p.name, p.boot) for p in peers if p.boot is not None and self.heard(p, now))

    def _mutual(self, peer: Peer, now: float) -> bool:
        """Whether both hear each other."""
        hears_me = peer.beat is not None and (self.name, self.boot) in peer.beat.peers
        return self.alive(peer, now) and hears_me
