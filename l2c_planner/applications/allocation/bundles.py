"""Several tasks per robot, one after the other; solved centrally by greed and by integer programming."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from l2c_planner.applications.allocation import packing, scores
from l2c_planner.applications.allocation.assignment import NOBODY, doable, task_names
from l2c_planner.applications.allocation.bundle import Bundle, Offers, offers
from l2c_planner.applications.allocation.world import World


@dataclass(frozen=True, eq=False)
class Bundles:
    """max sum of worth of the robots' routes, each with `longest` tasks at most, no task in two of them."""

    world: World
    ids: np.ndarray
    """(A,) numbers of the robots."""
    fleet: int
    """How many robots there were at first."""
    longest: int
    constrained = False

    @classmethod
    def of(cls, world: World, longest: int) -> Bundles:
        """Of a whole fleet.

        Raises Unfit for a task that nobody can do.
        """
        doable(scores.alone(world), task_names(len(world.tasks.reward)))
        count = len(world.robots.speed)
        return cls(world, np.arange(count), count, longest)

    @property
    def agents(self) -> int:
        """Number of rows."""
        return len(self.ids)

    @property
    def n(self) -> int:
        """Number of tasks, T: estimates are the tasks' winners."""
        return len(self.world.tasks.reward)

    def at(self, round: int) -> Bundles:
        """The same in all rounds."""
        return self

    def rows(self, index: np.ndarray) -> Bundles:
        """What some robots know."""
        return Bundles(self.world.rows(index), self.ids[index], self.fleet, self.longest)

    def offers(self, row: int, bundle: Bundle) -> Offers:
        """What a robot could bid next."""
        return offers(self.world, row, bundle, self.longest)

    def greedy(self) -> np.ndarray:
        """(T,) winners if the highest bid of all robots takes its task, again and again."""
        winners, bundles = np.full(self.n, NOBODY), [Bundle()] * self.agents
        while True:
            free, bids = winners == NOBODY, []
            for row, bundle in enumerate(bundles):
                open_to = self.offers(row, bundle)
                if (task := open_to.best(free)) is not None:
                    bids.append((open_to.bid[task], -row, task, open_to))
            if not bids:
                return winners
            _, row, task, open_to = max(bids, key=lambda bid: bid[:2])
            bundles[-row], winners[task] = bundles[-row].with_task(task, open_to), self.ids[-row]

    def optimum(self) -> np.ndarray:
        """(T,) winners by integer programming over all bundles; for small fleets and few tasks."""
        return packing.winners(self.world, self.ids, self.longest)

    def routes(self, winners: np.ndarray) -> list[tuple[int, ...]]:
        """By row, what winners (T,) do, in the best order."""
        mine = [tuple(np.flatnonzero(winners == number).tolist()) for number in self.ids]
        return [scores.best_order(self.world, row, tasks) for row, tasks in enumerate(mine)]

    def value(self, winners: np.ndarray) -> float:
        """What winners (T,) are worth together."""
        routes = enumerate(self.routes(winners))
        return float(sum(scores.worth(self.world, row, np.array([route], int))[0] for row, route in routes))
