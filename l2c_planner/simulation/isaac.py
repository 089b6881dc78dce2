"""The physical model of a task as a script for Isaac Sim: `assets/isaac_scene.py.in` with the numbers of a task.

Masses, inertia, sizes and places are those of the MuJoCo model. The script explains itself.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from importlib.resources import files
from typing import Any

import numpy as np

from l2c_planner.config import SPHERE, MultiliftTask
from l2c_planner.models import GRAVITY
from l2c_planner.simulation.model import HIGH
from l2c_planner.simulation.physics import Physics
from l2c_planner.simulation.plant import TeamState
from l2c_planner.simulation.start import start_state

TEMPLATE = "isaac_scene.py.in"
GREY, ORANGE, BLUE = [0.5, 0.45, 0.4], [0.85, 0.55, 0.2], [0.2, 0.4, 0.8]


def isaac_script(task: MultiliftTask, physics: Physics, topics: Mapping[str, Any], frame: str = "map") -> str:
    """Python script that builds and flies a task in Isaac Sim.

    Args:
        topics: `clock`, and by body `odometry` and `setpoint`: topics in full.
        frame: of the odometry.

    Raises:
        InfeasibleTask, ValueError: as `start_state`.
    """
    text = (files("l2c_planner.simulation") / "assets" / TEMPLATE).read_text(encoding="utf-8")
    scene = {**scene_numbers(task, physics), "topics": topics, "frame": frame}
    return text.replace("@SCENE@", json.dumps(scene, indent=1))


def scene_numbers(task: MultiliftTask, physics: Physics) -> dict[str, Any]:
    """What the script knows about a task, as JSON has it; SI units, quaternions w x y z."""
    team, state = task.team, start_state(task)
    inertia, torque = physics.inertia(team), physics.torque_limit(team)
    shape = {"kind": "cylinder", "radius": team.load_radius, "height": physics.thickness, "color": ORANGE}
    load = {"mass": team.load_mass, "inertia": list(team.load.inertia), "center_of_mass": team.com_offset.tolist(),
            **_pose(state.load.position, state.load.attitude), "shape": shape}  # fmt: skip
    return {
        "gravity": GRAVITY,
        "timestep": physics.timestep,
        "motor_lag": physics.motor_lag,
        "rate_gain": physics.rate_gain,
        "drag": physics.drag,
        "load_drag": physics.load_drag,
        "obstacles": _obstacles(task),
        "load": load,
        "robots": [_robot(task, state, i, inertia[i], torque[i]) for i in range(team.n)],
    }


def _robot(task: MultiliftTask, state: TeamState, i: int, inertia: np.ndarray, torque: np.ndarray) -> dict[str, Any]:
    team = task.team
    return {
        "name": f"quad_{i}",
        "mass": float(team.quad_mass[i]),
        "inertia": inertia.tolist(),
        "center_of_mass": [0.0, 0.0, 0.0],
        **_pose(state.robots.position[i], state.robots.attitude[i]),
        "shape": {"kind": "sphere", "radius": float(team.quad_radius[i]), "color": BLUE},
        "attachment": team.attachment[i].tolist(),
        "cable_length": float(team.cable_length[i]),
        "thrust_limits": [float(team.thrust_min[i]), float(team.thrust_max[i])],
        "torque_limit": torque.tolist(),
        "start_thrust": float(state.thrust[i]),
    }


def _obstacles(task: MultiliftTask) -> list[dict[str, Any]]:
    made = []
    for centre, radius, kind in zip(task.obstacle_center, task.obstacle_radius, task.obstacle_shape):
        sphere = kind == SPHERE
        place = centre.tolist() if sphere else [*centre[:2].tolist(), HIGH / 2]
        shape = {"kind": "sphere"} if sphere else {"kind": "cylinder", "height": HIGH}
        made.append({**shape, "radius": float(radius), "position": place, "color": GREY})
    return made


def _pose(place: np.ndarray, attitude: np.ndarray) -> dict[str, list[float]]:
    return {"position": np.asarray(place).tolist(), "attitude": np.asarray(attitude).tolist()}
