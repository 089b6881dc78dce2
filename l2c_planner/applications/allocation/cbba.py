"""The consensus-based bundle algorithm: robots fill their bundles by greed, and neighbours settle who wins what."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from l2c_planner.applications.allocation.assignment import NOBODY
from l2c_planner.applications.allocation.bundle import Bundle
from l2c_planner.applications.allocation.bundles import Bundles
from l2c_planner.applications.allocation.conflicts import Belief, beats, settled
from l2c_planner.consensus.algorithm import Algorithm, Channel, Fault, Received
from l2c_planner.consensus.links import Links


@dataclass(frozen=True, eq=False)
class State:
    """What robots believe, and so which tasks they have taken."""

    x: np.ndarray
    """(A, T) winners."""
    bids: np.ndarray
    """(A, T) of the winners."""
    news: np.ndarray
    """(A, fleet) last round of each robot of which they have heard."""

    def belief(self, row: int) -> Belief:
        """Of one robot."""
        return Belief(self.x[row], self.bids[row], self.news[row])


@dataclass(frozen=True)
class Cbba(Algorithm):
    """Each round: believe neighbours by the table of :mod:`conflicts`; where that changed something, bid anew.

    Ends without conflicts at the central greedy solution, without faults within min(tasks, robots x longest) x diameter
    rounds; that is worth at least half the optimum where what a task gains shrinks as a bundle grows (Choi, Brunet, How
    2009), which travel does not promise. The paper keeps the tasks taken before the first lost one; a bundle filled
    anew reaches the greedy solution with any gains. News carry the round of the robot they are of, so that what is
    lost, late or heard twice only delays.
    """

    channel = Channel.SLOTS
    directed = True
    needs = "offers"
    survives = frozenset({Fault.LOSS, Fault.OUTAGE, Fault.DELAY, Fault.DEATH})
    exact = False

    def begin(self, problem: Bundles, links: Links, start: np.ndarray) -> State:
        """The first bids; where estimates stood does not matter."""
        none, news = np.full(problem.n, NOBODY), np.full((problem.agents, problem.fleet), -1.0)
        news[np.arange(problem.agents), problem.ids] = 0.0
        rows = range(problem.agents)
        return _state([_filled(problem, row, Belief(none, np.zeros(problem.n), news[row])) for row in rows])

    def outgoing(self, state: State, links: Links) -> np.ndarray:
        """Winners, their bids, and how late the news are."""
        return np.hstack([state.x, state.bids, state.news])

    def advance(self, state: State, received: Received, problem: Bundles, links: Links) -> State:
        """Settle conflicts with every neighbour in turn, then bid."""
        found = []
        for row, number in enumerate(problem.ids):
            before = belief = state.belief(row)
            for slot in np.flatnonzero((links.receiver == row) & received.heard):
                told = Belief(*np.split(received.values[slot], [problem.n, 2 * problem.n]))
                belief = settled(number, belief, links.ids[links.sender[slot]], told)
            belief = belief.a_round_later(number)
            found.append(belief if belief.same_bids(before) else _filled(problem, row, belief))
        return _state(found)

    def target(self, problem: Bundles) -> np.ndarray:
        """The central greedy solution."""
        return problem.greedy()


def _filled(problem: Bundles, row: int, belief: Belief) -> Belief:
    """With all tasks that a robot can win from others, and none of those that it had."""
    number, bundle = problem.ids[row], Bundle()
    mine = belief.winner == number
    winner, bid = np.where(mine, NOBODY, belief.winner), np.where(mine, 0.0, belief.bid)
    while True:
        open_to = problem.offers(row, bundle)
        task = open_to.best(beats(open_to.bid, np.full(problem.n, number), bid, np.where(winner < 0, np.inf, winner)))
        if task is None:
            return Belief(winner, bid, belief.news)
        bundle = bundle.with_task(task, open_to)
        winner[task], bid[task] = number, open_to.bid[task]


def _state(beliefs: list[Belief]) -> State:
    return State(*(np.array([getattr(belief, name) for belief in beliefs]) for name in ("winner", "bid", "news")))
