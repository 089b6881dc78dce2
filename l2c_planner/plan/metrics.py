"""The content of metrics.json."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

KEYS = (
    "obstacle_clearance_m",
    "pair_distance_m",
    "tension_min_n",
    "tension_max_n",
    "thrust_max_n",
    "wrench_residual_n",
    "unit_norm_error",
    "formation_deviation_m",
)
"""Extreme values that are reported for the executed plan, the primal plan and the copies."""


@dataclass(frozen=True)
class Figures:
    """Numbers of one plan."""

    executed: dict[str, float | None]
    primal: dict[str, float | None]
    copies: dict[str, float | None]
    tracking_rmse: float
    """Of the load's (or the robots') position [m]."""
    cost: float
    """Tracking cost of the executed plan."""


def metrics(
    head: dict,
    rounds: int,
    figures: Figures,
    primal: Sequence[float],
    dual: Sequence[float],
    times: dict[str, float],
    problems: Sequence[str],
) -> dict:
    """metrics.json; ``head`` names problem, team, stage and method."""
    per_round = (times["ddp_s"] + times["coordination_s"]) / max(len(primal), 1)
    return {
        "status": "infeasible" if problems else "feasible",
        **head,
        "rounds": len(primal) or rounds,
        "executed_round": rounds,
        "executed": {key: figures.executed.get(key) for key in KEYS},
        "primal": {key: figures.primal.get(key) for key in KEYS},
        "copies": {key: figures.copies.get(key) for key in KEYS},
        "problems": list(problems),
        "residual_primal": [float(r) for r in primal],
        "residual_dual": [float(r) for r in dual],
        "tracking_rmse_m": figures.tracking_rmse,
        "cost": figures.cost,
        "time": {**times, "per_round_s": per_round},
    }
