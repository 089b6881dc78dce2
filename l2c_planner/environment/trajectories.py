"""A plan of all agents as the lower level returns it: paths, multipliers, and how it was found.

Symbols: N agents, T steps; z of `program`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Attempt:
    """One guess and what became of it."""

    guess: str
    converged: bool
    status: str
    """IPOPT's word."""
    iterations: int
    seconds: float
    """[s]."""


@dataclass(frozen=True, eq=False)
class Trajectories:
    """A plan of all agents, converged or not. N agents, T steps."""

    theta: np.ndarray
    """(m,)."""
    states: np.ndarray
    """(N, T+1, nx)."""
    inputs: np.ndarray
    """(N, T, nu)."""
    positions: np.ndarray
    """(N, T+1, 2) [m]."""
    cost: float
    """dt times the sum of all weighted squares."""
    attempts: tuple[Attempt, ...]
    """All guesses that were tried, the last one led here."""
    seconds: float
    """All attempts [s]."""
    barrier: float
    """Product mu of every slack and its multiplier; 0 for an optimum."""
    kept: np.ndarray
    """Numbers of the candidates that were imposed."""
    primal: np.ndarray
    """z of `program`."""
    row_multipliers: np.ndarray
    bound_multipliers: np.ndarray

    @property
    def converged(self) -> bool:
        """Whether this is a solution."""
        return self.attempts[-1].converged

    @property
    def status(self) -> str:
        """IPOPT's word."""
        return self.attempts[-1].status

    @property
    def iterations(self) -> int:
        """Those of the last attempt."""
        return self.attempts[-1].iterations
