"""Lloyd's algorithm: every robot moves to the middle of the places that are nearer to it than to those it hears."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from l2c_planner.applications.coverage.places import Places
from l2c_planner.consensus.algorithm import Algorithm, Channel, Fault, Received
from l2c_planner.consensus.errors import Unfit
from l2c_planner.consensus.links import Links


@dataclass(frozen=True, eq=False)
class State:
    """Positions, and what was heard last in each slot (E, 2), NaN before."""

    x: np.ndarray
    known: np.ndarray


@dataclass(frozen=True)
class Lloyd(Algorithm):
    """p_i+ = centre of {q : |q - p_i| < r, no |q - p_j| smaller} with the importance of the places as mass.

    Never raises the cost, and comes to a stand at a local optimum, every robot in the middle of its cell (Lloyd 1982;
    Cortes, Martinez, Bullo 2005). A neighbour beyond 2 r cannot share a cell's border, so that messages need not
    carry farther. Lost or late messages are replaced by the last ones: the cost may then rise for a round, and the
    stand be another local optimum. After a death the neighbours' cells grow over what was watched.
    """

    channel = Channel.SLOTS
    needs = "places"
    exact = False
    survives = frozenset({Fault.LOSS, Fault.OUTAGE, Fault.DELAY, Fault.DEATH})
    reach: float = np.inf
    """What is farther is not heard [m]."""

    def begin(self, problem: Places, links: Links, start: np.ndarray) -> State:
        """From where they are; of others nothing is known.

        Raises Unfit if messages do not carry far enough for the cells.
        """
        if self.reach < 2 * problem.radius:
            raise Unfit(
                f"messages carry {self.reach:g} m; valid: twice the sensing radius at least, {2 * problem.radius:g}"
            )
        return State(start, np.full((len(links.receiver), 2), np.nan))

    def outgoing(self, state: State, links: Links) -> np.ndarray:
        """Positions."""
        return state.x

    def advance(self, state: State, received: Received, problem: Places, links: Links) -> State:
        """Move to the middle."""
        known = np.where(received.heard[:, None], received.values, state.known)
        own, numbers = state.x[links.receiver], links.ids[links.sender]
        near = ((known - own) ** 2).sum(axis=1) <= self.reach**2
        x = state.x.copy()
        for row, number in enumerate(links.ids[links.own]):
            slots = slice(*links.heard.indptr[row : row + 2])
            others = known[slots][near[slots]]
            x[row] = problem.middle(x[row], problem.cell(x[row], others, numbers[slots][near[slots]] < number))
        return State(x, known)
