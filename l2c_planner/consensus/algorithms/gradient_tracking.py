"""Gradient tracking: every agent descends along an estimate of the mean gradient, agreed on as fast as x is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from l2c_planner.consensus.algorithm import Algorithm, Fault, Received
from l2c_planner.consensus.links import Links
from l2c_planner.consensus.problems import Problem
from l2c_planner.consensus.steps import tracking_step


@dataclass(frozen=True, eq=False)
class State:
    """Estimates, tracked mean gradients and own gradients."""

    x: np.ndarray
    y: np.ndarray
    g: np.ndarray


@dataclass(frozen=True)
class GradientTracking(Algorithm):
    """x+ = W x - a y;  y+ = W y + grad f(x+) - grad f(x), from y = grad f(x).

    The sum of y is that of the gradients in every round. Converges linearly to the optimum of strongly convex smooth
    f_i for small steps a (Qu, Li 2018; Nedic, Olshevsky, Shi 2017), also on graphs that change but are jointly
    connected, and follows a moving optimum at a distance bounded by drift and rate. A message lost in one direction
    would break the sum for ever: such loss is refused.
    """

    survives = frozenset({Fault.OUTAGE, Fault.DEATH})
    step: float = 0.01

    @classmethod
    def tuned(cls, problem: Problem, links: Links, sequence: tuple[Links, ...] = ()) -> GradientTracking:
        """With the step of :func:`tracking_step`."""
        return cls(tracking_step(problem.curvature(), links, sequence))

    def begin(self, problem: Problem, links: Links, start: np.ndarray) -> State:
        """The tracker starts at the own gradient, also after a death."""
        g = problem.gradient(start)
        return State(start, g, g)

    def outgoing(self, state: State, links: Links) -> np.ndarray:
        """x and y."""
        return np.hstack([state.x, state.y])

    def advance(self, state: State, received: Received, problem: Problem, links: Links) -> State:
        """Mix, descend, track."""
        x, y = np.hsplit(links.mixing @ received.values, 2)
        x = x - self.step * state.y
        g = problem.gradient(x)
        return State(x, y + g - state.g, g)


ALGORITHMS = {"gradient-tracking": GradientTracking}
