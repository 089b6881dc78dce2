"""A flight as arrays named and shaped like those of plan.npz, so that what draws a plan draws a flight."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations

import numpy as np

from l2c_planner.config import MultiliftTask
from l2c_planner.control import Track, Tracks
from l2c_planner.control.attitude import quaternions
from l2c_planner.models.manifold import rotation_matrices
from l2c_planner.problems.measures import obstacle_clearance, pair_distance
from l2c_planner.report.charts import attitude_error
from l2c_planner.simulation.measures import SLACK
from l2c_planner.simulation.obstacles import obstacle_motion
from l2c_planner.simulation.record import Record

Arrays = dict[str, np.ndarray]
MOST = 600
"""Instants kept at most of a flight, beside those at which something is at its extreme."""
NUMBERS = 12_000
"""Instants times quadrotors kept at most, so that a large team does not make a large file."""
_PER_TICK = {
    **dict.fromkeys(("time", "load_state", "load_reference", "position_error", "attitude_error"), 0),
    **dict.fromkeys(("quad_position", "quad_thrust", "tension", "thrust", "pair_distance", "obstacle_position"), 1),
    "obstacle_clearance": 2,
}
"""Axis of the instants of the arrays that have one."""


def flown_arrays(
    task: MultiliftTask, plan: Mapping[str, np.ndarray], record: Record, tracks: Tracks | None = None
) -> Arrays:
    """All T instants of a flight of n quadrotors.

    tracks: of all plans, if others followed the first one.

    Beside the names of plan.npz there are `planned_quad_position` (n, N+1, 3) [m], where the m obstacles are,
    `obstacle_position` (m, T, 3) [m], and the distance of the load from its plan, `position_error` (T,) [m] and
    `attitude_error` (T,) [deg]; `load_reference` (T, 13) is the planned load. `quad_thrust` points along the rotors'
    axes. Limits are those of the task; tensions and thrusts those flown.

    Raises `ValueError` if plan and record are not of this task's team.
    """
    team = task.team
    if record.quad_position.shape[1] != team.n:
        raise ValueError(f"record of {record.quad_position.shape[1]} quadrotors, the task has {team.n}")
    robots = record.quad_position.transpose(1, 0, 2)
    centers = obstacle_motion(task, record.time)[0]
    clearance = obstacle_clearance(task, robots, team.quad_radius, centers)
    pairs = list(combinations(range(team.n), 2))
    axes = rotation_matrices(record.quad_attitude)[..., 2] * np.maximum(record.thrust, 1e-3)[..., None]
    wanted = {
        "required_obstacle_clearance": np.asarray(_or_nan(task.clearance.obstacle)),
        "required_pair_distance": np.asarray(_or_nan(task.clearance.pair)),
    }
    limits = {name: getattr(team, name) for name in ("tension_min", "tension_max", "thrust_min", "thrust_max")}
    return {
        "time": record.time,
        "quad_position": robots,
        "quad_thrust": axes.transpose(1, 0, 2),
        "quad_radius": team.quad_radius,
        "load_state": _load_state(record),
        "load_radius": np.asarray(team.load_radius),
        "attachment": team.attachment,
        "cable_length": team.cable_length,
        "tension": record.tension.T,
        "thrust": record.thrust.T,
        "obstacle_center": task.obstacle_center,
        "obstacle_position": centers.transpose(1, 0, 2),
        "obstacle_radius": task.obstacle_radius,
        "obstacle_shape": task.obstacle_shape,
        "obstacle_clearance": clearance.reshape(team.n, -1, len(record.time)),
        "pair_distance": pair_distance(robots, pairs),
        "pair_index": np.array(pairs),
        "planned_quad_position": np.asarray(plan["quad_position"], float),
        **_against(tracks or Track.of_plan(team, plan), record),
        **wanted,
        **limits,
    }


def thinned(arrays: Arrays, contacts: tuple[tuple[float, str], ...] = (), most: int = MOST) -> Arrays:
    """A flight at about `most` instants: evenly spread ones, extremes, contacts, beginnings and ends of slack."""
    kept = _kept(arrays, contacts, most)
    return {name: np.take(a, kept, _PER_TICK[name]) if name in _PER_TICK else a for name, a in arrays.items()}


def _kept(arrays: Arrays, contacts: tuple[tuple[float, str], ...], most: int) -> np.ndarray:
    time, n = arrays["time"], len(arrays["quad_position"])
    count = max(2, min(most, NUMBERS // n, len(time)))
    even = np.round(np.linspace(0, len(time) - 1, count)).astype(int)
    extremes = [_extreme(arrays[name], sign) for name, sign in
                (("obstacle_clearance", 1), ("pair_distance", 1), ("tension", 1), ("tension", -1), ("thrust", -1),
                 ("thrust", 1), ("position_error", -1), ("attitude_error", -1))]  # fmt: skip
    touched = np.searchsorted(time, [when for when, _ in contacts]).clip(0, len(time) - 1)
    slack = arrays["tension"] <= SLACK
    turns = np.flatnonzero((slack[:, 1:] != slack[:, :-1]).any(axis=0))[: most // 4]
    return np.unique(np.concatenate([even, *extremes, touched, turns, turns + 1]).astype(int))


def _extreme(values: np.ndarray, sign: int) -> np.ndarray:
    """The instant (1,) of the smallest value times `sign`; none without values."""
    if not values.size:
        return np.zeros(0, int)
    flat = (sign * values).reshape(-1, values.shape[-1])
    return np.array([np.where(np.isfinite(flat), flat, np.inf).min(axis=0).argmin()])


def _load_state(record: Record) -> np.ndarray:
    """(T, 13); velocities are not recorded and left at zero."""
    still = np.zeros((len(record.time), 3))
    return np.concatenate([record.load_position, still, record.load_attitude, still], axis=1)


def _against(track: Track | Tracks, record: Record) -> Arrays:
    planned = [track.at(float(t)) for t in record.time]
    reference = np.zeros((len(planned), 13))
    reference[:, :3] = [at.load_position for at in planned]
    reference[:, 6:10] = quaternions(np.array([at.load_rotation for at in planned]))
    return {
        "load_reference": reference,
        "position_error": np.linalg.norm(record.load_position - reference[:, :3], axis=1),
        "attitude_error": attitude_error(_load_state(record), reference),
    }


def _or_nan(value: float | None) -> float:
    return np.nan if value is None else value
