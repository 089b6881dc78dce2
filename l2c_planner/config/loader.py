"""Load a task: find the file, read it with its team and planner files, apply the team size, validate."""

from __future__ import annotations

import operator
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from .errors import ConfigError, Key, did_you_mean, dotted, show
from .explain import Sources, explain, locate
from .multilift import MultiliftTask
from .scene import Task
from .swarm import SwarmTask
from .yaml_file import Document, read_yaml

PROBLEMS: dict[str, type[Task]] = {"multilift": MultiliftTask, "swarm": SwarmTask}

_COUNT = {"multilift": (("quadrotors", "count"), 3), "swarm": (("robots", "count"), 2)}
_MOST = 256
_PER_ROBOT: tuple[Key, ...] = (
    ("team", "attachments", "points"),
    ("team", "quadrotors", "mass"),
    ("team", "quadrotors", "radius"),
    ("team", "cables", "length"),
    ("team", "robots", "model"),
    ("team", "robots", "radius"),
    ("team", "robots", "mass"),
    ("starts",),
    ("goals",),
    ("formation", "offsets"),
    ("formation", "between"),
)
_PAIR_PER_ROBOT: tuple[Key, ...] = (("team", "quadrotors", "thrust"), ("team", "cables", "tension"))


def load_task(path: str | Path, quads: int | None = None) -> Task:
    """Read and check a task file together with the team and planner files it names.

    Args:
        path: the task file; team and planner files are relative to it.
        quads: number of robots, replaces the count of the team (whose geometry must then be given by patterns).

    Returns:
        A `MultiliftTask` or a `SwarmTask`.

    Raises:
        ConfigError: anything that is missing, misspelt, out of range or contradictory; one line.
    """
    document = read_yaml(Path(path).expanduser())
    model = PROBLEMS[_problem(document)]
    data, sources = _with_parts(document)
    if quads is not None:
        data = _with_count(data, quads, sources)
    try:
        return model.model_validate(data)
    except ValidationError as error:
        raise explain(error, model, sources) from None


def default_task_path() -> Path:
    """The shipped task: ``config/transport.yaml`` of the checkout, else of the installed share folder.

    Raises:
        ConfigError: the file is in neither.
    """
    return shipped_file("transport.yaml")


def shipped_file(name: str) -> Path:
    """A file of the shipped ``config`` folder, see `default_task_path`."""
    found = next((folder / name for folder in _config_folders() if (folder / name).is_file()), None)
    if found is None:
        valid = "a checkout with config/, or an installation with share/l2c_planner/config/"
        raise ConfigError(name, "", "the shipped file was not found", valid, hint="give the path of a task file")
    return found


def shipped_folder(name: str) -> Path:
    """A folder of the shipped ``config`` folder, see `default_task_path`."""
    found = next((folder / name for folder in _config_folders() if (folder / name).is_dir()), None)
    if found is None:
        valid = "a checkout with config/, or an installation with share/l2c_planner/config/"
        raise ConfigError(name, "", "the shipped folder was not found", valid, hint="give the path of a file")
    return found


def _config_folders() -> Iterator[Path]:
    """The checkout this module runs from, else the prefix it is installed in (pip, or colcon also with symlinks)."""
    share = Path("share", "l2c_planner", "config")
    here = Path(__file__)
    for module in (here, here.resolve()):
        yield module.parents[2] / "config"
        yield from (parent / share for parent in module.parents)
    prefixes = os.environ.get("AMENT_PREFIX_PATH", "").split(os.pathsep)
    for prefix in (sys.prefix, *filter(None, prefixes)):
        yield Path(prefix) / share


def _problem(document: Document) -> str:
    name, valid = document.data.get("problem"), " | ".join(PROBLEMS)
    if "problem" not in document.data:
        wrong = next((key for key in document.data if isinstance(key, str) and did_you_mean(key, ["problem"])), None)
        hint = f"did you mean problem instead of {wrong}?" if wrong else None
        raise ConfigError(document.path, "problem", "missing", valid, hint=hint)
    if not isinstance(name, str) or name not in PROBLEMS:
        hint = did_you_mean(name, PROBLEMS) if isinstance(name, str) else None
        line = document.line(("problem",))
        raise ConfigError(document.path, "problem", f"got {show(name)}", valid, hint=hint, line=line)
    return name


def _with_parts(document: Document) -> tuple[dict[str, Any], Sources]:
    """The task's data with the team and planner files read in, and where each part came from."""
    data, sources = dict(document.data), {(): document}
    for name in ("team", "planner"):
        if isinstance(data.get(name), str):
            part = _read_part(document, name)
            data[name], sources[(name,)] = part.data, part
    return data, sources


def _read_part(document: Document, name: str) -> Document:
    target = document.path.parent / Path(document.data[name])
    try:
        return read_yaml(target)
    except ConfigError as error:
        if _is_file(target):
            raise  # the fault is in that file, not in the path to it
        given = f"got {show(document.data[name])}, {error.given}"
        line = document.line((name,))
        raise ConfigError(document.path, name, given, error.valid, hint=error.hint, line=line) from None


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False


def _with_count(data: dict[str, Any], quads: int, sources: Sources) -> dict[str, Any]:
    """The data with the team's count replaced."""
    path, least = _COUNT[data["problem"]]
    count = _checked_count(quads, least, sources[()].path)
    if not isinstance(_get(data, ("team", path[0])), dict):
        return data  # not a team: validation will say so
    if _get(data, ("team", *path)) != count:
        _refuse_lists(data, count, sources)
    group = {**data["team"][path[0]], path[1]: count}
    return {**data, "team": {**data["team"], path[0]: group}}


def _checked_count(quads: int, least: int, file: Path) -> int:
    try:
        count = operator.index(quads)
    except TypeError:
        count = -1
    if isinstance(quads, bool) or not least <= count <= _MOST:
        raise ConfigError(file, "quads", f"got {show(quads)}", f"an integer >= {least} and <= {_MOST}")
    return count


def _refuse_lists(data: dict[str, Any], count: int, sources: Sources) -> None:
    """Values that were given robot by robot do not fit another number of robots."""
    for key in (*_PER_ROBOT, *_PAIR_PER_ROBOT):
        value = _get(data, key)
        per_robot = isinstance(value, list) and (key not in _PAIR_PER_ROBOT or any(isinstance(v, list) for v in value))
        if per_robot:
            document, inner = locate(key, sources)
            given = f"lists {len(value)} entries, one per robot, so the team cannot be resized to {count}"
            valid = "a pattern or one value for all, or leave the number of quadrotors as it is"
            raise ConfigError(document.path, dotted(inner), given, valid, line=document.line(inner))


def _get(data: Any, key: Key) -> Any:
    for part in key:
        data = data.get(part) if isinstance(data, dict) else None
    return data
