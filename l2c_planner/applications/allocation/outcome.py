"""What came out of an allocation: who does what if every robot acts by what it believes itself."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from l2c_planner.applications.allocation.assignment import NOBODY


@dataclass(frozen=True, eq=False)
class Outcome:
    """Of beliefs (A, T) about the tasks' winners."""

    winners: np.ndarray
    """(T,) numbers of those who think that they win; the lowest where several do."""
    conflicts: int
    """Tasks that several robots are about to do."""
    disputed: int
    """Tasks about whose winners robots disagree."""


def outcome(x: np.ndarray, ids: np.ndarray) -> Outcome:
    """Of robots with numbers (A,)."""
    claims = x == ids[:, None]
    count = claims.sum(axis=0)
    winners = np.where(count > 0, ids[claims.argmax(axis=0)], NOBODY)
    return Outcome(winners, int((count > 1).sum()), int((x != x[0]).any(axis=0).sum()))
