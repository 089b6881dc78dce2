"""Times the coordination step of one ADMM round: all knots side by side, against IPOPT knot after knot, one thread.

The targets and weights are those of real rounds of the shipped task; every contestant solves the same rounds in turn.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import time
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from peer_ipopt_knot import Knot

from l2c_planner.admm import Host, HostOptions, assign
from l2c_planner.config import default_task_path, load_task
from l2c_planner.coupling.coordination import Coordination
from l2c_planner.coupling.interior_point import Options
from l2c_planner.problems.multilift.build import references_problem, trajectories_problem
from l2c_planner.problems.problem import Problem

STAGES = {"references": references_problem, "trajectories": trajectories_problem}
SETTLED = 10
"""Rounds before the measured ones: the first rounds move far."""


class Round(NamedTuple):
    """What the coordination step of a round is given, both (knots, variables)."""

    target: np.ndarray
    weight: np.ndarray


def record(problem: Problem, rounds: int) -> list[Round]:
    """The coordination steps of the first rounds of a problem with one coupling."""
    host = Host(problem, "host", assign(problem, dict.fromkeys(problem.agents, "host")), HostOptions())
    (coordination,) = host.coordination.values()
    seen, solve = [], coordination.solve

    def listen(target: np.ndarray, weight: np.ndarray):
        seen.append(Round(target.copy(), weight.copy()))
        return solve(target, weight)

    coordination.solve = listen
    while len(host.history) < rounds:
        host.step()
    return seen


class Contest:
    """Contestants by name; each takes a round and returns its copies (knots, variables)."""

    def __init__(self, problem: Problem, first: Round) -> None:
        (coupling,) = problem.couplings
        self.batched = Coordination(coupling.program, problem.knots, coupling.parameters, Options())
        self.batched.guess(first.target)
        self.iterations: list[np.ndarray] = []
        cold, warm = (Knot(coupling.program, coupling.parameters, warm) for warm in (False, True))
        self.last: list[dict | None] = [None] * problem.knots
        self.contestants: dict[str, Callable[[Round], np.ndarray]] = {
            "batched": self._batched,
            "ipopt": lambda r: self._serial(cold, r),
            "ipopt warm": lambda r: self._serial(warm, r),
        }

    def _batched(self, r: Round) -> np.ndarray:
        result = self.batched.solve(r.target, r.weight)
        self.iterations.append(result.iterations)
        return result.copies

    def _serial(self, knot: Knot, r: Round) -> np.ndarray:
        found = [knot.solve(t, w, last) for t, w, last in zip(r.target, r.weight, self.last, strict=True)]
        if knot.warm:
            self.last = found
        return np.array([np.asarray(f["x"]).ravel() for f in found])


def run(quads: int = 6, rounds: int = 6) -> dict:
    """Times [s] of one round's coordination step for both stages, and how many times faster the batched one is."""
    return {stage: measure(build(load_task(default_task_path(), quads)), rounds) for stage, build in STAGES.items()}


def measure(problem: Problem, rounds: int) -> dict:
    """Report of one stage: the contestants solve the same rounds, in a random order within each round."""
    seen = record(problem, SETTLED + rounds)
    contest, order = Contest(problem, seen[0]), random.Random(0)
    for r in seen[:SETTLED]:
        contest._batched(r)
    contest.contestants["ipopt warm"](seen[SETTLED - 1])
    contest.iterations.clear()
    names = list(contest.contestants)
    times, values = {n: [] for n in names}, {n: [] for n in names}
    for r in seen[SETTLED:]:
        order.shuffle(names)
        for name in names:
            start = time.perf_counter()
            copies = contest.contestants[name](r)
            times[name].append(time.perf_counter() - start)
            values[name].append(0.5 * np.sum(r.weight * (copies - r.target) ** 2, axis=1))
    return _report(times, values, contest)


def _report(times: dict[str, list[float]], values: dict[str, list[np.ndarray]], contest: Contest) -> dict:
    seconds = {name: statistics.median(t) for name, t in times.items()}
    mine, theirs = np.array(values["batched"]), np.array(values["ipopt"])
    return {
        "knots": mine.shape[1],
        "seconds": seconds,
        "fastest_s": {name: min(t) for name, t in times.items()},
        "ratio": {name: s / seconds["batched"] for name, s in seconds.items()},
        "iterations_median": float(np.median(contest.iterations)),
        "iterations_most": int(np.max(contest.iterations)),
        "same_optimum": float(np.mean(np.abs(mine - theirs) <= 1e-6 * (1 + theirs))),
        "better_optimum": float(np.mean(mine < theirs - 1e-6 * (1 + theirs))),
    }


def main() -> None:
    """Prints the table, or JSON with --json."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--quads", type=int, default=6)
    parser.add_argument("--rounds", type=int, default=6)
    options = parser.parse_args()
    report = run(options.quads, options.rounds)
    if options.json:
        print(json.dumps(report))
        return
    print("stage        | batched [ms] (iterations) | IPOPT [ms] (ratio) | warm IPOPT [ms] (ratio) | same optimum")
    for stage, r in report.items():
        ms, ratio = {n: 1e3 * s for n, s in r["seconds"].items()}, r["ratio"]
        steps = f"({r['iterations_median']:.0f}, at most {r['iterations_most']})"
        line = f"{stage:12s} | {ms['batched']:12.2f} {steps:17s} | {ms['ipopt']:8.0f} ({ratio['ipopt']:5.0f})   |"
        line += f" {ms['ipopt warm']:10.0f} ({ratio['ipopt warm']:5.0f})      |"
        print(f"{line} {100 * r['same_optimum']:.1f} %")


if __name__ == "__main__":
    main()
