"""Event-triggered gradient tracking: an agent speaks only when it has moved away from what others know of it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from l2c_planner.consensus.algorithm import Algorithm, Fault, Received
from l2c_planner.consensus.algorithms.gradient_tracking import tracked
from l2c_planner.consensus.links import Links
from l2c_planner.consensus.problems import Problem
from l2c_planner.consensus.steps import tracking_step


@dataclass(frozen=True, eq=False)
class State:
    """As gradient tracking; what is known of everybody heard (S, 2n), and rounds so far (A, 1)."""

    x: np.ndarray
    y: np.ndarray
    g: np.ndarray
    known: np.ndarray
    rounds: np.ndarray


@dataclass(frozen=True)
class EventTriggered(Algorithm):
    """Gradient tracking with x+ = x + sum_j w_ij (x^_j - x^_i) - a y, and y likewise, x^ and y^ as last told.

    Told is what differs from the last told by more than c k^-1.1, gradients by more than that times their scale. The
    sum of y is kept whatever is told, so the optimum is that of gradient tracking; the error follows the threshold
    down (after Kajiyama, Hayashi, Takai 2018). A silent neighbour and a lost message look alike: loss is refused.
    """

    survives = frozenset({Fault.DEATH})
    step: float = 0.01
    threshold: float = 2e-3
    power: float = 1.1
    scale: float = 1.0
    """Of gradients over that of x."""

    @classmethod
    def tuned(cls, problem: Problem, links: Links, sequence: tuple[Links, ...] = ()) -> EventTriggered:
        """With the step of gradient tracking."""
        curvature = problem.curvature()
        return cls(tracking_step(curvature, links, sequence), scale=curvature.steepest)

    def begin(self, problem: Problem, links: Links, start: np.ndarray) -> State:
        """Nobody knows anything of anybody: zeros."""
        g = problem.gradient(start)
        known = np.zeros((len(links.ids), 2 * start.shape[1]))
        return State(start, g, g, known, np.ones((links.agents, 1)))

    def outgoing(self, state: State, links: Links) -> np.ndarray:
        """x and y."""
        return np.hstack([state.x, state.y])

    def speaks(self, state: State, links: Links) -> np.ndarray:
        """Whose x or y has moved far enough."""
        moved = np.abs(self.outgoing(state, links) - state.known[links.own])
        moved[:, state.x.shape[1] :] /= self.scale
        return moved.max(axis=1) > (self.threshold * state.rounds**-self.power)[:, 0]

    def advance(self, state: State, received: Received, problem: Problem, links: Links) -> State:
        """Take over what is new, then as gradient tracking."""
        known = np.where(received.heard[:, None], received.values, state.known)
        return State(*tracked(state, known, problem, links, self.step), known, state.rounds + 1)


ALGORITHMS = {"event-triggered": EventTriggered}
