"""Where neighbours are, measured along common axes: linear least squares, one weighted Laplacian for every axis."""

from __future__ import annotations

from dataclasses import dataclass

import networkx as nx
import numpy as np
from scipy import sparse
from scipy.sparse.linalg import splu

from l2c_planner.applications.localisation.measurements import Measurements


@dataclass(frozen=True, eq=False)
class Relative(Measurements):
    """r = x_j - x_i - m_ij."""

    missing = "no chain of measurements leads to an anchor; valid: one at least"

    @staticmethod
    def measured(place: np.ndarray, other: np.ndarray) -> np.ndarray:
        """The difference."""
        return other - place

    @staticmethod
    def mirrored(value: np.ndarray) -> np.ndarray:
        """The other way."""
        return -value

    def undetermined(self) -> list[int]:
        """Parts of the graph without an anchor."""
        anchors = set(self.ids[self.anchor].tolist())
        return sorted(robot for part in nx.connected_components(self.graph()) if not part & anchors for robot in part)

    def residuals(self, x: np.ndarray, others: np.ndarray, which: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """The derivative is minus one."""
        return others - x - self.value[which], np.broadcast_to(-np.eye(self.n), (len(which), self.n, self.n))

    def central(self) -> np.ndarray:
        """By the Laplacian without the anchors."""
        pairs = self.pairs()
        ends = np.searchsorted(self.ids, (self.other[pairs], self.robot[pairs]))
        incidence = sparse.csr_array(
            (np.repeat([1.0, -1.0], len(pairs)), (np.tile(np.arange(len(pairs)), 2), ends.ravel())),
            (len(pairs), self.agents),
        )
        free, found = ~self.anchor, self.guess.copy()
        weighted = incidence[:, free].T @ sparse.diags_array(self.weight[pairs])
        rest = self.value[pairs] - incidence[:, self.anchor] @ self.guess[self.anchor]
        found[free] = splu((weighted @ incidence[:, free]).tocsc()).solve(weighted @ rest)
        return found
