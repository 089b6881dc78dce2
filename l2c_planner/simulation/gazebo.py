"""The physical model of a task as a world of Gazebo (SDFormat 1.9, Gazebo Harmonic and later).

Masses, inertia, sizes and places are those of the MuJoCo model. A cable is a telescope of two thin rods with ball
joints at both ends and a sliding joint between them that ends at the cable's length: it pulls when taut, and does
nothing when slack until it is as short as `SHORTEST`. All bodies are one tree of joints below the load, without closed
loops, which suits Gazebo's DART. The rotors are Gazebo's own (MulticopterMotorModel), with lag and drag of the air.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from xml.etree.ElementTree import Element, SubElement, indent, tostring

import numpy as np

from l2c_planner.config import SPHERE, MultiliftTask
from l2c_planner.control.attitude import quaternions
from l2c_planner.control.vectors import unit
from l2c_planner.models import GRAVITY
from l2c_planner.models.manifold import rotation_matrices
from l2c_planner.simulation.model import HIGH
from l2c_planner.simulation.physics import Physics
from l2c_planner.simulation.plant import TeamState
from l2c_planner.simulation.rotors import TOP_SPEED, TURNS, Rotors
from l2c_planner.simulation.sdf import Size, axis, inertial, joint, plugin, pose, shape, text
from l2c_planner.simulation.start import start_state

WORLD = "team"
"""Name of the world, and of the one model that all bodies of the team belong to."""
ODOMETRY_RATE = 250.0
"""Of every body [1/s]."""
ROD_MASS = 0.001
"""Of one of the two rods of a cable [kg]; cables have none in a plan."""
ROD_RADIUS = 0.003
"""[m]."""
ROD_LEAST_INERTIA = 1e-6
"""About the rod's own axis, larger than a rod's, for the sake of the numbers [kg m^2]."""
SHORTEST = 0.1
"""Distance of a cable's ends, by its length, at which the telescope is pushed together."""
ROTOR_MASS = 0.005
"""Of one rotor, by the mass of its quadrotor."""
ROTOR_RADIUS = 0.5
"""By the radius of the quadrotor."""
SLOWDOWN = 10.0
"""The rotors of the picture turn slower than those that make the forces."""


def team_world(task: MultiliftTask, physics: Physics, frame: str = "map") -> str:
    """SDF of a task whose world `frame` the odometry is given in: load, quadrotors and obstacles, at the task's start.

    Raises:
        InfeasibleTask, ValueError: as `start_state`.
    """
    state = start_state(task)
    root = Element("sdf", version="1.9")
    world = SubElement(root, "world", name=WORLD)
    _scene(world, task, physics)
    team = SubElement(world, "model", name=WORLD, canonical_link=f"load::{base('load')}")
    _load(team, task, physics, state, frame)
    for robot in range(task.team.n):
        _quadrotor(team, task, physics, state, robot, frame)
    hooks = state.load.position + task.team.attachment @ rotation_matrices(state.load.attitude).T
    for robot in range(task.team.n):
        _cable(team, robot, task.team.cable_length[robot], hooks[robot], state.robots.position[robot])
    indent(root)
    return '<?xml version="1.0"?>\n' + tostring(root, encoding="unicode") + "\n"


def base(body: str) -> str:
    """Link of the load or of a quadrotor; names are used once, for DART joins all models of a tree into one."""
    return f"{body}_base"


def _scene(world: Element, task: MultiliftTask, physics: Physics) -> None:
    step = SubElement(world, "physics", name="dart", type="dart")
    for name, value in (("max_step_size", physics.timestep), ("real_time_factor", 1.0)):
        SubElement(step, name).text = text([value])
    SubElement(world, "gravity").text = text([0, 0, -GRAVITY])
    plugin(world, "physics", "Physics", {})
    plugin(world, "user-commands", "UserCommands", {})
    plugin(world, "scene-broadcaster", "SceneBroadcaster", {})
    sun = SubElement(world, "light", name="sun", type="directional")
    pose(sun, [0, 0, 12])
    SubElement(sun, "direction").text = text([0.2, 0.3, -1])
    _static(world, "ground", "plane", {"normal": [0, 0, 1], "size": [40, 40]}, [0, 0, 0], ".86 .88 .9 1")
    parts = zip(task.obstacle_names, task.obstacle_center, task.obstacle_radius, task.obstacle_shape)
    for j, (name, centre, radius, kind) in enumerate(parts):
        sphere = kind == SPHERE
        size = {"radius": [radius]} if sphere else {"radius": [radius], "length": [HIGH]}
        place = centre if sphere else [*centre[:2], HIGH / 2]
        name = f"obstacle_{j}_{re.sub(r'[^A-Za-z0-9]+', '_', name)}"
        _static(world, name, "sphere" if sphere else "cylinder", size, place, ".5 .45 .4 .6")


def _static(world: Element, name: str, kind: str, size: Size, place: Sequence[float], colour: str) -> None:
    model = SubElement(world, "model", name=name)
    SubElement(model, "static").text = "true"
    pose(model, place)
    shape(SubElement(model, "link", name="link"), kind, size, colour, collides=True)


