"""What a flight achieves, by the names of flight.json."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from l2c_planner.config import MultiliftTask
from l2c_planner.control import Tracks
from l2c_planner.control.attitude import quaternions
from l2c_planner.models.manifold import quaternion_conjugate, quaternion_log, quaternion_product
from l2c_planner.problems.measures import obstacle_clearance, pair_distance
from l2c_planner.simulation.obstacles import obstacle_motion
from l2c_planner.simulation.record import Record

LIMITS = {"load_rmse_m": 0.08, "attitude_rms_deg": 6.0, "slack_longest_s": 0.1}
"""What a good flight keeps below."""
SLACK = 1e-6
"""Tension at which a cable counts as slack [N]."""


@dataclass(frozen=True)
class FlightMeasures:
    """Errors are taken over the duration of the plan, everything else over the whole flight."""

    collisions: int
    """Pairs of bodies that have touched."""
    obstacle_clearance_m: float | None
    """Smallest distance of a quadrotor from an obstacle beyond the two radii; None without obstacles."""
    pair_distance_m: float
    """Smallest planar distance of two quadrotors' centres."""
    load_rmse_m: float
    """Of the load's position against the plan."""
    load_reference_rmse_m: float
    """Of the load's position against the reference of the task, at the knots."""
    attitude_rms_deg: float
    """Angle between the load's attitude and the planned one."""
    slack_longest_s: float
    """Longest time for which a cable was slack without a break."""
    thrust_max_n: float
    """Of the rotors of a quadrotor together."""


def measure_flight(
    task: MultiliftTask, plan: Mapping[str, np.ndarray], track: Tracks, record: Record
) -> FlightMeasures:
    """Measures of a record in which the first plan begins at time 0.

    plan: the first one (plan.npz).  track: of the whole team, of all plans.
    """
    team = task.team
    robots = record.quad_position.transpose(1, 0, 2)
    clearance = obstacle_clearance(task, robots, team.quad_radius, obstacle_motion(task, record.time)[0])
    pairs = pair_distance(robots, list(combinations(range(team.n), 2)))
    during = (record.time >= -1e-9) & (record.time <= track.duration + 1e-9)
    planned = [track.at(t) for t in record.time[during]]
    offset = record.load_position[during] - [r.load_position for r in planned]
    turn = _angle(record.load_attitude[during], quaternions(np.array([r.load_rotation for r in planned])))
    return FlightMeasures(
        collisions=len(record.contacts),
        obstacle_clearance_m=float(clearance.min()) if clearance.size else None,
        pair_distance_m=float(pairs.min()),
        load_rmse_m=_root_mean_square(offset),
        load_reference_rmse_m=_root_mean_square(_at_knots(record, plan) - plan["load_reference"][:, :3]),
        attitude_rms_deg=float(np.rad2deg(np.sqrt(np.mean(turn**2)))),
        slack_longest_s=longest_slack(record.time, record.tension),
        thrust_max_n=float(record.thrust.max()),
    )


def longest_slack(time: np.ndarray, tension: np.ndarray) -> float:
    """Longest unbroken time [s] for which a cable has no tension; time (T,), tension (T, n) [N]."""
    longest, since = 0.0, np.full(tension.shape[1], np.nan)
    for t, slack in zip(time, tension <= SLACK):
        since = np.where(slack, np.where(np.isnan(since), t, since), np.nan)
        if slack.any():
            longest = max(longest, float(np.nanmax(t - since)))
    return longest


def _at_knots(record: Record, plan: Mapping[str, np.ndarray]) -> np.ndarray:
    """Load positions at the knots of the plan, (N+1, 3) [m]."""
    knots = plan["time"] - plan["time"][0]
    return np.stack([np.interp(knots, record.time, axis) for axis in record.load_position.T], -1)


def _angle(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    return np.linalg.norm(quaternion_log(quaternion_product(quaternion_conjugate(a), b)), axis=-1)


def _root_mean_square(vectors: np.ndarray) -> float:
    return float(np.sqrt(np.mean(np.sum(vectors**2, axis=-1))))
