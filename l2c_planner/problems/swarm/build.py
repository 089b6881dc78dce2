"""From a swarm task to its planning problem: one agent per robot, one group per neighbour edge, one per robot."""

from __future__ import annotations

import numpy as np

from l2c_planner.config import SPHERE, SwarmTask
from l2c_planner.problems.multilift.formation import InfeasibleTask
from l2c_planner.problems.problem import AgentClass, Coupling, Problem
from l2c_planner.problems.swarm import programs, robots
from l2c_planner.problems.swarm.graph import edges
from l2c_planner.problems.swarm.guess import guess
from l2c_planner.problems.swarm.references import references

POSITION_SCALE, VELOCITY_SCALE = 100.0, 25.0
"""Penalty S = 1 / range^2 of the copied components: ranges of 0.1 m and 0.2 m/s."""


def swarm_problem(task: SwarmTask, tightening: float = 0.0) -> Problem:
    """The planning problem of a swarm.

    tightening: extra distance [m] asked of the copies, so that the plan itself keeps the required one; the speed limit of the
    copies is lower by the same number [m/s].

    Raises InfeasibleTask if a robot cannot hover.
    """
    agents = _agents(task)
    width, axes = agents.width, robots.axes(task)
    pairs = edges(task, robots.positions(task, agents.state_reference))
    rows = width * pairs[:, :, None] + np.arange(axes)
    couplings = [_obstacles(task, width * np.arange(task.team.n)[:, None] + np.arange(2 * axes), tightening)]
    if len(pairs):
        distance = np.array([[task.clearance.pair + tightening]])
        couplings.insert(0, Coupling("pairs", programs.pair_program(axes), rows.reshape(len(pairs), -1), {"pair distance": distance}))
    problem = Problem("swarm", task.dt, task.steps, (agents,), tuple(couplings))
    return problem


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


def _obstacles(task: SwarmTask, rows: np.ndarray, tightening: float) -> Coupling:
    m = len(task.obstacle_radius)
    parameters = {"speed": np.array([[task.limits.speed - tightening]])}
    if m:
        parameters["obstacle clearance"] = _obstacle_parameters(task, tightening)
    return Coupling("obstacles", programs.robot_program(robots.axes(task), m), rows, parameters)


def _obstacle_parameters(task: SwarmTask, tightening: float) -> np.ndarray:
    """Height, centre, axes that count, distance of the centres for every robot and obstacle, (n, m, 8)."""
    n, m = task.team.n, len(task.obstacle_radius)
    table = np.empty((n, m, 8))
    table[..., 0] = task.start[:, None, 2]
    table[..., 1:4] = task.obstacle_center
    table[..., 4:7] = np.where(task.obstacle_shape[:, None] == SPHERE, 1.0, [1.0, 1.0, 0.0])
    table[..., 7] = task.obstacle_radius + (task.team.radius + task.clearance.obstacle + tightening)[:, None]
    return table
