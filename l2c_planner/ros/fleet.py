"""The fleet as data: one node process per robot, with its parameters and whom it talks to.

Launch files, the team runner, SROS2 policies and the pictures of the documentation are all made from it. Imports the
standard library and PyYAML only, so that a machine without the planner can launch one.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from l2c_planner.ros import names
from l2c_planner.ros.team_file import FleetError, TeamFile, read_team

__all__ = ["Fleet", "FleetError", "NodeProcess", "fleet"]

Value = bool | int | float | str

NICENESS, HEARTBEAT = 5, 0.1
"""Of planners on one machine with a simulated world and controllers: these go first, and heartbeats are fewer [s]."""


@dataclass(frozen=True)
class NodeProcess:
    """The node of one robot; its topics and services are those of `l2c_planner.ros.names`, written in full."""

    host: str
    """The robot."""
    namespace: str
    """Ends with the robot."""
    name: str
    executable: str
    """In lib/l2c_planner."""
    module: str
    """The same for ``python -m``."""
    parameters: Mapping[str, Value]
    agents: tuple[str, ...]
    """What it plans for while all robots live."""
    peers: tuple[str, ...]
    """Robots that it listens to."""
    publishes: tuple[str, ...]
    subscribes: tuple[str, ...]
    services: tuple[str, ...]

    @property
    def full_name(self) -> str:
        """Namespace and name, ``/quad_0/planner``; its SROS2 enclave has the same."""
        return names.absolute(self.namespace, self.name)

    def ros_arguments(self) -> list[str]:
        """Command line arguments of the process."""
        words = ["--ros-args", "-r", f"__ns:={self.namespace}", "-r", f"__node:={self.name}"]
        words += ["--enclave", self.full_name]
        for name, value in self.parameters.items():
            words += ["-p", f"{name}:={json.dumps(value, ensure_ascii=False)}"]  # quoted, 1 stays a text if it is one
        return words


@dataclass(frozen=True)
class Fleet:
    """All node processes of a team."""

    task: Path
    """The task file, absolute."""
    problem: str
    """``multilift`` or ``swarm``."""
    nodes: tuple[NodeProcess, ...]
    captains: tuple[str, ...]
    """Robots in the order in which they lead: the first one that lives opens plans and closes stages."""


def fleet(task_path: str | Path, quads: int | str | None = None, namespace: str = "", **settings: Value) -> Fleet:
    """The fleet of a task.

    Args:
        task_path: the task file.
        quads: number of robots, or its text, as a launch argument is one; None, 0 or empty: as the team says.
        namespace: what comes before the robots' names, ``team_a`` for ``/team_a/quad_0``.
        settings: parameters of all nodes, dotted ones as ``**{"transport.patience": 0.2}``.

    Raises:
        FleetError: a file, a number of robots, a name or a setting that cannot be used.
    """
    task = Path(task_path).expanduser().absolute()
    team = read_team(task, quads)
    parameters: dict[str, Value] = {"task": str(task), "quads": int(quads or 0)}
    parameters.update({name: _checked(name, value) for name, value in settings.items()})
    return Fleet(
        task=task,
        problem=team.problem,
        nodes=tuple(_node(robot, team, _namespace(namespace), parameters) for robot in team.robots),
        captains=team.agents["load"] if "load" in team.agents else team.robots[:1],
    )


def _node(robot: str, team: TeamFile, above: str, parameters: dict[str, Value]) -> NodeProcess:
    own, peers = f"{above}/{robot}", tuple(name for name in team.robots if name != robot)
    clock = [names.CLOCK] if parameters.get("use_sim_time") else []
    heard = [names.absolute(f"{above}/{peer}", name) for peer in peers for name in names.HEARD]
    if team.problem == "multilift":
        heard += [names.absolute(f"{above}/{body}", names.ODOMETRY) for body in (names.LOAD, *team.moving)]
    if trainer := parameters.get("trainer"):
        heard.append(names.absolute(f"{above}/{trainer}", names.TUNING))
    return NodeProcess(
        host=robot,
        namespace=own,
        name=names.NODE,
        executable=names.EXECUTABLE,
        module=names.MODULE,
        parameters=MappingProxyType(parameters),
        agents=tuple(agent for agent, hosts in team.agents.items() if hosts[0] == robot),
        peers=peers,
        publishes=tuple(names.absolute(own, topic.name) for topic in names.PUBLISHED),
        subscribes=(*(names.absolute(own, topic.name) for topic in names.SUBSCRIBED), *heard, *clock),
        services=tuple(names.absolute(own, service.name) for service in names.SERVICES),
    )


def _namespace(text: str) -> str:
    """With a slash in front and none behind; empty stays empty."""
    text = text.strip("/")
    if text and not re.fullmatch(r"[A-Za-z_]\w*(/[A-Za-z_]\w*)*", text, re.ASCII):
        raise FleetError("namespace", f"got {text!r}", "letters, digits and _, no digit first, parts separated by /")
    return f"/{text}" if text else ""


def _checked(name: str, value: Value) -> Value:
    group, dot, _ = name.partition(".")
    if group not in names.PARAMETER_GROUPS if dot else name not in names.SETTINGS:
        groups = [f"{group}.*" for group in names.PARAMETER_GROUPS]
        known = [*names.SETTINGS, *names.PARAMETER_GROUPS]
        raise FleetError("settings", f"no such parameter: {name}", ", ".join([*names.SETTINGS, *groups]), group, known)
    if not isinstance(value, bool | int | float | str):
        raise FleetError(f"settings: {name}", f"got {value!r}", "true | false, a number or a text")
    return value
