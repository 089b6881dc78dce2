"""Random tasks of coverage, and what a run of one came to."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import networkx as nx
import numpy as np

from l2c_planner.applications.application import Case
from l2c_planner.applications.coverage.lloyd import Lloyd
from l2c_planner.applications.coverage.places import Places
from l2c_planner.consensus.errors import Unfit
from l2c_planner.consensus.record import Run

SIDE, SPACING = 10.0, 0.1
"""Of the hall, and of its places [m]."""
START = 3.0
"""Side of the corner in which the robots start [m]."""
SENSING = 0.8
"""Radius, in sqrt(area per robot)."""
BUMPS, WIDTH, FLOOR = 3, (1.0, 2.0), 0.1
"""Of the importance: number, standard deviation between [m], and what is everywhere, of the mean height of a bump."""
MOST = 300
STOOD = 1e-6
"""Distance from the middle of the own cell at which a robot counts as standing [m]."""


@dataclass(frozen=True)
class Deployment:
    """Robots leave a corner of a hall of 10 m, some of whose parts matter more."""

    summary: str = "Robots spread over a hall; each watches what is nearest to it."
    agents: int = 20

    def case(self, agents: int, seed: int) -> Case:
        """A random importance and random starts; all can hear each other, whoever is near enough is heard.

        Raises Unfit for fewer than two robots or too many.
        """
        if not 2 <= agents <= MOST:
            raise Unfit(f"coverage by {agents} robots; valid: 2 to {MOST}")
        rng = np.random.default_rng(seed)
        radius = SENSING * SIDE / math.sqrt(agents)
        ticks = np.arange(SPACING / 2, SIDE, SPACING)
        places = np.stack(np.meshgrid(ticks, ticks, indexing="ij"), -1).reshape(-1, 2)
        importance = _importance(places, rng)
        start = rng.uniform(0.0, START, (agents, 2))
        problem = Places(start, places, importance, radius)
        return Case(
            Lloyd(2 * radius), problem, nx.complete_graph(agents), start, rounds=200 + 10 * agents, enough=1e-12
        )

    def figures(self, case: Case, run: Run) -> Mapping[str, float]:
        """Costs of the team and of the central solver, and how far robots are from the middle of their cells."""
        problem = case.problem.rows(run.agents)
        aside = float(np.abs(problem.moved(run.x) - run.x).max())
        return {
            "cost_m2": problem.cost(run.x),
            "central_cost_m2": problem.cost(run.target),
            "first_cost_m2": problem.cost(problem.start),
            "watched": problem.watched(run.x),
            "aside_m": aside,
            "found": float(aside <= STOOD),
        }


def _importance(places: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """(Q,) a mixture of round bumps and a floor, summing up to one."""
    centres, widths = rng.uniform(0.1 * SIDE, 0.9 * SIDE, (BUMPS, 2)), rng.uniform(*WIDTH, BUMPS)
    squared = np.sum((places[:, None] - centres) ** 2, axis=-1)
    height = np.exp(-squared / (2 * widths**2)).sum(axis=1)
    return (height + FLOOR) / (height + FLOOR).sum()
