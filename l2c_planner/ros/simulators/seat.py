"""What the bridges to simulators have in common: the team of a task and interfaces that may be missing."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from rclpy.node import Node

from l2c_planner.config import ConfigError, MultiliftTask, default_task_path, load_task
from l2c_planner.ros.topics import interface

PARAMETERS = {
    "task": ("", "path of the task file; empty: the shipped transport.yaml"),
    "quads": (0, "number of robots; 0: as the task file says"),
}
"""Default and meaning."""


def team_task(node: Node) -> MultiliftTask:
    """Task of a bridge's parameters.

    Raises ConfigError for a task that cannot be used, or one without a load.
    """
    given = {name: node.declare_parameter(name, value).value for name, (value, _) in PARAMETERS.items()}
    task = load_task(given["task"] or default_task_path(), given["quads"] or None)
    if not isinstance(task, MultiliftTask):
        raise ConfigError(node.get_name(), "task", f"got a {task.problem} task", "a multilift task")
    return task


def needed(name: str) -> Any:
    """Class of an interface that the bridge cannot do without.

    Raises ImportError, in one line that says what to install.
    """
    package = name.partition("/")[0]
    try:
        import_module(package)
    except ImportError:
        line = f"the ROS package {package} is missing: apt install ros-$ROS_DISTRO-{package.replace('_', '-')}"
        raise ImportError(line) from None
    return interface(name)
