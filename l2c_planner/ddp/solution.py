"""What the local solver returns."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

import numpy as np


class Status(Enum):
    """How an agent ended; the text says what to do."""

    CONVERGED = "Converged: the next step would change neither the cost nor the inputs beyond the tolerances."
    MAX_ITERATIONS = (
        "Stopped at max_iterations; the trajectory is the best so far. "
        "Raise max_iterations, loosen gradient_tolerance, start from a better guess, or try the exact Hessian."
    )
    LINE_SEARCH_FAILED = (
        "No step lowers the cost, not even with the largest regularisation; the trajectory is the best so far. "
        "The tolerances may lie below rounding: loosen them. Else scale the weights closer together."
    )
    NOT_CONVEX = (
        "Q_uu is not positive definite even with the Gauss-Newton Hessian and the largest regularisation. "
        "Give every input a positive weight and every state a weight that is not negative."
    )
    DIVERGED = (
        "The roll-out of the guess grew beyond all numbers. Start from inputs that hold the system near a known state "
        "(hover, rest), or shorten dt."
    )
    INVALID_DATA = (
        "NaN or infinity in x0, the guessed inputs, parameters, weights or centres of this agent: look there."
    )


@dataclass(frozen=True)
class History:
    """One row per backward sweep; NaN where an agent had stopped. Shapes (rows, count)."""

    cost: np.ndarray
    """Of the trajectory that was swept."""
    gradient: np.ndarray
    """Projected gradient norm there, see `Options.gradient_tolerance`."""
    regularization: np.ndarray
    """Levenberg-Marquardt factor of the sweep."""
    step_length: np.ndarray
    """Length of the step taken after the sweep, 0 if none was."""


@dataclass(frozen=True)
class Solution:
    """Result of one solve for `count` agents in groups of L lanes.

    The trajectories and gains are the solver's own arrays: the next solve overwrites them.
    """

    status: tuple[Status, ...]
    """How each agent ended."""
    iterations: np.ndarray
    """Steps tried, shape (count,)."""
    cost: np.ndarray
    """Of the trajectory returned, shape (count,)."""
    gradient: np.ndarray
    """Projected gradient norm at the last backward sweep, shape (count,)."""
    history: History
    """What happened on the way."""
    X: np.ndarray
    """States, shape (groups, N+1, nx, L)."""
    U: np.ndarray
    """Inputs, shape (groups, N, nu, L)."""
    K: np.ndarray
    """Feedback gains of the last backward sweep, rows of (nu, nx), shape (groups, N, nu * nx, L).

    They belong to X, U except after MAX_ITERATIONS, when they belong to the trajectory one step earlier. NaN after
    DIVERGED and INVALID_DATA."""
    k: np.ndarray
    """Feed-forward of the last backward sweep, shape (groups, N, nu, L)."""

    @property
    def converged(self) -> bool:
        """Whether every agent has."""
        return all(status is Status.CONVERGED for status in self.status)
