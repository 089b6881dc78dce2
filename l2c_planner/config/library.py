"""Folders of shipped files that are known by name, such as the scenarios of `config/environment`."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TypeVar

from .errors import ConfigError, did_you_mean, show
from .loader import shipped_folder
from .yaml_file import YAML_SUFFIXES, Document

T = TypeVar("T")


def shipped_names(folder: str) -> list[str]:
    """Names of the YAML files of a shipped folder, in alphabetical order."""
    return sorted(path.stem for path in shipped_folder(folder).glob("*.yaml"))


def named_file(name: str | Path, folder: str, what: str) -> Path:
    """The shipped file of a name, or the path of another YAML file as it is; what: for errors, such as "scenario".

    Raises ConfigError for a name that there is not.
    """
    path = Path(name).expanduser()
    if path.suffix in YAML_SUFFIXES or len(path.parts) > 1:
        return path
    names = shipped_names(folder)
    if str(name) in names:
        return shipped_folder(folder) / f"{name}.yaml"
    valid = f"{', '.join(names)}, or the path of a YAML file"
    raise ConfigError(str(name), "", f"unknown {what}", valid, hint=did_you_mean(str(name), names))


def kind_of(document: Document, key: str, kinds: Mapping[str, T]) -> T:
    """The kind that a file names under a key.

    Raises ConfigError if it names none, or one that there is not.
    """
    given = document.data.get(key)
    if isinstance(given, str) and given in kinds:
        return kinds[given]
    missing = key not in document.data
    line = None if missing else document.line((key,))
    hint = did_you_mean(given, kinds) if isinstance(given, str) else None
    words = "missing" if missing else f"got {show(given)}"
    raise ConfigError(document.path, key, words, " | ".join(kinds), hint=hint, line=line)
