"""Decentralised ADMM: every agent solves its own problem with a pull towards the middle to each neighbour."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from l2c_planner.consensus.algorithm import Algorithm, Fault, Received
from l2c_planner.consensus.links import Links
from l2c_planner.consensus.problems import Problem
from l2c_planner.consensus.rehearsal import fastest
from l2c_planner.consensus.steps import WIDER, admm_penalty


@dataclass(frozen=True, eq=False)
class State:
    """Estimates, and multipliers of agreement with all neighbours together."""

    x: np.ndarray
    dual: np.ndarray


@dataclass(frozen=True)
class Admm(Algorithm):
    """x_i+ = argmin f_i + a_i'x + rho sum_j |x - (x_i + x_j)/2|^2;  a_i+ = a_i + rho sum_j (x_i+ - x_j+).

    Converges to the optimum of convex f_i, with sets X_i too, on a fixed connected graph for every rho > 0, linearly
    where f_i is strongly convex and smooth (Shi et al. 2014; Mateos, Bazerque, Giannakis 2010).
    """

    needs = "prox"
    keeps_sets = True
    survives = frozenset({Fault.DEATH})
    penalty: float = 1.0

    @classmethod
    def tuned(cls, problem: Problem, links: Links, sequence: tuple[Links, ...] = ()) -> Admm:
        """The best in a trial of shares of the penalty of :func:`admm_penalty`."""
        penalty = admm_penalty(problem, links)
        return fastest([cls(share * penalty) for share in WIDER], problem, links)

    def begin(self, problem: Problem, links: Links, start: np.ndarray) -> State:
        """Without multipliers, the first minimisation around the start."""
        return self._minimised(np.zeros_like(start), 2 * self.penalty * links.degree * start, problem, links)

    def outgoing(self, state: State, links: Links) -> np.ndarray:
        """x."""
        return state.x

    def advance(self, state: State, received: Received, problem: Problem, links: Links) -> State:
        """Move the multipliers by the disagreement, then minimise."""
        others, own = links.heard @ received.values, links.degree * state.x
        dual = state.dual + self.penalty * (own - others)
        return self._minimised(dual, self.penalty * (own + others), problem, links)

    def _minimised(self, dual: np.ndarray, pull: np.ndarray, problem: Problem, links: Links) -> State:
        return State(problem.prox(pull - dual, 2 * self.penalty * links.degree), dual)


ALGORITHMS = {"admm": Admm}
