"""Applications by name: the folders of the room list theirs under APPLICATIONS; one without is a comparison."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache

from l2c_planner import applications
from l2c_planner.applications.application import Application
from l2c_planner.consensus.errors import unknown


@cache
def names() -> dict[str, Application]:
    """All applications, by name."""
    folders = [module.name for module in pkgutil.iter_modules(applications.__path__) if module.ispkg]
    packages = [importlib.import_module(f"{applications.__name__}.{folder}") for folder in folders]
    found = {name: kind for package in packages for name, kind in getattr(package, "APPLICATIONS", {}).items()}
    return dict(sorted(found.items()))


def application(name: str) -> Application:
    """The application of a name.

    Raises Unfit for an unknown one.
    """
    if name not in names():
        raise unknown("application", name, names())
    return names()[name]
