"""From a swarm task to its planning problem: one agent per robot, one group per neighbour edge, one per robot."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from l2c_planner.config import SPHERE, SwarmTask
from l2c_planner.problems.multilift.formation import InfeasibleTask
from l2c_planner.problems.problem import AgentClass, Coupling, Problem
from l2c_planner.problems.swarm import programs, robots
from l2c_planner.problems.swarm.graph import edges
from l2c_planner.problems.swarm.guess import guess
from l2c_planner.problems.swarm.normals import ObstacleNormals, PairNormals
from l2c_planner.problems.swarm.references import references

POSITION_SCALE, VELOCITY_SCALE = 100.0, 25.0
"""Penalty S = 1 / range^2 of the copied components: ranges of 0.1 m and 0.2 m/s."""
NEAR, LEAST = 1.5, 0.18
"""Pairs farther apart than ``NEAR`` times the required distance on the first guess have less penalty, with the fourth
power of the distance down to ``LEAST``^4 = 1e-3: most pairs never meet at most knots, and what they need not agree on
only slows them down."""


def swarm_problem(task: SwarmTask, tightening: float = 0.0, exact: bool = False) -> Problem:
    """The planning problem of a swarm.

    tightening: extra distance [m] asked of the copies, so that the plan itself keeps the required one; the speed limit
    of the copies is lower by the same number [m/s].  exact: distances as they are, for a solver of the whole team,
    instead of the half-spaces that ADMM coordinates.

    Raises InfeasibleTask if a robot cannot hover.
    """
    agents = _agents(task)
    where = robots.positions(task, agents.state_reference)
    pairs, start = edges(task, where), agents.state_reference.copy()
    start[..., : robots.axes(task)] = guess(task, where)[..., : robots.axes(task)]
    couplings = [_pairs(task, agents, pairs, start, tightening, exact)] if len(pairs) else []
    couplings.append(_obstacles(task, agents, tightening, exact))
    problem = Problem("swarm", task.dt, task.steps, (agents,), tuple(couplings))
    return replace(problem, guess=problem.stack({agents.name: (start, agents.input_reference)}))


def _agents(task: SwarmTask) -> AgentClass:
    n, axes, model = task.team.n, robots.axes(task), robots.model(task)
    lower, upper = robots.input_bounds(task)
    states, inputs = references(task)
    if np.any(lower > upper) or np.any(inputs[:, 0] > upper):
        raise InfeasibleTask("limits.thrust: the highest thrust does not carry the weight of a robot")
    weights = [np.tile(w, (n, 1)) for w in (task.state_weight, task.terminal_weight, task.input_weight)]
    scale = np.zeros(model.nx + model.nu)
    scale[:axes], scale[axes : 2 * axes] = POSITION_SCALE, VELOCITY_SCALE
    names = tuple(f"robot_{i}" for i in range(n))
    arrays = (robots.parameters(task), states[:, 0], states, inputs, *weights)
    return AgentClass("robot", names, model, *arrays, scale, (lower, upper))


def _pairs(
    task: SwarmTask, agents: AgentClass, pairs: np.ndarray, start: np.ndarray, tightening: float, exact: bool
) -> Coupling:
    """One group per edge: positions of both robots."""
    axes, distance = robots.axes(task), task.clearance.pair + tightening
    index = (agents.width * pairs[:, :, None] + np.arange(axes)).reshape(len(pairs), -1)
    program = programs.pair_program(axes, exact)
    if exact:
        return Coupling("pairs", program, index, {"pair distance": np.array([[distance]])})
    apart = np.linalg.norm((start[pairs[:, 0]] - start[pairs[:, 1]])[..., :axes], axis=-1)
    emphasis = np.clip(NEAR * task.clearance.pair / np.maximum(apart, 1e-9), LEAST, 1.0) ** 4
    return Coupling("pairs", program, index, {}, following=PairNormals(axes, distance), emphasis=emphasis)


def _obstacles(task: SwarmTask, agents: AgentClass, tightening: float, exact: bool) -> Coupling:
    """One group per robot: position and velocity."""
    axes, m = robots.axes(task), len(task.obstacle_radius)
    index = agents.width * np.arange(agents.count)[:, None] + np.arange(2 * axes)
    program = programs.robot_program(axes, m, exact)
    parameters = {"speed": np.array([[task.limits.speed - tightening]])}
    if not m:
        return Coupling("obstacles", program, index, parameters)
    table = _obstacle_table(task, tightening)
    if exact:
        return Coupling("obstacles", program, index, {**parameters, "obstacle clearance": table})
    return Coupling("obstacles", program, index, parameters, following=ObstacleNormals(axes, table))


def _obstacle_table(task: SwarmTask, tightening: float) -> np.ndarray:
    """Height, centre, axes that count, distance of the centres for every robot and obstacle, (n, m, 8)."""
    n, m = task.team.n, len(task.obstacle_radius)
    table = np.empty((n, m, 8))
    table[..., 0] = task.start[:, None, 2]
    table[..., 1:4] = task.obstacle_center
    table[..., 4:7] = np.where(task.obstacle_shape[:, None] == SPHERE, 1.0, [1.0, 1.0, 0.0])
    table[..., 7] = task.obstacle_radius + (task.team.radius + task.clearance.obstacle + tightening)[:, None]
    return table
