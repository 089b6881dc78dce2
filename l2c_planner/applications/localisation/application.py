"""Random tasks of cooperative localisation, and what a run of one came to."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

import networkx as nx
import numpy as np

from l2c_planner.applications.application import Case
from l2c_planner.applications.localisation.accuracy import bound, rmse
from l2c_planner.applications.localisation.block_gauss_newton import BlockGaussNewton
from l2c_planner.applications.localisation.measurements import Measurements
from l2c_planner.consensus.errors import Unfit
from l2c_planner.consensus.graphs import from_positions
from l2c_planner.consensus.record import Run

AREA = 5.0
"""Of the hall, per robot [m^2]."""
ANCHORS = 4
NOISE, GUESS = (0.05, 0.2), 0.5
"""Standard deviations of measurements, between; and of the first estimates [m]."""
FEWEST, MOST, DRAWS = 6, 200, 100
"""Robots; and layouts that are tried until one determines all places."""


@dataclass(frozen=True, eq=False)
class Located(Case):
    """A task whose answer is known."""

    truth: np.ndarray = field(kw_only=True)
    """(A, d) true places [m]."""


@dataclass(frozen=True)
class Localisation:
    """Robots in a square hall; the one nearest to each corner knows where it is."""

    summary: str
    kind: type[Measurements]
    damping: float
    reach: float
    """Of the measurements, in sqrt(area per robot)."""
    agents: int = 20

    def case(self, agents: int, seed: int) -> Located:
        """A layout that determines all places.

        Raises Unfit for too few or too many robots, or if no layout does.
        """
        if not FEWEST <= agents <= MOST:
            raise Unfit(f"localisation of {agents} robots; valid: {FEWEST} to {MOST}")
        rng = np.random.default_rng(seed)
        for _ in range(DRAWS):
            truth = rng.uniform(0.0, math.sqrt(AREA * agents), (agents, 2))
            graph = from_positions(truth, self.reach * math.sqrt(AREA))
            problem = _measured(self.kind, graph, truth, rng)
            if nx.is_connected(graph) and not problem.undetermined():
                break
        else:
            raise Unfit(
                f"localisation of {agents} robots: no layout in range of each other found; valid: other numbers"
            )
        algorithm = BlockGaussNewton(self.damping)
        return Located(algorithm, problem, graph, problem.guess, rounds=200 * agents, enough=1e-12, truth=truth)

    def figures(self, case: Located, run: Run) -> Mapping[str, float]:
        """Errors of the team, of the central solver, and the Cramer-Rao bound of both."""
        problem, truth = case.problem.rows(run.agents), case.truth[run.agents]
        return {
            "rmse_m": rmse(problem, run.x, truth),
            "central_rmse_m": rmse(problem, run.target, truth),
            "bound_rmse_m": bound(problem, truth),
        }


def _measured(kind: type[Measurements], graph: nx.Graph, truth: np.ndarray, rng: np.random.Generator) -> Measurements:
    """Noisy measurements of all edges, and rough first estimates."""
    corners = math.sqrt(AREA * len(truth)) * np.array([[0, 0], [0, 1], [1, 0], [1, 1]])
    anchor = np.zeros(len(truth), bool)
    for corner in corners:
        nearest = np.linalg.norm(truth - corner, axis=1) + np.where(anchor, np.inf, 0.0)
        anchor[np.argmin(nearest)] = True
    ends = np.array(sorted(tuple(sorted(edge)) for edge in graph.edges), int).reshape(-1, 2)
    deviation = rng.uniform(*NOISE, len(ends))
    exact = kind.measured(truth[ends[:, 0]], truth[ends[:, 1]])
    value = exact + deviation[:, None] * rng.normal(size=exact.shape)
    both, values = np.vstack([ends, ends[:, ::-1]]), np.vstack([value, kind.mirrored(value)])
    order = np.lexsort((both[:, 1], both[:, 0]))
    guess = np.where(anchor[:, None], truth, truth + GUESS * rng.normal(size=truth.shape))
    weight = np.tile(deviation**-2.0, 2)[order]
    return kind(np.arange(len(truth)), anchor, guess, *both[order].T, values[order], weight)
