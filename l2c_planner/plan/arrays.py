"""The content of plan.npz."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

import numpy as np

from l2c_planner.config import MultiliftTask, SwarmTask, Task
from l2c_planner.plan.stage import Executed
from l2c_planner.problems.measures import obstacle_clearance, pair_distance
from l2c_planner.problems.problem import Problem
from l2c_planner.problems.swarm import groups
from l2c_planner.problems.swarm.formation import SwarmProblem, deviations
from l2c_planner.problems.swarm.measure import distances


def multilift_arrays(
    task: MultiliftTask, problem: Problem, executed: Executed, primal: Sequence[float], dual: Sequence[float]
) -> dict[str, np.ndarray]:
    """Arrays of a multilift plan; shapes and units in the README."""
    team = task.team
    load, cables = executed.plan["load"], executed.plan["cable"]
    first, copies = executed.primal["load"], executed.copies
    return {
        **common_arrays(task, executed, team.quad_radius, task.clearance.obstacle, task.clearance.pair, primal, dual),
        "load_state": load[0][0],
        "load_wrench": load[1][0],
        "cable_state": cables[0],
        "cable_input": cables[1],
        "attachment": team.attachment,
        "cable_length": team.cable_length,
        "load_reference": problem.classes[0].state_reference[0],
        "cable_reference": problem.classes[1].state_reference,
        "primal_load_state": first[0][0],
        "primal_load_wrench": first[1][0],
        "copy_load_state": copies["load"][0][0],
        "copy_load_wrench": copies["load"][1][0],
        "copy_cable_state": copies["cable"][0],
        "copy_cable_input": copies["cable"][1],
        "load_radius": np.array(team.load_radius),
        "tension": cables[0][:, :, 6],
        "tension_min": team.tension_min,
        "tension_max": team.tension_max,
        "thrust_min": team.thrust_min,
        "thrust_max": team.thrust_max,
    }


def swarm_arrays(
    task: SwarmTask, problem: SwarmProblem, executed: Executed, primal: Sequence[float], dual: Sequence[float]
) -> dict[str, np.ndarray]:
    """Arrays of a swarm plan; shapes and units in the README."""
    plan, where = executed.plan, executed.measures.quad_position
    lowest, highest = groups.thrust_limits(task)
    required = task.clearance.obstacle, task.clearance.pair
    found = {
        **common_arrays(task, executed, task.team.radius, *required, primal, dual),
        "pair_distance": distances(task, where),
        "quad_velocity": groups.velocities(task, plan),
        "goal": task.goal,
        "thrust_min": lowest,
        "thrust_max": highest,
    }
    if set(task.team.models) & {"quadrotor", "unicycle"}:
        found["quad_attitude"] = groups.attitudes(task, plan)
    for group in groups.groups(task):
        head = "quad" if group.name == "robot" else group.name
        found |= {f"{head}_state": plan[group.name][0], f"{head}_input": plan[group.name][1]}
    if "unicycle" in task.team.models:
        found["on_ground"] = np.array([model == "unicycle" for model in task.team.models])
    if problem.formed is not None:
        found |= _formation_arrays(task, problem.formed.pairs, where)
    return found


def _formation_arrays(task: SwarmTask, pairs: np.ndarray, where: np.ndarray) -> dict[str, np.ndarray]:
    found = {"formation_pair": pairs, "formation_deviation": deviations(task, where, pairs)}
    if task.formation.deviation is not None:
        found["allowed_formation_deviation"] = np.array(task.formation.deviation)
    return found


def common_arrays(
    task: Task,
    executed: Executed,
    radius: np.ndarray,
    required_clearance: float,
    required_distance: float,
    primal: Sequence[float],
    dual: Sequence[float],
) -> dict[str, np.ndarray]:
    """Arrays that every kind of plan has."""
    where = executed.measures
    n, knots, _ = where.quad_position.shape
    pairs = list(combinations(range(n), 2))
    clearance = obstacle_clearance(task, where.quad_position, radius)
    return {
        "time": task.time,
        "quad_position": where.quad_position,
        "quad_thrust": where.quad_thrust,
        "thrust": np.linalg.norm(where.quad_thrust, axis=-1),
        "quad_radius": radius,
        "obstacle_center": task.obstacle_center,
        "obstacle_radius": task.obstacle_radius,
        "obstacle_shape": task.obstacle_shape,
        "obstacle_clearance": clearance.reshape(n, -1, knots),
        "pair_index": np.array(pairs).reshape(-1, 2),
        "pair_distance": pair_distance(where.quad_position, pairs),
        "required_obstacle_clearance": np.array(required_clearance),
        "required_pair_distance": np.array(required_distance),
        "residual_primal": np.array(primal),
        "residual_dual": np.array(dual),
    }


def motion_arrays(task: MultiliftTask, executed: Executed) -> dict[str, np.ndarray]:
    """What is needed to fly a multilift plan, by the names of plan.npz."""
    load, cables = executed.plan["load"], executed.plan["cable"]
    return {
        "time": task.time,
        "quad_position": executed.measures.quad_position,
        "quad_thrust": executed.measures.quad_thrust,
        "attachment": task.team.attachment,
        "cable_length": task.team.cable_length,
        "load_state": load[0][0],
        "load_wrench": load[1][0],
        "cable_state": cables[0],
        "cable_input": cables[1],
    }
