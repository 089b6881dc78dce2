"""What a host tells of where it stands: a heartbeat to the others, a view of the team to those who watch it."""

from __future__ import annotations

from dataclasses import dataclass

from l2c_planner.admm.message import Phase
from l2c_planner.team.company import Company
from l2c_planner.team.standing import Standing
from l2c_planner.transport.packet import Heartbeat, State


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


def heartbeat_of(
    standing: Standing, company: Company, problem: int, located: tuple[float, ...], begin: float | None, now: float
) -> Heartbeat:
    """A host's sign of life, not yet counted and sealed.

    problem: hash of what it plans.  located: its robot, see `Senses.located`.  begin: of the mission whose plan it
    knows, by the clock that all hosts share [s].
    """
    attempt = standing.attempt
    stage, number, phase = attempt.position if attempt else (0, 0, Phase.BEGIN)
    waiting = attempt is not None and bool(attempt.lacking())
    return Heartbeat(
        company.name, company.boot, 0, problem, int(standing.state), standing.plan, standing.wanted, stage, number,
        int(phase), waiting, company.introduced(now), located, begin or 0.0,
    )  # fmt: skip


def view_of(standing: Standing, company: Company, begin: float | None, now: float) -> TeamView:
    """The team as a host sees it.

    begin: as in `heartbeat_of`.
    """
    attempt, peers = standing.attempt, company.peers
    alive = {host: host == company.name or company.alive(peers[host], now) for host in company.roster.hosts}
    if standing.state is State.PLANNING:
        waiting = attempt.lacking()
    else:
        waiting = [p.name for p in peers.values() if standing.wanted > standing.plan and not p.known]
    captain = attempt.session.seat.captain if attempt else company.captain(now, begin)
    reason = "; ".join(filter(None, (standing.reason, company.suspects())))
    return TeamView(standing.state, reason, standing.plan, captain, alive, tuple(waiting))
