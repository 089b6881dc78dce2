"""Four tasks: a ring of robots by displacements, distances or directions, and a wedge behind a leader."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import pi

import networkx as nx
import numpy as np

from l2c_planner.applications.application import Case
from l2c_planner.applications.formation.central import aligned
from l2c_planner.applications.formation.laws import Following, Gathering, lag
from l2c_planner.applications.formation.problem import Bearings, Displacements, Distances, Formation, formation
from l2c_planner.consensus.algorithm import Algorithm
from l2c_planner.consensus.errors import Unfit
from l2c_planner.consensus.links import Links
from l2c_planner.consensus.record import Run

APART = 1.0
"""Between neighbours in a pattern [m]."""
SCATTERED = 2.0
"""Standard deviation of first places where any will do [m]."""
NEAR = 0.2
"""Standard deviation of first places around the pattern where it has to be near [m]."""
WAY = (0.01, 0.004)
"""Of a leader in a round [m]."""
ENOUGH = 1e-13
"""Error at which a run ends [m]."""


def ring(agents: int) -> np.ndarray:
    """A regular polygon (A, 2) with sides of APART."""
    angle = 2 * pi * np.arange(agents) / agents
    return APART / (2 * np.sin(pi / agents)) * np.stack([np.cos(angle), np.sin(angle)], axis=1)


def wedge(agents: int) -> np.ndarray:
    """A V (A, 2) that points along x, robot 0 at its tip."""
    rank, side = (np.arange(agents) + 1) // 2, np.where(np.arange(agents) % 2, 1.0, -1.0)
    return APART * np.stack([-0.8 * rank, 0.6 * side * rank], axis=1)


def beside(agents: int) -> nx.Graph:
    """Robots of a ring hear two on either side, which makes it rigid, and some across, which makes it stiff."""
    return nx.circulant_graph(agents, sorted({1, 2, agents // 3, agents // 2} - {0}))


@dataclass(frozen=True)
class Gathered:
    """Robots that nobody leads take up a ring."""

    kind: type[Formation]
    summary: str
    spread: float
    """Of the first places around the pattern [m]."""
    agents: int = 12

    def case(self, agents: int, seed: int) -> Case:
        """Robots scattered at random, with gains of their own.

        Raises Unfit for fewer than three.
        """
        rng, pattern, graph = _drawn(agents, seed)
        start = pattern + self.spread * rng.standard_normal(pattern.shape)
        problem = formation(self.kind, graph, pattern, start, gain=rng.uniform(0.5, 1.0, agents))
        return _case(Gathering, problem, graph, 0.95, 4000)

    def figures(self, case: Case, run: Run) -> Mapping[str, float]:
        """Shape and centre, beside the central solution's."""
        return _figures(run)


@dataclass(frozen=True)
class Anchored:
    """Two robots across a ring stand, the others find their places in it by distances."""

    summary: str = "distances to neighbours, two robots stand; rigid graphs only"
    agents: int = 12

    def case(self, agents: int, seed: int) -> Case:
        """The pattern turned at random, robots near it.

        Raises Unfit for fewer than three.
        """
        rng, pattern, graph = _drawn(agents, seed)
        turn = rng.uniform(0, 2 * pi)
        pattern = pattern @ np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])
        start = pattern + NEAR * rng.standard_normal(pattern.shape)
        stand = (0, agents // 2)
        start[list(stand)] = pattern[list(stand)]
        return _case(Following, formation(Distances, graph, pattern, start, leads=stand), graph, 0.7, 4000)

    def figures(self, case: Case, run: Run) -> Mapping[str, float]:
        """Shape and centre, beside the central solution's."""
        return _figures(run)


@dataclass(frozen=True)
class Led:
    """A wedge behind a robot that moves straight on."""

    summary: str = "a wedge behind a leader that moves; lags by what is told"
    agents: int = 9

    def case(self, agents: int, seed: int) -> Case:
        """Robots scattered at random.

        Raises Unfit for fewer than three.
        """
        rng, _, _ = _drawn(agents, seed)
        pattern = wedge(agents)
        graph = nx.Graph([(i, j) for i in range(agents) for j in (i + 1, i + 2) if j < agents])
        start = pattern + SCATTERED * rng.standard_normal(pattern.shape)
        problem = formation(Displacements, graph, pattern, start, leads=(0,), velocity=np.array(WAY))
        return _case(Following, problem, graph, 0.95, 600)

    def figures(self, case: Case, run: Run) -> Mapping[str, float]:
        """How far the last robot lags, beside what theory says."""
        behind = lag(case.problem, Links.of(case.graph), case.algorithm.step)
        stated = np.linalg.norm(behind, axis=1).max()
        found = np.linalg.norm(run.x - run.target, axis=1).max()
        return {"lag_m": float(found), "stated_lag_m": float(stated)}


def _drawn(agents: int, seed: int) -> tuple[np.random.Generator, np.ndarray, nx.Graph]:
    if agents < 3:
        raise Unfit(f"formation: {agents} robots; valid: at least 3")
    return np.random.default_rng(seed), ring(agents), beside(agents)


def _case(law: type[Algorithm], problem: Formation, graph: nx.Graph, share: float, rounds: int) -> Case:
    """With a share of the step beyond which the most pulled robot would swing."""
    degree = np.array([graph.degree[i] for i in range(problem.agents)])
    step = share / float((problem.gain.ravel() * degree).max())
    return Case(law(step), problem, graph, problem.start, rounds, ENOUGH)


def _figures(run: Run) -> Mapping[str, float]:
    shape = np.linalg.norm(run.x - aligned(run.x, run.target), axis=1).max()
    centre = np.linalg.norm(run.x.mean(axis=0) - run.target.mean(axis=0))
    return {"shape_error_m": float(shape), "centre_error_m": float(centre), "rounds": float(run.rounds)}


APPLICATIONS = {
    "formation": Gathered(Displacements, "displacements to neighbours, anywhere", SCATTERED),
    "formation-bearing": Gathered(Bearings, "directions of neighbours; place and size as they were", 2 * NEAR),
    "formation-distance": Anchored(),
    "formation-leader": Led(),
}
