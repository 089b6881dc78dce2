"""The links of a round as arrays, seen from all agents or from one: the part of a graph that an algorithm works with.

A *slot* is the place that an agent has for what one neighbour tells it; slots are sorted by agent, then by neighbour,
so that sums run in one order whatever the order of arrival. Columns are the agents that are heard, ascending, oneself
among them: all N seen from all, the neighbourhood seen from one.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import networkx as nx
import numpy as np
from scipy import sparse

from l2c_planner.consensus import weights


@dataclass(frozen=True, eq=False)
class Links:
    """A agents with E slots, hearing S columns."""

    ids: np.ndarray
    """(S,) numbers of the columns' agents."""
    own: np.ndarray
    """(A,) column of each agent itself."""
    heard: sparse.csr_array
    """(A, S) 1 where an agent hears a column, itself left out."""
    mixing: sparse.csr_array
    """(A, S) rows sum to one: Metropolis, or all alike on a directed graph."""
    listeners: np.ndarray
    """(A,) how many hear each agent."""
    directed: bool = False

    @classmethod
    def of(cls, graph: nx.Graph) -> Links:
        """All agents of a graph."""
        return cls.hearing(weights.adjacency(graph), np.array(sorted(graph)), graph.is_directed())

    @classmethod
    def hearing(cls, heard: sparse.csr_array, ids: np.ndarray, directed: bool) -> Links:
        """All agents, from who hears whom (N, N)."""
        mixing = weights.row_stochastic(heard) if directed else weights.metropolis(heard)
        for matrix in (heard, mixing):
            matrix.sort_indices()
        listeners = heard.sum(axis=0).astype(int)
        return cls(ids, np.arange(len(ids)), heard, mixing, listeners, directed)

    def without(self, down: np.ndarray) -> Links:
        """All agents, without some of the slots, (E,) true where a link is down; weights are rebuilt."""
        up = ~down
        heard = sparse.csr_array((np.ones(up.sum()), (self.receiver[up], self.sender[up])), self.heard.shape)
        return Links.hearing(heard, self.ids, self.directed)

    def seen_by(self, row: int) -> Links:
        """The links of one agent alone."""
        columns = np.unique(np.append(self.heard.indices[slice(*self.heard.indptr[row : row + 2])], row))
        heard, mixing = (sparse.csr_array(m[[row], :][:, columns]) for m in (self.heard, self.mixing))
        own = np.searchsorted(columns, [row])
        return Links(self.ids[columns], own, heard, mixing, self.listeners[[row]], self.directed)

    @property
    def agents(self) -> int:
        """Number of agents, A."""
        return len(self.own)

    @cached_property
    def receiver(self) -> np.ndarray:
        """(E,) row of the agent that has a slot."""
        return np.repeat(np.arange(self.agents), np.diff(self.heard.indptr))

    @cached_property
    def sender(self) -> np.ndarray:
        """(E,) column that fills a slot."""
        return self.heard.indices

    @cached_property
    def degree(self) -> np.ndarray:
        """(A, 1) number of agents that each hears."""
        return np.diff(self.heard.indptr).astype(float)[:, None]

    @cached_property
    def share(self) -> np.ndarray:
        """(A, 1) part that an agent gives to each that hears it, and to itself."""
        return 1.0 / (self.listeners + 1.0)[:, None]

    @cached_property
    def _itself(self) -> np.ndarray:
        return self.mixing.indices == np.repeat(self.own, np.diff(self.mixing.indptr))

    @cached_property
    def own_weight(self) -> np.ndarray:
        """(A, 1) mixing weight of oneself."""
        return self.mixing.data[self._itself][:, None]

    @cached_property
    def weight(self) -> np.ndarray:
        """(E, 1) mixing weight of a slot."""
        return self.mixing.data[~self._itself][:, None]

    @cached_property
    def _collecting(self) -> sparse.csr_array:
        slots = len(self.receiver)
        return sparse.csr_array((np.ones(slots), np.arange(slots), self.heard.indptr), (self.agents, slots))

    def collect(self, values: np.ndarray) -> np.ndarray:
        """Sums (A, M) over the slots (E, M) of each agent."""
        return self._collecting @ values

    @cached_property
    def opposite(self) -> np.ndarray:
        """(E,) slot of the other end of a link; of all agents of an undirected graph."""
        return np.lexsort((self.receiver, self.sender))

    @cached_property
    def _place(self) -> np.ndarray:
        return np.arange(len(self.receiver)) - np.repeat(self.heard.indptr[:-1], np.diff(self.heard.indptr))

    def beside(self, own: np.ndarray, values: np.ndarray, heard: np.ndarray) -> np.ndarray:
        """What agents have before them, (A, 1 + largest degree, M): themselves, then their slots; NaN where nothing."""
        table = np.full((self.agents, 1 + int(self.degree.max(initial=0)), own.shape[1]), np.nan)
        table[:, 0] = own
        table[self.receiver, 1 + self._place] = np.where(heard[:, None], values, np.nan)
        return table

    def of_slots(self, table: np.ndarray) -> np.ndarray:
        """The slots' part (E, ...) of a table of `beside`."""
        return table[self.receiver, 1 + self._place]
