"""Times a team of node processes on this machine against the same plan in one process, and soaks it with many plans.

A round over DDS is the time from one report of the captain to the next, in the stage of trajectories; a round in
process is that of all agents in one host, with one thread.  Plans are made in turn: both meet the same machine.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from l2c_planner.bench.process import call, one_thread
from l2c_planner.config import Task, default_task_path, load_task
from l2c_planner.plan import Plan, RoundReport, make_plan

ALLOWANCE = 0.010
"""What a round over DDS may take beyond its share of the round in process [s]."""
PATIENCE = 60.0
"""Longest time to join, and for a plan [s]."""
STAGE = "trajectories"
SHARES = ("local_time", "coordination_time", "exchange_time", "waiting_time")
MEMORY_LIMIT = 0.05
"""Growth of memory over a soak."""


class NoPlan(RuntimeError):
    """The team did not plan; the message says why."""


def run(quads: int = 6, repetitions: int = 10, task: str | None = None) -> dict[str, Any]:
    """Report on a team of ``quads`` nodes that plans ``repetitions`` times, each time after a plan in this process.

    Raises NoPlan if the team does not join, ProcessFailed where the process with one thread does.
    """
    if not one_thread():
        return call("l2c_planner.bench.dds:run", {"quads": quads, "repetitions": repetitions, "task": task})
    path = Path(task or default_task_path())
    loaded = load_task(path, quads)
    with _team(path, loaded, quads) as (nodes, observer):
        _plan(observer)
        before = _memory(nodes)
        rows = [_once(loaded, observer) for _ in range(repetitions)]
        after = _memory(nodes)
        shares = _shares(observer)
    here = statistics.median(t for row in rows for t in row["here"])
    over = statistics.median(t for row in rows for t in row["dds"])
    parallel = min(quads, os.cpu_count() or 1)
    return {
        "quads": quads,
        "plans": repetitions,
        "equal_bits": sum(row["equal"] for row in rows),
        "lost_plans": sum(not row["committed"] for row in rows),
        "reasons": [row["reason"] for row in rows if not row["committed"]],
        "dds_round_s": over,
        "in_process_round_s": here,
        "limit_s": here / parallel + ALLOWANCE,
        "dds_plan_s": statistics.median(row["plan_s"] for row in rows),
        "in_process_plan_s": statistics.median(row["here_s"] for row in rows),
        "memory_growth": max(after[host] / before[host] - 1 for host in before),
        "memory_limit": MEMORY_LIMIT,
        "shares": shares,
    }


def _once(task: Task, observer: Any) -> dict[str, Any]:
    marks: list[float] = []

    def mark(report: RoundReport) -> None:
        if report.stage == STAGE:
            marks.append(time.perf_counter())

    start = time.perf_counter()
    expected = make_plan(task, progress=mark)
    here = time.perf_counter() - start
    start = time.perf_counter()
    found = _plan(observer)
    seconds = time.perf_counter() - start
    return {
        "here": np.diff(marks).tolist(),
        "here_s": here,
        "dds": _rounds(observer),
        "plan_s": seconds,
        "committed": found is not None,
        "reason": "" if found is not None else observer.reason,
        "equal": found is not None and _equal(found, expected),
    }


def _plan(observer: Any) -> Plan | None:
    """Have the team plan; None if it holds."""
    observer.forget()
    observer.request_plan()
    end = time.monotonic() + PATIENCE
    while observer.state not in ("committed", "hold"):
        observer.spin(0.01)
        if time.monotonic() > end:
            raise NoPlan(f"no plan within {PATIENCE:g} s: {observer.reason or observer.state}")
    return observer.plan() if observer.state == "committed" else None


def _rounds(observer: Any) -> list[float]:
    """Times between the captain's reports [s]."""
    stamps = [s.header.stamp for s in observer.status if s.stage_name == STAGE and s.host == observer.captain]
    return np.diff([s.sec + 1e-9 * s.nanosec for s in stamps]).tolist()


def _shares(observer: Any) -> dict[str, dict[str, float]]:
    """Median parts of the captain's round in the last plan [s]."""
    reports = [s for s in observer.status if s.stage_name == STAGE and s.host == observer.captain]
    return {name.removesuffix("_time"): {"median_s": statistics.median(getattr(s, name) for s in reports)}
            for name in SHARES}  # fmt: skip


def _equal(a: Plan, b: Plan) -> bool:
    return all(np.array_equal(a.arrays[name], b.arrays[name]) for name in b.arrays)


def _memory(nodes: Any) -> dict[str, float]:
    """Resident memory by host [B]."""
    pages = {host: int(Path(f"/proc/{pid}/statm").read_text().split()[1]) for host, pid in nodes.processes.items()}
    return {host: count * os.sysconf("SC_PAGE_SIZE") for host, count in pages.items()}


@contextmanager
def _team(path: Path, task: Task, quads: int) -> Iterator[tuple[Any, Any]]:
    """Node processes of a team and an observer that hears all of them."""
    from l2c_planner.ros.domain import environment, reserved
    from l2c_planner.ros.fleet import fleet
    from l2c_planner.ros.observer import Observer
    from l2c_planner.ros.processes import Processes

    commands = {n.host: [sys.executable, "-m", n.module, *n.ros_arguments()] for n in fleet(path, quads).nodes}
    with ExitStack() as stack:
        domain = stack.enter_context(reserved())
        variables = environment(domain)
        os.environ.update(variables)
        logs = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        nodes = stack.enter_context(Processes(commands, variables, logs))
        observer = stack.enter_context(closing(Observer(task, domain)))
        end = time.monotonic() + PATIENCE
        while observer.missing:
            observer.spin(0.05)
            ended = nodes.ended()
            if ended or time.monotonic() > end:
                raise NoPlan(str(ended[0]) if ended else f"no sign of {', '.join(observer.missing)}")
        yield nodes, observer
