"""From a multilift task to the planning problems of its two stages."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

import numpy as np

from l2c_planner.config import SPHERE, MultiliftTask
from l2c_planner.models import CABLE, LOAD
from l2c_planner.models.load import level_wrench
from l2c_planner.models.manifold import rotation_matrices
from l2c_planner.problems.multilift import references, trajectories
from l2c_planner.problems.multilift.formation import nominal, start_formation
from l2c_planner.problems.problem import AgentClass, Coupling, Problem
from l2c_planner.problems.reference import minimum_snap

LOAD_SCALE = np.repeat([400.0, 10.0, 2500.0, 100.0, 1.0, 10.0], [3, 3, 4, 3, 3, 3])
"""Diagonal penalty of [p, v, q, w, F, M], about 1 / range^2.

Copies that constraints hardly touch only slow the agents down: their penalty (v here; w, t', w', t'' of the cables) is
a tenth of 1 / range^2, which saves about ten rounds and a third of the remaining cost gap."""
CABLE_SCALE = np.repeat([400.0, 1.0, 1.0, 0.01, 0.01, 0.004], [3, 3, 1, 1, 3, 1])
"""Diagonal penalty of [d, w, t, t', w', t'']."""


@dataclass(frozen=True)
class CableReference:
    """What the cables should do; arrays over knots."""

    direction: np.ndarray
    """World, (n, N+1, 3)."""
    tension: np.ndarray
    """(n, N+1) [N]."""


def references_problem(task: MultiliftTask, tightening: float = 0.0) -> Problem:
    """Stage (a): the load finds a path on which static cable forces exist that meet the constraints."""
    team = task.team
    load = _load(task)
    n = team.n
    program = references.program(n, len(task.obstacle_radius))
    target, weight = np.zeros((task.steps + 1, program.variables)), np.zeros(program.variables)
    target[:, : 3 * n] = nominal_forces(task, load.input_reference[0])
    weight[: 3 * n] = np.tile(task.weights.allocation, n)
    coupling = Coupling("team", program, references.index(n, 0), parameters(task, program, tightening), target, weight)
    return Problem("references", task.dt, task.steps, (load,), (coupling,))


def nominal_forces(task: MultiliftTask, wrenches: np.ndarray) -> np.ndarray:
    """Cable forces of the symmetric formation of the start, changed as little as possible to balance wrenches (N, 6).

    They are the target of stage (a).  (Vertical forces, as in the paper, violate the pair distance from five quadrotors
    on, and pull at the load wherever it accelerates.)  Body frame, (N+1, 3 n) [N]; the last knot repeats.
    """
    team = task.team
    _, elevation = start_formation(task)
    formation = nominal(team, elevation)
    forces = (formation.direction * formation.tension[:, None]).reshape(-1)
    missing = np.concatenate([wrenches, wrenches[-1:]]) - team.wrench_map @ forces
    return forces + missing @ np.linalg.pinv(team.wrench_map).T


def trajectories_problem(
    task: MultiliftTask, reference: CableReference | None = None, tightening: float = 0.0
) -> Problem:
    """Stage (b): load and cables track their references, dynamically feasible.

    reference: of the cables; without one, the nominal formation of the start, held all the way.  tightening: extra
    distance [m] asked of the copies, so that the executed plan keeps the required one.
    """
    team, c = task.team, task.clearance
    load = _load(task)
    program = trajectories.program(
        team.n, len(task.obstacle_radius), c.load_obstacle is not None, c.cable_obstacle is not None
    )
    cables = _cables(task, reference or held_reference(task))
    starts = load.width + cables.width * np.arange(team.n)
    coupling = Coupling("team", program, trajectories.index(team.n, 0, starts), parameters(task, program, tightening))
    return Problem("trajectories", task.dt, task.steps, (load, cables), (coupling,))


def held_reference(task: MultiliftTask) -> CableReference:
    """Symmetric formation at the elevation of the start, with equal shares of the weight."""
    _, elevation = start_formation(task)
    formation = nominal(task.team, elevation)
    knots = task.steps + 1
    return CableReference(
        np.repeat(formation.direction[:, None], knots, 1), np.repeat(formation.tension[:, None], knots, 1)
    )


def allocated_reference(
    task: MultiliftTask, states: np.ndarray, wrenches: np.ndarray, forces: np.ndarray
) -> CableReference:
    """Cable reference from the load's plan and the cable forces of stage (a).

    The forces are corrected by the smallest change that balances the planned wrench, so stage (a) is wrench-exact.

    states: (N+1, 13).  wrenches: (N, 6).  forces: body frame, (N+1, n, 3).
    """
    wrench_map = task.team.wrench_map
    wrench = np.concatenate([wrenches, wrenches[-1:]])
    flat = forces.reshape(len(forces), -1)
    flat = flat + (wrench - flat @ wrench_map.T) @ np.linalg.pinv(wrench_map).T
    world = np.einsum("kij,knj->nki", rotation_matrices(states[:, 6:10]), flat.reshape(forces.shape))
    tension = np.linalg.norm(world, axis=-1)
    return CableReference(world / tension[..., None], tension)


def parameters(task: MultiliftTask, program, tightening: float = 0.0) -> dict[str, np.ndarray]:
    """Parameters of every constraint of a knot program of this task; distances are enlarged by ``tightening`` [m]."""
    team, c = task.team, task.clearance
    r, length, n = team.attachment, team.cable_length, team.n
    pairs = list(combinations(range(n), 2))
    pair = [np.r_[r[i], length[i], r[j], length[j], c.pair + tightening] for i, j in pairs]
    own = np.column_stack([team.quad_mass, length, r])
    inertial = np.r_[team.load_mass, np.diag(team.load_inertia), team.com_offset]
    table = {
        "tension": np.column_stack([team.tension_min, team.tension_max]),
        "pair distance": np.array(pair),
        "unit direction": np.zeros((n, 0)),
        "unit quaternion": np.zeros((1, 0)),
        "cable wrench": r,
        "load wrench": np.zeros((1, 0)),
        "thrust": np.column_stack([np.tile(inertial, (n, 1)), own, team.thrust_min, team.thrust_max]),
    }
    if len(task.obstacle_radius):
        quad = team.quad_radius + c.obstacle + tightening
        table["obstacle clearance"] = _near(task, [(r[i], length[i], quad[i]) for i in range(n)])
        if c.cable_obstacle is not None:
            table["cable clearance"] = _near(task, [(r[i], length[i], c.cable_obstacle + tightening) for i in range(n)])
        if c.load_obstacle is not None:
            distance = team.load_radius + c.load_obstacle + tightening
            table["load clearance"] = np.array([_obstacle(task, j, distance) for j in range(len(task.obstacle_radius))])
    used = {t.name for t in (*program.inequalities, *program.equalities, *program.blocks)}
    return {name: values for name, values in table.items() if name in used}


def _near(task: MultiliftTask, robots: list[tuple]) -> np.ndarray:
    m = len(task.obstacle_radius)
    return np.array(
        [np.r_[arm, length, _obstacle(task, j, distance)] for arm, length, distance in robots for j in range(m)]
    )


def _obstacle(task: MultiliftTask, j: int, distance: float) -> np.ndarray:
    mask = [1.0, 1.0, float(task.obstacle_shape[j] == SPHERE)]
    return np.r_[task.obstacle_center[j], mask, task.obstacle_radius[j] + distance]


def load_reference(task: MultiliftTask) -> tuple[np.ndarray, np.ndarray]:
    """Level load along the minimum-snap path: states (N+1, 13), wrenches (N, 6)."""
    states = np.zeros((task.steps + 1, 13))
    states[:, 0:3], states[:, 3:6], states[:, 6] = load_path(task, task.time), load_path(task, task.time, 1), 1.0
    team = task.team
    return states, level_wrench(load_path(task, task.time[:-1], 2), team.load_mass, team.com_offset)


def load_path(task: MultiliftTask, time: np.ndarray, derivative: int = 0) -> np.ndarray:
    """Derivative of the minimum-snap path through the way-points at times of the task (K,) [s], (K, 3)."""
    return minimum_snap(task.waypoint_time, task.waypoint_position).evaluate(time, derivative)


def _load(task: MultiliftTask) -> AgentClass:
    team, weights = task.team, task.weights.load
    states, wrenches = load_reference(task)
    rotation = rotation_matrices(task.start_attitude)
    initial = np.r_[
        task.start_position, rotation.T @ task.start_velocity, task.start_attitude, task.start_angular_velocity
    ]
    parameters = np.r_[team.load_mass, np.diag(team.load_inertia), team.com_offset]
    arrays = (parameters, initial, states, wrenches, weights.state, weights.terminal_state, weights.input)
    return AgentClass("load", ("load",), LOAD, *(a[None] for a in arrays), LOAD_SCALE)


def _cables(task: MultiliftTask, reference: CableReference) -> AgentClass:
    team, weights = task.team, task.weights.cable
    n, knots = team.n, task.steps + 1
    formation, _ = start_formation(task)
    initial, states = np.zeros((n, 8)), np.zeros((n, knots, 8))
    initial[:, :3], initial[:, 6] = formation.direction, formation.tension
    states[:, :, :3], states[:, :, 6] = reference.direction, reference.tension
    parameters = np.column_stack([team.quad_mass, team.cable_length, team.attachment])
    repeated = [np.tile(w, (n, 1)) for w in (weights.state, weights.terminal_state, weights.input)]
    names = tuple(f"cable_{i}" for i in range(n))
    return AgentClass(
        "cable", names, CABLE, parameters, initial, states, np.zeros((n, task.steps, 4)), *repeated, CABLE_SCALE
    )
