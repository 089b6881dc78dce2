"""Push-sum: average consensus on directed graphs, by shares of values and of a weight."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from l2c_planner.consensus.algorithm import Algorithm, Fault, Received
from l2c_planner.consensus.links import Links
from l2c_planner.consensus.problems import Values


@dataclass(frozen=True, eq=False)
class State:
    """Sums, their weights (A, 1), and the ratio."""

    x: np.ndarray
    sums: np.ndarray
    weight: np.ndarray


@dataclass(frozen=True)
class PushSum(Algorithm):
    """s+ = C s, w+ = C w, x = s / w with C column stochastic: a sender need only know how many hear it.

    Guarantees the average of all values on every strongly connected directed graph, and on sequences that are jointly
    so (Kempe, Dobra, Gehrke 2003). A message lost takes its share of sum and weight away for ever: such loss is
    refused; see running-sum-push-sum.
    """

    directed = True
    needs = "values"
    survives = frozenset({Fault.OUTAGE, Fault.DEATH})

    def begin(self, problem: Values, links: Links, start: np.ndarray) -> State:
        """From the values and weights of one."""
        return State(problem.values, problem.values, np.ones((links.agents, 1)))

    def outgoing(self, state: State, links: Links) -> np.ndarray:
        """The share of everybody who hears."""
        return links.share * np.hstack([state.sums, state.weight])

    def advance(self, state: State, received: Received, problem: Values, links: Links) -> State:
        """Add up."""
        total = links.heard @ received.values + received.values[links.own]
        sums, weight = total[:, :-1], total[:, -1:]
        return State(sums / weight, sums, weight)


ALGORITHMS = {"push-sum": PushSum}
