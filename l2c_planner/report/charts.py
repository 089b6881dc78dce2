"""What each chart of the page shows, as data: the viewer draws any list of these without knowing what they mean.

A chart is `{key, title, note, unit, axis: "time" | "round", log, series}`; a series is `{label, style, values}` with
one value per knot or round, or `{label, style, value}` for a limit. Styles: `agent` (colour of quadrotor `index`),
`item` (own colour), `strong` (extreme over a team too large to tell apart), `faint` (one of many), `limit`, and `right`
(second axis in `unit2`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from l2c_planner.report.rounding import scalar, significant

Arrays = Mapping[str, np.ndarray]
Chart = dict[str, Any]

DISTINCT = 8
"""Team size up to which every quadrotor has its own colour."""
MAX_FAINT = 48
"""Number of thin lines drawn at most: the pairs that come closest."""


def charts(arrays: Arrays) -> list[Chart]:
    """All charts that the arrays of the plan allow, in reading order."""
    found = (_clearance, _pairs, _tension, _thrust, _tracking, _formation, _goals, _residuals)
    return [chart for build in found if (chart := build(arrays)) is not None]


def attitude_error(state: np.ndarray, reference: np.ndarray) -> np.ndarray:
    """Angle [deg] between two attitudes; both (N+1, 13) load states, scalar-first quaternions in columns 6 to 9."""
    a, b = (part[:, 6:10] / np.linalg.norm(part[:, 6:10], axis=1, keepdims=True) for part in (state, reference))
    # The arc cosine loses half the digits near zero, the chord does not.
    chord = np.minimum(np.linalg.norm(a - b, axis=1), np.linalg.norm(a + b, axis=1))
    return np.degrees(4 * np.arcsin(np.clip(chord / 2, 0, 1)))


def _clearance(arrays: Arrays) -> Chart | None:
    clearance = _array(arrays, "obstacle_clearance", 3)
    if clearance is None:
        return None
    nearest = _lowest(clearance, 0)
    kept = np.argsort(_lowest(nearest, 1))[:DISTINCT]
    series = [curve(f"obstacle {j + 1}", "item", nearest[j], index=int(j)) for j in sorted(kept)]
    limit = _limit("required", arrays.get("required_obstacle_clearance"))
    return diagram("clearance", "Obstacle clearance", "m", series + limit, "nearest quadrotor")


def _pairs(arrays: Arrays) -> Chart | None:
    distance = _array(arrays, "pair_distance", 2)
    if distance is None:
        return None
    closest = np.argsort(_lowest(distance, 1))[:MAX_FAINT]
    names = np.asarray(arrays.get("pair_index", np.zeros((len(distance), 2))), int)
    faint = [curve(f"{names[j][0] + 1}-{names[j][1] + 1}", "faint", distance[j]) for j in closest]
    series = faint + [curve("closest pair", "strong", _lowest(distance, 0))]
    limit = _limit("required", arrays.get("required_pair_distance"))
    return diagram("pairs", "Pair distance", "m", series + limit, "centres, horizontal")


def _tension(arrays: Arrays) -> Chart | None:
    return _per_agent(arrays, "tension", "Cable tension")


def _thrust(arrays: Arrays) -> Chart | None:
    return _per_agent(arrays, "thrust", "Thrust")


def _per_agent(arrays: Arrays, name: str, title: str) -> Chart | None:
    values = _array(arrays, name, 2)
    if values is None:
        return None
    limits = _limit("min", arrays.get(f"{name}_min"), np.min) + _limit("max", arrays.get(f"{name}_max"), np.max)
    return diagram(name, title, "N", _team(values, arrays) + limits)


def _tracking(arrays: Arrays) -> Chart | None:
    if "load_state" not in arrays or "load_reference" not in arrays:
        return None
    state, reference = (np.asarray(arrays[name], float) for name in ("load_state", "load_reference"))
    error = np.linalg.norm(state[:, :3] - reference[:, :3], axis=1)
    position = curve("position error", "item", 100 * error, index=0)
    angle = curve("attitude error", "right", attitude_error(state, reference), index=1)
    return {**diagram("tracking", "Load error", "cm", [position, angle], "against its reference"), "unit2": "°"}


def _formation(arrays: Arrays) -> Chart | None:
    deviation = _array(arrays, "formation_deviation", 2)
    if deviation is None:
        return None
    pairs, largest = np.asarray(arrays["formation_pair"], int), np.argsort(-deviation.max(axis=1))[:MAX_FAINT]
    series = [curve(f"{pairs[k][0] + 1}-{pairs[k][1] + 1}", "faint", deviation[k]) for k in largest]
    series.append(curve("farthest pair", "strong", -_lowest(-deviation, 0)))
    limit = _limit("allowed", arrays.get("allowed_formation_deviation"))
    return diagram("formation", "Deviation from the formation", "m", series + limit, "of relative positions")


def _goals(arrays: Arrays) -> Chart | None:
    if "goal" not in arrays:
        return None
    gap = np.linalg.norm(np.asarray(arrays["quad_position"], float) - np.asarray(arrays["goal"])[:, None], axis=-1)
    return diagram("goals", "Distance to goal", "m", _team(gap, arrays))


def _residuals(arrays: Arrays) -> Chart | None:
    series = [
        curve(label, "item", np.asarray(arrays[f"residual_{label}"], float), index=index)
        for index, label in enumerate(("primal", "dual"))
        if np.size(arrays.get(f"residual_{label}", ()))
    ]
    return (
        {**diagram("residuals", "ADMM residuals", "", series, "per round, scaled"), "axis": "round", "log": True}
        if series
        else None
    )


def _team(values: np.ndarray, arrays: Arrays) -> list[dict[str, Any]]:
    """One coloured line per quadrotor, or the extremes over faint lines in a large team; `values` is (n, knots)."""
    steps = len(arrays["time"])
    padded = np.pad(values, ((0, 0), (0, max(0, steps - values.shape[1]))), constant_values=np.nan)
    if len(values) <= DISTINCT:
        return [curve(f"{i + 1}", "agent", row, index=i) for i, row in enumerate(padded)]
    faint = [curve(f"{i + 1}", "faint", row) for i, row in enumerate(padded)]
    return [*faint, curve("lowest", "strong", _lowest(padded, 0)), curve("highest", "strong", -_lowest(-padded, 0))]


def _lowest(values: np.ndarray, axis: int) -> np.ndarray:
    """Minimum over the finite entries, NaN where there is none."""
    lowest = np.where(np.isfinite(values), values, np.inf).min(axis=axis)
    return np.where(np.isfinite(lowest), lowest, np.nan)


def _array(arrays: Arrays, name: str, dimensions: int) -> np.ndarray | None:
    array = np.asarray(arrays.get(name, ()), float)
    return array if array.ndim == dimensions and array.size else None


def diagram(key: str, title: str, unit: str, series: list[dict[str, Any]], note: str = "") -> Chart:
    """A chart over time."""
    return {"key": key, "title": title, "note": note, "unit": unit, "axis": "time", "log": False, "series": series}


def curve(label: str, style: str, values: np.ndarray, **extra: Any) -> dict[str, Any]:
    """A line of a chart, one value per knot."""
    return {"label": label, "style": style, "values": significant(values, 4), **extra}


def _limit(label: str, value: Any, reduce: Any = np.max) -> list[dict[str, Any]]:
    """A limit line; the loosest one if quadrotors have different limits."""
    bound = scalar(reduce(value)) if np.size(value if value is not None else ()) else None
    return [] if bound is None else [{"label": label, "style": "limit", "value": bound}]
