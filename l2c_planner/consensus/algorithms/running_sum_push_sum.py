"""Running-sum push-sum: senders keep cumulative sums, so that what a lost message said comes with the next one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from l2c_planner.consensus.algorithm import Algorithm, Channel, Fault, Received
from l2c_planner.consensus.links import Links
from l2c_planner.consensus.problems import Values


@dataclass(frozen=True, eq=False)
class State:
    """Sums with their weights (A, n+1), the cumulated shares (A, n+1), and what was heard last (E, n+1)."""

    sums: np.ndarray
    given: np.ndarray
    taken: np.ndarray

    @property
    def x(self) -> np.ndarray:
        """The ratios."""
        return self.sums[:, :-1] / self.sums[:, -1:]


@dataclass(frozen=True)
class RunningSumPushSum(Algorithm):
    """As push-sum, but told is the sum of all shares so far; a receiver adds the difference to what it heard last.

    Guarantees the average on every strongly connected directed graph as long as some messages of every link come
    through, however late and in whatever order (Vaidya, Hadjicostis, Dominguez-Garcia 2011; Hadjicostis et al. 2016):
    mass on the way is never lost.
    """

    channel = Channel.SLOTS
    directed = True
    needs = "values"
    survives = frozenset({Fault.LOSS, Fault.OUTAGE, Fault.DELAY, Fault.DEATH, Fault.NOISE})

    def begin(self, problem: Values, links: Links, start: np.ndarray) -> State:
        """Values with weights of one; the shares of the first round are given."""
        mass = np.hstack([problem.values, np.ones((links.agents, 1))])
        share = links.share * mass
        return State(share, share, np.zeros((len(links.receiver), mass.shape[1])))

    def outgoing(self, state: State, links: Links) -> np.ndarray:
        """The cumulated shares."""
        return state.given

    def advance(self, state: State, received: Received, problem: Values, links: Links) -> State:
        """Add what is new, then give shares of it."""
        taken = np.where(received.heard[:, None], received.values, state.taken)
        share = links.share * (state.sums + links.collect(taken - state.taken))
        return State(share, state.given + share, taken)


ALGORITHMS = {"running-sum-push-sum": RunningSumPushSum}
