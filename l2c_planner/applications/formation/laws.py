"""How robots move into formation: every robot adds up the pulls of its neighbours and follows the sum."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from l2c_planner.applications.formation.problem import Formation
from l2c_planner.consensus.algorithm import Algorithm, Channel, Fault, Received
from l2c_planner.consensus.links import Links


@dataclass(frozen=True, eq=False)
class State:
    """Places."""

    x: np.ndarray


@dataclass(frozen=True)
class Gathering(Algorithm):
    """x_i+ = x_i + h k_i sum_j pull(x_j - x_i), over the neighbours that are heard; nobody leads.

    Both ends of a link feel opposite pulls, so the centre of the robots, each by 1 / k_i, stays where it is; of
    directions also the size (Oh, Park, Ahn 2015; Zhao, Zelazo 2016). That needs links that carry both ways or not at
    all: messages lost one way would let the formation drift, a death would move the centre.
    """

    channel = Channel.SLOTS
    survives = frozenset({Fault.OUTAGE})
    needs = "wanted"
    step: float = 0.1
    """h, below 1 / max k_i d_i for d_i neighbours."""

    def begin(self, problem: Formation, links: Links, start: np.ndarray) -> State:
        """From where they stand."""
        return State(start)

    def outgoing(self, state: State, links: Links) -> np.ndarray:
        """Places."""
        return state.x

    def advance(self, state: State, received: Received, problem: Formation, links: Links) -> State:
        """Follow the pulls of those that were heard."""
        return State(_followed(self.step, state.x, received.values, received.heard, problem, links))


@dataclass(frozen=True, eq=False)
class Remembering:
    """Places, and the last ones heard of neighbours (E, n); NaN before the first."""

    x: np.ndarray
    last: np.ndarray


@dataclass(frozen=True)
class Following(Algorithm):
    """The same with leaders, who stand or go their own way; of a neighbour that is not heard its last place counts.

    Where leaders stand, the place of everybody is determined and needs no balance between the ends of a link: loss,
    lateness and death of followers cost time only. Displacements: convergence from anywhere. Distances: from near a
    rigid formation. Behind leaders that move by v in every round the formation lags, see `lag`.
    """

    channel = Channel.SLOTS
    survives = frozenset({Fault.OUTAGE, Fault.LOSS, Fault.DELAY, Fault.DEATH})
    needs = "wanted"
    step: float = 0.1
    """h, below 1 / max k_i d_i for d_i neighbours."""

    def begin(self, problem: Formation, links: Links, start: np.ndarray) -> Remembering:
        """From where they stand, before anybody is heard."""
        return Remembering(start, np.full((len(links.receiver), problem.n), np.nan))

    def outgoing(self, state: Remembering, links: Links) -> np.ndarray:
        """Places."""
        return state.x

    def advance(self, state: Remembering, received: Received, problem: Formation, links: Links) -> Remembering:
        """Leaders go their way, the others follow the pulls of where neighbours were last."""
        last = np.where(received.heard[:, None], received.values, state.last)
        x = _followed(self.step, state.x, last, ~np.isnan(last[:, 0]), problem, links)
        return Remembering(np.where(problem.leads[:, None], problem.start, x), last)


def _followed(
    step: float, x: np.ndarray, told: np.ndarray, heard: np.ndarray, problem: Formation, links: Links
) -> np.ndarray:
    """Places (A, n) after a step along the pulls of neighbours at `told` (E, n), where heard (E,)."""
    pulls = problem.pull(told - x[links.receiver], problem.wanted.along(links))
    return x + step * problem.gain * links.collect(np.where(heard[:, None], pulls, 0.0))


def lag(problem: Formation, links: Links, step: float) -> np.ndarray:
    """How far displacements lag behind leaders that move straight on, (A, n) [m], where nothing is lost.

    Followers F come to rest relative to the leaders where every step is the leaders' way v:
    h K L_FF e = v 1, for the Laplacian L; all entries of the inverse are positive, so that it bounds the lag behind
    leaders that turn, and never move by more than |v| in a round, too.
    """
    follows = ~problem.leads
    laplacian = np.diag(links.degree.ravel()) - links.heard.toarray()
    pulled = step * problem.gain[follows] * laplacian[np.ix_(follows, follows)]
    behind = np.zeros((problem.agents, 1))
    behind[follows] = np.linalg.solve(pulled, np.ones((follows.sum(), 1)))
    return behind * problem.velocity[problem.leads].mean(axis=0)
