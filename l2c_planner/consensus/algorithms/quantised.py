"""Gradient tracking over quantised links: told are whole numbers, the difference to what others know already."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from l2c_planner.consensus.algorithm import Algorithm, Fault, Received
from l2c_planner.consensus.algorithms.gradient_tracking import tracked
from l2c_planner.consensus.links import Links
from l2c_planner.consensus.problems import Problem
from l2c_planner.consensus.steps import tracking_rate, tracking_step

LARGEST_CODE = 32767
"""Of two bytes."""


@dataclass(frozen=True, eq=False)
class State:
    """As gradient tracking; what is known of everybody heard (S, 2n), and the cells that codes count, (1, 2n)."""

    x: np.ndarray
    y: np.ndarray
    g: np.ndarray
    known: np.ndarray
    cell: np.ndarray


@dataclass(frozen=True)
class Quantised(Algorithm):
    """Gradient tracking with x^_i+ = x^_i + cell * code_i, code_i = round((x_i - x^_i) / cell), and y likewise.

    Two bytes a number instead of eight. With cells that shrink a little slower than the error of gradient tracking it
    still reaches the optimum; with fixed ones it comes as near as some cells: the sum of y is kept exactly, the
    rounding acts as noise on x alone (after Xiong, Wu, You, Xie 2022). Lost codes would never be made up for: loss is
    refused.
    """

    number_bytes = 2
    survives = frozenset({Fault.DEATH})
    step: float = 0.01
    cell: float = 1e-3
    shrink: float = 0.99
    scale: float = 1.0
    """Of gradients over that of x."""

    @classmethod
    def tuned(cls, problem: Problem, links: Links, sequence: tuple[Links, ...] = ()) -> Quantised:
        """With the step of gradient tracking, and cells that shrink at half its rate."""
        curvature = problem.curvature()
        step = tracking_step(curvature, links, sequence)
        shrink = (1 + tracking_rate(curvature, links, step)) / 2
        return cls(step, shrink=shrink, scale=curvature.steepest)

    def begin(self, problem: Problem, links: Links, start: np.ndarray) -> State:
        """Nobody knows anything of anybody: zeros."""
        g, n = problem.gradient(start), start.shape[1]
        cell = self.cell * np.repeat([1.0, self.scale], n)[None]
        return State(start, g, g, np.zeros((len(links.ids), 2 * n)), cell)

    def outgoing(self, state: State, links: Links) -> np.ndarray:
        """Whole numbers of at most two bytes."""
        codes = np.rint((np.hstack([state.x, state.y]) - state.known[links.own]) / state.cell)
        return np.clip(codes, -LARGEST_CODE, LARGEST_CODE)

    def advance(self, state: State, received: Received, problem: Problem, links: Links) -> State:
        """Add what was told, then as gradient tracking."""
        known = state.known + state.cell * received.values
        return State(*tracked(state, known, problem, links, self.step), known, state.cell * self.shrink)


ALGORITHMS = {"quantised": Quantised}
