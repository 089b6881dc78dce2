"""What a swarm plan achieves, for all pairs of robots, neighbours or not."""

from __future__ import annotations

from itertools import combinations

import numpy as np

from l2c_planner.config import SwarmTask
from l2c_planner.problems.measures import Measures, Requirement, obstacle_clearance, unit_norm_error
from l2c_planner.problems.swarm import groups
from l2c_planner.problems.swarm.formation import SwarmProblem, deviations


def measure(task: SwarmTask, problem: SwarmProblem, plan: dict[str, tuple[np.ndarray, np.ndarray]]) -> Measures:
    """All requirements of a swarm plan, over time."""
    names = [f"robot_{i}" for i in range(task.team.n)]
    where, thrust = groups.positions(task, plan), groups.thrusts(task, plan)
    pairs = list(combinations(range(task.team.n), 2))
    clearance = obstacle_clearance(task, where, task.team.radius)
    distance = distances(task, where)
    force, speed = np.linalg.norm(thrust, axis=-1), np.linalg.norm(groups.velocities(task, plan), axis=-1)
    lowest, highest = groups.thrust_limits(task)
    flies = np.array([model != "unicycle" for model in task.team.models])
    near = [f"{robot} - {obstacle}" for robot in names for obstacle in task.obstacle_names]
    beside = [f"{names[i]} - {names[j]}" for i, j in pairs]
    requirements = (
        Requirement("obstacle clearance", "m", clearance, task.clearance.obstacle, near),
        Requirement("pair distance", "m", distance, task.clearance.pair, beside),
        Requirement("speed", "m/s", -speed, -task.limits.speed, names),
        Requirement("lowest thrust", "N", force, lowest[:, None], names),
        Requirement("highest thrust", "N", -force, -highest[:, None], names),
        *_formation(task, problem, where),
    )
    values = {
        "obstacle_clearance_m": float(clearance.min()) if clearance.size else None,
        "pair_distance_m": float(distance.min()),
        "thrust_max_n": float(force[flies].max()) if flies.any() else None,
        "unit_norm_error": unit_norm_error(problem, plan),
    }
    if problem.formed is not None:
        values["formation_deviation_m"] = float(deviations(task, where, problem.formed.pairs).max())
    return Measures(values, tuple(r for r in requirements if r.values.size), where, thrust)


def distances(task: SwarmTask, positions: np.ndarray) -> np.ndarray:
    """Of all pairs of robots at positions (n, K, 3), (n (n - 1) / 2, K) [m].

    In the plane where both robots keep their heights, else in space.
    """
    i, j = np.triu_indices(task.team.n, 1)
    offset = positions[i] - positions[j]
    offset[..., 2] *= ~(task.team.in_plane[i] & task.team.in_plane[j])[:, None]
    return np.linalg.norm(offset, axis=-1)


def _formation(task: SwarmTask, problem: SwarmProblem, where: np.ndarray) -> list[Requirement]:
    if problem.formed is None or task.formation.deviation is None:
        return []
    pairs = problem.formed.pairs
    labels = [f"robot_{i} - robot_{j}" for i, j in pairs]
    return [Requirement("formation", "m", -deviations(task, where, pairs), -task.formation.deviation, labels)]
