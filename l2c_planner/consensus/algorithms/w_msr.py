"""W-MSR: consensus among liars, by leaving out what is far above and far below the own value."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from l2c_planner.consensus import aggregation
from l2c_planner.consensus.algorithm import Algorithm, Channel, Fault, Received
from l2c_planner.consensus.algorithms.robust_gradient import State, check_majority
from l2c_planner.consensus.links import Links
from l2c_planner.consensus.problems import Values


@dataclass(frozen=True)
class WMsr(Algorithm):
    """x_i+ = mean of x_i and what it hears, less the F largest above and the F smallest below x_i, by coordinate.

    Honest values never leave the range of the honest initial values, coordinate by coordinate, whatever at most F liars
    in the neighbourhood of each agent tell; they all agree if the graph is (F + 1, F + 1)-robust, and then on a value
    in that range, not on the average (LeBlanc, Zhang, Koutsoukos, Sundaram 2013). A complete graph of n agents is so
    for F < n / 2. That every agent has more than 2 F neighbours is checked; robustness itself is not (it is NP-hard).
    """

    channel = Channel.SLOTS
    directed = True
    needs = "values"
    exact = False
    survives = frozenset({Fault.LIARS, Fault.DEATH})
    liars: int = 0
    """Most liars among the neighbours of an agent, F."""

    @classmethod
    def tuned(cls, problem: Values, links: Links, sequence: tuple[Links, ...] = ()) -> WMsr:
        """For as many liars as the agent with fewest neighbours can outvote."""
        return cls(max(0, (int(links.degree.min()) - 1) // 2))

    def begin(self, problem: Values, links: Links, start: np.ndarray) -> State:
        """From the values; where estimates stood does not matter.

        Raises Unfit if an agent has too few neighbours for so many liars.
        """
        check_majority(links, self.liars)
        return State(problem.values, np.zeros((links.agents, 1)), np.zeros(len(links.receiver)))

    def outgoing(self, state: State, links: Links) -> np.ndarray:
        """The values."""
        return state.x

    def advance(self, state: State, received: Received, problem: Values, links: Links) -> State:
        """Leave out extremes, take the mean, remember who stood out."""
        table = links.beside(state.x, received.values, received.heard)
        x = aggregation.near_own(state.x, table[:, 1:], self.liars)
        far = links.of_slots(aggregation.stand_out(table, x))
        return State(x, state.rounds + 1, state.strikes + far)

    def suspicion(self, state: State, links: Links) -> np.ndarray:
        """Share of the rounds in which a slot stood out."""
        return state.strikes / np.maximum(state.rounds[links.receiver, 0], 1)


ALGORITHMS = {"w-msr": WMsr}
