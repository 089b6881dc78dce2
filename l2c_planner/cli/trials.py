"""`l2c bench flights --nodes` behind its options: `l2c fly` again and again while wind, loss and death are about.

In every flight one planner is killed and started again, another one from flight to flight, and the load is led to
other goals for long enough to see that planner take part in the team's plans once more.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import numpy as np

from l2c_planner.cli.bench import lines
from l2c_planner.cli.codes import Code, Refused
from l2c_planner.cli.fly import RECORD, FlyRequest, checked, flight
from l2c_planner.cli.planning import as_json, plain
from l2c_planner.cli.progress import Silent
from l2c_planner.cli.streams import emit, rendered, reserved_stdout

if TYPE_CHECKING:
    from l2c_planner.config import MultiliftTask

KILLED, RESTARTED = 1.0, 1.5
"""When a planner dies and when it is started again, from the start of the first plan [s]."""
ASIDE, EVERY, GOALS = np.array([0.8, 0.0, 0.2]), 3.0, 4
"""How far from its last way-point the load is led, there and back in turn [m], how often [s], and how many times."""
SHOWN = ("quads", "seed", "killed", "rejoined_s", "collisions", "obstacle_clearance_m", "pair_distance_m",
         "load_rmse_m", "slack_longest_s", "replans", "late_plans", "dropped_plans", "replan_latency_p95_s",
         "real_time_factor", "failed")  # fmt: skip
"""Of every flight."""


def trials(json: bool, task: Path | None, quads: Sequence[int], seeds: Sequence[int], wind: float, loss: float) -> Code:
    """Fly every team size with every seed; print a row for each flight, and for each size what they come to.

    Raises `Refused` if an option or the task cannot be used.
    """
    rows, teams = [], []
    with reserved_stdout():
        from l2c_planner.bench.flights import summary

        for n in quads:
            flown = [_flight(FlyRequest(task, n, wind=wind, loss=loss or None, seed=seed)) for seed in seeds]
            rows += [{name: figures.get(name) for name in SHOWN} for figures in flown]
            if ended := [figures for figures in flown if figures["failed"] is None]:
                teams.append({**summary(n, ended), **_plans(ended)})
        report = plain({"wind": wind, "loss": loss, "flights": rows, "teams": teams})
    emit(as_json(report) if json else rendered(lines(report)))
    return Code.FEASIBLE


def _flight(request: FlyRequest) -> dict[str, Any]:
    """Figures of one flight; ``failed`` says why it did not come to its end, if so."""
    task = checked(request)
    killed = f"quad_{request.seed % task.team.n}"
    head = {"quads": task.team.n, "seed": request.seed, "killed": killed, "failed": None}
    with TemporaryDirectory(prefix="l2c_trials_") as folder:
        asked = replace(
            request, out=Path(folder), speed=0.0, tuning="learned", goal=_goals(task),
            kill=(f"{killed}@{KILLED}",), restart=(f"{killed}@{RESTARTED}",),
        )  # fmt: skip
        try:
            _, figures, _ = flight(task, asked, Path(folder) / RECORD, Silent())
        except Refused as refused:
            if refused.code is not Code.INFEASIBLE:
                raise
            return head | {"failed": str(refused)}
    return {**figures, **head, "rejoined_s": figures["rejoined"].get(killed)}


def _goals(task: MultiliftTask) -> tuple[str, ...]:
    """Options that lead the load aside and back, from the end of the mission on."""
    places = [task.waypoint_position[-1] + ASIDE * (k % 2 == 0) for k in range(GOALS)]
    return tuple(f"{x},{y},{z}@{task.time[-1] + k * EVERY}" for k, (x, y, z) in enumerate(places))


def _plans(flown: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Of the plans in flight of all flights: how many came in time, how soon, and how many planners came back."""
    found, late = (sum(f[name] for f in flown) for name in ("replans", "late_plans"))
    times = [f["replan_latency_p95_s"] for f in flown if f["replan_latency_p95_s"] is not None]
    return {
        "late_plans": late,
        "in_time": found / max(found + late, 1),
        "replan_latency_p95_s": float(np.mean(times)) if times else None,
        "rejoined": sum(f["rejoined_s"] is not None for f in flown),
    }
