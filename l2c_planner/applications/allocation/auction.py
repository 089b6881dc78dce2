"""Distributed auction: robots raise the price of what they want most, and the highest bids travel through the graph."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from l2c_planner.applications.allocation.assignment import NOBODY, Assignment
from l2c_planner.consensus.algorithm import Algorithm, Channel, Fault, Received
from l2c_planner.consensus.links import Links


@dataclass(frozen=True, eq=False)
class State:
    """What robots believe of all tasks, and which they hold."""

    x: np.ndarray
    """(A, T) highest bidders."""
    prices: np.ndarray
    """(A, T)."""
    held: np.ndarray
    """(A,) task; -1 for none."""


@dataclass(frozen=True)
class Auction(Algorithm):
    """p_i+ = max over itself and all that it hears; who holds nothing bids v1 - v2 + eps more for its best task.

    v1 and v2 are the best and second best of worth - price, being idle for nothing among them; equal prices go to the
    higher number. For every eps > 0 it ends within A eps of the best assignment, and at the best one if eps is below
    1/A and the worths are whole numbers (Bertsekas 1988; Zavlanos, Spesivtsev, Pappas 2008). Prices only rise, so that
    what is lost, late or heard twice does no harm: a bid made at old prices is as good at higher ones.
    """

    channel = Channel.SLOTS
    directed = True
    needs = "worth"
    survives = frozenset({Fault.LOSS, Fault.OUTAGE, Fault.DELAY, Fault.DEATH})
    exact = False
    eps: float = 1e-3
    """Least raise of a price, in units of worth."""

    def begin(self, problem: Assignment, links: Links, start: np.ndarray) -> State:
        """Everything is free; where estimates stood does not matter."""
        shape = problem.worth.shape
        free = State(np.full(shape, NOBODY), np.zeros(shape), np.full(len(problem.ids), -1))
        return self._bidding(free, problem)

    def outgoing(self, state: State, links: Links) -> np.ndarray:
        """Bidders and prices."""
        return np.hstack([state.x, state.prices])

    def advance(self, state: State, received: Received, problem: Assignment, links: Links) -> State:
        """Take over higher bids, let go what was outbid, bid."""
        heard = links.beside(self.outgoing(state, links), received.values, received.heard)
        bidders, prices = np.split(heard, 2, axis=2)
        highest = np.fmax.reduce(prices, axis=1)
        winners = np.fmax.reduce(np.where(prices == highest[:, None], bidders, NOBODY), axis=1)
        mine = np.take_along_axis(winners, np.maximum(state.held, 0)[:, None], axis=1)[:, 0] == problem.ids
        return self._bidding(State(winners, highest, np.where(mine, state.held, -1)), problem)

    def _bidding(self, state: State, problem: Assignment) -> State:
        net = np.hstack([problem.worth - state.prices, np.zeros((len(problem.ids), 1))])
        best = net.argmax(axis=1)
        second, first = np.partition(net, -2, axis=1)[:, -2:].T
        rows = np.flatnonzero((state.held < 0) & (best < problem.n))
        tasks = best[rows]
        winners, prices, held = state.x.copy(), state.prices.copy(), state.held.copy()
        winners[rows, tasks], held[rows] = problem.ids[rows], tasks
        prices[rows, tasks] += (first - second)[rows] + self.eps
        return State(winners, prices, held)
