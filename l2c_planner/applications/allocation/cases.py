"""Two tasks: one job per robot by auction, and routes of several by bundles; on radio links between robots."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from l2c_planner.applications.allocation.assignment import NOBODY, Assignment, assignment
from l2c_planner.applications.allocation.auction import Auction
from l2c_planner.applications.allocation.bundles import Bundles
from l2c_planner.applications.allocation.cbba import Cbba
from l2c_planner.applications.allocation.outcome import outcome
from l2c_planner.applications.allocation.world import World, in_range, random_world
from l2c_planner.applications.application import Case
from l2c_planner.consensus.record import Run

AUCTION_ROUNDS, BUNDLE_ROUNDS = 10_000, 600
ROUNDING = 1e-9
"""Of sums of worths."""
TASKS_EACH = 2
"""Tasks per robot where each may do several."""
LONGEST = 3
"""Most tasks of a robot there."""


@dataclass(frozen=True, eq=False)
class Allocated(Case):
    """Robots and tasks with places, for pictures."""

    world: World = field(kw_only=True)


@dataclass(frozen=True)
class OneEach:
    """As many tasks as robots."""

    summary: str = "tasks to robots, one each, by auction; beside the Hungarian method"
    agents: int = 10

    def case(self, agents: int, seed: int) -> Allocated:
        """A random world in which all tasks can be done.

        Raises Unfit for fewer than two robots.
        """
        return self.of(random_world(agents, agents, seed))

    def of(self, world: World) -> Allocated:
        """A world, with radio links that connect all.

        Raises Unfit for a task that nobody can do.
        """
        problem, graph = assignment(world), in_range(world.robots.position)
        return Allocated(Auction(), problem, graph, np.full(problem.worth.shape, NOBODY), AUCTION_ROUNDS, world=world)

    def figures(self, case: Allocated, run: Run) -> Mapping[str, float]:
        """Worth and its guarantee, beside the best."""
        left = case.problem.rows(run.agents)
        return _figures(left, run, case.algorithm.eps * left.agents)


@dataclass(frozen=True)
class Several:
    """Twice as many tasks as robots."""

    summary: str = "routes through tasks by bundles (CBBA); beside integer programming"
    agents: int = 8

    def case(self, agents: int, seed: int) -> Allocated:
        """A random world in which robots may do three tasks each.

        Raises Unfit for fewer than two robots.
        """
        return self.of(random_world(agents, TASKS_EACH * agents, seed))

    def of(self, world: World) -> Allocated:
        """A world, with radio links that connect all.

        Raises Unfit for a task that nobody can do.
        """
        problem, graph = Bundles.of(world, LONGEST), in_range(world.robots.position)
        return Allocated(
            Cbba(), problem, graph, np.full((problem.agents, problem.n), NOBODY), BUNDLE_ROUNDS, world=world
        )

    def figures(self, case: Allocated, run: Run) -> Mapping[str, float]:
        """Worth, beside the best and the central greedy solution."""
        left = case.problem.rows(run.agents)
        greedy = left.value(run.target)
        found = _figures(left, run, np.inf)
        return found | {"greedy_worth": greedy, "found": float(found["found"] and found["worth"] >= greedy - ROUNDING)}


def _figures(problem: Assignment | Bundles, run: Run, gap: float) -> dict[str, float]:
    """With whether it has found what is promised: no conflicts, and no more than a gap to the best."""
    done = outcome(run.x, run.agents)
    worth, best = problem.value(done.winners), problem.value(problem.optimum())
    return {
        "worth": worth, "best_worth": best, "share_of_best": worth / best if best else 1.0,
        "tasks_done": float((done.winners != NOBODY).sum()), "tasks": float(problem.n),
        "conflicts": float(done.conflicts), "rounds": float(run.rounds),
        "found": float(done.conflicts == done.disputed == 0 and worth >= best - gap - ROUNDING),
    }  # fmt: skip


APPLICATIONS = {"auction": OneEach(), "cbba": Several()}
