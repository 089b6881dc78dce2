"""What a plan achieves: clearances, tensions, thrusts, residuals, each against what is required."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import numpy as np

from l2c_planner.config import SPHERE, MultiliftTask
from l2c_planner.models.manifold import rotation_matrices
from l2c_planner.problems.measures import Measures, Requirement, obstacle_clearance, pair_distance, unit_norm_error
from l2c_planner.problems.multilift.execution import Trajectory, geometry, wrench_residual
from l2c_planner.problems.multilift.window import Surroundings
from l2c_planner.problems.problem import Problem


def measure(
    task: MultiliftTask, problem: Problem, plan: Trajectory, surroundings: Surroundings | None = None
) -> Measures:
    """All requirements of a multilift plan, over time; see :class:`l2c_planner.problems.measures.Measures`.

    surroundings: of a plan in flight.
    """
    center = None if surroundings is None else surroundings.obstacle_center
    team, need = task.team, task.clearance
    where = geometry(problem, plan)
    tension = plan["cable"][0][:, :, 6]
    thrust = np.linalg.norm(where.quad_thrust, axis=-1)
    names, quads = [f"cable_{i}" for i in range(team.n)], [f"quad_{i}" for i in range(team.n)]
    pairs = list(combinations(range(team.n), 2))
    clearance = obstacle_clearance(task, where.quad_position, team.quad_radius, center)
    requirements = [
        Requirement("obstacle clearance", "m", clearance, need.obstacle, _by_obstacle(task, quads)),
        Requirement(
            "pair distance",
            "m",
            pair_distance(where.quad_position, pairs),
            need.pair,
            [f"quad_{i} - quad_{j}" for i, j in pairs],
        ),
        Requirement("lowest tension", "N", tension, team.tension_min[:, None], names),
        Requirement("highest tension", "N", -tension, -team.tension_max[:, None], names),
        Requirement("lowest thrust", "N", thrust, team.thrust_min[:, None], quads),
        Requirement("highest thrust", "N", -thrust, -team.thrust_max[:, None], quads),
    ]
    requirements += _optional(task, plan, where.quad_position, center)
    if surroundings is not None:
        requirements = [_relieved(r, surroundings.relief) for r in requirements]
    values = {
        "obstacle_clearance_m": _least(clearance),
        "pair_distance_m": _least(requirements[1].values),
        "tension_min_n": _least(tension),
        "tension_max_n": float(tension.max()),
        "thrust_max_n": float(thrust.max()),
        "wrench_residual_n": float(np.abs(wrench_residual(problem, plan)).max()),
        "unit_norm_error": unit_norm_error(problem, plan),
    }
    return Measures(values, tuple(r for r in requirements if r.values.size), where.quad_position, where.quad_thrust)


def _least(values: np.ndarray) -> float | None:
    return float(values.min()) if values.size else None


def _by_obstacle(task: MultiliftTask, robots: list[str]) -> list[str]:
    return [f"{robot} - {name}" for robot in robots for name in task.obstacle_names]


def _relieved(requirement: Requirement, relief: dict[str, np.ndarray]) -> Requirement:
    less = relief.get(requirement.name)
    if less is None:
        return requirement
    given = less[:, :1]  # at the start, where nothing more can be asked than there is
    lacking = np.maximum(requirement.required - requirement.values[:, :1], given)
    share = np.divide(less, given, out=np.zeros_like(less), where=given > 0)
    return replace(requirement, required=requirement.required - lacking * share)


def _optional(task: MultiliftTask, plan: Trajectory, quads: np.ndarray, center: np.ndarray | None) -> list[Requirement]:
    need, team, loads = task.clearance, task.team, plan["load"][0][0]
    found = []
    if need.load_obstacle is not None:
        values = obstacle_clearance(task, loads[None, :, :3], np.array([team.load_radius]), center)
        found.append(Requirement("load clearance", "m", values, need.load_obstacle, _by_obstacle(task, ["load"])))
    if need.cable_obstacle is not None:
        hooks = loads[None, :, :3] + np.einsum("kij,nj->nki", rotation_matrices(loads[:, 6:10]), team.attachment)
        labels = _by_obstacle(task, [f"cable_{i}" for i in range(team.n)])
        found.append(
            Requirement(
                "cable clearance", "m", _cable_clearance(task, hooks, quads, center), need.cable_obstacle, labels
            )
        )
    return found


def _cable_clearance(
    task: MultiliftTask, hooks: np.ndarray, quads: np.ndarray, center: np.ndarray | None
) -> np.ndarray:
    """Exact distance of straight cables (n, K, 3) from obstacles (K, m, 3), (n m, K) [m]."""
    center = task.obstacle_center[:, None] if center is None else center.swapaxes(0, 1)
    mask = np.where((task.obstacle_shape == SPHERE)[:, None], 1.0, [1.0, 1.0, 0.0])
    along = (quads - hooks)[:, None] * mask[:, None]
    offset = (center - hooks[:, None]) * mask[:, None]
    fraction = np.clip(np.sum(along * offset, -1) / np.maximum(np.sum(along**2, -1), 1e-12), 0.0, 1.0)
    distance = np.linalg.norm(offset - fraction[..., None] * along, axis=-1) - task.obstacle_radius[:, None]
    return distance.reshape(-1, hooks.shape[1])
