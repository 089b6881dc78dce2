"""What a swarm plan achieves, for all pairs of robots, neighbours or not."""

from __future__ import annotations

from itertools import combinations

import numpy as np

from l2c_planner.config import SwarmTask
from l2c_planner.problems.measures import Measures, Requirement, obstacle_clearance, pair_distance, unit_norm_error
from l2c_planner.problems.problem import Problem
from l2c_planner.problems.swarm import robots


def measure(task: SwarmTask, problem: Problem, plan: dict[str, tuple[np.ndarray, np.ndarray]]) -> Measures:
    """All requirements of a swarm plan, over time."""
    states, inputs = plan["robot"]
    names = problem.classes[0].agents
    where, thrust = robots.positions(task, states), robots.thrusts(task, states, inputs)
    pairs = list(combinations(range(task.team.n), 2))
    clearance = obstacle_clearance(task, where, task.team.radius)
    distance = pair_distance(where, pairs, robots.axes(task))
    force, speed = np.linalg.norm(thrust, axis=-1), np.linalg.norm(robots.velocities(task, states), axis=-1)
    lowest, highest = robots.thrust_limits(task)
    near = [f"{robot} - {obstacle}" for robot in names for obstacle in task.obstacle_names]
    beside = [f"{names[i]} - {names[j]}" for i, j in pairs]
    requirements = (
        Requirement("obstacle clearance", "m", clearance, task.clearance.obstacle, near),
        Requirement("pair distance", "m", distance, task.clearance.pair, beside),
        Requirement("speed", "m/s", -speed, -task.limits.speed, names),
        Requirement("lowest thrust", "N", force, lowest[:, None], names),
        Requirement("highest thrust", "N", -force, -highest[:, None], names),
    )
    values = {
        "obstacle_clearance_m": float(clearance.min()) if clearance.size else None,
        "pair_distance_m": float(distance.min()),
        "thrust_max_n": float(force.max()),
        "unit_norm_error": unit_norm_error(problem, plan),
    }
    return Measures(values, tuple(r for r in requirements if r.values.size), where, thrust)
