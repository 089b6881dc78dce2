"""What early plans are worth in flight: the same primal plan rolled out open-loop and flown with feedback, in calm air
and under the same seeded disturbances."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from l2c_planner.learning.closed_loop import CALM, FlownPlan, disturbances
from l2c_planner.learning.course import Course, Judge
from l2c_planner.learning.feedback import NO_FEEDBACK, PID
from l2c_planner.learning.loss import CLOSED_LOOP, OPEN_LOOP, SEED, Loss, LossWeights
from l2c_planner.problems.measures import SLACK
from l2c_planner.problems.multilift.measure import measure

WINDS = 4
"""Disturbances in which every plan is flown."""
PLANTS = {OPEN_LOOP: NO_FEEDBACK, CLOSED_LOOP: PID}


@dataclass(frozen=True)
class Flown:
    """A plan after some rounds, as one plant flies it."""

    rounds: int
    plant: str
    """``open_loop`` or ``closed_loop``."""
    tracking: float
    """Cost of the states that are flown in calm air [-], with the hand-tuned weights."""
    tracking_wind: float
    """The same as the mean over the disturbances."""
    missing: float
    """What the worst distance to obstacles and between quadrotors misses in calm air [m]; 0 if none does."""
    missing_wind: float
    """The same, the worst of the disturbances."""


def flown(course: Course, judge: Judge, number: int) -> tuple[Flown, ...]:
    """Flown plans of a method; the task's number seeds the disturbances, which are not those that are learned on."""
    winds = disturbances(SEED + 1 + number, WINDS)
    found = []
    for rounds, executed in course.kept.items():
        team = judge.problem.stack(executed.primal)
        for plant, feedback in PLANTS.items():
            each = [_numbers(judge, FlownPlan(judge.problem, d, feedback)(team)) for d in (CALM, *winds)]
            (tracking, missing), windy = each[0], np.array(each[1:])
            found.append(Flown(rounds, plant, tracking, float(windy[:, 0].mean()), missing, float(windy[:, 1].max())))
    return tuple(found)


def flown_table(trials: Sequence) -> list[dict[str, object]]:
    """A row per method, number of rounds and plant: medians over the tasks."""
    rows = []
    lines = [(t.method, f) for t in trials for f in t.flown]
    for key in dict.fromkeys((method, f.rounds, f.plant) for method, f in lines):
        found = [f for method, f in lines if (method, f.rounds, f.plant) == key]
        row: dict[str, object] = {"method": key[0], "rounds": key[1], "plant": key[2], "tasks": len(found)}
        for name in ("tracking", "tracking_wind", "missing", "missing_wind"):
            row[name] = float(np.median([getattr(f, name) for f in found]))
        row["within_limits"] = sum(f.missing <= SLACK for f in found)
        row["within_limits_wind"] = sum(f.missing_wind <= SLACK for f in found)
        rows.append(row)
    return rows


def _numbers(judge: Judge, team: np.ndarray) -> tuple[float, float]:
    """Tracking loss, and what distances miss [m]."""
    values, _ = Loss(judge.problem, LossWeights()).costs(team)
    missing = [r.shortfall().max() for r in measure(judge.task, judge.problem, judge.problem.split(team)).requirements
               if r.unit == "m"]  # fmt: skip
    return values["tracking"], float(max([0.0, *missing]))
