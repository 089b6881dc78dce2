"""The items of a coupling that one host coordinates: a solver with an item per lane, warm-started every round."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from l2c_planner.admm.consensus import Consensus
from l2c_planner.coupling.coordination import Coordination
from l2c_planner.coupling.interior_point import Options
from l2c_planner.kernels.lanes import joined, spans
from l2c_planner.problems.problem import FOLLOWING_ROUNDS


@dataclass(frozen=True, eq=False)
class Coordinated:
    """What the coordination of items came to."""

    copies: np.ndarray
    """(I, V)."""
    dual: np.ndarray
    """Scaled multipliers (I, V)."""
    unsolved: int
    """Items whose solution did not converge."""


class Items:
    """Some items of a coupling.

    consensus: copies and multipliers of the whole coupling.  places: groups and knots of the items, (I, 2).
    """

    def __init__(self, consensus: Consensus, places: np.ndarray, options: Options) -> None:
        self.consensus, self.coupling, self.places, self.options = consensus, consensus.coupling, places, options
        groups, knots = self.at = tuple(places.T)
        self.parameters = {n: _of_items(values, groups, knots) for n, values in self.coupling.parameters.items()}
        """By name of the constraint, (items of the constraint, np), or (I, items of the constraint, np)."""
        if self.coupling.following:
            self.parameters |= self._following(consensus.copies)
        self.guess = self.own(consensus.copies)[:, : self.coupling.program.variables]
        """Copies that the first solution starts from (I, variables)."""
        self.posed = (np.zeros((0, 0)), np.zeros((0, 0)))
        """Targets and weights (I, V) of the programs."""
        self.copies, self.converged = np.zeros((0, 0)), np.zeros(0, bool)
        """The last solution, (I, variables), and which items have one, (I,)."""

    @cached_property
    def solver(self) -> Coordination:
        """Its own; made when it is first asked for, because in a batch there is none."""
        return joined_coordination([self])

    def own(self, table: np.ndarray) -> np.ndarray:
        """The rows of the items (I, V) in a table (F, N+1, V)."""
        return np.ascontiguousarray(table[self.at])

    def pose(self, team: np.ndarray, factor: np.ndarray, relaxation: float, round: int) -> None:
        """Ask for the copies nearest to the plans of a team (N+1, D), for penalty factors (D,)."""
        consensus = self.consensus
        if self.coupling.following and round and round % FOLLOWING_ROUNDS == 0:
            self.solver.replace(self._following(consensus.components(team)))
        self.posed = consensus.target(team, relaxation, self.at), consensus.weight(factor, self.at)

    def solve(self) -> None:
        """Solve the posed programs."""
        solve_joined(self.solver, [self])

    def found(self) -> Coordinated:
        """The copies, and the multipliers after them."""
        target = self.posed[0]
        copies = target.copy()
        copies[:, : self.copies.shape[1]] = self.copies
        dual = np.where(self.consensus.copied[self.at], target - copies, 0.0)
        return Coordinated(copies, dual, int(np.sum(~self.converged)))

    def adopt(self, previous: Items, order: np.ndarray) -> None:
        """Start from where the same items stood at other knots: knot k continues from knot ``order[k]``."""
        position = {tuple(place): i for i, place in enumerate(self.places.tolist())}
        sources = [position.get((f, int(order[k])), i) for i, (f, k) in enumerate(self.places.tolist())]
        self.solver.adopt(previous.solver, np.array(sources))
        if self.coupling.following:
            self.solver.replace(self._following(self.consensus.copies))

    def _following(self, components: np.ndarray) -> dict[str, np.ndarray]:
        return self.coupling.following(self.own(components), self.places[:, 0])


def joined_coordination(parts: Sequence[Items]) -> Coordination:
    """A solver with the items of several side by side, all of one program and options."""
    first = parts[0]
    program, total = first.coupling.program, sum(len(p.places) for p in parts)
    parameters = {n: joined([_each(p, n, len(parts)) for p in parts]) for n in first.parameters}
    solver = Coordination(program, total, parameters, first.options)
    solver.guess(joined([p.guess for p in parts]))
    return solver


def solve_joined(solver: Coordination, parts: Sequence[Items]) -> None:
    """Solve the posed programs of several, as they lie in a solver of `joined_coordination`."""
    used = solver.program.variables
    target, weight = (joined([p.posed[i][:, :used] for p in parts]) for i in range(2))
    result = solver.solve(target, weight)
    for part, at in zip(parts, spans([len(p.places) for p in parts]), strict=True):
        part.copies, part.converged = result.copies[at], result.converged[at]


def _each(items: Items, name: str, parts: int) -> np.ndarray:
    """Parameters of every item, where those of one part may differ from those of others."""
    values = items.parameters[name]
    return values if parts == 1 or values.ndim == 3 else np.broadcast_to(values, (len(items.places), *values.shape))


def _of_items(values: np.ndarray, groups: np.ndarray, knots: np.ndarray) -> np.ndarray:
    if values.ndim == 2:
        return values
    return values[groups] if values.ndim == 3 else values[groups, knots]
