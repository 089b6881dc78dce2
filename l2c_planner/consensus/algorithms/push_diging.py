"""Push-DIGing: gradient tracking on directed graphs, by push-sum."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from l2c_planner.consensus.algorithm import Algorithm, Fault, Received
from l2c_planner.consensus.links import Links
from l2c_planner.consensus.problems import Problem
from l2c_planner.consensus.steps import push_step


@dataclass(frozen=True, eq=False)
class State:
    """Estimates, sums, their weights (A, 1), tracked gradients, own gradients."""

    x: np.ndarray
    u: np.ndarray
    weight: np.ndarray
    y: np.ndarray
    g: np.ndarray


@dataclass(frozen=True)
class PushDiging(Algorithm):
    """u+ = C (u - a y), w+ = C w, x = u / w, y+ = C y + grad f(x+) - grad f(x), with C column stochastic.

    Converges linearly to the optimum of strongly convex smooth f_i on every strongly connected directed graph, and on
    sequences that are jointly so, for small steps a (Nedic, Olshevsky, Shi 2017). Loss is refused as in push-sum.
    """

    directed = True
    survives = frozenset({Fault.OUTAGE, Fault.DEATH})
    step: float = 0.01

    @classmethod
    def tuned(cls, problem: Problem, links: Links, sequence: tuple[Links, ...] = ()) -> PushDiging:
        """With the step of :func:`push_step`."""
        return cls(push_step(problem.curvature(), links))

    def begin(self, problem: Problem, links: Links, start: np.ndarray) -> State:
        """The tracker starts at the own gradient."""
        g = problem.gradient(start)
        return State(start, start, np.ones((links.agents, 1)), g, g)

    def outgoing(self, state: State, links: Links) -> np.ndarray:
        """The share of everybody who hears."""
        return links.share * np.hstack([state.u - self.step * state.y, state.y, state.weight])

    def advance(self, state: State, received: Received, problem: Problem, links: Links) -> State:
        """Add up, descend, track."""
        total = links.heard @ received.values + received.values[links.own]
        u, y = np.hsplit(total[:, :-1], 2)
        weight = total[:, -1:]
        x = u / weight
        g = problem.gradient(x)
        return State(x, u, weight, y + g - state.g, g)


ALGORITHMS = {"push-diging": PushDiging}
