"""Robots of one model as agents: model parameters, input limits, and what a plan means in space.

Every model starts its state with the position, in 2 or 3 axes; a robot in the plane keeps the height of its start.
Tasks here have robots of one model, but for `axes`; see `groups` for the others.
"""

from __future__ import annotations

from math import hypot, sqrt

import numpy as np

from l2c_planner.config import SwarmTask
from l2c_planner.models import GRAVITY, MODELS, Model
from l2c_planner.models.manifold import rotation_matrices

ARM = 2 / 3
"""Distance of a quadrotor's rotors from its centre as a fraction of its radius, which has to cover the propellers
[-]."""
DRAG = 0.016
"""Drag torque of a rotor per thrust [m]."""


def model(task: SwarmTask) -> Model:
    """Model of every robot."""
    return MODELS[task.team.models[0]]


def axes(task: SwarmTask) -> int:
    """Axes in which robots move: 2 if all keep their height, else 3."""
    return 2 if task.team.in_plane.all() else 3


def is_quadrotor(task: SwarmTask) -> bool:
    """Whether the robots are quadrotors."""
    return task.team.models[0] == "quadrotor"


def is_unicycle(task: SwarmTask) -> bool:
    """Whether the robots are unicycles: heading and speed instead of a velocity."""
    return task.team.models[0] == "unicycle"


def copied(task: SwarmTask) -> np.ndarray:
    """Entries of the state that the constraints of a robot alone touch: position, then velocity or speed."""
    return np.array([0, 1, 3]) if is_unicycle(task) else np.arange(2 * axes(task))


def parameters(task: SwarmTask) -> np.ndarray:
    """Model parameters of every robot, (n, np)."""
    team = task.team
    if not is_quadrotor(task):
        return np.zeros((team.n, 0))
    return np.column_stack([team.mass, np.tile(team.inertia, (team.n, 1)), ARM * team.radius, np.full(team.n, DRAG)])


def input_bounds(task: SwarmTask) -> tuple[np.ndarray, np.ndarray]:
    """Boxes of the inputs, lower and upper, each (n, nu): the limits of the task hold for every input in them.

    Double integrator: the cube inside the ball of highest acceleration.  Unicycle: acceleration and turn rate.
    Quadrotor: rotor thrusts between the shares of lowest and highest thrust, and so close to hovering that no
    combination exceeds the highest moment.
    """
    n, limits = task.team.n, task.limits
    if is_unicycle(task):
        most = np.tile([limits.acceleration, limits.turn_rate], (n, 1))
        return -most, most
    if not is_quadrotor(task):
        side = np.full((n, axes(task)), limits.acceleration / sqrt(axes(task)))
        return -side, side
    hover = task.team.mass * GRAVITY / 4
    lever = np.maximum(ARM * task.team.radius / sqrt(2), DRAG)
    swing = limits.moment / (4 * lever)
    lower, upper = np.maximum(limits.thrust[0] / 4, hover - swing), np.minimum(limits.thrust[1] / 4, hover + swing)
    return np.tile(lower[:, None], 4), np.tile(upper[:, None], 4)


def positions(task: SwarmTask, states: np.ndarray) -> np.ndarray:
    """Centres of the robots with states (n, K, nx) in space, (n, K, 3) [m]."""
    where = np.empty((*states.shape[:2], 3))
    where[..., 2] = task.start[:, None, 2]
    where[..., : axes(task)] = states[..., : axes(task)]
    return where


def velocities(task: SwarmTask, states: np.ndarray) -> np.ndarray:
    """Velocities of the robots with states (n, K, nx), (n, K, axes) [m/s]."""
    if is_unicycle(task):
        return states[..., 3:] * np.stack([np.cos(states[..., 2]), np.sin(states[..., 2])], axis=-1)
    return states[..., axes(task) : 2 * axes(task)]


def thrusts(task: SwarmTask, states: np.ndarray, inputs: np.ndarray) -> np.ndarray:
    """Thrust vectors in the world frame, (n, N, 3) [N], from states (n, N+1, nx) and inputs (n, N, nu).

    For a double integrator the thrust with which a quadrotor of its mass would follow the plan, m (a + g e_z); for a
    unicycle the same, which is what the ground gives it.
    """
    if is_quadrotor(task):
        upward = rotation_matrices(states[:, :-1, 6:10].reshape(-1, 4))[..., 2].reshape(*inputs.shape[:2], 3)
        return inputs.sum(axis=-1, keepdims=True) * upward
    force = np.zeros((*inputs.shape[:2], 3))
    push = _acceleration(states[:, :-1], inputs) if is_unicycle(task) else inputs
    force[..., : axes(task)], force[..., 2] = push, push[..., 2] if axes(task) == 3 else 0.0
    force[..., 2] += GRAVITY
    return task.team.mass[:, None, None] * force


def _acceleration(states: np.ndarray, inputs: np.ndarray) -> np.ndarray:
    """Of unicycles in the plane, (n, N, 2): along the heading, and across it from turning."""
    cos, sin = np.cos(states[..., 2]), np.sin(states[..., 2])
    along, across = inputs[..., 0], states[..., 3] * inputs[..., 1]
    return np.stack([along * cos - across * sin, along * sin + across * cos], axis=-1)


def attitudes(task: SwarmTask, states: np.ndarray) -> np.ndarray:
    """Quaternions (n, K, 4) of robots with states (n, K, nx); level and along x for double integrators."""
    if is_quadrotor(task):
        return states[..., 6:10]
    half = states[..., 2] / 2 if is_unicycle(task) else np.zeros(states.shape[:2])
    return np.stack([np.cos(half), 0 * half, 0 * half, np.sin(half)], axis=-1)


def thrust_limits(task: SwarmTask) -> tuple[np.ndarray, np.ndarray]:
    """Lowest and highest thrust of every robot, each (n,) [N]; of others than quadrotors those of their highest
    acceleration, and turn."""
    mass, limits = task.team.mass, task.limits
    if is_quadrotor(task):
        return np.full_like(mass, limits.thrust[0]), np.full_like(mass, limits.thrust[1])
    lowest, highest = max(GRAVITY - limits.acceleration, 0.0), GRAVITY + limits.acceleration
    if is_unicycle(task):
        highest = hypot(GRAVITY, limits.acceleration, limits.speed * limits.turn_rate)
    return mass * lowest, mass * highest
