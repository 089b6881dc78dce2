"""Who hosts what according to a task file, read with the standard library and PyYAML alone.

Launch files start nodes from machines that cannot plan. What is not needed for that is not checked: each node does so.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

MOST_BYTES = 1 << 20
MOST_ROBOTS = 256


class FleetError(ValueError):
    """A fleet that cannot be made; the message is one line that names what, where, and what would be valid."""

    def __init__(self, where: object, given: str, valid: str, word: str = "", choices: Iterable[str] = ()) -> None:
        near = difflib.get_close_matches(word, list(choices), n=1)
        hint = f"; did you mean {near[0]}?" if near else ""
        text = f"{where}: {given}; valid: {valid}{hint}"
        super().__init__("".join(c if c.isprintable() else ascii(c)[1:-1] for c in text))


@dataclass(frozen=True)
class TeamFile:
    """What a task file, and the team file that it names, say about robots and agents."""

    problem: str
    robots: tuple[str, ...]
    agents: dict[str, tuple[str, ...]]
    """Agent -> the robot that hosts it, then its fall-backs."""
    moving: tuple[str, ...] = ()
    """Obstacles that move."""


@dataclass(frozen=True)
class _Kind:
    group: str
    """Key of the mapping with the count."""
    least: int
    robot: str
    """Name of a robot without its number."""
    agent: str
    """Name of what every robot hosts without being told, without its number."""


_KINDS = {"multilift": _Kind("quadrotors", 3, "quad", "cable"), "swarm": _Kind("robots", 2, "robot", "robot")}


def read_team(task: Path, quads: int | str | None = None) -> TeamFile:
    """Read a task file and the team that it names or contains.

    Args:
        task: the task file; the path of the team file is relative to it.
        quads: number of robots, or its text, replaces that of the team; None, 0 or empty text: as in the team.

    Raises:
        FleetError: a file, the number of robots or a host that cannot be used.
    """
    data = _mapping(task)
    problem = data.get("problem")
    if problem not in tuple(_KINDS):
        raise FleetError(f"{task}: problem", f"got {problem!r}", " | ".join(_KINDS), str(problem), _KINDS)
    kind, file, team = _KINDS[problem], task, data.get("team")
    if isinstance(team, str):
        file = task.parent / team
        team = _mapping(file)
    if not isinstance(team, dict):
        raise FleetError(f"{task}: team", f"got {team!r}", "the path of a team file, or its content")
    n = _count(kind, file, team, quads)
    robots = tuple(f"{kind.robot}_{i}" for i in range(n))
    return TeamFile(problem, robots, _agents(kind, file, team, robots), _moving(data.get("obstacles")))


def _moving(obstacles: Any) -> tuple[str, ...]:
    """Names of the obstacles that move; what is no obstacle is the node's business."""
    given = [o for o in obstacles if isinstance(o, dict)] if isinstance(obstacles, list) else []
    return tuple(str(o.get("name")) for o in given if o.get("moves") is not None)


def _mapping(path: Path) -> dict[str, Any]:
    valid = "a YAML file that holds a mapping of keys to values"
    try:
        with path.open("rb") as stream:
            text = stream.read(MOST_BYTES + 1)
        data = yaml.safe_load(text.decode("utf-8-sig")) if len(text) <= MOST_BYTES else None
    except OSError as error:
        raise FleetError(path, error.strerror or str(error), "the path of a YAML file") from None
    except (ValueError, yaml.YAMLError, RecursionError) as error:
        reason = getattr(error, "problem", None) or type(error).__name__
        raise FleetError(path, f"not valid YAML, {reason}", valid) from None
    if len(text) > MOST_BYTES:
        raise FleetError(path, "too long", f"a file of at most {MOST_BYTES} bytes")
    if not isinstance(data, dict):
        raise FleetError(path, f"holds {type(data).__name__}", valid)
    return data


def _count(kind: _Kind, file: Path, team: dict[str, Any], quads: int | str | None) -> int:
    """Number of robots, as asked or else as the team says."""
    group = team.get(kind.group)
    where, given = f"{file}: {kind.group}.count", group.get("count") if isinstance(group, dict) else None
    if quads not in (None, "", 0, "0"):
        where, given = "quads", int(quads) if isinstance(quads, str) and quads.isdecimal() else quads
    if not isinstance(given, int) or not kind.least <= given <= MOST_ROBOTS:
        raise FleetError(where, f"got {given!r}", f"an integer >= {kind.least} and <= {MOST_ROBOTS}")
    return given


def _agents(kind: _Kind, file: Path, team: dict[str, Any], robots: Sequence[str]) -> dict[str, tuple[str, ...]]:
    agents = {} if kind.agent == kind.robot else {"load": tuple(robots)}
    agents.update({f"{kind.agent}_{i}": (robot,) for i, robot in enumerate(robots)})
    given = team.get("agents", {})
    if not isinstance(given, dict):
        raise FleetError(f"{file}: agents", f"got {given!r}", "agents with their hosts, cable_0: {host: quad_0}")
    for agent, hosting in given.items():
        if agent not in agents:
            raise FleetError(f"{file}: agents", f"no such agent: {agent!r}", _some(agents), str(agent), agents)
        agents[agent] = _hosts(f"{file}: agents.{agent}", hosting, robots)
    return agents


def _hosts(where: str, hosting: Any, robots: Sequence[str]) -> tuple[str, ...]:
    """Host and fall-backs."""
    fallback = hosting.get("fallback", []) if isinstance(hosting, dict) else None
    if not isinstance(fallback, list):
        raise FleetError(where, f"got {hosting!r}", "{host: robot, fallback: [robot, ...]}")
    hosts = (hosting.get("host"), *fallback)
    for i, robot in enumerate(hosts):
        if robot not in robots:
            raise FleetError(where, f"no such robot: {robot!r}", _some(robots), str(robot), robots)
        if robot in hosts[:i]:
            raise FleetError(where, f"{robot} is named twice", "robots that differ")
    return hosts


def _some(names: Iterable[str]) -> str:
    """The names, or the first and the last if there are many."""
    names = list(names)
    return ", ".join(names) if len(names) <= 8 else f"{', '.join(names[:2])}, ..., {names[-1]}"