def _load(team: Element, task: MultiliftTask, physics: Physics, state: TeamState, frame: str) -> None:
    of = task.team
    model, link = _body(team, "load", state.load.position, state.load.attitude, frame)
    inertial(link, of.load_mass, of.load.inertia, of.com_offset)
    size = {"radius": [of.load_radius], "length": [physics.thickness]}
    shape(link, "cylinder", size, ".85 .55 .2 1", collides=True)


def _quadrotor(team: Element, task: MultiliftTask, physics: Physics, state: TeamState, robot: int, frame: str) -> None:
    of, name, rotors = task.team, f"quad_{robot}", Rotors.of(task.team, robot, physics)
    mass, radius = of.quad_mass[robot], of.quad_radius[robot]
    model, link = _body(team, name, state.robots.position[robot], state.robots.attitude[robot], frame)
    blade = ROTOR_MASS * mass
    disc = blade * (ROTOR_RADIUS * radius) ** 2 * np.array([0.25, 0.25, 0.5])
    x, y, z = rotors.place.T
    apart = blade * np.array([y**2 + z**2, x**2 + z**2, x**2 + y**2]).sum(1)
    inertial(link, mass - 4 * blade, rotors.inertia - 4 * disc - apart, np.zeros(3))
    shape(link, "sphere", {"radius": [radius]}, ".2 .4 .8 1", collides=True)
    hover = np.sqrt(state.thrust[robot] / 4 / rotors.constant)
    for k in range(4):
        _rotor(model, name, k, rotors, blade, disc, ROTOR_RADIUS * radius)
        _motor(model, name, k, rotors, physics, physics.drag / (4 * hover))


def _body(team: Element, name: str, place: np.ndarray, attitude: np.ndarray, frame: str) -> tuple[Element, Element]:
    """A model with one link and its odometry."""
    model = SubElement(team, "model", name=name)
    pose(model, place, attitude)
    given = {"odom_frame": frame, "robot_base_frame": f"{name}/base_link", "dimensions": "3",
             "odom_publish_frequency": text([ODOMETRY_RATE]), "odom_topic": f"/model/{name}/odometry"}  # fmt: skip
    plugin(model, "odometry-publisher", "OdometryPublisher", given)
    return model, SubElement(model, "link", name=base(name))


def _rotor(model: Element, name: str, k: int, rotors: Rotors, mass: float, inertia: np.ndarray, radius: float) -> None:
    link = SubElement(model, "link", name=f"{name}_rotor_{k}")
    pose(link, rotors.place[k])
    inertial(link, mass, inertia, np.zeros(3))
    shape(link, "cylinder", {"radius": [radius], "length": [0.005]}, ".2 .2 .2 .5", collides=False)
    axis(joint(model, f"{name}_spin_{k}", "revolute", base(name), f"{name}_rotor_{k}"), -1e16, 1e16)


def _motor(model: Element, name: str, k: int, rotors: Rotors, physics: Physics, drag: float) -> None:
    lag = max(physics.motor_lag, 1e-6)
    numbers = {"timeConstantUp": lag, "timeConstantDown": lag, "maxRotVelocity": TOP_SPEED,
               "motorConstant": rotors.constant, "momentConstant": physics.yaw_torque,
               "rotorDragCoefficient": drag, "rollingMomentCoefficient": 0.0,
               "rotorVelocitySlowdownSim": SLOWDOWN}  # fmt: skip
    turn = "ccw" if TURNS[k] > 0 else "cw"
    given = {"robotNamespace": f"model/{name}", "jointName": f"{name}_spin_{k}", "linkName": f"{name}_rotor_{k}",
             "turningDirection": turn, "commandSubTopic": "command/motor_speed", "motorNumber": str(k),
             "motorType": "velocity"}  # fmt: skip
    given |= {key: text([value]) for key, value in numbers.items()}
    plugin(model, "multicopter-motor-model", "MulticopterMotorModel", given)


def _cable(team: Element, robot: int, length: float, hook: np.ndarray, end: np.ndarray) -> None:
    """Rods from the hook upwards and from the quadrotor downwards, each of half the length, z along the cable."""
    name, half = f"cable_{robot}", length / 2
    attitude = quaternions(_along(unit(end - hook)))
    inertia = [ROD_MASS * half**2 / 12] * 2 + [ROD_LEAST_INERTIA]
    for part, place, middle in (("lower", hook, half / 2), ("upper", end, -half / 2)):
        link = SubElement(team, "link", name=f"{name}_{part}")
        pose(link, place, attitude)
        inertial(link, ROD_MASS, np.array(inertia), np.array([0, 0, middle]))
        size = {"radius": [ROD_RADIUS], "length": [half]}
        shape(link, "cylinder", size, ".15 .15 .15 1", collides=False, place=[0, 0, middle])
    joint(team, f"{name}_hook", "ball", f"load::{base('load')}", f"{name}_lower")
    axis(joint(team, f"{name}_slide", "prismatic", f"{name}_lower", f"{name}_upper"), -(1 - SHORTEST) * length, 0.0)
    joint(team, f"{name}_top", "ball", f"{name}_upper", f"quad_{robot}::{base(f'quad_{robot}')}")


def _along(z: np.ndarray) -> np.ndarray:
    """A rotation (3, 3) whose z axis is a unit vector."""
    x = np.cross([0.0, 1.0, 0.0] if abs(z[1]) < 0.9 else [1.0, 0.0, 0.0], z)
    x = unit(x)
    return np.stack([x, np.cross(z, x), z], -1)
