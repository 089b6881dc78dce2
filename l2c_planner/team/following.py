"""Whether a host is to open the next plan of a flight now, and how it begins."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from l2c_planner.team.company import Company
from l2c_planner.team.flight import Flight
from l2c_planner.team.opening import Opening
from l2c_planner.team.roster import NoHost, robot_of
from l2c_planner.team.senses import Senses
from l2c_planner.transport.packet import State

WITH_LOSS = 0.1
"""By so much later a plan begins where packets are lost, for those that must be sent again [s]."""


@dataclass(frozen=True)
class Following:
    """What comes next; nothing yet, unless there is an opening or a reason why not."""

    opening: Opening | None = None
    missing: str = ""
    """Why there is none, if that is worth a word."""


def following(
    flight: Flight, company: Company, plan: int, senses: Callable[[], Senses], clock: float, now: float
) -> Following:
    """The next plan of a flight, if it is time and this host is the one to open it.

    plan: number of the last one that this host knows of.  clock: the time that all hosts share [s].
    """
    if not flight.due(clock):
        return Following()
    flying = company.flying(flight.begin, now)
    try:
        seating = company.roster.seating(company.living(now), flying)
    except NoHost as error:
        return Following(missing=str(error))
    if company.roster.captain(seating) != company.name:
        return Following()
    seen = senses()
    if seen.robot is None or flight.waits(clock, seen):
        return Following()
    taking = set(seating.values())
    held = [peer.name for peer in company.believed() if peer.beat.state == State.HOLD]
    if held:
        return Following(missing=f"{', '.join(held)} holds")
    peers = [company.peers[host] for host in taking - {company.name}]
    if not all(company.idle_among(peer, taking | {company.name}, plan) for peer in peers):
        return Following()
    located = {robot_of(p.name): p.beat.located for p in peers} | {robot_of(company.name): seen.located()}
    located |= {robot: sight.place() for robot, sight in seen.fresh(clock).robots.items()}
    leg, missing = flight.leg(clock + WITH_LOSS * (company.repeats() > 1), located, seen)
    if leg is None:
        return Following(missing=missing)
    base = flight.base(seating, company.name, {peer.name: peer.boot for peer in peers})
    return Following(Opening(seating, flight.goal, replace(leg, base=base), flying & taking))
