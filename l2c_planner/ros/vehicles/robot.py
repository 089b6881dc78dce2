"""What every adapter begins with: its parameters, its robot in the task, messages that may be missing."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from types import SimpleNamespace

import numpy as np
from rclpy.node import Node

from l2c_planner.config import ConfigError, MultiliftTask, default_task_path, load_task
from l2c_planner.config.vehicle import Vehicle
from l2c_planner.team import robot_of

PARAMETERS = {
    "task": ("", "path of the task file; empty: the shipped transport.yaml"),
    "quads": (0, "number of robots; 0: as the task file says"),
    "world_frame": ("map", "frame of odometry and plans"),
}
"""Of every adapter: default and meaning."""
WHENCE = {
    "px4_msgs": "build github.com/PX4/px4_msgs, the branch of the PX4 release, and source its workspace",
    "mavros_msgs": "apt install ros-$ROS_DISTRO-mavros-msgs",
    "crazyflie_interfaces": "apt install ros-$ROS_DISTRO-crazyflie-interfaces, or build Crazyswarm2",
}
"""Where message packages that this package does not depend on come from."""


@dataclass(frozen=True, eq=False)
class Robot:
    """The robot that an adapter serves."""

    host: str
    """Its name."""
    vehicle: Vehicle
    mass: float
    """[kg]."""
    thrust: float
    """Largest that a plan asks for [N]; 0 for robots whose plans hold none."""
    origin: np.ndarray
    """Of the autopilot's local frame in the world, (3,) [m]."""
    frame: str
    """The world's name."""


def declared(node: Node, more: dict[str, tuple[object, str]]) -> dict[str, object]:
    """Declare the parameters of an adapter, those of all and `more`; their values."""
    return {name: node.declare_parameter(name, value).value for name, (value, _) in {**PARAMETERS, **more}.items()}


def served(node: Node, given: dict[str, object]) -> Robot:
    """The robot that the node's namespace ends with.

    Raises:
        ConfigError: the task cannot be used, or the robot is none of its team.
    """
    task = load_task(given["task"] or default_task_path(), given["quads"] or None)
    host = node.get_namespace().rsplit("/", 1)[-1]
    hosts = sorted({hosting.host for hosting in task.team.hosts.values()}, key=robot_of)
    if host not in hosts:
        raise ConfigError(node.get_fully_qualified_name(), "namespace", f"got {host}", " | ".join(hosts))
    number, carries = robot_of(host), isinstance(task, MultiliftTask)
    vehicle = task.team.vehicle(host)
    mass = float((task.team.quad_mass if carries else task.team.mass)[number])
    thrust = float(task.team.thrust_max[number]) if carries else 0.0
    return Robot(host, vehicle, mass, thrust, np.array(vehicle.initial_position), given["world_frame"])


def interfaces(package: str, kind: str, *names: str) -> SimpleNamespace:
    """Classes of a package's messages (kind ``msg``) or services (``srv``) by name.

    Raises:
        ImportError: the package is not there, or lacks one of them; one line that says where it comes from.
    """
    try:
        module = import_module(f"{package}.{kind}")
    except ImportError as error:
        raise ImportError(f"{package} cannot be imported ({error}); {WHENCE[package]}") from None
    missing = [name for name in names if not hasattr(module, name)]
    if missing:
        raise ImportError(f"{package} has no {', '.join(missing)}; it is too old or too new: {WHENCE[package]}")
    return SimpleNamespace(**{name: getattr(module, name) for name in names})
