"""The part of a problem that concerns some of its agents: all that a host needs where copies are shared edge by
edge."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

import numpy as np

from l2c_planner.problems.problem import AgentClass, Coupling, Problem

PER_AGENT = (
    "parameters",
    "initial",
    "state_reference",
    "input_reference",
    "state_weight",
    "terminal_weight",
    "input_weight",
)


def part_of(problem: Problem, agents: Collection[str]) -> Problem:
    """The given agents, the groups they belong to, and the other members of those groups.

    What the other members do beyond these groups is left out, so their plans have to come from elsewhere.

    Raises:
        ValueError: The problem has no agent of that name; the message lists the names.
    """
    unknown = sorted(set(agents) - set(problem.agents))
    if unknown:
        raise ValueError(f"unknown agents {', '.join(unknown)}; the agents are {', '.join(problem.agents)}")
    owner = np.repeat(np.arange(len(problem.agents)), [c.width for c in problem.classes for _ in c.agents])
    own = np.array([name in agents for name in problem.agents])
    groups = [_touching(c, own[owner]) for c in problem.couplings]
    near = own.copy()
    for coupling, kept in zip(problem.couplings, groups, strict=True):
        index = coupling.index[kept]
        near[owner[index[index >= 0]]] = True
    columns = np.flatnonzero(near[owner])
    place = np.full(problem.width + 1, -1)
    place[columns] = np.arange(len(columns))
    couplings = [_coupling(c, kept, place) for c, kept in zip(problem.couplings, groups, strict=True) if len(kept)]
    guess = None if problem.guess is None else problem.guess[:, columns]
    return replace(problem, classes=_classes(problem, near), couplings=tuple(couplings), guess=guess)


def _touching(coupling: Coupling, own: np.ndarray) -> np.ndarray:
    """Groups with a copy of a component that is marked in ``own`` (D,)."""
    return np.flatnonzero(np.any((coupling.index >= 0) & own[coupling.index], axis=1))


def _classes(problem: Problem, near: np.ndarray) -> tuple[AgentClass, ...]:
    ends = np.cumsum([c.count for c in problem.classes])
    kept = [np.flatnonzero(near[end - c.count : end]) for c, end in zip(problem.classes, ends, strict=True)]
    return tuple(_members(c, rows) for c, rows in zip(problem.classes, kept, strict=True) if len(rows))


def _members(c: AgentClass, rows: np.ndarray) -> AgentClass:
    arrays = {name: getattr(c, name)[rows] for name in PER_AGENT}
    bounds = c.input_bounds and tuple(b[rows] if np.ndim(b) == 2 else b for b in c.input_bounds)
    return replace(c, agents=tuple(c.agents[i] for i in rows), input_bounds=bounds, **arrays)


def _coupling(coupling: Coupling, kept: np.ndarray, place: np.ndarray) -> Coupling:
    parameters = {name: p if p.ndim == 2 else p[kept] for name, p in coupling.parameters.items()}
    emphasis = None if coupling.emphasis is None else coupling.emphasis[kept]
    following = coupling.following and (lambda components, groups: coupling.following(components, kept[groups]))
    changes = {"parameters": parameters, "emphasis": emphasis, "following": following}
    return replace(coupling, index=place[coupling.index[kept]], **changes)
