"""What planning returns, and what it reports on the way."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class RoundReport:
    """Progress after a round."""

    stage: str
    """``references``, ``trajectories``, ``swarm`` or ``centralised``."""
    round: int
    """From 0."""
    rounds: int
    """Most rounds of the stage."""
    primal: float
    """Scaled primal residual."""
    dual: float
    """Scaled dual residual."""
    penalty: float
    """Penalty factor."""


Progress = Callable[[RoundReport], None]


@dataclass(frozen=True, eq=False)
class Plan:
    """A finished plan, feasible or not."""

    arrays: dict[str, np.ndarray]
    """Content of plan.npz; the README documents every array."""
    metrics: dict
    """Content of metrics.json."""
    problems: tuple[str, ...]
    """One line per requirement that the executed plan does not meet, worst first."""

    @property
    def feasible(self) -> bool:
        """Whether the executed plan meets every requirement."""
        return not self.problems
