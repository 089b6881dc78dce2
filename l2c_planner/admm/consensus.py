"""Copies and multipliers of one coupling, over all its groups and knots, and the arithmetic of the ADMM around them.

Arrays have shape (F, N+1, V): groups, knots, variables (free copies included).  ``dual`` is the scaled multiplier: the
penalty term of component x with copy z is  1/2 w |x - z + dual|^2  with weight w = factor S, and  dual <- dual + x - z.
"""

from __future__ import annotations

from copy import copy

import numpy as np
from scipy.sparse import csr_array

from l2c_planner.problems.problem import Coupling, Problem

PINNED = 10.0
"""Factor on the penalty of states at knot 0: their copies are held at the given initial state."""
ABSENT = 1e-2
"""Factor on the penalty of inputs at the last knot, which do not exist: their copies stay near the last ones."""


ALL = (slice(None), slice(None))
"""All groups and knots."""


class Consensus:
    """Consensus variables of a coupling.

    hosted: components of the team vector whose local problems are solved here; all if not given.
    """

    def __init__(self, problem: Problem, coupling: Coupling, hosted: np.ndarray | None = None) -> None:
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
        self.copies, self.dual = np.zeros(shape), np.zeros(shape)
        self._counted = self.scale * self.copied
        self._entries = int(self.copied.sum())
        self._hosted = np.arange(problem.width) if hosted is None else hosted
        self._pulling(problem.width)

    def start(self, team: np.ndarray) -> None:
        """Copies of a team vector (N+1, D), no multipliers."""
        self.copies[:] = self.components(team)
        self.copies[:, -1] = np.where(self.absent[:, -1], self.copies[:, -2], self.copies[:, -1])
        self.copies[:] = np.where((self.index >= 0)[:, None], self.copies, self.own_target)
        self.dual[:] = 0.0

    def held_back(self, values: np.ndarray) -> np.ndarray:
        """Transpose of what :meth:`start` does at the last knot: adjoints of absent inputs go to the knot before."""
        back = np.where(self.absent, 0.0, values)
        back[:, -2] += np.where(self.absent[:, -1], values[:, -1], 0.0)
        return back

    def take(self, copies: np.ndarray, dual: np.ndarray) -> None:
        """Copies and multipliers of an earlier plan, both (F, N+1, V)."""
        self.copies[:] = copies
        self.dual[:] = np.where(self.copied, dual, 0.0)

    def put(self, items: np.ndarray, copies: np.ndarray, dual: np.ndarray) -> None:
        """Copies and multipliers (I, V) of some items (I, 2)."""
        groups, knots = items.T
        self.copies[groups, knots], self.dual[groups, knots] = copies, dual

    def weight(self, factor: np.ndarray, at: tuple = ALL) -> np.ndarray:
        """Weights of the coordination step for penalty factors (D,) of all components.

        at: groups and knots of some items, (I,) each; the answer then is (I, V) instead of (F, N+1, V).
        """
        f = np.where(self.index >= 0, factor[self.index], 0.0)[:, None]
        if at is ALL:
            return self.scale * f * self.distort + self.own
        groups, knots = at
        scale = self.scale[groups, knots if self.scale.shape[1] > 1 else 0]
        return scale * f[groups, 0] * self.distort[at] + self.own

    def target(self, team: np.ndarray, relaxation: float, at: tuple = ALL) -> np.ndarray:
        """What the copies should equal: relaxed components plus multipliers; own targets where no agent is behind.

        at: as in :meth:`weight`.
        """
        groups, knots = at
        if at is ALL:
            x, member, own = self.components(team), (self.index >= 0)[:, None], self.own_target
        else:
            x, member = team[knots[:, None], self.index[groups]], self.index[groups] >= 0
            own = self.own_target[knots]
        copies = self.copies[at]
        relaxed = np.where(self.copied[at], relaxation * x + (1 - relaxation) * copies, x)
        relaxed = np.where(self.absent[at], copies, relaxed)
        return np.where(member, relaxed + self.dual[at], own)

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
        """Add this coupling's penalty to the diagonal weights and weighted centres (N+1, D) of the hosted problems."""
        at, w = self._pulled, self._pulled_scale * factor[self._pulled_columns][:, None]
        weight[:, self._hosted] += (self._gather @ w).T
        moment[:, self._hosted] += (self._gather @ (w * (self.copies[at] - self.dual[at]))).T

    def _pulling(self, width: int) -> None:
        """Which copies pull at the hosted components; a component sums over its copies, group after group."""
        place = np.full(width, -1)
        place[self._hosted] = np.arange(len(self._hosted))
        groups, variables = np.nonzero(np.where(self.index >= 0, place[self.index], -1) >= 0)
        self._pulled = (groups, slice(None), variables)
        self._pulled_columns = self.index[groups, variables]
        self._pulled_scale = self._counted[self._pulled]
        entries = (np.ones(len(groups)), (place[self._pulled_columns], np.arange(len(groups))))
        self._gather = csr_array(entries, shape=(len(self._hosted), len(groups)))

    def with_state(self, copies: np.ndarray, dual: np.ndarray) -> Consensus:
        """The same with other copies and multipliers (F, N+1, V)."""
        other = copy(self)
        other.copies, other.dual = copies, dual
        return other

    def scatter(self, values: np.ndarray, team: np.ndarray) -> None:
        """Add values behind copies (F, N+1, V) to the components of a team vector (N+1, D)."""
        member = self.index >= 0
        for group, row in enumerate(self.index):
            np.add.at(team, (slice(None), row[member[group]]), values[group][:, member[group]])

    def gather(self, values: np.ndarray, components: np.ndarray) -> None:
        """Add values behind copies of all knots (F, V) to components (D,)."""
        member = self.index >= 0
        np.add.at(components, self.index[member], values[member])

    def entries(self) -> int:
        """Number of copied scalars."""
        return self._entries

    def components(self, team: np.ndarray) -> np.ndarray:
        """Components of a team vector (N+1, D) behind all copies, (F, N+1, V)."""
        return team[:, self.index].swapaxes(0, 1)

    def _sum(self, squares: np.ndarray) -> float:
        return float(np.vdot(self._counted, squares))
