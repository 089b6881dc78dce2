"""Times the shipped task: rounds of both stages, the whole plan, the centralised solve, the first plan of a process.

Stages are timed in runs as long as those of the plan; a round is its local solutions, coordination and dual update,
and counts from the fourth of a run on.  ``centralised`` is the nonlinear program of stage (b), from its references to
the optimum, without the time to build it.
"""

from __future__ import annotations

import argparse
import json
import statistics
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from l2c_planner.admm import Host, assign
from l2c_planner.bench import ilqr
from l2c_planner.bench.contest import RATIO_AIM, RATIO_TARGET, Contest, prepare, record
from l2c_planner.bench.process import call, one_thread
from l2c_planner.bench.timing import RoundTime, Sample, interleaved, rounds_of, summary, warm
from l2c_planner.config import default_task_path, load_task
from l2c_planner.plan import make_plan
from l2c_planner.problems.multilift.build import references_problem, trajectories_problem
from l2c_planner.problems.problem import Problem
from l2c_planner.tuning.options import host_options

Samples = Mapping[str, Sequence[Sample]]
Row = dict[str, Any]

STAGES = {"a": "references", "b": "trajectories"}
ROUND_TARGET = {"a": 0.034, "b": 0.040}
"""Longest warm-started round [s]."""
ROUND_AIM = {"a": 0.008, "b": 0.012}
PAPER = {"a": 1.71, "b": 2.58}
"""CPU time of a round of the paper's implementation on two cores [s]."""
PLAN_TARGET, COLD_TARGET = 2.5, 12.0
"""Whole plan in a warm process, and a process that has to compile the kernels and plans once [s]."""
START_TARGET = {"cold": 6.0, "warm": 1.0}
"""Start of a process with an empty and with a filled cache of kernels, beyond the time of a warm plan [s]."""
COST_GAP_TARGET = 0.02
"""Highest relative difference of the executed plan's cost and the centralised optimum."""
COLD_STARTS = 3
"""Most processes that are started without kernels: each compiles for several seconds."""


def run(repetitions: int = 5, task: str | None = None, ilqr_repetitions: int = 200) -> Row:
    """Report on a multilift task, by default the shipped one.

    Raises ProcessFailed if a fresh process cannot plan.
    """
    if not one_thread():
        options = {"repetitions": repetitions, "task": task, "ilqr_repetitions": ilqr_repetitions}
        return call("l2c_planner.bench.plan:run", options)
    path = str(task or default_task_path())
    contest = prepare(load_task(path))
    tasks = contest.contestants() | {f"stage {s}": _stage(contest, s) for s in STAGES}
    samples = interleaved(tasks, repetitions)
    agents = ilqr.run(ilqr_repetitions)
    return _report(contest, samples, _starts(path, min(repetitions, COLD_STARTS)), agents)


def first_plan(task: str) -> Row:
    """Plan once, the first time in a process."""
    return {"feasible": make_plan(load_task(task)).feasible}


def _stage(contest: Contest, stage: str) -> Callable[[], list[RoundTime]]:
    """A run of a stage, as long as in the plan."""

    def run_stage() -> list[RoundTime]:
        problem = _problem(contest, stage)
        everybody = assign(problem, dict.fromkeys(problem.agents, "team"))
        host = Host(problem, "team", everybody, host_options(contest.task.planner))
        return rounds_of(host, contest.rounds[STAGES[stage]])

    return run_stage


def _problem(contest: Contest, stage: str) -> Problem:
    task, tightening = contest.task, contest.task.planner.admm.tightening
    if stage == "a":
        return references_problem(task, tightening)
    return trajectories_problem(task, contest.reference, tightening)


def _starts(task: str, count: int) -> dict[str, list[float]]:
    """Times of whole processes that plan once, with an empty cache of kernels and with a filled one."""
    times: dict[str, list[float]] = {"cold": [], "warm": []}
    for _ in range(count):
        with tempfile.TemporaryDirectory() as cache:
            for state in times:
                start = time.perf_counter()
                call("l2c_planner.bench.plan:first_plan", {"task": task}, L2C_CACHE_DIR=cache)
                times[state].append(time.perf_counter() - start)
    return times


