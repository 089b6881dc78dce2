"""Stands in for `l2c_planner.plan`, so that the command can be tried without planning: `fake_planner.py plan ..`.

The variable FAKE says how the planner behaves; its values are the keys of `BEHAVIOURS`.
"""

from __future__ import annotations

import os
import sys
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "test/unit")]

from plan_samples import sample_plan  # noqa: E402

PROBLEMS = ("knot 53: pair distance quad_0 - quad_3 short by 0.021 m", "knot 54: tension of cable_1 0.5 N too low")


@dataclass(frozen=True)
class Plan:
    """As the real one."""

    arrays: dict[str, np.ndarray]
    metrics: dict[str, Any]
    feasible: bool
    problems: tuple[str, ...] = ()


@dataclass(frozen=True)
class RoundReport:
    """As the real one."""

    stage: str
    round: int
    rounds: int
    primal: float
    dual: float
    penalty: float


def feasible(task, **options) -> Plan:
    """Report a few rounds, write to both standard outputs as a native library would, return a good plan."""
    report_rounds(options["progress"])
    with suppress(OSError):  # nobody reads it
        os.write(1, b"native chatter\n")
        print("chatter")
    arrays, metrics = sample_plan(task.team.n, 20)
    return Plan(arrays, metrics | {"status": "feasible", "cost": np.float64(1.5), "spread": float("nan")}, True)


def infeasible(task, **options) -> Plan:
    """A plan that breaks limits."""
    arrays, metrics = sample_plan(task.team.n, 20)
    return Plan(arrays, metrics | {"status": "infeasible"}, False, PROBLEMS)


def boasting(task, **options) -> Plan:
    """A plan that is called feasible but collides."""
    arrays, metrics = sample_plan(task.team.n, 20)
    metrics["executed"]["obstacle_clearance_m"] = -0.1
    return Plan(arrays, metrics | {"status": "feasible"}, True)


def impossible(task, **options) -> Plan:
    """There is no plan."""
    from l2c_planner.problems.multilift.formation import InfeasibleTask

    raise InfeasibleTask("start: no cable elevation keeps the quadrotors apart")


def broken(task, **options) -> Plan:
    """A bug."""
    raise IndexError("index 7 is out of bounds\nfor axis 0")


def references(task, **options) -> Plan:
    """Stage (a) alone: no motion of the quadrotors."""
    plan = feasible(task, **options)
    arrays = {name: plan.arrays[name] for name in ("time", "cable_reference", "load_reference")}
    return Plan(arrays, plan.metrics | {"executed": {}}, True)


def slow(task, **options) -> Plan:
    """Take a minute."""
    report_rounds(options["progress"])
    for _ in range(600):
        time.sleep(0.1)
    return feasible(task, **options)


def swallowing(task, **options) -> Plan:
    """Take a minute, and take an interruption for the end of it, as IPOPT does."""
    try:
        return slow(task, **options)
    except BaseException:
        return feasible(task, **options)


FAKES = (feasible, infeasible, boasting, impossible, broken, references, slow, swallowing)
BEHAVIOURS = {fake.__name__: fake for fake in FAKES}


def report_rounds(progress) -> None:
    """Two stages."""
    for stage, rounds in (("references", 3), ("trajectories", 8)):
        for k in range(rounds):
            progress(RoundReport(stage, k, rounds, 0.5**k, 0.7**k, 0.1))


def module(make_plan) -> ModuleType:
    """A module that can take the place of `l2c_planner.plan`."""
    fake = ModuleType("l2c_planner.plan")
    fake.make_plan, fake.Plan, fake.RoundReport = make_plan, Plan, RoundReport
    return fake


if __name__ == "__main__":
    from l2c_planner.cli import main

    sys.modules["l2c_planner.plan"] = module(BEHAVIOURS[os.environ.get("FAKE", "feasible")])
    sys.exit(main())
