"""What a run is, by names: the same words give the same run in every process."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import networkx as nx

from l2c_planner.consensus import graphs, problems
from l2c_planner.consensus.algorithm import Algorithm, Fault
from l2c_planner.consensus.network import Sequence
from l2c_planner.consensus.problems import Problem
from l2c_planner.consensus.registry import algorithm

SUITING = {"values": "values", "gradient": "least-squares", "prox": "least-squares", "dual": "allocation"}
"""Problems, by what an algorithm needs."""


@dataclass(frozen=True)
class Setup:
    """Names, and the numbers that go with them."""

    algorithm: str
    graph: str = ""
    """Empty: one that suits the algorithm."""
    problem: str = ""
    agents: int = 20
    seed: int = 0
    """Of graph and problem."""

    def made(self) -> Made:
        """What the names stand for.

        Raises Unfit for an unknown name.
        """
        kind = algorithm(self.algorithm)
        shape, given = self.graph or suiting_graph(self.algorithm, kind), self.problem or SUITING[kind.needs]
        costs = problems.problem(given, self.agents, self.seed)
        return Made(kind, costs, _graph(shape, self.agents, self.seed), shape, given)


@dataclass(frozen=True, eq=False)
class Made:
    """A setup with things in the place of names."""

    kind: type[Algorithm]
    problem: Problem
    graph: nx.Graph | Sequence
    graph_name: str
    problem_name: str


def suiting_graph(name: str, kind: type[Algorithm]) -> str:
    """Name of a graph that an algorithm is for."""
    if name.endswith("hub"):
        return "star"
    if Fault.LIARS in kind.survives:
        return "complete"
    return "directed-random" if "push" in name else "erdos-renyi"


def _graph(shape: str, agents: int, seed: int) -> nx.Graph | Sequence:
    sequence: Callable[..., Sequence] | None = graphs.SEQUENCES.get(shape)
    return graphs.graph(shape, agents, seed) if sequence is None else sequence(agents, seed)
