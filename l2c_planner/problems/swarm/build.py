"""From a swarm task to its planning problem: one agent per robot, one group per neighbour edge, one per robot."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from l2c_planner.config import SPHERE, SwarmTask
from l2c_planner.problems.multilift.formation import InfeasibleTask
from l2c_planner.problems.problem import AgentClass, Coupling, Problem
from l2c_planner.problems.swarm import programs, robots
from l2c_planner.problems.swarm.formation import SwarmProblem, formed
from l2c_planner.problems.swarm.graph import edges
from l2c_planner.problems.swarm.groups import Group, groups, positions
from l2c_planner.problems.swarm.guess import guess
from l2c_planner.problems.swarm.normals import ObstacleNormals
from l2c_planner.problems.swarm.pairs import pair_couplings
from l2c_planner.problems.swarm.references import references

POSITION_SCALE, VELOCITY_SCALE = 100.0, 25.0
"""Penalty S = 1 / range^2 of the copied components: ranges of 0.1 m and 0.2 m/s."""


def swarm_problem(task: SwarmTask, tightening: float = 0.0, exact: bool = False) -> SwarmProblem:
    """The planning problem of a swarm.

    tightening: extra distance [m] asked of the copies, so that the plan itself keeps the required one; the speed limit
    of the copies is lower by the same number [m/s].  exact: distances as they are, for a solver of the whole team,
    instead of the half-spaces that ADMM coordinates.

    Raises InfeasibleTask if a robot cannot hover.
    """
    parts = groups(task)
    classes = tuple(_agents(group) for group in parts)
    plan = {c.name: (c.state_reference.copy(), c.input_reference) for c in classes}
    where = positions(task, plan)
    pairs, bowed = edges(task, where), guess(task, where)
    for group in parts:
        axes = robots.axes(group.task)
        plan[group.name][0][..., :axes] = bowed[group.members, :, :axes]
    base = SwarmProblem("swarm", task.dt, task.steps, classes, ())
    couplings = pair_couplings(task, base, pairs, positions(task, plan), tightening, exact)
    couplings += [_obstacles(base, group, tightening, exact) for group in parts]
    return replace(base, couplings=tuple(couplings), guess=base.stack(plan), formed=formed(task, base, pairs))


def _agents(group: Group) -> AgentClass:
    task = group.task
    n, axes, model = task.team.n, robots.axes(task), robots.model(task)
    lower, upper = robots.input_bounds(task)
    states, inputs = references(task)
    if np.any(lower > upper) or (robots.is_quadrotor(task) and np.any(inputs[:, 0] > upper)):
        raise InfeasibleTask("limits.thrust: the highest thrust does not carry the weight of a robot")
    weights = [np.tile(w, (n, 1)) for w in (task.state_weight, task.terminal_weight, task.input_weight)]
    scale, copied = np.zeros(model.nx + model.nu), robots.copied(task)
    scale[copied[:axes]], scale[copied[axes:]] = POSITION_SCALE, VELOCITY_SCALE
    names = tuple(f"robot_{i}" for i in group.members)
    arrays = (robots.parameters(task), states[:, 0], states, inputs, *weights)
    return AgentClass(group.name, names, model, *arrays, scale, (lower, upper))


def _obstacles(problem: Problem, group: Group, tightening: float, exact: bool) -> Coupling:
    """One group per robot: position and velocity, or speed."""
    task, name = group.task, "obstacles" if group.name == "robot" else f"obstacles_{group.name}"
    axes, m, copied = robots.axes(task), len(task.obstacle_radius), robots.copied(task)
    index = problem.offsets[group.name][:, None] + copied
    program = programs.robot_program(axes, len(copied) - axes, m, exact)
    parameters = {"speed": np.array([[task.limits.speed - tightening]])}
    if not m:
        return Coupling(name, program, index, parameters)
    table = _obstacle_table(task, tightening)
    if exact:
        return Coupling(name, program, index, {**parameters, "obstacle clearance": table})
    return Coupling(name, program, index, parameters, following=ObstacleNormals(axes, table))


def _obstacle_table(task: SwarmTask, tightening: float) -> np.ndarray:
    """Height, centre, axes that count, distance of the centres for every robot and obstacle, (n, m, 8)."""
    n, m = task.team.n, len(task.obstacle_radius)
    table = np.empty((n, m, 8))
    table[..., 0] = task.start[:, None, 2]
    table[..., 1:4] = task.obstacle_center
    table[..., 4:7] = np.where(task.obstacle_shape[:, None] == SPHERE, 1.0, [1.0, 1.0, 0.0])
    table[..., 7] = task.obstacle_radius + (task.team.radius + task.clearance.obstacle + tightening)[:, None]
    return table