def _report(contest: Contest, samples: Samples, starts: Mapping[str, list[float]], agents: Row) -> Row:
    rounds = {s: [t for sample in samples[f"stage {s}"] for t in warm(sample.result)] for s in STAGES}
    both = record(contest, samples["plan"], samples["centralised"])
    return {
        "stage_a_round_s": summary(rounds["a"])["median_s"],
        "stage_b_round_s": summary(rounds["b"])["median_s"],
        **{key: both[key] for key in ("plan_s", "centralised_s")},
        "ilqr_iteration_s": agents["ilqr_iteration_s"],
        **{key: both[key] for key in ("quads", "feasible", "rounds")},
        "repetitions": len(samples["plan"]),
        "times": [*_round_rows(rounds), *_plan_rows(samples), *_start_rows(starts, both["plan_s"])],
        "ratios": [*(_against_paper(s, rounds[s]) for s in STAGES), _against_centralised(both)],
        "quality": [
            {"what": "cost above the centralised optimum", "value": both["cost_gap"], "target": COST_GAP_TARGET},
            {"what": "iterations of the centralised solve", "value": both["iterations"]},
        ],
        "iterations": agents["agents"],
    }


def _round_rows(rounds: Mapping[str, Sequence[RoundTime]]) -> list[Row]:
    whole = [_row(f"round of stage ({s})", summary(rounds[s]), ROUND_TARGET[s], ROUND_AIM[s]) for s in STAGES]
    parts = [
        _row(f"{part} part, stage ({s})", _times([getattr(t, part) for t in rounds[s]]))
        for s in STAGES
        for part in ("local", "coordination")
    ]
    return whole + parts


def _plan_rows(samples: Samples) -> list[Row]:
    solver = [sample.result.seconds for sample in samples["centralised"]]
    return [
        _row("whole plan", summary(samples["plan"]), PLAN_TARGET),
        _row("centralised solve", _times(solver)),
        _row("centralised solve and building the program", summary(samples["centralised"])),
    ]


def _start_rows(starts: Mapping[str, list[float]], plan: float) -> list[Row]:
    name = {"cold": "empty", "warm": "filled"}
    whole = [
        _row(f"process that plans once, {name[s]} cache", _times(starts[s]), COLD_TARGET if s == "cold" else None)
        for s in name
    ]
    beyond = [
        _row(f"the same less a warm plan, {name[s]} cache", _times([t - plan for t in starts[s]]), START_TARGET[s])
        for s in name
    ]
    return whole + beyond


def _times(seconds: Sequence[float]) -> dict[str, float]:
    return {"median_s": statistics.median(seconds), "minimum_s": min(seconds)}


def _row(what: str, times: Mapping[str, float], target: float | None = None, aim: float | None = None) -> Row:
    share = times["median_s"] / target if target else None
    row = {"what": what, "median_s": None, "minimum_s": None, "cpu_s": None, **times}
    return row | {"target_s": target, "aim_s": aim, "share_of_target": share}


def _against_paper(stage: str, rounds: Sequence[RoundTime]) -> Row:
    paper, ours = PAPER[stage], summary(rounds)
    return {
        "ratio": f"round of the paper's implementation / ours, stage ({stage})",
        "of_medians": paper / ours["median_s"],
        "of_minima": paper / ours["minimum_s"],
        "of_cpu": paper / ours["cpu_s"],
        "target": paper / ROUND_TARGET[stage],
        "aim": paper / ROUND_AIM[stage],
    }


def _against_centralised(both: Row) -> Row:
    return {
        "ratio": "centralised solve / whole plan",
        "of_medians": both["ratio"],
        "of_minima": both["ratio_of_minima"],
        "target": RATIO_TARGET,
        "aim": RATIO_AIM,
    }


def main() -> None:
    """Print the report as JSON."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("task", nargs="?", help="default: the shipped task")
    parser.add_argument("--repetitions", type=int, default=5)
    options = parser.parse_args()
    print(json.dumps(run(options.repetitions, options.task), indent=2))


if __name__ == "__main__":
    main()
