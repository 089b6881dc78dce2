"""Copies and multipliers of one coupling, over all its groups and knots, and the arithmetic of the ADMM around them.

Arrays have shape (F, N+1, V): groups, knots, variables (free copies included).  ``dual`` is the scaled multiplier: the
penalty term of component x with copy z is  1/2 w |x - z + dual|^2  with weight w = factor S, and  dual <- dual + x - z.
"""

from __future__ import annotations

import numpy as np
from scipy.sparse import csr_array

from l2c_planner.problems.problem import Coupling, Problem

PINNED = 10.0
"""Factor on the penalty of states at knot 0: their copies are held at the given initial state."""
ABSENT = 1e-2
"""Factor on the penalty of inputs at the last knot, which do not exist: their copies stay near the last ones."""


class Consensus:
    """Consensus variables of a coupling."""

    def __init__(self, problem: Problem, coupling: Coupling) -> None:
        self.coupling = coupling
        self.index = coupling.index
        groups, variables = self.index.shape
        shape = (groups, problem.knots, variables)
        member = self.index >= 0
        self.scale = np.where(member, problem.scale[self.index], 0.0)[:, None]
        if coupling.emphasis is not None:
            self.scale = self.scale * coupling.emphasis[:, :, None]
        self.copied = np.broadcast_to(self.scale > 0, shape).copy()
        is_input = problem.is_input[self.index] & member
        self.copied[:, -1] &= ~is_input
        self.copied[:, 0] &= is_input
        self.absent = np.zeros(shape, bool)
        self.absent[:, -1] = is_input
        self.distort = np.ones(shape)
        self.distort[:, 0] = np.where(member & ~is_input, PINNED, 1.0)
        self.distort[:, -1] = np.where(is_input, ABSENT, 1.0)
        self.own, self.own_target = np.zeros(variables), np.zeros(shape[1:])
        if coupling.own_weight is not None:
            used = coupling.program.variables
            self.own[:used], self.own_target[:, :used] = coupling.own_weight, coupling.own_target
        flat = np.flatnonzero(member)
        entries = (np.ones(len(flat)), (self.index.reshape(-1)[flat], flat))
        self._members = csr_array(entries, shape=(problem.width, self.index.size))
        self.copies, self.dual = np.zeros(shape), np.zeros(shape)

    def start(self, team: np.ndarray) -> None:
        """Copies of a team vector (N+1, D), no multipliers."""
        self.copies[:] = self.components(team)
        self.copies[:, -1] = np.where(self.absent[:, -1], self.copies[:, -2], self.copies[:, -1])
        self.copies[:] = np.where((self.index >= 0)[:, None], self.copies, self.own_target)
        self.dual[:] = 0.0

    def take(self, copies: np.ndarray, dual: np.ndarray) -> None:
        """Copies and multipliers of an earlier plan, both (F, N+1, V)."""
        self.copies[:] = copies
        self.dual[:] = np.where(self.copied, dual, 0.0)

    def weight(self, factor: np.ndarray) -> np.ndarray:
        """Weights of the coordination step for penalty factors (D,) of all components."""
        return self.scale * np.where(self.index >= 0, factor[self.index], 0.0)[:, None] * self.distort + self.own

    def target(self, team: np.ndarray, relaxation: float) -> np.ndarray:
        """What the copies should equal: relaxed components plus multipliers; own targets where no agent is behind."""
        x = self.components(team)
        relaxed = np.where(self.copied, relaxation * x + (1 - relaxation) * self.copies, x)
        relaxed = np.where(self.absent, self.copies, relaxed)
        return np.where((self.index >= 0)[:, None], relaxed + self.dual, self.own_target)

    def update(self, team: np.ndarray, copies: np.ndarray, dual: np.ndarray) -> tuple[float, float]:
        """Take over new copies and multipliers; returns sums of squares of the scaled primal and dual residuals."""
        primal = self._sum((self.components(team) - copies) ** 2)
        change = self._sum((copies - self.copies) ** 2)
        self.copies[:], self.dual[:] = copies, dual
        return primal, change

    def rescale(self, ratio: np.ndarray) -> None:
        """Keep the multipliers when penalty factors change by ``ratio`` (D,), new over old."""
        self.dual /= np.where(self.index >= 0, ratio[self.index], 1.0)[:, None]

    def pull(self, factor: np.ndarray, weight: np.ndarray, moment: np.ndarray) -> None:
        """Add this coupling's penalty to the diagonal weights and weighted centres (N+1, D) of the local problems."""
        w = np.where(self.copied, self.scale * factor[np.maximum(self.index, 0)][:, None], 0.0)
        weight += self.gathered(w)
        moment += self.gathered(w * (self.copies - self.dual))

    def gathered(self, values: np.ndarray) -> np.ndarray:
        """Sums over all copies of a component, group after group, (N+1, D), of values (F, N+1, V)."""
        return (self._members @ np.moveaxis(values, 1, 2).reshape(-1, values.shape[1])).T

    def counts(self) -> np.ndarray:
        """Number of copies of every component, (D,)."""
        return self._members.sum(axis=1)

    def entries(self) -> int:
        """Number of copied scalars."""
        return int(self.copied.sum())

    def components(self, team: np.ndarray) -> np.ndarray:
        """Components of a team vector (N+1, D) behind all copies, (F, N+1, V)."""
        return np.moveaxis(team[:, self.index], 1, 0)

    def _sum(self, squares: np.ndarray) -> float:
        return float(np.sum(self.scale * squares, where=self.copied))
