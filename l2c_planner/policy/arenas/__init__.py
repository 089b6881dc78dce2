"""Kinds of arenas, one module each: a module in this folder with ARENA is one more kind, under the module's name."""

from __future__ import annotations

import pkgutil
from importlib import import_module

from l2c_planner.policy.arena import Settings


def _found() -> dict[str, type[Settings]]:
    names = [entry.name for entry in pkgutil.iter_modules(__path__)]
    return {name: import_module(f"{__name__}.{name}").ARENA for name in names}


ARENAS: dict[str, type[Settings]] = _found()
"""Every kind by its name."""
