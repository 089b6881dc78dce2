"""Gradient tracking by disropt, one MPI process per agent: `mpiexec -n 4 python benchmarks/peer_disropt.py`.

The problem, the graph, the weights and the step are those of `l2c bench consensus`, which runs this where disropt is
installed. Prints one line of JSON: agents, rounds, round_s (median over batches) and x, every agent's last estimate.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import time

import numpy as np
from disropt.agents import Agent
from disropt.algorithms import GradientTracking
from disropt.functions import QuadraticForm, Variable
from disropt.problems import Problem
from mpi4py import MPI

from l2c_planner.bench.consensus import BATCH_ROUNDS, BATCHES, beside

WORLD = MPI.COMM_WORLD


def agent(seed: int) -> tuple[Agent, float]:
    """The agent of this process, with its part of the problem, and the step."""
    costs, links, tuned = beside(WORLD.size, seed)
    mixing = links.mixing.toarray()[WORLD.rank]
    neighbours = [int(j) for j in links.seen_by(WORLD.rank).ids if j != WORLD.rank]
    made = Agent(neighbours, list(neighbours), in_weights=mixing.tolist(), auto_local=False)
    H, c = costs.H[WORLD.rank], costs.c[WORLD.rank]
    made.set_problem(Problem(QuadraticForm(Variable(costs.n), H / 2, -c[:, None])))
    return made, tuned.step


def run(seed: int, batches: int, rounds: int) -> dict:
    """Every process has the same time: it waits for the slowest before and after a batch."""
    here, step = agent(seed)
    algorithm = GradientTracking(here, np.zeros((here.problem.input_shape[0], 1)))
    times = []
    for _ in range(batches):
        WORLD.Barrier()
        start = time.perf_counter()
        algorithm.run(iterations=rounds, stepsize=step)
        WORLD.Barrier()
        times.append((time.perf_counter() - start) / rounds)
    x = WORLD.gather(algorithm.get_result().ravel().tolist())
    return {"agents": WORLD.size, "rounds": batches * rounds, "round_s": statistics.median(times), "x": x}


def main() -> None:
    """The first process prints."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--batches", type=int, default=BATCHES)
    parser.add_argument("--rounds", type=int, default=BATCH_ROUNDS, help="per batch")
    options = parser.parse_args()
    report = run(options.seed, options.batches, options.rounds)
    if WORLD.rank == 0:
        print(json.dumps(report))
        sys.stdout.flush()


if __name__ == "__main__":
    main()
