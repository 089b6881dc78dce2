"""Find an arena by its name or read it from a file, and refuse what cannot be used with one clear line."""

from __future__ import annotations

from pathlib import Path
from typing import cast

from pydantic import ValidationError

from l2c_planner.config.explain import explain
from l2c_planner.config.library import kind_of, named_file, shipped_names
from l2c_planner.config.yaml_file import read_yaml
from l2c_planner.navigation.library import FOLDER
from l2c_planner.policy.arena import Arena
from l2c_planner.policy.arenas import ARENAS


def arena_names() -> list[str]:
    """Names of the shipped arenas, in alphabetical order."""
    return shipped_names(FOLDER)


def load_arena(name: str | Path) -> Arena:
    """Read and check an arena.

    Args:
        name: of a shipped arena, or the path of a YAML file.

    Raises:
        ConfigError: anything that is missing, misspelt, out of range or contradictory; one line.
    """
    document = read_yaml(named_file(name, FOLDER, "arena"))
    kind = kind_of(document, "arena", ARENAS)
    try:
        return cast(Arena, kind.model_validate(document.data))
    except ValidationError as error:
        raise explain(error, kind, {(): document}) from None
