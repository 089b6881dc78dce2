"""R-ADMM: relaxed ADMM by Peaceman-Rachford splitting, one variable per link, so that a lost message does no harm."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from l2c_planner.consensus.algorithm import Algorithm, Channel, Fault, Received
from l2c_planner.consensus.links import Links
from l2c_planner.consensus.problems import Problem
from l2c_planner.consensus.steps import admm_penalty


@dataclass(frozen=True, eq=False)
class State:
    """Estimates, and a variable (E, n) per slot."""

    x: np.ndarray
    z: np.ndarray


@dataclass(frozen=True)
class RelaxedAdmm(Algorithm):
    """x_i = argmin f_i - (sum_j z_ij)'x + rho d_i/2 |x|^2; tell j: q = 2 rho x_i - z_ij; j: z_ji+ = (1-al) z_ji + al q.

    Where a message is lost, the receiver keeps its z: a randomised fixed-point iteration, which converges almost surely
    to the optimum of convex f_i, with sets X_i too, under any independent loss below 100 %, for every rho > 0 and
    0 < al < 1 (Bastianello, Carli, Schenato, Todescato 2021).
    """

    channel = Channel.EDGES
    needs = "prox"
    keeps_sets = True
    survives = frozenset({Fault.LOSS, Fault.OUTAGE, Fault.DEATH, Fault.NOISE})
    penalty: float = 1.0
    relaxation: float = 0.8

    @classmethod
    def tuned(cls, problem: Problem, links: Links, sequence: tuple[Links, ...] = ()) -> RelaxedAdmm:
        """With the penalty of :func:`admm_penalty`."""
        return cls(admm_penalty(problem, links))

    def begin(self, problem: Problem, links: Links, start: np.ndarray) -> State:
        """Variables that agree with the start."""
        return self._minimised(self.penalty * start[links.receiver], problem, links)

    def outgoing(self, state: State, links: Links) -> np.ndarray:
        """The reflected variables."""
        return 2 * self.penalty * state.x[links.receiver] - state.z

    def advance(self, state: State, received: Received, problem: Problem, links: Links) -> State:
        """Relax towards what was heard."""
        moved = (1 - self.relaxation) * state.z + self.relaxation * received.values
        return self._minimised(np.where(received.heard[:, None], moved, state.z), problem, links)

    def _minimised(self, z: np.ndarray, problem: Problem, links: Links) -> State:
        return State(problem.prox(links.collect(z), self.penalty * links.degree), z)


ALGORITHMS = {"r-admm": RelaxedAdmm}
