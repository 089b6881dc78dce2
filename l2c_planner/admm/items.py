"""The items of a coupling that one host coordinates: a solver with an item per lane, warm-started every round."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from l2c_planner.admm.consensus import Consensus
from l2c_planner.coupling.coordination import Coordination
from l2c_planner.coupling.interior_point import Options
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
        self.consensus, self.coupling, self.places = consensus, consensus.coupling, places
        groups, knots = self.at = tuple(places.T)
        parameters = {n: _of_items(values, groups, knots) for n, values in self.coupling.parameters.items()}
        if self.coupling.following:
            parameters |= self._following(consensus.copies)
        self.solver = Coordination(self.coupling.program, len(places), parameters, options)
        self.solver.guess(self.own(consensus.copies)[:, : self.coupling.program.variables])

    def own(self, table: np.ndarray) -> np.ndarray:
        """The rows of the items (I, V) in a table (F, N+1, V)."""
        return np.ascontiguousarray(table[self.at])

    def coordinate(self, team: np.ndarray, factor: np.ndarray, relaxation: float, round: int) -> Coordinated:
        """Copies nearest to the plans of a team (N+1, D), and the multipliers after that, for penalty factors (D,)."""
        consensus, used = self.consensus, self.coupling.program.variables
        if self.coupling.following and round and round % FOLLOWING_ROUNDS == 0:
            self.solver.replace(self._following(consensus.components(team)))
        target = consensus.target(team, relaxation, self.at)
        weight = consensus.weight(factor, self.at)
        result = self.solver.solve(target[:, :used], weight[:, :used])
        copies = target.copy()
        copies[:, :used] = result.copies
        dual = np.where(consensus.copied[self.at], target - copies, 0.0)
        return Coordinated(copies, dual, int(np.sum(~result.converged)))

    def adopt(self, previous: Items, order: np.ndarray) -> None:
        """Start from where the same items stood at other knots: knot k continues from knot ``order[k]``."""
        position = {tuple(place): i for i, place in enumerate(self.places.tolist())}
        sources = [position.get((f, int(order[k])), i) for i, (f, k) in enumerate(self.places.tolist())]
        self.solver.adopt(previous.solver, np.array(sources))
        if self.coupling.following:
            self.solver.replace(self._following(self.consensus.copies))

    def _following(self, components: np.ndarray) -> dict[str, np.ndarray]:
        return self.coupling.following(self.own(components), self.places[:, 0])


def _of_items(values: np.ndarray, groups: np.ndarray, knots: np.ndarray) -> np.ndarray:
    if values.ndim == 2:
        return values
    return values[groups] if values.ndim == 3 else values[groups, knots]
