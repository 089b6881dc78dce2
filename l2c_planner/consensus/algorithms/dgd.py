"""Decentralised gradient descent: mix, then descend along the own gradient."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from l2c_planner.consensus.algorithm import Algorithm, Fault, Received
from l2c_planner.consensus.links import Links
from l2c_planner.consensus.problems import Problem


@dataclass(frozen=True, eq=False)
class State:
    """Estimates, and rounds so far (A, 1)."""

    x: np.ndarray
    rounds: np.ndarray


@dataclass(frozen=True)
class Dgd(Algorithm):
    """x_i+ = sum_j w_ij x_j - a grad f_i(x_i), constant a.

    Does not find the optimum: it stalls at a distance of order a / (1 - sigma_2) times the gradients at the optimum,
    the robots apart from each other by as much (Yuan, Ling, Yin 2016). Of use where a rough answer is enough.
    """

    survives = frozenset({Fault.OUTAGE, Fault.DEATH})
    exact = False
    step: float = 0.01
    power: float = 0.0
    """Steps shrink as round^-power."""

    @classmethod
    def tuned(cls, problem: Problem, links: Links, sequence: tuple[Links, ...] = ()) -> Dgd:
        """Half of what the steepest agent stands."""
        return cls(0.5 / problem.curvature().steepest)

    def begin(self, problem: Problem, links: Links, start: np.ndarray) -> State:
        """From the start."""
        return State(start, np.ones((links.agents, 1)))

    def outgoing(self, state: State, links: Links) -> np.ndarray:
        """x."""
        return state.x

    def advance(self, state: State, received: Received, problem: Problem, links: Links) -> State:
        """Mix and descend."""
        step = self.step * state.rounds**-self.power
        x = links.mixing @ received.values - step * problem.gradient(state.x)
        return State(x, state.rounds + 1)


@dataclass(frozen=True)
class DiminishingDgd(Dgd):
    """As `dgd`, with a_k = a k^-0.75: converges to the optimum of convex f_i, but no faster than a_k.

    1e-3 takes some ten thousand rounds (Nedic, Ozdaglar 2009); gradient tracking takes some hundred to 1e-6.
    """

    exact = True
    power: float = 0.75

    @classmethod
    def tuned(cls, problem: Problem, links: Links, sequence: tuple[Links, ...] = ()) -> DiminishingDgd:
        """What the steepest agent stands."""
        return cls(1.0 / problem.curvature().steepest)


ALGORITHMS = {"dgd": Dgd, "dgd-diminishing": DiminishingDgd}
