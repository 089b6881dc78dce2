"""Who hears whom in every round: a graph that stays or changes, agents that die and join, links that are down."""

from __future__ import annotations

from collections.abc import Callable

import networkx as nx
import numpy as np

from l2c_planner.consensus.errors import Unfit
from l2c_planner.consensus.faults import Faults
from l2c_planner.consensus.graphs import connected
from l2c_planner.consensus.links import Links

Sequence = Callable[[int], nx.Graph]
WINDOW = 64
"""Rounds over which a sequence must be jointly connected."""


class Network:
    """Links by round, of those who are alive.

    graph: of all agents, or a function of the round that gives it.
    """

    def __init__(self, graph: nx.Graph | Sequence, faults: Faults | None = None) -> None:
        """Raises Disconnected if the agents are in parts at first, Unfit for faults of agents that there are not."""
        self.faults = faults or Faults()
        self.changing = callable(graph)
        self.graph: Sequence = graph if callable(graph) else (lambda k: graph)
        self.directed = self.graph(0).is_directed()
        self._all = sorted(self.graph(0))
        known = set(self._all)
        for agent in {a for a, _ in (*self.faults.deaths, *self.faults.joins)} | set(self.faults.liars):
            if agent not in known:
                raise Unfit(f"agent {agent}: there is none; valid: 0 to {len(known) - 1}")
        self._made: dict[int, tuple[nx.Graph, Links]] = {}
        self._members = self._checked(0)

    def alive(self, round: int) -> np.ndarray:
        """Agents that take part in a round, ascending.

        Raises Unfit if nobody does, or liars alone.
        """
        faults = self.faults
        events = sorted([(k, a, True) for a, k in faults.joins] + [(k, a, False) for a, k in faults.deaths])
        there = dict.fromkeys(self._all, True)
        for _, agent, joins in reversed(events):  # who joins first was not there before
            there[agent] = not joins
        there |= {agent: joins for k, agent, joins in events if k <= round}
        found = [agent for agent in self._all if there[agent]]
        if not set(found) - set(faults.liars):
            raise Unfit(f"nobody{' honest' * bool(found)} takes part in round {round}; valid: one agent at least")
        return np.array(found)

    def changes(self) -> set[int]:
        """Rounds before which agents die or join."""
        return {k for _, k in (*self.faults.deaths, *self.faults.joins)}

    def links(self, round: int) -> Links:
        """Of those alive in a round, all links up.

        Raises Disconnected if a change has left them in parts, Unfit as `alive`.
        """
        if self.alive(round).tolist() != self._members:
            self._members, self._made = self._checked(round), {}
        elif len(self._made) > WINDOW:
            self._made = {}
        graph = self.graph(round)
        if id(graph) not in self._made:
            self._made[id(graph)] = graph, Links.of(graph.subgraph(self._members))  # keeps the id its own
        return self._made[id(graph)][1]

    def sample(self, rounds: int = WINDOW) -> tuple[Links, ...]:
        """The first rounds of a graph that changes, as if nobody died or joined; nothing of one that stays."""
        there = self.alive(0).tolist()
        graphs = [self.graph(k) for k in range(rounds)] if self.changing else []
        links = {id(graph): Links.of(graph.subgraph(there)) for graph in graphs}
        return tuple(links[id(graph)] for graph in graphs)

    def down(self, links: Links, round: int) -> np.ndarray:
        """(E,) slots whose link is down in a round."""
        rng = np.random.default_rng((self.faults.seed, round, 1))
        first = links.receiver < links.sender
        chosen = rng.uniform(size=len(first)) < self.faults.outage
        return chosen if links.directed else np.where(first, chosen, chosen[links.opposite])

    def _checked(self, round: int) -> list[int]:
        """Those who take part from a round on, who can all reach each other."""
        members = self.alive(round).tolist()
        rounds = range(round, round + WINDOW) if self.changing else (round,)
        connected(*(self.graph(k).subgraph(members) for k in rounds))
        return members
