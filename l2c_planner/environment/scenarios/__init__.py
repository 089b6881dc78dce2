"""Kinds of scenarios, one module each: a module in this folder with KIND, Settings and build is one more kind."""

from __future__ import annotations

import pkgutil
from importlib import import_module
from typing import Protocol, cast

from l2c_planner.environment.scene import Scenario
from l2c_planner.environment.settings import Settings


class Kind(Protocol):
    """What a module of this folder offers."""

    KIND: str
    """What `scenario:` says in a file of this kind."""
    Settings: type[Settings]
    """What else such a file may say."""

    def build(self, settings: Settings) -> Scenario:
        """The scenario that the settings describe; its name is the kind.

        Raises:
            CheckError: the settings contradict each other.
        """


def _found() -> dict[str, Kind]:
    modules = (import_module(f"{__name__}.{entry.name}") for entry in pkgutil.iter_modules(__path__))
    return {module.KIND: cast(Kind, module) for module in modules}


SCENARIOS: dict[str, Kind] = _found()
"""Every kind by its name."""
