"""Static cable configurations: the nominal start of a team and the tensions that balance a wrench."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from l2c_planner.config import MultiliftTask, Team
from l2c_planner.models import GRAVITY
from l2c_planner.models.manifold import rotation_matrices

HIGHEST, LOWEST = np.deg2rad(85.0), np.deg2rad(30.0)
"""Range of elevations that are tried, from steep to flat [rad]."""
START_MARGIN = 0.012
"""Distance beyond the required pair distance at knot 0 [m]: the initial state is fixed and cannot be repaired later."""


class InfeasibleTask(ValueError):
    """No plan exists that meets the constraints; the message says which one and where."""


@dataclass(frozen=True)
class Formation:
    """Cables at rest."""

    direction: np.ndarray
    """World, load to quadrotor, (n, 3)."""
    tension: np.ndarray
    """(n,) [N]."""


def leans(team: Team) -> np.ndarray:
    """Horizontal part of every cable's direction for an elevation of 0, body frame (n, 2): outwards, at most 1 long.

    It grows with the distance of the attachment from the middle of all, so that the quadrotors form an enlarged image
    of the attachments: these may lie in the middle or behind each other.
    """
    planar = team.attachment[:, :2] - team.attachment[:, :2].mean(axis=0)
    return planar / np.linalg.norm(planar, axis=1).max()


def nominal(team: Team, elevation: float) -> Formation:
    """Outermost cables at an elevation [rad], tensions that carry the weight of the load; body frame = world frame."""
    flat = np.cos(elevation) * leans(team)
    up = np.sqrt(1 - np.sum(flat**2, axis=1))
    return Formation(np.column_stack([flat, up]), team.load_mass * GRAVITY / (team.n * up))


def balanced(team: Team, elevation: float, attitude: np.ndarray) -> Formation:
    """Nominal formation corrected by the smallest change of the cable forces that holds the load still.

    Raises nothing; whether the result meets the limits is the caller's question.
    """
    rotation = rotation_matrices(attitude)
    start = nominal(team, elevation)
    forces = (start.direction * start.tension[:, None]).reshape(-1)
    weight = rotation.T @ [0.0, 0.0, team.load_mass * GRAVITY]
    wrench = np.concatenate([weight, np.cross(team.com_offset, weight)])
    forces = forces + np.linalg.pinv(team.wrench_map) @ (wrench - team.wrench_map @ forces)
    forces = forces.reshape(-1, 3)
    tension = np.linalg.norm(forces, axis=1)
    return Formation((forces / tension[:, None]) @ rotation.T, tension)


@lru_cache(maxsize=16)
def start_formation(task: MultiliftTask) -> tuple[Formation, float]:
    """Balanced formation of the start and its elevation [rad]: the steepest one that keeps the pair distance.

    Raises InfeasibleTask if no elevation between 30 and 85 degrees keeps pair distance, tension limits and obstacles.
    """
    team = task.team
    for elevation in np.arange(HIGHEST, LOWEST, -np.deg2rad(0.1)):
        formation = balanced(team, elevation, task.start_attitude)
        if smallest_pair_distance(task, formation) >= task.clearance.pair + START_MARGIN:
            _check(task, formation)
            return formation, float(elevation)
    raise InfeasibleTask(
        f"start: no cable elevation between 30 and 85 degrees keeps {team.n} quadrotors "
        f"{task.clearance.pair:g} m apart; longer cables, wider attachments or a smaller clearance.pair would"
    )


def smallest_pair_distance(task: MultiliftTask, formation: Formation) -> float:
    """Smallest planar distance between two quadrotors of a formation [m]."""
    planar = quadrotor_positions(task, formation)[:, :2]
    i, j = np.triu_indices(len(planar), 1)
    return float(np.linalg.norm(planar[i] - planar[j], axis=1).min())


def quadrotor_positions(task: MultiliftTask, formation: Formation) -> np.ndarray:
    """World positions (n, 3) [m] with the load at its start."""
    team, rotation = task.team, rotation_matrices(task.start_attitude)
    hooks = task.start_position + team.attachment @ rotation.T
    return hooks + team.cable_length[:, None] * formation.direction


def _check(task: MultiliftTask, formation: Formation) -> None:
    team = task.team
    for i, (t, low, high) in enumerate(zip(formation.tension, team.tension_min, team.tension_max, strict=True)):
        if not low <= t <= high:
            raise InfeasibleTask(
                f"start: holding the load needs {t:.2f} N in cable_{i}; its limits are {low:g} and {high:g} N"
            )
    clearance = task.surface_distance(quadrotor_positions(task, formation)) - team.quad_radius[:, None]
    if clearance.size and clearance.min() < task.clearance.obstacle:
        i, j = np.unravel_index(np.argmin(clearance), clearance.shape)
        raise InfeasibleTask(
            f"start: quad_{i} is {clearance[i, j]:.3f} m from {task.obstacle_names[j]}, clearance.obstacle asks for "
            f"{task.clearance.obstacle:g} m; move the start or the obstacle"
        )
