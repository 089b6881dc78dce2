"""Asynchronous gradient tracking: nobody waits; mixes what is there, and no gradient mass is ever lost on the way."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from l2c_planner.consensus.algorithm import Algorithm, Channel, Fault, Received
from l2c_planner.consensus.links import Links
from l2c_planner.consensus.problems import Problem
from l2c_planner.consensus.steps import push_step


@dataclass(frozen=True, eq=False)
class State:
    """Estimates, gradient mass, gradients; cumulated shares of the mass, and what is known of each slot (E, 2n)."""

    x: np.ndarray
    mass: np.ndarray
    g: np.ndarray
    given: np.ndarray
    known: np.ndarray


@dataclass(frozen=True)
class Asynchronous(Algorithm):
    """v = x - a y; x+ = sum_j w_ij v_j, as last heard; y+ = y/(d+1) + what is new of others' shares + change of g.

    Shares of y are told as running sums, so a message that is late, lost or overtaken only delays its mass. Converges
    linearly to the optimum of strongly convex smooth f_i on strongly connected graphs for bounded delays and small
    steps (ASY-SONATA: Tian, Sun, Scutari 2020).
    """

    channel = Channel.SLOTS
    directed = True
    survives = frozenset({Fault.LOSS, Fault.OUTAGE, Fault.DELAY, Fault.DEATH, Fault.NOISE})
    step: float = 0.01

    @classmethod
    def tuned(cls, problem: Problem, links: Links, sequence: tuple[Links, ...] = ()) -> Asynchronous:
        """The step of push-DIGing, which leaves room for delays of some rounds."""
        return cls(push_step(problem.curvature(), links))

    def begin(self, problem: Problem, links: Links, start: np.ndarray) -> State:
        """The mass is the gradient; of others nothing is known but the own start."""
        g = problem.gradient(start)
        known = np.hstack([start, np.zeros_like(start)])[links.receiver]
        return State(start, g, g, links.share * g, known)

    def outgoing(self, state: State, links: Links) -> np.ndarray:
        """v, and the cumulated shares of the mass."""
        return np.hstack([state.x - self.step * state.mass, state.given])

    def advance(self, state: State, received: Received, problem: Problem, links: Links) -> State:
        """Mix what is known, take what is new."""
        n = state.x.shape[1]
        known = np.where(received.heard[:, None], received.values, state.known)
        v = state.x - self.step * state.mass
        x = links.own_weight * v + links.collect(links.weight * known[:, :n])
        g = problem.gradient(x)
        taken = links.collect(known[:, n:] - state.known[:, n:])
        mass = links.share * state.mass + taken + g - state.g
        return State(x, mass, g, state.given + links.share * mass, known)


ALGORITHMS = {"asynchronous": Asynchronous}
