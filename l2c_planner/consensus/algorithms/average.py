"""Average consensus: everybody replaces its value by the weighted mean of what it hears."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from l2c_planner.consensus.algorithm import Algorithm, Fault, Received
from l2c_planner.consensus.links import Links
from l2c_planner.consensus.problems import Values


@dataclass(frozen=True, eq=False)
class State:
    """Values."""

    x: np.ndarray


@dataclass(frozen=True)
class Average(Algorithm):
    """x+ = W x with Metropolis weights; the disagreement shrinks by sigma_2(W) per round, the sum is kept.

    Guarantees the average of all values on every connected undirected graph, and on sequences that are jointly
    connected (Xiao, Boyd, Lall 2005). After a death it starts anew from the survivors' values.
    """

    needs = "values"
    survives = frozenset({Fault.OUTAGE, Fault.DEATH})

    def begin(self, problem: Values, links: Links, start: np.ndarray) -> State:
        """From the values; where estimates stood does not matter."""
        return State(problem.values)

    def outgoing(self, state: State, links: Links) -> np.ndarray:
        """The values."""
        return state.x

    def advance(self, state: State, received: Received, problem: Values, links: Links) -> State:
        """Mix."""
        return State(links.mixing @ received.values)


ALGORITHMS = {"average": Average}
