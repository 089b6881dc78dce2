"""How a plan opens: when its captain does so, what that one tells the others (BEGIN), and whether they follow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from l2c_planner.admm.message import Message
from l2c_planner.config import Task
from l2c_planner.plan import Progress, Seat, Session, stages_of
from l2c_planner.team.company import Company
from l2c_planner.team.goal import with_goal
from l2c_planner.team.leg import Leg, read_leg
from l2c_planner.team.roster import NoHost, Roster
from l2c_planner.transport.packet import State
from l2c_planner.tuning.learned import Learned

CAPTAIN_LATE = 5.0
"""The others give a captain so much longer than late hosts have to join [s]."""


@dataclass(frozen=True, eq=False)
class Opening:
    """Who takes part in a plan, and where it leads."""

    seating: dict[str, str]
    """Host of every agent."""
    goal: np.ndarray | None = None
    """Replaces the task's, flat [m]."""
    leg: Leg | None = None
    """Of a plan that begins in flight."""
    flying: frozenset[str] = frozenset()
    """Hosts that know the flight."""

    def table(self, hosts: Sequence[str]) -> np.ndarray:
        """What BEGIN says, a row of numbers.

        1 for each host that takes part, 2 if it knows the flight; how many coordinates a goal has, and these, if it is
        not the task's; the numbers of a leg, if it is one.
        """
        mask = [float(host in self.seating.values()) * (1 + (host in self.flying)) for host in hosts]
        goal = [] if self.goal is None else self.goal.tolist()
        return np.array([[*mask, float(len(goal)), *goal, *([] if self.leg is None else self.leg.row())]])

    def posed(self, task: Task) -> Task:
        """The task with the goal of the plan.

        Raises ValueError if it has no such goal.
        """
        return task if self.goal is None else with_goal(task, self.goal)

    def seat(self, task: Task, name: str, plan: int) -> Seat:
        """Part of a host in the plan; one that hosts no agent only watches."""
        return Seat(name, self.seating, Roster.of(task).captain(self.seating), plan)

    def session(
        self, task: Task, name: str, plan: int, progress: Progress | None = None, learned: Learned | None = None
    ) -> Session:
        """Part of a host in a plan that begins at the task's start.

        Raises ValueError if the task has no plan, or none with such a goal.
        """
        posed = self.posed(task)
        return Session(stages_of(posed, learned=learned), self.seat(posed, name, plan), progress)


def read_opening(message: Message, roster: Roster, task: Task) -> tuple[Opening | None, str]:
    """The opening that a message tells; or None and why it is none that its sender may tell."""
    hosts, values = roster.hosts, message.values
    if len(values) != 1 or values.shape[1] <= len(hosts):
        return None, "wrong shape or type"
    taking = {host for host, part in zip(hosts, values[0], strict=False) if part in (1.0, 2.0)}
    flying = frozenset(host for host, part in zip(hosts, values[0], strict=False) if part == 2.0)
    try:
        seating = roster.seating(taking, flying)
    except NoHost:
        return None, "not from the captain"
    if roster.captain(seating) != message.sender or set(seating.values()) != taking:
        return None, "not from the captain"
    size, rest = values[0, len(hosts)], values[0, len(hosts) + 1 :]
    if not 0 <= size <= len(rest) or size != int(size):
        return None, "wrong shape or type"
    goal, row = rest[: int(size)], rest[int(size) :]
    leg = read_leg(row, task) if row.size else None
    if row.size and leg is None:
        return None, "wrong shape or type"
    if flying and leg is None:
        return None, "wrong shape or type"
    return Opening(seating, goal if goal.size else None, leg, flying), ""


@dataclass(frozen=True)
class Listener:
    """A host that hears of an opening."""

    state: State
    at_work: Seat | None = None
    """Its seat in a plan that it would have to leave."""
    under_way: bool = False
    """Whether the robots are on their way, as far as it knows."""


def objection(opening: Opening, listener: Listener, company: Company, now: float) -> str:
    """Why not to follow an opening, if so."""
    at_work = listener.at_work
    if at_work and _outranks(at_work.captain, company.roster.captain(opening.seating), company):
        return "not from the captain"
    others = set(opening.seating.values()) - {company.name}
    if not all(company.alive(company.peers[host], now) for host in others):
        return "before all are heard"
    if listener.state is State.INACTIVE or (opening.leg and listener.state is State.HOLD):
        return "inactive"
    return "in flight" if listener.under_way and not opening.leg else ""


def _outranks(first: str, second: str, company: Company) -> bool:
    """Whether a captain comes before another one, and is a peer that is believed."""
    order = next(iter(company.roster.candidates.values()))
    return order.index(first) < order.index(second) and first in company.peers and company.peers[first].fresh


@dataclass(frozen=True)
class Prospect:
    """What becomes of a plan that is wanted, as things stand; it waits unless it fails or has a seating."""

    waits: str = ""
    """What for, if it is known."""
    fails: str = ""
    """Why it is given up."""
    seating: dict[str, str] | None = None
    """Host of every agent, when this host is to open it now."""


def prospect(wanted: int, plan: int, asked: float, company: Company, now: float) -> Prospect:
    """Whether to open a plan that is wanted.

    plan: number of the last one that this host knows of.  asked: when this host heard of the wish [s].
    """
    living, join, roster = company.living(now), company.options.join, company.roster
    late = [p.name for p in company.peers.values() if p.name not in living and company.comes(p, asked, now)]
    if late and now - asked < join:
        return Prospect(waits=f"waits for {', '.join(late)}")
    try:
        seating = roster.seating(living)
    except NoHost as error:
        return Prospect(fails=str(error))
    captain, others = roster.captain(seating), set(seating.values()) - {company.name}
    if captain == company.name:
        ready = all(company.idle_among(company.peers[host], others | {company.name}, plan) for host in others)
        return Prospect(seating=seating if ready else None)
    if now - asked > join + CAPTAIN_LATE:
        return Prospect(fails=f"{captain} has not opened plan {wanted}")
    return Prospect(waits=f"waits for {captain} to open plan {wanted}")
