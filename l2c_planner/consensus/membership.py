"""Who takes part, as every agent comes to know it by itself and from its neighbours, with nobody who decides.

Every agent has a counter, odd while it is there. Who misses a neighbour for too long, or hears it come back, moves its
counter on; who finds itself missing in the view of others moves its own. Views of two agents are joined by the larger
counter of each, so they only grow, in whatever order they come: once nothing changes any more, all agents that can
reach each other hold the same view after as many exchanges as the graph is wide (van Renesse et al. 2008; Das, Gupta,
Motivala 2002 move counters on in the same way).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

LARGEST = 2**31
"""Counters beyond are not believed."""


@dataclass(frozen=True)
class View:
    """One agent's idea of the team."""

    counters: tuple[int, ...]
    """By agent number."""

    @classmethod
    def of(cls, agents: int, there: Iterable[int]) -> View:
        """At first: those who are there, of all that there may be."""
        found = set(there)
        return cls(tuple(int(number in found) for number in range(agents)))

    @property
    def there(self) -> list[int]:
        """Numbers of those who take part, ascending."""
        return [number for number, counter in enumerate(self.counters) if counter % 2]

    @property
    def epoch(self) -> int:
        """Grows with every change; two views of one epoch may still differ."""
        return sum(self.counters)

    def moved(self, number: int, by: int = 1) -> View:
        """Somebody has gone, or come (1), or gone and come back in between (2)."""
        counters = list(self.counters)
        counters[number] += by
        return View(tuple(counters))

    def joined(self, other: View) -> View:
        """What both know."""
        return View(tuple(map(max, self.counters, other.counters)))

    def row(self) -> np.ndarray:
        """(1, N) as it is told."""
        return np.array([self.counters], float)


def read_view(row: np.ndarray, agents: int) -> View | None:
    """The view that somebody told; None if it is none."""
    if row.shape != (1, agents) or not ((row >= 0) & (row < LARGEST) & (row == np.rint(row))).all():
        return None
    return View(tuple(row[0].astype(int).tolist()))
