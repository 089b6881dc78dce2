"""Times rounds of distributed algorithms for growing teams, all agents at once in arrays, on a sparse graph.

The graph is a grid, so that every agent has at most four neighbours whatever the size of the team; robots fit a vector
of 5 numbers to 8 measurements each, or average 5 numbers. Growth is the exponent p of time ~ n^p. Small teams stand
beside disropt, where it and an MPI are installed: the same rounds, there by a process per agent.
"""

from __future__ import annotations

import os
import shutil
import statistics
import sys
import time
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

from l2c_planner.bench.process import ROOT, ProcessFailed, call, one_thread, printed
from l2c_planner.bench.timing import exponent
from l2c_planner.consensus.algorithm import Algorithm, Channel, Received
from l2c_planner.consensus.algorithms.gradient_tracking import GradientTracking
from l2c_planner.consensus.graphs import graph
from l2c_planner.consensus.links import Links
from l2c_planner.consensus.problems import Problem, Quadratic, problem
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
TEAMS = (2, 4, 8)
"""Of gradient tracking beside disropt, whose processes wait busily: more of them than cores wait for cores as well."""
BATCHES, BATCH_ROUNDS = 5, 20
"""Of both; the time is that of the median batch."""
LIMIT = 120.0
"""After which disropt is given up [s]."""
PEER = ROOT / "benchmarks" / "peer_disropt.py"
MISSING = "not installed"
SHARED = {
    "OMPI_MCA_rmaps_base_oversubscribe": "1",
    "PRTE_MCA_rmaps_default_mapping_policy": ":oversubscribe",
}
"""Lets Open MPI, before and since version 5, start more processes than there are cores, as others do anyway."""


def run(
    sizes: Sequence[int] = SIZES,
    algorithms: Sequence[str] = ALGORITHMS,
    rounds: int = 30,
    teams: Sequence[int] = TEAMS,
) -> dict[str, Any]:
    """Median time of a round by algorithm and size, and its growth; teams beside disropt; one thread.

    Raises Unfit for an unknown algorithm, ProcessFailed where the process with one thread does.
    """
    if not one_thread():
        options = {"sizes": list(sizes), "algorithms": list(algorithms), "rounds": rounds, "teams": list(teams)}
        return call("l2c_planner.bench.consensus:run", options)
    times = {name: [] for name in algorithms}
    for n in sizes:
        links = Links.of(graph("grid", n))
        costs = {kind: problem(kind, n) for kind in ("values", "least-squares")}
        for name in algorithms:
            kind = algorithm(name)
            given = costs["values" if kind.needs == "values" else "least-squares"]
            times[name].append(statistics.median(_rounds(kind(), given, links, rounds)[0]))
    rows = [
        {"algorithm": name, **{f"agents_{n}_s": t for n, t in zip(sizes, found)}, "growth": _growth(sizes, found)}
        for name, found in times.items()
    ]
    known = {"graph": "grid", "unknowns": 5, "rounds": rounds, "cores": os.cpu_count()}
    return known | {"round": rows, "beside_disropt": [_compared(n) for n in teams]}


def beside(agents: int, seed: int = 0) -> tuple[Quadratic, Links, GradientTracking]:
    """What both solve: least squares on a grid, and gradient tracking with its step."""
    costs, links = problem("least-squares", agents, seed), Links.of(graph("grid", agents))
    return costs, links, GradientTracking.tuned(costs, links)


def disropt(agents: int) -> dict[str, Any] | None:
    """What the peer's script prints, run by MPI with a process per agent; None where something is not installed.

    Raises ProcessFailed as `printed`.
    """
    beside_python = os.pathsep.join((str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)))
    start = shutil.which("mpiexec", path=beside_python)
    if start is None or find_spec("disropt") is None or not PEER.is_file():
        return None
    path = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))
    command = [start, "-n", str(agents), sys.executable, "-m", "mpi4py", str(PEER)]
    return printed(command, os.environ | SHARED | {"PYTHONPATH": path}, LIMIT)


def _compared(agents: int) -> dict[str, Any]:
    """Ours and theirs at a size; how far the estimates of all agents are apart at the end."""
    costs, links, tuned = beside(agents)
    times, state = _rounds(tuned, costs, links, BATCHES * BATCH_ROUNDS)
    ours = statistics.median(np.array(times).reshape(BATCHES, -1).mean(axis=1))
    row = {"agents": agents, "ours_s": float(ours), "disropt_s": None, "ratio": None, "difference": None}
    try:
        theirs = disropt(agents)
    except ProcessFailed as error:
        return row | {"note": f"failed: {error}"}
    if theirs is None:
        return row | {"note": MISSING}
    apart = float(np.abs(np.array(theirs["x"]) - state.x).max())
    seconds = theirs["round_s"]
    return row | {"disropt_s": seconds, "ratio": seconds / float(ours), "difference": apart, "note": "measured"}


def _rounds(description: Algorithm, costs: Problem, links: Links, rounds: int) -> tuple[list[float], Any]:
    """Time of each round [s], and the state after the last."""
    state, times = description.begin(costs, links, np.zeros((links.agents, costs.n))), []
    for _ in range(rounds):
        start = time.perf_counter()
        told = description.outgoing(state, links)
        if description.channel is not Channel.TABLE:
            told = told[links.opposite if description.channel is Channel.EDGES else links.sender]
        state = description.advance(state, Received(told, np.ones(len(told), bool)), costs, links)
        times.append(time.perf_counter() - start)
    return times, state


def _growth(sizes: Sequence[int], times: Sequence[float]) -> float | None:
    large = [(n, t) for n, t in zip(sizes, times) if n >= LARGE]
    return exponent([n for n, _ in large], [t for _, t in large])
