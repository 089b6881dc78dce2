"""Times rounds of distributed algorithms for growing teams, all agents at once in arrays, on a sparse graph.

The graph is a grid, so that every agent has at most four neighbours whatever the size of the team; robots fit a vector
of 5 numbers to 8 measurements each, or average 5 numbers. Growth is the exponent p of time ~ n^p.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Sequence
from typing import Any

import numpy as np

from l2c_planner.bench.process import call, one_thread
from l2c_planner.bench.timing import exponent
from l2c_planner.consensus.algorithm import Algorithm, Channel, Received
from l2c_planner.consensus.graphs import graph
from l2c_planner.consensus.links import Links
from l2c_planner.consensus.problems import Problem, problem
from l2c_planner.consensus.registry import algorithm

ALGORITHMS = (
    "average",
    "push-sum",
    "running-sum-push-sum",
    "gradient-tracking",
    "extra",
    "push-diging",
    "admm",
    "r-admm",
)
SIZES = (100, 300, 1_000, 3_000, 10_000)
LARGE = 1_000
"""Smallest team of the fitted exponents: below, a round takes as long as its calls."""


def run(sizes: Sequence[int] = SIZES, algorithms: Sequence[str] = ALGORITHMS, rounds: int = 30) -> dict[str, Any]:
    """Median time of a round by algorithm and size, and its growth; one thread.

    Raises Unfit for an unknown algorithm, ProcessFailed where the process with one thread does.
    """
    if not one_thread():
        options = {"sizes": list(sizes), "algorithms": list(algorithms), "rounds": rounds}
        return call("l2c_planner.bench.consensus:run", options)
    times = {name: [] for name in algorithms}
    for n in sizes:
        links = Links.of(graph("grid", n))
        costs = {kind: problem(kind, n) for kind in ("values", "least-squares")}
        for name in algorithms:
            kind = algorithm(name)
            given = costs["values" if kind.needs == "values" else "least-squares"]
            times[name].append(_round(kind(), given, links, rounds))
    rows = [
        {"algorithm": name, **{f"agents_{n}_s": t for n, t in zip(sizes, found)}, "growth": _growth(sizes, found)}
        for name, found in times.items()
    ]
    return {"graph": "grid", "unknowns": 5, "rounds": rounds, "round": rows}


def _round(description: Algorithm, costs: Problem, links: Links, rounds: int) -> float:
    """Median time of a round [s]."""
    state, times = description.begin(costs, links, np.zeros((links.agents, costs.n))), []
    for _ in range(rounds):
        start = time.perf_counter()
        told = description.outgoing(state, links)
        if description.channel is not Channel.TABLE:
            told = told[links.opposite if description.channel is Channel.EDGES else links.sender]
        state = description.advance(state, Received(told, np.ones(len(told), bool)), costs, links)
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def _growth(sizes: Sequence[int], times: Sequence[float]) -> float | None:
    large = [(n, t) for n, t in zip(sizes, times) if n >= LARGE]
    return exponent([n for n, _ in large], [t for _, t in large])
