"""Robots share a resource: min sum_i f_i(x_i) subject to sum_i A_i x_i = b, every robot with unknowns of its own."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from l2c_planner.consensus.problems.problem import Curvature
from l2c_planner.consensus.problems.quadratic import Quadratic


@dataclass(frozen=True, eq=False)
class Allocation:
    """Strongly convex quadratics coupled by linear equations; agent i answers for the part b_i of b."""

    local: Quadratic
    A: np.ndarray
    """(A, p, n)."""
    b: np.ndarray
    """(A, p), summing up to b."""
    constrained = False

    @property
    def agents(self) -> int:
        """Number of rows."""
        return len(self.b)

    @property
    def n(self) -> int:
        """Unknowns of each agent."""
        return self.local.n

    @property
    def coupled(self) -> int:
        """Number of equations, p."""
        return self.b.shape[1]

    def at(self, round: int) -> Allocation:
        """The same in all rounds."""
        return self

    def rows(self, index: np.ndarray) -> Allocation:
        """The parts of some agents."""
        return Allocation(self.local.rows(index), self.A[index], self.b[index])

    def response(self, prices: np.ndarray) -> np.ndarray:
        """argmin f_i(x) + prices_i'A_i x, (A, n), for prices (A, p): multipliers of the equations."""
        pull = (np.swapaxes(self.A, 1, 2) @ prices[..., None])[..., 0]
        return self.local.prox(-pull, np.zeros((self.agents, 1)))

    def excess(self, x: np.ndarray) -> np.ndarray:
        """A_i x_i - b_i, (A, p)."""
        return (self.A @ x[..., None])[..., 0] - self.b

    def optimum(self) -> np.ndarray:
        """The centralised solution (A, n), by the optimality conditions."""
        return self.response(np.tile(self.dual.optimum(), (self.agents, 1)))

    @cached_property
    def dual(self) -> Quadratic:
        """min over prices of the negated dual, a sum over agents: its gradients are -excess(response)."""
        transposed = np.swapaxes(self.A, 1, 2)
        H = self.A @ np.linalg.solve(self.local.H, transposed)
        free = np.linalg.solve(self.local.H, self.local.c[..., None])[..., 0]
        return Quadratic((H + np.swapaxes(H, 1, 2)) / 2, self.excess(free))

    def curvature(self) -> Curvature:
        """Of the dual."""
        return self.dual.curvature()
