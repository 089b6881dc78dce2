"""What robots watch: places that matter more or less, each by the nearest robot, none farther than it can sense.

H(p) = sum_q phi_q min(min_i |q - p_i|^2, r^2) over places q: the mixed area and distortion measure of Cortes, Martinez,
Bullo (2005) with r^2 beyond the sensing radius r, which the robots' moves never raise. The hall is a grid of places.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy.spatial import cKDTree

STILL, MOST = 1e-13, 5000
"""Move at which the central solver ends [m]; and its most rounds."""


@dataclass(frozen=True, eq=False)
class Places:
    """The hall, which all robots know, and where some of them start."""

    start: np.ndarray
    """(A, 2) [m]."""
    places: np.ndarray
    """(Q, 2) [m]."""
    importance: np.ndarray
    """(Q,) phi, summing up to one."""
    radius: float
    """r, how far a robot senses [m]."""
    constrained = False
    n = 2

    @property
    def agents(self) -> int:
        """Number of rows."""
        return len(self.start)

    def at(self, round: int) -> Places:
        """The same in all rounds."""
        return self

    def rows(self, index: np.ndarray) -> Places:
        """The starts of some robots, and the hall."""
        return replace(self, start=self.start[index])

    def cell(self, x: np.ndarray, others: np.ndarray, before: np.ndarray) -> np.ndarray:
        """Numbers of the places within the radius of a robot at x (2,) to which none of the others (K, 2) is nearer.

        before: (K,) who has the lower number, and gets the places that are equally near.
        """
        own = _squared(self.places, x)
        near = np.flatnonzero(own < self.radius**2)
        theirs = _squared(self.places[near, None], others[None])
        own = own[near, None]
        return near[((own < theirs) | ((own == theirs) & ~before)).all(axis=1)]

    def middle(self, x: np.ndarray, cell: np.ndarray) -> np.ndarray:
        """Centre of mass (2,) of a cell; of an empty one, x."""
        mass = self.importance[cell]
        return mass @ self.places[cell] / mass.sum() if mass.sum() else x

    def cost(self, x: np.ndarray) -> float:
        """H, mean squared distance to the nearest of the robots at x (A, 2), at most r^2 [m^2]."""
        return float(self.importance @ np.minimum(cKDTree(x).query(self.places)[0], self.radius) ** 2)

    def watched(self, x: np.ndarray) -> float:
        """Share of the importance within the radius of a robot at x (A, 2)."""
        return float(self.importance[cKDTree(x).query(self.places)[0] < self.radius].sum())

    def moved(self, x: np.ndarray) -> np.ndarray:
        """One round of the central solver: nearest robots by a tree, then means of their places, (A, 2)."""
        distance, nearest = cKDTree(x).query(self.places)
        seen = distance < self.radius
        mass = np.bincount(nearest[seen], self.importance[seen], len(x))
        sums = [np.bincount(nearest[seen], (self.importance * axis)[seen], len(x)) for axis in self.places.T]
        return np.where(mass[:, None] > 0, np.stack(sums, 1) / np.maximum(mass, 1e-300)[:, None], x)

    def optimum(self) -> np.ndarray:
        """Where the central solver (Lloyd) comes to a stand from the start, (A, 2) [m]: a local optimum of H."""
        x = self.start
        for _ in range(MOST):
            before, x = x, self.moved(x)
            if np.abs(x - before).max() <= STILL:
                break
        return x


def _squared(places: np.ndarray, x: np.ndarray) -> np.ndarray:
    """Squared distances, the same bits whoever asks."""
    return (places[..., 0] - x[..., 0]) ** 2 + (places[..., 1] - x[..., 1]) ** 2
