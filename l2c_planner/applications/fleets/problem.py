"""The problem of a fleet: seats of groups for robots, then a point for every group; solved centrally for reference."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from l2c_planner.applications.allocation.assignment import NOBODY, Assignment
from l2c_planner.applications.fleets.meeting import Meeting
from l2c_planner.applications.fleets.world import CAPABILITIES, Fleet, Groups

READINESS = 150.0
"""Worth of a seat to a robot that is there; a metre of way costs one."""


@dataclass(frozen=True, eq=False)
class FleetProblem:
    """Robots take S seats, then the members of G groups agree on a point each: estimates are winners and points."""

    fleet: Fleet
    groups: Groups
    seats: Assignment
    share: float
    """Of a robot in the pull of every group's work."""
    constrained = True

    @classmethod
    def of(cls, fleet: Fleet, groups: Groups) -> FleetProblem:
        """Of a whole fleet.

        Raises Unfit for a seat that nobody can take, or nobody beside the others.
        """
        way = np.linalg.norm(fleet.position[:, None] - groups.seat, axis=2)
        worth = np.where(fleet.able[:, groups.needs], READINESS - way, -np.inf)
        kinds = zip(groups.group, groups.needs)
        names = [f"a seat of {groups.names[group]} {group} ({CAPABILITIES[need]})" for group, need in kinds]
        return cls(fleet, groups, Assignment.of(worth, names), 1.0 / len(way))

    @property
    def agents(self) -> int:
        """Number of rows."""
        return self.seats.agents

    @property
    def n(self) -> int:
        """S + 2 G."""
        return self.seats.n + 2 * len(self.groups.names)

    def at(self, round: int) -> FleetProblem:
        """The same in all rounds."""
        return self

    def rows(self, index: np.ndarray) -> FleetProblem:
        """What some robots know."""
        return FleetProblem(self.fleet.rows(index), self.groups, self.seats.rows(index), self.share)

    def meeting(self, seat: np.ndarray) -> Meeting:
        """Of robots that hold seats (A,); -1 for none."""
        group = np.where(seat >= 0, self.groups.group[np.maximum(seat, 0)], -1)
        member = group[:, None] == np.arange(len(self.groups.names))
        return Meeting.of(self.fleet, self.groups.place, member, self.share)

    def seat(self, winners: np.ndarray) -> np.ndarray:
        """(A,) seats that robots hold by winners (S,); -1 for none."""
        holds = winners == self.seats.ids[:, None]
        return np.where(holds.any(axis=1), holds.argmax(axis=1), -1)

    def optimum(self) -> np.ndarray:
        """Winners by integer programming and the points of the groups that follow."""
        winners = self._seated
        return np.concatenate([winners, self.meeting(self.seat(winners)).optimum()])

    @cached_property
    def _seated(self) -> np.ndarray:
        worth = np.where(self.seats.worth > 0, self.seats.worth, 0.0)
        robots, seats = worth.shape
        once = np.vstack([np.kron(np.eye(robots), np.ones(seats)), np.kron(np.ones(robots), np.eye(seats))])
        found = milp(-worth.ravel(), integrality=np.ones(worth.size), bounds=Bounds(0, (worth > 0).ravel()),
                     constraints=LinearConstraint(once, -np.inf, 1), options={"mip_rel_gap": 0.0})  # fmt: skip
        taken = found.x.reshape(worth.shape) > 0.5
        return np.where(taken.any(axis=0), self.seats.ids[taken.argmax(axis=0)], NOBODY)
