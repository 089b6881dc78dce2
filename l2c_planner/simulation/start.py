"""Where a task begins, known before there is a plan: load at its start, cables as in the first knot of every plan."""

from __future__ import annotations

import numpy as np

from l2c_planner.config import MultiliftTask
from l2c_planner.control import Odometry
from l2c_planner.control.attitude import quaternions, upright
from l2c_planner.control.vectors import length
from l2c_planner.models import GRAVITY
from l2c_planner.problems.multilift.formation import quadrotor_positions, start_formation
from l2c_planner.simulation.plant import TeamState


def start_state(task: MultiliftTask) -> TeamState:
    """State of a task at time 0, at rest, the attitudes along the thrusts.

    Raises:
        InfeasibleTask: the team cannot hold the load there.
        ValueError: the task does not begin at rest.
    """
    if np.any(task.start_velocity) or np.any(task.start_angular_velocity):
        raise ValueError("start: the load moves; valid for a simulator that begins by itself: velocity and rates of 0")
    team, still = task.team, np.zeros((task.team.n, 3))
    formation, _ = start_formation(task)
    thrust = formation.tension[:, None] * formation.direction
    thrust[:, 2] += GRAVITY * team.quad_mass
    place = quadrotor_positions(task, formation)
    robots = Odometry(place, still, quaternions(upright(thrust)), still)
    load = Odometry(task.start_position, np.zeros(3), task.start_attitude, np.zeros(3))
    return TeamState(0.0, robots, load, length(thrust)[:, 0], formation.tension)
