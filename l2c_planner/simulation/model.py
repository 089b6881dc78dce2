"""The physical model of a task as MuJoCo's XML: load, quadrotors, cables, obstacles and ground.

A cable is a spatial tendon between an attachment and the quadrotor's centre whose length is limited from above: it
pulls when taut and does nothing when slack. Thrust and torques act on the quadrotor's body frame behind a first-order
lag, which MuJoCo integrates exactly.
"""

from __future__ import annotations

from xml.etree.ElementTree import Element, SubElement, tostring

import numpy as np

from l2c_planner.config import SPHERE, MultiliftTask
from l2c_planner.models import GRAVITY
from l2c_planner.simulation.disturbance import Mismatch
from l2c_planner.simulation.physics import Physics

AXES = ("0 0 1 0 0 0", "0 0 0 1 0 0", "0 0 0 0 1 0", "0 0 0 0 0 1")
"""Thrust, and torques about x, y, z."""
HIGH = 50.0
"""Height of the cylinders that a task takes as infinitely high [m]."""


def team_model(task: MultiliftTask, physics: Physics, mismatch: Mismatch) -> str:
    """XML of a task; bodies ``load``, ``quad_0`` .. and geoms of the same names and of the obstacles'."""
    root = Element("mujoco", model="team")
    SubElement(root, "compiler", angle="radian", autolimits="true")
    step = {"timestep": repr(physics.timestep), "gravity": f"0 0 {-GRAVITY}", "integrator": "implicitfast"}
    SubElement(SubElement(root, "option", **step), "flag", autoreset="disable")
    visual = SubElement(root, "visual")
    SubElement(visual, "global", offwidth="1600", offheight="1000")
    SubElement(visual, "headlight", ambient=".5 .5 .5", diffuse=".4 .4 .4")
    world = SubElement(root, "worldbody")
    _scene(world, task)
    _load(world, task, physics, mismatch)
    inertia = physics.inertia(task.team) * mismatch.quad_mass[:, None]
    for i in range(task.team.n):
        _quadrotor(world, task, i, inertia[i], mismatch)
    _moving_obstacles(world, task)
    _cables(root, task, physics, mismatch)
    _rotors(root, task, physics)
    return tostring(root, encoding="unicode")


def _scene(world: Element, task: MultiliftTask) -> None:
    SubElement(world, "light", pos="2 -3 12", dir="0 0.3 -1", diffuse=".3 .3 .3", castshadow="false")
    SubElement(world, "geom", name="ground", type="plane", size="20 20 1", rgba=".86 .88 .9 1")
    for j, obstacle in enumerate(task.obstacles):
        if obstacle.moves is None:
            _obstacle(world, task, j, task.obstacle_center[j])


def _obstacle(parent: Element, task: MultiliftTask, j: int, centre: np.ndarray) -> None:
    radius, sphere = task.obstacle_radius[j], task.obstacle_shape[j] == SPHERE
    size = _text([radius]) if sphere else _text([radius, HIGH / 2])
    place = centre if sphere else [*centre[:2], HIGH / 2]
    name, kind = f"obstacle {task.obstacle_names[j]}", "sphere" if sphere else "cylinder"
    SubElement(parent, "geom", name=name, type=kind, size=size, pos=_text(place), rgba=".5 .45 .4 .5")


def _moving_obstacles(world: Element, task: MultiliftTask) -> None:
    """Bodies that are moved, not pushed: after all others."""
    for j, obstacle in enumerate(task.obstacles):
        if obstacle.moves is not None:
            body = SubElement(world, "body", name=obstacle.name, mocap="true", pos=_text(task.obstacle_center[j]))
            _obstacle(body, task, j, np.zeros(3))


def _load(world: Element, task: MultiliftTask, physics: Physics, mismatch: Mismatch) -> None:
    team, factor = task.team, mismatch.load_mass
    body = _free_body(world, "load", team.com_offset + mismatch.com, factor * team.load_mass, team.load.inertia, factor)
    size = _text([team.load_radius, physics.thickness / 2])
    SubElement(body, "geom", name="load", type="cylinder", size=size, rgba=".85 .55 .2 1")
    for i, point in enumerate(team.attachment):
        SubElement(body, "site", name=f"hook_{i}", pos=_text(point), size="0.01")


def _quadrotor(world: Element, task: MultiliftTask, i: int, inertia: np.ndarray, mismatch: Mismatch) -> None:
    team = task.team
    mass = mismatch.quad_mass[i] * team.quad_mass[i]
    body = _free_body(world, f"quad_{i}", np.zeros(3), mass, inertia)
    SubElement(body, "geom", name=f"quad_{i}", type="sphere", size=_text([team.quad_radius[i]]), rgba=".2 .4 .8 1")
    SubElement(body, "site", name=f"quad_{i}", size="0.01")


def _free_body(world: Element, name: str, com: np.ndarray, mass: float, inertia, factor: float = 1.0) -> Element:
    body = SubElement(world, "body", name=name)
    SubElement(body, "freejoint", name=name)
    moments = _text(factor * np.asarray(inertia))
    SubElement(body, "inertial", pos=_text(com), mass=repr(float(mass)), diaginertia=moments)
    return body


def _cables(root: Element, task: MultiliftTask, physics: Physics, mismatch: Mismatch) -> None:
    """As stiff as the step allows: a time constant of two steps."""
    tendon, sensor = SubElement(root, "tendon"), SubElement(root, "sensor")
    stiff = {"solreflimit": f"{2 * physics.timestep} 1", "solimplimit": "0.999 0.9999 0.001"}
    for i, length in enumerate(task.team.cable_length + mismatch.cable_length):
        limit = _text([0.0, length])
        cable = SubElement(tendon, "spatial", name=f"cable_{i}", limited="true", range=limit, width="0.006", **stiff)
        SubElement(cable, "site", site=f"hook_{i}")
        SubElement(cable, "site", site=f"quad_{i}")
        SubElement(sensor, "tendonlimitfrc", tendon=f"cable_{i}")


def _rotors(root: Element, task: MultiliftTask, physics: Physics) -> None:
    actuator = SubElement(root, "actuator")
    lag = {"dyntype": "filterexact", "dynprm": repr(physics.motor_lag)} if physics.motor_lag > 0 else {}
    for i in range(task.team.n):
        for axis in AXES:
            SubElement(actuator, "general", site=f"quad_{i}", gear=axis, **lag)


def _text(values) -> str:
    return " ".join(repr(float(x)) for x in values)
