"""A run by names, ready for processes: an application, or an algorithm on a problem and a graph."""

from __future__ import annotations

import numpy as np

from l2c_planner.applications.application import Case
from l2c_planner.applications.registry import application
from l2c_planner.consensus.errors import Unfit
from l2c_planner.consensus.faults import Faults, check
from l2c_planner.consensus.network import Network
from l2c_planner.consensus.run import ENOUGH, fitted
from l2c_planner.consensus.setup import Setup

MOST_ROUNDS = 3000
"""Of a run that no application limits."""
VALID = "ring, grid, erdos-renyi and other single graphs"


def case_of(setup: Setup, application_name: str = "", faults: Faults | None = None) -> Case:
    """The task that a name of an application stands for with its default algorithm, or that a setup stands for.

    Raises Unfit for unknown names, a graph that changes, and what does not go together, faults included.
    """
    if application_name:
        case = application(application_name).case(setup.agents, setup.seed)
    else:
        made = setup.made()
        if callable(made.graph):
            raise Unfit(f"{made.graph_name}: processes take part in a graph that stays; valid: {VALID}")
        algorithm = fitted(made.kind, made.problem, Network(made.graph, faults))
        start = np.zeros((setup.agents, made.problem.n))
        case = Case(algorithm, made.problem, made.graph, start, MOST_ROUNDS, ENOUGH)
    check(case.algorithm, case.problem, case.graph.is_directed(), False, faults or Faults())
    return case
