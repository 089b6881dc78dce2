"""What robots know of the formation: a vector for every neighbour, looked up along the links that there are."""

from __future__ import annotations

from dataclasses import dataclass

import networkx as nx
import numpy as np

from l2c_planner.consensus.links import Links


@dataclass(frozen=True, eq=False)
class Wanted:
    """Directed relations, sorted by robot, then by neighbour."""

    robot: np.ndarray
    """(E,) number of the robot that knows one."""
    neighbour: np.ndarray
    """(E,) number of the robot that it is about."""
    values: np.ndarray
    """(E, m) how the neighbour is to stand, seen from the robot."""

    @classmethod
    def in_pattern(cls, graph: nx.Graph, pattern: np.ndarray) -> Wanted:
        """Where neighbours stand from each robot in a pattern (A, n) [m]."""
        both = sorted([*graph.edges, *((j, i) for i, j in graph.edges)])
        robot, neighbour = np.array(both).reshape(-1, 2).T
        return cls(robot, neighbour, pattern[neighbour] - pattern[robot])

    def of(self, robots: np.ndarray) -> Wanted:
        """What some robots know."""
        return self._chosen(np.isin(self.robot, robots))

    def among(self, robots: np.ndarray) -> Wanted:
        """Every relation between two of some robots once, seen from the one with the smaller number."""
        there = np.isin(self.robot, robots) & np.isin(self.neighbour, robots)
        return self._chosen(there & (self.robot < self.neighbour))

    def along(self, links: Links) -> np.ndarray:
        """(S, m) for the slots of links, all of which are known."""
        size = 1 + max(self.robot.max(initial=0), self.neighbour.max(initial=0))
        asked = links.ids[links.own[links.receiver]] * size + links.ids[links.sender]
        return self.values[np.searchsorted(self.robot * size + self.neighbour, asked)]

    def _chosen(self, keep: np.ndarray) -> Wanted:
        return Wanted(self.robot[keep], self.neighbour[keep], self.values[keep])
