"""Flies one task many times, each time in another world, and says what the flights come to.

The world has sensor noise, delay, and masses and a centre of mass that are 5 % off; wind on request. Plant and
controllers run in this process, in step; the numbers are those of `l2c fly` without its processes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from l2c_planner.config import MultiliftTask, default_task_path, load_task
from l2c_planner.plan import plan_of
from l2c_planner.simulation import Disturbance, fly
from l2c_planner.simulation.replanning import Replanning
from l2c_planner.tuning.learned import named_networks

LARGEST = ("load_rmse_m", "load_reference_rmse_m", "attitude_rms_deg", "slack_longest_s", "thrust_max_n")
SMALLEST = ("obstacle_clearance_m", "pair_distance_m", "real_time_factor")


def run(
    task: str | Path | None = None,
    quads: Sequence[int] = (6,),
    flights: int = 20,
    wind: float = 0.0,
    first: int = 0,
    tuning: str = "learned",
) -> dict[str, Any]:
    """Two rows per team size, without and with planning again in flight: collisions of all flights, the mean load
    error, and the worst of everything.

    Args:
        task: A multilift task; None for the shipped one.
        quads: Team sizes.
        flights: Of each, with seeds from ``first`` on.
        wind: Largest speed of the gusts [m/s].
        first: Seed of the first flight.
        tuning: Of the plans: ``learned``, ``task``, or a file with networks.

    Raises ValueError if the task has no load or the networks cannot be used, ConfigError if there is no such task.
    """
    rows = []
    for n in quads:
        problem = load_task(task or default_task_path(), n)
        if not isinstance(problem, MultiliftTask):
            raise ValueError(f"{task}: a {problem.problem} has no load to fly; valid: a multilift task")
        planned, disturbance = Replanning.of(problem, named_networks(tuning)), Disturbance.typical(wind=wind)
        arrays = plan_of(problem, "both", "admm", planned.found, {"ddp_s": 0.0, "coordination_s": 0.0}).arrays
        for receding in (False, True):
            flown = [
                fly(
                    problem,
                    arrays,
                    seed=first + k,
                    disturbance=disturbance,
                    replanning=replace(planned, plans=[], dropped=[]) if receding else None,
                ).figures()
                | {"seed": first + k}
                for k in range(flights)
            ]
            rows.append({"receding": receding, **summary(n, flown)})
    return {"wind": wind, "flights": rows}


def summary(n: int, flown: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """What flights of n quadrotors come to, one or more; figures as in flight.json, each with its ``seed``."""

    def worst(name: str, choose) -> float | None:
        values = [f[name] for f in flown if f[name] is not None]
        return float(choose(values)) if values else None

    return {
        "quads": n,
        "flights": len(flown),
        "collisions": sum(f["collisions"] for f in flown),
        "mean_load_rmse_m": float(np.mean([f["load_rmse_m"] for f in flown])),
        **{name: worst(name, max) for name in LARGEST},
        **{name: worst(name, min) for name in SMALLEST},
        "replans": sum(f["replans"] for f in flown),
        "dropped_plans": sum(f["dropped_plans"] for f in flown),
        "seeds_with_collision": [f["seed"] for f in flown if f["collisions"]],
    }
