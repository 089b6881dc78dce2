"""Parameters of a node that are the fields of one model: declared, checked, read-only, given to a process."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from l2c_planner.config import ConfigError
from l2c_planner.config.base import Model
from l2c_planner.config.errors import did_you_mean
from l2c_planner.ros.parameters import OF_ROS, Parameter, descriptor

if TYPE_CHECKING:
    from rclpy.node import Node

Options = TypeVar("Options", bound=Model)


def table(kind: type[Model]) -> dict[str, Parameter]:
    """All parameters by name."""
    return {name: Parameter(name, field) for name, field in kind.model_fields.items()}


def declared(node: Node, kind: type[Options]) -> Options:
    """Declare the parameters of a node and read them; all are read-only.

    Raises ConfigError for an unknown one, or a value of another type or out of range.
    """
    where, rows = node.get_fully_qualified_name(), table(kind)
    given: dict[str, Any] = {name: p.value for name, p in node._parameter_overrides.items()}  # rclpy has no public way
    for name in given:
        if name not in rows and not node.has_parameter(name) and not name.startswith(OF_ROS):
            raise ConfigError(where, name, "no such parameter", " | ".join(rows), hint=did_you_mean(name, rows))
    values = {}
    for name, row in rows.items():
        values[name] = row.checked(given[name], where) if name in given else row.default
        node.declare_parameter(name, values[name], descriptor(row), ignore_override=True)
    return kind(**values)


def command(module: str, namespace: str, parameters: Mapping[str, object]) -> list[str]:
    """How the process of a node is started; module: of `l2c_planner.ros`."""
    words = [sys.executable, "-m", f"l2c_planner.ros.{module}", "--ros-args", "-r", f"__ns:=/{namespace}"]
    for name, value in parameters.items():
        words += ["-p", f"{name}:={json.dumps(value)}"]
    return words
