"""EXTRA: decentralised gradient descent, corrected by what the weights did one round before."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from l2c_planner.consensus.algorithm import Algorithm, Fault, Received
from l2c_planner.consensus.links import Links
from l2c_planner.consensus.problems import Problem
from l2c_planner.consensus.rehearsal import fastest
from l2c_planner.consensus.steps import WIDER, extra_relaxations, extra_step


@dataclass(frozen=True, eq=False)
class State:
    """Estimates and gradients of this round and of the one before, and what the weights made of the earlier ones."""

    x: np.ndarray
    g: np.ndarray
    before: np.ndarray
    mixed_before: np.ndarray
    g_before: np.ndarray


@dataclass(frozen=True)
class Extra(Algorithm):
    """x2 = (I + W) x1 - (I + W) x0 / 2 - a (grad f(x1) - grad f(x0)), from x1 = W x0 - a grad f(x0).

    Converges linearly to the optimum of strongly convex smooth f_i on a fixed undirected graph for steps below
    (1 + lambda_min(W)) mu / L^2, in practice far larger ones (Shi, Ling, Wu, Yin 2015). Eigenvalues of W may be as low
    as -5/3 (Li, Yan 2021), which those of the usual weights are far from: relaxation makes use of it. Half the messages
    of gradient tracking; the graph may not change between restarts.
    """

    survives = frozenset({Fault.DEATH})
    step: float = 0.01
    relaxation: float = 1.0
    """Factor c by which agents go to the mean that the weights give: I + c (W - I) takes the place of W."""

    @classmethod
    def tuned(cls, problem: Problem, links: Links, sequence: tuple[Links, ...] = ()) -> Extra:
        """The best in a trial of some relaxations, each with shares of the step of :func:`extra_step`."""
        curvature, found = problem.curvature(), []
        for relaxation in extra_relaxations(links):
            step = extra_step(curvature, links, relaxation)
            found += [cls(share * step, relaxation) for share in WIDER]
        return fastest(found, problem, links)

    def begin(self, problem: Problem, links: Links, start: np.ndarray) -> State:
        """A memory that makes the first round x1 = W x0 - a grad f(x0)."""
        return State(start, problem.gradient(start), start, start, np.zeros_like(start))

    def outgoing(self, state: State, links: Links) -> np.ndarray:
        """x."""
        return state.x

    def advance(self, state: State, received: Received, problem: Problem, links: Links) -> State:
        """(I + W) x1 - (x0 + W x0) / 2 less the step."""
        mixed = (1 - self.relaxation) * state.x + self.relaxation * (links.mixing @ received.values)
        kept = state.x - (state.before + state.mixed_before) / 2
        x = kept + mixed - self.step * (state.g - state.g_before)
        return State(x, problem.gradient(x), state.x, mixed, state.g)


ALGORITHMS = {"extra": Extra}
