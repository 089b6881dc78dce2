"""The judgement on a plan: executed numbers next to the required ones, and whether all of them hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

TOLERANCE = 1e-6
"""Slack [m, N] below which a limit counts as met: rounding, not a collision."""
WRENCH_LIMIT = 1e-6
"""Largest wrench residual [N] of an executed plan; the roll-out makes it zero by construction."""
EXECUTED_ARRAYS = ("quad_position", "load_state", "obstacle_clearance", "pair_distance", "tension", "thrust")

Arrays = Mapping[str, np.ndarray]


@dataclass(frozen=True)
class Check:
    """One quantity of the plan against its limit."""

    key: str
    """Name in the `executed`, `primal` and `copies` objects of metrics.json."""
    label: str
    unit: str
    executed: float | None
    """Value of the executed plan, None if unknown; that of the quadrotor nearest to its limit if limits differ."""
    lower: float | None = None
    """Smallest allowed value, None if there is no such limit."""
    upper: float | None = None
    """Largest allowed value, None if there is no such limit."""
    shared: bool = True
    """Whether every quadrotor has the same limit, so that it also applies to values of other quadrotors."""

    def holds(self, value: float | None) -> bool | None:
        """Whether `value` is within the limits; None if there is no value or no limit."""
        if value is None or (self.lower is None and self.upper is None):
            return None
        above = self.lower is None or value >= self.lower - TOLERANCE
        return above and (self.upper is None or value <= self.upper + min(TOLERANCE, abs(self.upper)))


@dataclass(frozen=True)
class Verdict:
    """What a reader has to know first."""

    feasible: bool
    reason: str
    """One sentence: why the plan is not feasible, or that every limit holds."""
    checks: tuple[Check, ...]
    """All quantities this plan has, in order of importance."""

    @property
    def word(self) -> str:
        """The verdict in one word."""
        return "FEASIBLE" if self.feasible else "INFEASIBLE"


def judge(arrays: Arrays, metrics: Mapping[str, Any]) -> Verdict:
    """Compare the executed plan with its limits.

    A plan is called feasible only if its status says so, no limit is broken in the metrics or in the arrays, and every
    number of the executed plan is finite.
    """
    checks = tuple(check for check in _checks(arrays, metrics) if check.executed is not None)
    broken = [check.label.lower() for check in checks if check.holds(check.executed) is False]
    status = str(metrics.get("status", "unknown"))
    claim = " (the planner's status was 'feasible')" if status == "feasible" else ""
    holes = [name for name in EXECUTED_ARRAYS if not np.isfinite(np.asarray(arrays.get(name, 0.0), float)).all()]
    if broken:
        return Verdict(False, f"Outside its limits: {', '.join(broken)}{claim}.", checks)
    if holes:
        return Verdict(False, f"Numbers are missing in: {', '.join(holes)}{claim}.", checks)
    if status != "feasible":
        return Verdict(False, f"The planner ended with status '{status}'.", checks)
    return Verdict(True, "Every limit holds along the executed plan.", checks)


def number(value: Any) -> float | None:
    """`value` as a finite float, or None."""
    try:
        converted = float(value)
    except (TypeError, ValueError):
        return None
    return converted if np.isfinite(converted) else None


def _checks(arrays: Arrays, metrics: Mapping[str, Any]) -> list[Check]:
    executed = metrics.get("executed") or {}
    return [
        _distance("obstacle_clearance_m", "Obstacle clearance", arrays, executed),
        _distance("pair_distance_m", "Pair distance", arrays, executed),
        extreme("tension_min_n", "Lowest tension", "tension", "min", arrays, executed),
        extreme("tension_max_n", "Highest tension", "tension", "max", arrays, executed),
        extreme("thrust_min_n", "Lowest thrust", "thrust", "min", arrays, executed),
        extreme("thrust_max_n", "Highest thrust", "thrust", "max", arrays, executed),
        Check(
            "wrench_residual_n", "Wrench residual", "N", number(executed.get("wrench_residual_n")), None, WRENCH_LIMIT
        ),
        Check("unit_norm_error", "Unit-norm error", "", number(executed.get("unit_norm_error"))),
        *_formation(arrays, executed),
    ]


def _formation(arrays: Arrays, executed: Mapping[str, Any]) -> list[Check]:
    """Largest deviation from a formation, if one is to be kept."""
    key = "formation_deviation_m"
    found, allowed = number(executed.get(key)), number(arrays.get("allowed_formation_deviation"))
    return [] if found is None else [Check(key, "Formation deviation", "m", found, None, allowed)]


def _distance(key: str, label: str, arrays: Arrays, executed: Mapping[str, Any]) -> Check:
    """Smallest distance, the worse one of metrics and arrays."""
    name = key.removesuffix("_m")
    found = _finite(arrays, name)
    values = [value for value in (number(executed.get(key)), found.min() if found.size else None) if value is not None]
    required = _finite(arrays, f"required_{name}")
    return Check(key, label, "m", number(min(values, default=None)), number(required.max()) if required.size else None)


def extreme(key: str, label: str, name: str, side: str, arrays: Arrays, executed: Mapping[str, Any]) -> Check:
    """Extreme tension or thrust with its limit, of the quadrotor nearest to its own limit if the arrays tell."""
    limits, values = np.atleast_1d(_finite(arrays, f"{name}_{side}")), np.asarray(arrays.get(name, ()), float)
    if not limits.size or values.ndim != 2 or len(limits) not in (1, len(values)) or not np.isfinite(values).any():
        return Check(key, label, "N", number(executed.get(key)))
    limits = np.broadcast_to(limits, len(values))
    sign = 1.0 if side == "min" else -1.0
    extreme = sign * np.where(np.isfinite(values), sign * values, np.inf).min(axis=1)
    nearest = int(np.argmin(sign * (extreme - limits)))
    bound = {"lower" if side == "min" else "upper": float(limits[nearest])}
    return Check(key, label, "N", float(extreme[nearest]), shared=bool(np.ptp(limits) == 0), **bound)


def _finite(arrays: Arrays, name: str) -> np.ndarray:
    array = np.asarray(arrays.get(name, ()), float)
    return array[np.isfinite(array)]
