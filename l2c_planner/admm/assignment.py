"""Who runs which agent and coordinates which items, and so which tables a round consists of."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from l2c_planner.admm.message import Phase
from l2c_planner.admm.shares import Share, shares_of
from l2c_planner.problems.problem import Problem

Table = tuple[Phase, str, str]
"""Phase, sender and subject of a message."""


@dataclass(frozen=True)
class Assignment:
    """Who hosts which agent, and which items every host coordinates."""

    agents: dict[str, str]
    """Host by agent."""
    items: dict[str, np.ndarray]
    """Host number of every item of a coupling, (F, N+1), by coupling."""
    coordinator: str | None = None
    """The host that coordinates all items, if they are not shared out."""
    shares: dict[str, Share] = field(default_factory=dict)
    """By subject, what the coordinator tells of the copies; all of them, by coupling, if there are none."""

    @property
    def hosts(self) -> tuple[str, ...]:
        """Names of the hosts, in the order of their numbers."""
        return tuple(dict.fromkeys(self.agents.values()))

    def items_of(self, host: str, coupling: str) -> np.ndarray:
        """Groups and knots of the items that a host coordinates, (I, 2)."""
        return np.argwhere(self.items[coupling] == self.hosts.index(host))

    def coordinators(self, coupling: str) -> list[str]:
        """Hosts that coordinate items of a coupling."""
        return [self.hosts[number] for number in np.unique(self.items[coupling])]

    def follows(self, host: str) -> bool:
        """Whether another host coordinates everything, so that this one needs nobody else's plans."""
        return self.coordinator not in (None, host)

    def tables(self, problem: Problem) -> dict[Table, tuple[int, int]]:
        """Shape of every table that a complete round has."""
        width = {agent: c.width for c in problem.classes for agent in c.agents}
        shapes = {(Phase.PRIMAL, self.agents[a], a): (problem.knots, width[a]) for a in problem.agents}
        for subject, share in self.shares.items():
            shapes[Phase.COPY, self.coordinator, subject] = (problem.knots, len(share.groups))
        for coupling in problem.couplings if not self.shares else ():
            for host in self.coordinators(coupling.name):
                rows = len(self.items_of(host, coupling.name))
                shapes[Phase.COPY, host, coupling.name] = (rows, coupling.index.shape[1])
        return shapes

    def awaited(self, problem: Problem, host: str) -> dict[Table, tuple[int, int]]:
        """Shape of the tables that a host waits for in a round."""
        unneeded = {Phase.PRIMAL} if self.follows(host) else set()
        others = {subject for subject, share in self.shares.items() if host not in share.hosts}
        return {
            (phase, sender, subject): shape
            for (phase, sender, subject), shape in self.tables(problem).items()
            if sender != host and phase not in unneeded and not (phase is Phase.COPY and subject in others)
        }


def assign(
    problem: Problem, agents: dict[str, str], coordinator: str | None = None, sparing: bool = False
) -> Assignment:
    """Give all coordination to one host, or share it out.

    Shared out are the knots in turn for a coupling of one group, else the groups, to the host of their first agent.

    Args:
        problem: What is to be solved.
        agents: Host of every agent.
        coordinator: The one host; None to share.
        sparing: Whether the coordinator tells every host only what it needs.
    """
    hosts = list(dict.fromkeys(agents.values()))
    if coordinator is not None:
        number = hosts.index(coordinator)
        items = {c.name: np.full((c.groups, problem.knots), number) for c in problem.couplings}
        return Assignment(agents, items, coordinator, shares_of(problem, agents, coordinator) if sparing else {})
    owner = np.concatenate([np.repeat([hosts.index(agents[a]) for a in c.agents], c.width) for c in problem.classes])
    items = {}
    for coupling in problem.couplings:
        shape = (coupling.groups, problem.knots)
        if coupling.groups == 1:
            items[coupling.name] = np.broadcast_to(np.arange(problem.knots) % len(hosts), shape)
        else:
            first = owner[coupling.index.max(axis=1, initial=0, where=coupling.index == coupling.index[:, :1])]
            items[coupling.name] = np.broadcast_to(first[:, None], shape)
    return Assignment(agents, items)
