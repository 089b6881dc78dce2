"""One task per robot: what each pairing is worth, and the best pairing by the Hungarian method."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import linear_sum_assignment
from scipy.sparse import csr_array
from scipy.sparse.csgraph import maximum_bipartite_matching

from l2c_planner.applications.allocation.scores import alone
from l2c_planner.applications.allocation.world import World
from l2c_planner.consensus.errors import Unfit

NOBODY = -1.0
"""Winner of a task that nobody does."""


@dataclass(frozen=True, eq=False)
class Assignment:
    """max sum of worth over pairs of a robot and a task, each in one pair at most; idle robots are worth nothing."""

    worth: np.ndarray
    """(A, T), -inf where a robot cannot do a task."""
    ids: np.ndarray
    """(A,) numbers of the robots."""
    constrained = False

    @classmethod
    def of(cls, worth: np.ndarray, names: Sequence[str] = ()) -> Assignment:
        """Of a whole fleet; names: of the tasks, for errors.

        Raises Unfit for a task that nobody can do, or nobody beside the others where there are robots enough for all.
        """
        _servable(worth, names or task_names(worth.shape[1]))
        return cls(worth, np.arange(len(worth)))

    @property
    def agents(self) -> int:
        """Number of rows."""
        return len(self.worth)

    @property
    def n(self) -> int:
        """Number of tasks, T: estimates are the tasks' winners."""
        return self.worth.shape[1]

    def at(self, round: int) -> Assignment:
        """The same in all rounds."""
        return self

    def rows(self, index: np.ndarray) -> Assignment:
        """What some robots know."""
        return Assignment(self.worth[index], self.ids[index])

    def optimum(self) -> np.ndarray:
        """(T,) winners by the Hungarian method; `NOBODY` where none is worth it."""
        # A place to be idle for every robot, worth nothing; whatever cannot be is worse.
        table = np.hstack([np.where(self.worth > 0, self.worth, -1.0), np.zeros((self.agents, self.agents))])
        robot, task = linear_sum_assignment(table, maximize=True)
        winners = np.full(self.n, NOBODY)
        busy = task < self.n
        winners[task[busy]] = self.ids[robot[busy]]
        return winners

    def routes(self, winners: np.ndarray) -> list[tuple[int, ...]]:
        """By row, the one task or none that winners (T,) do."""
        return [tuple(np.flatnonzero(winners == number).tolist()) for number in self.ids]

    def value(self, winners: np.ndarray) -> float:
        """What winners (T,) are worth together."""
        taken = np.flatnonzero(winners != NOBODY)
        return float(self.worth[np.searchsorted(self.ids, winners[taken]), taken].sum())


def assignment(world: World) -> Assignment:
    """Of a world in which every robot does one task.

    Raises Unfit for a task that nobody can do, see `Assignment.of`.
    """
    return Assignment.of(alone(world))


def task_names(count: int) -> list[str]:
    """By number."""
    return [f"task {number}" for number in range(count)]


def doable(worth: np.ndarray, names: Sequence[str]) -> None:
    """Raises Unfit if one of some tasks with names (T,) is barred to all robots, by their worths (A, T)."""
    never = np.flatnonzero(~np.isfinite(worth).any(axis=0))
    if len(never):
        raise Unfit(f"{names[never[0]]}: no robot can do it; valid: within some robot's capabilities, battery and time")


def _servable(worth: np.ndarray, names: Sequence[str]) -> None:
    doable(worth, names)
    possible = np.isfinite(worth)
    matched = maximum_bipartite_matching(csr_array(possible.T.astype(int)), perm_type="column")
    left = np.flatnonzero(matched < 0)
    if len(left) and worth.shape[1] <= len(worth):
        able = ", ".join(map(str, np.flatnonzero(possible[:, left[0]])))
        raise Unfit(f"{names[left[0]]}: all robots that can do it ({able}) must do others; valid: more such robots")
