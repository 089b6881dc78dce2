"""Two levels at once: an auction says who joins which group, ADMM where every group meets."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from l2c_planner.applications.allocation import auction
from l2c_planner.applications.allocation.auction import Auction
from l2c_planner.applications.fleets.meeting import Meeting
from l2c_planner.applications.fleets.problem import FleetProblem
from l2c_planner.consensus.algorithm import Algorithm, Channel, Fault, Received
from l2c_planner.consensus.algorithms import r_admm
from l2c_planner.consensus.algorithms.r_admm import RelaxedAdmm
from l2c_planner.consensus.links import Links


@dataclass(frozen=True, eq=False)
class State:
    """Of both levels; x (A, S + 2 G) are the seats' winners and the groups' points."""

    auction: auction.State
    points: r_admm.State
    meeting: Meeting
    """Of those who hold the seats."""

    @property
    def x(self) -> np.ndarray:
        """Estimates."""
        return np.hstack([self.auction.x, self.points.x])


@dataclass(frozen=True)
class TwoLevels(Algorithm):
    """A round of the auction of seats, then one of R-ADMM by what a robot holds at that time.

    Nobody needs to know when the auction has ended: R-ADMM converges from any variables on the edges, so that what
    it did for members of before is forgotten. Ends within A eps of the best seats and at the optimum of the points for
    these, under loss too, as both levels do.
    """

    channel = Channel.EDGES
    needs = "meeting"
    keeps_sets = True
    survives = frozenset({Fault.LOSS, Fault.OUTAGE, Fault.DEATH})
    exact = False
    eps: float = 1e-2
    """Of the auction [m]."""
    penalty: float = 2.0
    """Of R-ADMM [1/m^2]."""

    def begin(self, problem: FleetProblem, links: Links, start: np.ndarray) -> State:
        """All seats are free; the points begin where they were."""
        seats = self._seats.begin(problem.seats, links, start)
        meeting = problem.meeting(seats.held)
        return State(seats, self._points.begin(meeting, links, start[:, problem.seats.n :]), meeting)

    def outgoing(self, state: State, links: Links) -> np.ndarray:
        """To every neighbour what the auction tells all, and what R-ADMM tells it alone."""
        bids = self._seats.outgoing(state.auction, links)[links.receiver]
        return np.hstack([bids, self._points.outgoing(state.points, links)])

    def advance(self, state: State, received: Received, problem: FleetProblem, links: Links) -> State:
        """The auction first."""
        bids, told = np.split(received.values, [2 * problem.seats.n], axis=1)
        seats = self._seats.advance(state.auction, Received(bids, received.heard), problem.seats, links)
        same = np.array_equal(seats.held, state.auction.held)
        meeting = state.meeting if same else problem.meeting(seats.held)
        return State(seats, self._points.advance(state.points, Received(told, received.heard), meeting, links), meeting)

    @property
    def _seats(self) -> Auction:
        return Auction(self.eps)

    @property
    def _points(self) -> RelaxedAdmm:
        return RelaxedAdmm(self.penalty)
