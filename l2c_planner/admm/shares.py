"""What followers need of the copies when one host coordinates all: the columns of their own agents, in few packets."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from l2c_planner.problems.problem import Coupling, Problem

FULL = 8192
"""Numbers of a table, multipliers included, that still travel in one packet."""


@dataclass(frozen=True, eq=False)
class Share:
    """Columns of the copies of a coupling that some hosts need."""

    coupling: str
    hosts: tuple[str, ...]
    groups: np.ndarray
    """(P,)."""
    variables: np.ndarray
    """(P,)."""

    def of(self, table: np.ndarray) -> np.ndarray:
        """The columns (N+1, P) of a table (F, N+1, V)."""
        return np.ascontiguousarray(table[self.groups, :, self.variables].T)

    def put(self, table: np.ndarray, values: np.ndarray) -> None:
        """Write columns (N+1, P) into a table (F, N+1, V)."""
        table[self.groups, :, self.variables] = values.T


def shares_of(problem: Problem, agents: dict[str, str], coordinator: str) -> dict[str, Share]:
    """By subject of the messages, what the other hosts need.

    agents: host of every agent.
    """
    return {
        f"{coupling.name}/{number}": share
        for coupling in problem.couplings
        for number, share in enumerate(_bundles(problem, coupling, agents, coordinator))
    }


def _bundles(problem: Problem, coupling: Coupling, agents: dict[str, str], coordinator: str) -> Iterator[Share]:
    """Hosts in turn, as many at a time as a packet has room for, at least one."""
    room = FULL // (2 * problem.knots)
    hosts, places = (), np.zeros((0, 2), int)
    for host in dict.fromkeys(agents.values()):
        columns = [np.arange(problem.width)[problem.columns[a]] for a in problem.agents if agents[a] == host]
        own = np.argwhere(np.isin(coupling.index, np.concatenate(columns)))
        if host == coordinator or not len(own):
            continue
        if hosts and len(places) + len(own) > room:
            yield Share(coupling.name, hosts, *places.T)
            hosts, places = (), np.zeros((0, 2), int)
        hosts, places = (*hosts, host), np.unique(np.concatenate([places, own]), axis=0)
    if hosts:
        yield Share(coupling.name, hosts, *places.T)
