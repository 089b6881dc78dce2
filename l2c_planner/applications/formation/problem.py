"""What a formation is: who is to stand how beside whom, where robots stand now, and who of them leads.

Three kinds, by what a robot is told of a neighbour: where it is to stand, how far away, or in which direction. The kind
gives the pull that a robot feels, and the central solution. Points are in 2 or 3 axes, n.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, replace

import networkx as nx
import numpy as np

from l2c_planner.applications.formation import central, rigidity
from l2c_planner.applications.formation.wanted import Wanted
from l2c_planner.consensus.errors import Unfit


@dataclass(frozen=True, eq=False)
class Formation(ABC):
    """A robots in n axes."""

    wanted: Wanted
    ids: np.ndarray
    """(A,) numbers of the robots."""
    start: np.ndarray
    """(A, n) where each stands at first [m]."""
    gain: np.ndarray
    """(A, 1) how fast each follows the pull of its neighbours, > 0."""
    leads: np.ndarray
    """(A,) who goes its own way and obeys nobody."""
    velocity: np.ndarray
    """(A, n) way of each leader in a round [m]; zero for the others."""
    constrained = False

    @property
    def agents(self) -> int:
        """Number of rows."""
        return len(self.start)

    @property
    def n(self) -> int:
        """Axes."""
        return self.start.shape[1]

    def at(self, round: int) -> Formation:
        """With the leaders where they are in a round; the same if they stand."""
        if not self.velocity.any():
            return self
        gone = self.start + round * self.velocity
        return replace(self, start=np.where(self.leads[:, None], gone, self.start), velocity=0 * self.velocity)

    def rows(self, index: np.ndarray) -> Formation:
        """What some robots know."""
        ids = self.ids[index]
        parts = {name: getattr(self, name)[index] for name in ("start", "gain", "leads", "velocity")}
        return replace(self, wanted=self.wanted.of(ids), ids=ids, **parts)

    @staticmethod
    @abstractmethod
    def pull(relative: np.ndarray, wanted: np.ndarray) -> np.ndarray:
        """Where a neighbour at `relative` (E, n) draws a robot that wants it at `wanted` (E, n), (E, n) [m]."""

    @abstractmethod
    def optimum(self) -> np.ndarray:
        """Where all stand in formation, (A, n) [m].

        Raises Unfit if that is not determined.
        """

    def _edges(self) -> tuple[np.ndarray, np.ndarray]:
        """Edges (M, 2) as rows, and what is wanted along them (M, n)."""
        there = self.wanted.among(self.ids)
        return np.searchsorted(self.ids, np.stack([there.robot, there.neighbour], axis=1)), there.values


@dataclass(frozen=True, eq=False)
class Displacements(Formation):
    """Every robot knows where its neighbours are to stand from it: sides of a common map.

    The formation may be anywhere: what leaders fix, or the mean of the robots' places, each by 1 / gain.
    """

    @staticmethod
    def pull(relative: np.ndarray, wanted: np.ndarray) -> np.ndarray:
        """The displacement that is missing."""
        return relative - wanted

    def optimum(self) -> np.ndarray:
        """Graph least squares, moved to the weighted centre of the start or to the leaders."""
        return central.displaced(*self._edges(), self.start, self.gain, self.leads)


@dataclass(frozen=True, eq=False)
class Distances(Formation):
    """Every robot knows how far away its neighbours are to be; the pattern may be turned and mirrored.

    Determined near the start if as many leaders as axes stand and the graph is infinitesimally rigid with them.
    """

    @staticmethod
    def pull(relative: np.ndarray, wanted: np.ndarray) -> np.ndarray:
        """Gradient of (|r|^2 - d^2)^2 / (4 d^2)."""
        squared = np.sum(wanted**2, axis=1, keepdims=True)
        return (np.sum(relative**2, axis=1, keepdims=True) / squared - 1) * relative

    def optimum(self) -> np.ndarray:
        """Gauss-Newton from the start.

        Raises Unfit if the graph is not rigid.
        """
        edges, wanted = self._edges()
        rigidity.check_distances(edges, self._pattern(), self.leads)
        return central.gauss_newton(edges, np.linalg.norm(wanted, axis=1), self.start, self.leads)

    def _pattern(self) -> np.ndarray:
        edges, wanted = self._edges()
        return central.displaced(edges, wanted, self.start, np.ones_like(self.gain), np.zeros_like(self.leads))


@dataclass(frozen=True, eq=False)
class Bearings(Formation):
    """Every robot knows in which direction its neighbours are to be; place and size of the pattern are free.

    They are those that the start has, seen along the pattern; a start that is turned by more than 90 degrees makes it
    stand on its head. Needs a graph that is infinitesimally bearing rigid (Zhao, Zelazo 2016).
    """

    @staticmethod
    def pull(relative: np.ndarray, wanted: np.ndarray) -> np.ndarray:
        """The part of the way to a neighbour that is across the wanted direction."""
        direction = wanted / np.sqrt(np.sum(wanted**2, axis=1, keepdims=True))
        return relative - np.sum(relative * direction, axis=1, keepdims=True) * direction

    def optimum(self) -> np.ndarray:
        """The nearest pattern to the start, each robot weighed by 1 / gain.

        Raises Unfit if the graph is not bearing rigid.
        """
        edges, wanted = self._edges()
        rigidity.check_bearings(edges, wanted, self.agents)
        return central.nearest_with_bearings(edges, wanted, self.start, self.gain, self.leads)


def formation(
    kind: type[Formation],
    graph: nx.Graph,
    pattern: np.ndarray,
    start: np.ndarray,
    gain: np.ndarray | None = None,
    leads: tuple[int, ...] = (),
    velocity: np.ndarray | None = None,
) -> Formation:
    """A pattern (A, n) [m] to take up from a start (A, n) [m], by graph neighbours.

    gain: (A,), one by default.  leads: rows that obey nobody.  velocity: of the leaders, (n,) [m per round].
    Raises Unfit if the formation is not determined.
    """
    agents = len(pattern)
    if wrong := [i for i in leads if not 0 <= i < agents]:
        raise Unfit(f"formation: leader {wrong[0]} does not exist; valid: 0 to {agents - 1}")
    leading = np.isin(np.arange(agents), leads)
    way = np.where(leading[:, None], 0.0 if velocity is None else velocity, np.zeros_like(start))
    gains = np.ones((agents, 1)) if gain is None else np.reshape(gain, (agents, 1))
    made = kind(Wanted.in_pattern(graph, pattern), np.arange(agents), start, gains, leading, way)
    made.optimum()
    return made
