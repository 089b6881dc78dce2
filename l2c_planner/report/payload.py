"""The part of a plan that the page draws, as plain lists and dictionaries ready for JSON."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from l2c_planner.report.charts import charts
from l2c_planner.report.rounding import rounded, scalar, significant

Arrays = Mapping[str, np.ndarray]


def build_payload(arrays: Arrays, metrics: Mapping[str, Any]) -> dict[str, Any]:
    """Collect what the viewer needs; an array that is absent or empty leaves its entry out.

    `arrays` and `metrics` are those of plan.npz and metrics.json. Distances are rounded to 0.1 mm, everything else to
    five significant digits; numbers that are not finite become None.
    """
    return {
        "problem": str(metrics.get("problem", "multilift")),
        "time": rounded(arrays["time"], 5),
        "quads": _quads(arrays),
        "load": _load(arrays),
        "cables": _cables(arrays),
        "obstacles": _obstacles(arrays),
        "goals": rounded(arrays["goal"], 4) if "goal" in arrays else None,
        "required": {
            "clearance": scalar(arrays.get("required_obstacle_clearance")),
            "pair": scalar(arrays.get("required_pair_distance")),
        },
        "charts": charts(arrays),
    }


def _quads(arrays: Arrays) -> dict[str, Any]:
    """Positions (n, N+1, 3), upward axis of each quadrotor (n, N, 3) and radii (n,)."""
    thrust = np.asarray(arrays.get("quad_thrust", np.zeros((0, 0, 3))), float)
    length = np.linalg.norm(thrust, axis=-1, keepdims=True)
    up = np.divide(thrust, length, out=np.zeros_like(thrust), where=length > 1e-9)
    return {
        "position": rounded(arrays["quad_position"], 4),
        "up": rounded(up, 3) if up.size else None,
        "radius": rounded(arrays.get("quad_radius", np.full(len(arrays["quad_position"]), 0.1)), 4),
    }


def _load(arrays: Arrays) -> dict[str, Any] | None:
    if "load_state" not in arrays:
        return None
    state = np.asarray(arrays["load_state"], float)
    attachment = np.asarray(arrays.get("attachment", np.zeros((0, 3))), float)
    reach = float(np.linalg.norm(attachment, axis=1).max()) if attachment.size else 0.2
    reference = arrays.get("load_reference")
    return {
        "position": rounded(state[:, :3], 4),
        "quaternion": rounded(state[:, 6:10], 5),
        "radius": scalar(arrays.get("load_radius")) or reach,
        "attachment": rounded(attachment, 4),
        "reference": None if reference is None else rounded(np.asarray(reference)[:, :3], 4),
    }


def _cables(arrays: Arrays) -> dict[str, Any] | None:
    if "load_state" not in arrays or "attachment" not in arrays:
        return None
    tension = np.asarray(arrays.get("tension", np.zeros((0, 0))), float)
    finite = tension[np.isfinite(tension)]
    return {
        "tension": significant(tension, 4) if finite.size else None,
        "range": [float(f"{finite.min():.3g}"), float(f"{finite.max():.3g}")] if finite.size else None,
    }


def _obstacles(arrays: Arrays) -> list[dict[str, Any]]:
    center = np.asarray(arrays.get("obstacle_center", np.zeros((0, 3))), float)
    radius = np.asarray(arrays.get("obstacle_radius", np.zeros(len(center))), float)
    shape = np.asarray(arrays.get("obstacle_shape", np.zeros(len(center))), int)
    ways = np.asarray(arrays.get("obstacle_position", center[:, None]), float)
    return [
        {"center": rounded(c, 4), "radius": rounded(r, 4), "sphere": bool(s == 1), **_way(way)}
        for c, r, s, way in zip(center, radius, shape, ways)
        if np.isfinite(c).all() and np.isfinite(r)
    ]


def _way(way: np.ndarray) -> dict[str, Any]:
    """Where an obstacle is over the time (T, 3), if it moves."""
    return {"path": rounded(way, 4)} if np.ptp(way, axis=0).any() else {}
