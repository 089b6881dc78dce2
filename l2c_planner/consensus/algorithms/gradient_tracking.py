"""Gradient tracking: every agent descends along an estimate of the mean gradient, agreed on as fast as x is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from l2c_planner.consensus.algorithm import Algorithm, Fault, Received
from l2c_planner.consensus.links import Links
from l2c_planner.consensus.problems import Problem
from l2c_planner.consensus.rehearsal import fastest
from l2c_planner.consensus.steps import SHARES, tracking_step


@dataclass(frozen=True, eq=False)
class State:
    """Estimates, tracked mean gradients and own gradients."""

    x: np.ndarray
    y: np.ndarray
    g: np.ndarray


class Tracking(Protocol):
    """What the states of all kinds of gradient tracking have."""

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
        """The best in a trial of shares of the step of :func:`tracking_step`; that itself where the graph changes."""
        step = tracking_step(problem.curvature(), links, sequence)
        return cls(step) if sequence else fastest([cls(share * step) for share in SHARES], problem, links)

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


def tracked(
    state: Tracking, known: np.ndarray, problem: Problem, links: Links, step: float
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """x, y and gradients after a round in which everybody mixes what all know of x and y, (S, 2n), its own included.

    Differences of what is known are added to what one has, so that the sum of y is kept however far the two are apart.
    """
    dx, dy = np.hsplit(links.mixing @ known - known[links.own], 2)
    x = state.x + dx - step * state.y
    g = problem.gradient(x)
    return x, state.y + dy + g - state.g, g


ALGORITHMS = {"gradient-tracking": GradientTracking}
