"""What an application is: a task that robots solve by talking to neighbours, and what a central solver makes of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

import networkx as nx
import numpy as np

from l2c_planner.consensus.algorithm import Algorithm
from l2c_planner.consensus.problems import Problem
from l2c_planner.consensus.record import Run


@dataclass(frozen=True, eq=False)
class Case:
    """A task of some robots, ready to run: by arrays, by messages or by processes."""

    algorithm: Algorithm
    problem: Problem
    """One row per robot; its optimum is what the central solver finds."""
    graph: nx.Graph
    start: np.ndarray
    """(A, n) first estimates."""
    rounds: int
    """Most rounds."""
    enough: float = 1e-14
    """Error at which a run ends."""


class Application(Protocol):
    """One of them; every folder of the room lists its own by name under APPLICATIONS."""

    summary: str
    """One line for the help."""
    agents: int
    """How many robots it has by default."""

    def case(self, agents: int, seed: int) -> Case:
        """A random task.

        Raises Unfit for a number of robots that it is not for.
        """

    def figures(self, case: Case, run: Run) -> Mapping[str, float]:
        """What the run came to, beside what the central solver came to; units in the names where there are some."""
