"""What a run came to: errors over rounds, and what was sent for it."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from l2c_planner.consensus.algorithm import Algorithm
from l2c_planner.consensus.problems import Problem

CLOSE = 1e-6
"""Error that counts as found."""
SUSPICIOUS = 0.5
"""Share of rounds, and of neighbours, beyond which an agent is a suspect."""


@dataclass(frozen=True, eq=False)
class Run:
    """Of one algorithm on one problem."""

    agents: np.ndarray
    """(A,) numbers of those that were left."""
    x: np.ndarray
    """(A, n) their estimates."""
    target: np.ndarray
    """(n,) or (A, n) of the centralised solution."""
    error: np.ndarray
    """(K+1,) largest difference of an honest agent's estimate to the target of the round, from the start on."""
    consensus_error: np.ndarray
    """(K+1,) largest difference of an honest agent's estimate to the honest mean; NaN if all differ by design."""
    messages: int
    """Over links: what five neighbours hear counts five times."""
    bytes: int
    """Of the numbers in them."""
    suspects: tuple[int, ...] = ()
    """Agents that most of their honest neighbours found to stand out in most rounds."""
    repaired: bool = False
    """Whether one-way loss was turned into links that are down for both ends."""
    trail: tuple[np.ndarray, ...] = ()
    """Estimates (A, n) of every round, from the start on, if they were to be kept."""

    @property
    def rounds(self) -> int:
        """Number of rounds."""
        return len(self.error) - 1

    def iterations_to(self, error: float = CLOSE) -> int | None:
        """First round from which the error stays at or below a bound; None if it does not."""
        above = np.flatnonzero(~(self.error <= error))
        if len(above) and above[-1] == self.rounds:
            return None
        return int(above[-1]) + 1 if len(above) else 0


@dataclass
class Recorder:
    """Measures every round against the centralised solution."""

    algorithm: Algorithm
    problem: Problem
    honest: np.ndarray
    """(A,) rows whose estimates count."""
    keep: bool = False
    """Whether estimates are kept, not only errors."""
    trail: list[np.ndarray] = field(default_factory=list)
    error: list[float] = field(default_factory=list)
    consensus_error: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.change(self.problem, self.honest)

    def change(self, problem: Problem, honest: np.ndarray) -> None:
        """From now on measure against another problem: that of those who are there."""
        self.problem, self.honest = problem, honest
        self.target = self._target(0)

    def _target(self, round: int) -> np.ndarray:
        return self.algorithm.target(self.problem.at(round).rows(self.honest))

    def __call__(self, round: int, x: np.ndarray) -> float:
        """Note estimates (A, n); returns the error."""
        if self.problem.at(round) is not self.problem:
            self.target = self._target(round)
        if self.keep:
            self.trail.append(x.copy())
        honest = x[self.honest]
        self.error.append(float(np.abs(honest - self.target).max()))
        apart = np.abs(honest - honest.mean(axis=0)).max() if self.target.ndim == 1 else np.nan
        self.consensus_error.append(float(apart))
        return self.error[-1]


def suspected(says: np.ndarray, about: np.ndarray, share: np.ndarray, liars: tuple[int, ...]) -> tuple[int, ...]:
    """Those whom most of the honest that hear them suspect in most rounds.

    Args:
        says: (E,) agents that hear others.
        about: (E,) agents that they hear.
        share: (E,) of the rounds in which these stood out.
        liars: Whose word does not count.
    """
    honest = ~np.isin(says, liars)
    against = np.bincount(about[honest], share[honest] > SUSPICIOUS)
    heard = np.bincount(about[honest])
    return tuple(np.flatnonzero(against > SUSPICIOUS * np.maximum(heard, 1)).tolist())
