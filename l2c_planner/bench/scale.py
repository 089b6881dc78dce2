"""Times rounds of growing teams, states their memory, and compares whole plans with the centralised solve.

A size is measured in a process of its own with compiled kernels.  Memory is the most that the process holds beyond what
it holds after its imports.  Growth is the exponent p of  time ~ n^p, in a table from one size to the next.
"""

from __future__ import annotations

import argparse
import json
import statistics
import time
from collections.abc import Sequence
from typing import Any

from l2c_planner.admm import Host, assign
from l2c_planner.bench.contest import prepare, record
from l2c_planner.bench.process import ProcessFailed, call, one_thread, peak_memory
from l2c_planner.bench.teams import multilift_team, swarm_team
from l2c_planner.bench.timing import exponent, interleaved, rounds_of, warm
from l2c_planner.config import MultiliftTask, Task, default_task_path, load_task
from l2c_planner.plan import make_plan
from l2c_planner.problems.multilift.build import trajectories_problem
from l2c_planner.problems.problem import Problem
from l2c_planner.problems.swarm.build import swarm_problem
from l2c_planner.tuning.options import host_options

MULTILIFT = (3, 4, 6, 8, 12, 16, 24, 32, 48, 64)
SWARM = (2, 4, 8, 16, 32, 64, 128, 256)
CENTRALISED = (3, 4, 5, 6, 7, 8)
ROUNDS = 12
LARGE = 8
"""Smallest team of the fitted exponents: smaller ones leave lanes empty."""
MEGABYTE = 1e6


def run(
    multilift: Sequence[int] = MULTILIFT,
    swarm: Sequence[int] = SWARM,
    centralised: Sequence[int] = CENTRALISED,
    rounds: int = ROUNDS,
    repetitions: int = 3,
    limit_s: float = 900.0,
    task: str | None = None,
) -> dict[str, Any]:
    """Report on teams of some sizes.

    rounds: of stage (b) or of a swarm, timed from the fourth on.  repetitions: of the whole plans that are compared
    with the centralised solve, for which ``task`` replaces the shipped task.  limit_s: longest time for a size [s]; a
    size that fails has a ``note`` instead of numbers.
    """
    if not one_thread():
        sizes = {"multilift": list(multilift), "swarm": list(swarm), "centralised": list(centralised)}
        options = {"rounds": rounds, "repetitions": repetitions, "limit_s": limit_s, "task": task}
        return call("l2c_planner.bench.scale:run", sizes | options)
    tables = {
        kind: _growing([_measured(kind, n, rounds, limit_s) for n in sizes])
        for kind, sizes in (("multilift", multilift), ("swarm", swarm))
    }
    compared = [_compared(n, repetitions, task) for n in centralised]
    return {
        "multilift_exponent": _fitted(tables["multilift"]),
        "swarm_exponent": _fitted(tables["swarm"]),
        "ratio_exponent": exponent([row["quads"] for row in compared], [row["ratio"] for row in compared]),
        "ratio_exponent_target": "more than 0",
        **tables,
        "centralised": compared,
    }


def measure(kind: str, count: int, rounds: int) -> dict[str, Any]:
    """Rounds of one team, ``multilift`` or ``swarm``, in this process."""
    imported, start = peak_memory(), time.perf_counter()
    task = multilift_team(count) if kind == "multilift" else swarm_team(count)
    problem = _problem(task)
    host = Host(problem, "team", assign(problem, dict.fromkeys(problem.agents, "team")), host_options(task.planner))
    first = rounds_of(host, 1)
    ready = time.perf_counter() - start
    later = warm([*first, *rounds_of(host, rounds - 1)])
    return {
        "groups": sum(c.groups for c in problem.couplings),
        "round_s": statistics.median(t.seconds for t in later),
        "minimum_s": min(t.seconds for t in later),
        "local_s": statistics.median(t.local for t in later),
        "coordination_s": statistics.median(t.coordination for t in later),
        "to_first_round_s": ready,
        "memory_mb": (peak_memory() - imported) / MEGABYTE,
    }


def plan(kind: str, count: int) -> dict[str, Any]:
    """A whole plan of one team, the second in this process."""
    task = multilift_team(count) if kind == "multilift" else swarm_team(count)
    make_plan(task)
    start = time.perf_counter()
    found = make_plan(task)
    seconds = time.perf_counter() - start
    return {"plan_s": seconds, "plan_rounds": found.metrics["rounds"], "feasible": found.feasible}


def _problem(task: Task) -> Problem:
    """Stage (b) of a multilift task, or a swarm."""
    tightening = task.planner.admm.tightening
    if isinstance(task, MultiliftTask):
        return trajectories_problem(task, tightening=tightening)
    return swarm_problem(task, tightening)


def _measured(kind: str, count: int, rounds: int, limit_s: float) -> dict[str, Any]:
    """A whole plan and single rounds of one team, with a note if either fails."""
    row: dict[str, Any] = {"robots": count}
    # the plan first: it leaves all kernels compiled, which would count as memory and time of the rounds
    for name, options in (("plan", {}), ("measure", {"rounds": rounds})):
        try:
            row |= call(f"l2c_planner.bench.scale:{name}", {"kind": kind, "count": count, **options}, limit_s)
        except ProcessFailed as failure:
            row["note"] = str(failure)
    return row


def _growing(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows with the growth since the row before."""
    return [row | {"growth": _growth(before, row)} for before, row in zip([{}, *rows], rows, strict=False)]


def _growth(a: dict[str, Any], b: dict[str, Any]) -> float | None:
    if not ("round_s" in a and "round_s" in b):
        return None
    return exponent([a["robots"], b["robots"]], [a["round_s"], b["round_s"]])


def _fitted(rows: Sequence[dict[str, Any]]) -> float | None:
    used = [row for row in rows if "round_s" in row and row["robots"] >= LARGE]
    return exponent([row["robots"] for row in used], [row["round_s"] for row in used])


def _compared(count: int, repetitions: int, task: str | None) -> dict[str, Any]:
    contest = prepare(load_task(task or default_task_path(), quads=count))
    samples = interleaved(contest.contestants(), repetitions)
    return record(contest, samples["plan"], samples["centralised"])


def main() -> None:
    """Print the report as JSON."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    options = parser.parse_args()
    print(json.dumps(run(rounds=options.rounds), indent=2))


if __name__ == "__main__":
    main()
