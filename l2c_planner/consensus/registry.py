"""Algorithms by name: every module of the folder `algorithms` lists its own under ALGORITHMS."""

from __future__ import annotations

import importlib
import pkgutil
import re
from functools import cache

from l2c_planner.consensus import algorithms
from l2c_planner.consensus.algorithm import Algorithm, Fault
from l2c_planner.consensus.errors import unknown
from l2c_planner.consensus.problems import Problem


@cache
def names() -> dict[str, type[Algorithm]]:
    """All algorithms, by name."""
    files = [module.name for module in pkgutil.iter_modules(algorithms.__path__)]
    modules = [importlib.import_module(f"{algorithms.__name__}.{file}") for file in files]
    found = {name: kind for module in modules for name, kind in module.ALGORITHMS.items()}
    return dict(sorted(found.items()))


def algorithm(name: str) -> type[Algorithm]:
    """The algorithm of a name.

    Raises Unfit for an unknown one.
    """
    if name not in names():
        raise unknown("algorithm", name, names())
    return names()[name]


def name_of(description: Algorithm) -> str:
    """The name of a description; that of its class, in the same spelling, for those that only an application has."""
    known = (name for name, kind in names().items() if type(description) is kind)
    return next(known, re.sub(r"(?<!^)(?=[A-Z])", "-", type(description).__name__).lower())


def survivors(fault: Fault, problem: Problem) -> list[str]:
    """Names of algorithms for a problem that survive a fault."""
    fit = {n: k for n, k in names().items() if hasattr(problem, k.needs) and (k.keeps_sets or not problem.constrained)}
    return [name for name, kind in fit.items() if fault in kind.survives]
