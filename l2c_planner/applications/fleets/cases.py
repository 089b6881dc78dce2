"""A fleet that splits into groups: transports by three quadrotors, surveys by two rovers, mixed inspections."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from l2c_planner.applications.allocation.assignment import NOBODY
from l2c_planner.applications.allocation.outcome import outcome
from l2c_planner.applications.allocation.world import in_range
from l2c_planner.applications.application import Case
from l2c_planner.applications.fleets.problem import FleetProblem
from l2c_planner.applications.fleets.two_levels import TwoLevels
from l2c_planner.applications.fleets.world import random_fleet
from l2c_planner.consensus.record import CLOSE, Run

ROUNDS = 4000
ENOUGH = 5e-7
"""Error at which a run ends [m]; the central solver is good for a fifth of it."""


@dataclass(frozen=True)
class Groups:
    """Robots of two kinds take seats in groups, and every group agrees on where it meets."""

    summary: str = "quadrotors and rovers form groups by auction, each meets by ADMM; beside MILP and QP"
    agents: int = 8

    def case(self, agents: int, seed: int) -> Case:
        """Robots at random, as many groups as there are robots for.

        Raises Unfit for fewer robots than two groups need.
        """
        fleet, groups = random_fleet(agents, seed)
        problem, graph = FleetProblem.of(fleet, groups), in_range(fleet.position)
        points = np.tile(fleet.position, (1, len(groups.names)))
        start = np.hstack([np.full((agents, problem.seats.n), NOBODY), points])
        return Case(TwoLevels(), problem, graph, start, ROUNDS, ENOUGH)

    def figures(self, case: Case, run: Run) -> Mapping[str, float]:
        """Worth of the seats and distance of the points, beside those of the central solution."""
        seats, count = case.problem.rows(run.agents).seats, case.problem.seats.n
        done = outcome(run.x[:, :count], run.agents)
        worth, best = seats.value(done.winners), seats.value(run.target[:count])
        apart = float(np.abs(run.x - run.target)[:, count:].max())
        return {
            "worth": worth, "best_worth": best, "point_error_m": apart, "rounds": float(run.rounds),
            "seats_taken": float((done.winners != NOBODY).sum()), "seats": float(count),
            "found": float(done.disputed == 0 and worth >= best - case.algorithm.eps * len(run.agents)
                           and apart <= CLOSE),
        }  # fmt: skip


APPLICATIONS = {"groups": Groups()}
