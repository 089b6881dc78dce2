"""What robots have measured of each other: min over places of sum w |r|^2 / 2, anchors held where they know they are.

A measurement belongs to a pair, and both know it: it was made together, or told once. N robots, A rows, d dimensions.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, replace
from typing import ClassVar

import networkx as nx
import numpy as np

from l2c_planner.consensus.errors import Unfit
from l2c_planner.consensus.links import Links

_SHIFT = 2**32
MOST_NAMED = 8
"""Longest list of robots that an error shows."""


@dataclass(frozen=True, eq=False)
class Measurements(ABC):
    """Of some robots, sorted by robot and then by the other one."""

    ids: np.ndarray
    """(A,) numbers of the robots, ascending."""
    anchor: np.ndarray
    """(A,) who knows where it is."""
    guess: np.ndarray
    """(A, d) first estimates; of an anchor where it is [m]."""
    robot: np.ndarray
    """(M,) number of the robot that knows a measurement."""
    other: np.ndarray
    """(M,) of whom it is."""
    value: np.ndarray
    """(M, m) what was measured [m]."""
    weight: np.ndarray
    """(M,) one over the variance [1/m^2]."""
    constrained = False
    missing: ClassVar[str]
    """Why a place may be open, and what would be enough."""

    @property
    def agents(self) -> int:
        """Number of rows."""
        return len(self.ids)

    @property
    def n(self) -> int:
        """Dimensions, d."""
        return self.guess.shape[1]

    def at(self, round: int) -> Measurements:
        """The same in all rounds."""
        return self

    def rows(self, index: np.ndarray) -> Measurements:
        """What some of the robots know."""
        known = np.isin(self.robot, self.ids[index])
        pairs = {name: getattr(self, name)[known] for name in ("robot", "other", "value", "weight")}
        return replace(self, ids=self.ids[index], anchor=self.anchor[index], guess=self.guess[index], **pairs)

    def of_slots(self, links: Links) -> np.ndarray:
        """(E,) the measurement that each slot has.

        Raises Unfit if links and measurements are not between the same robots.
        """
        own = np.isin(self.other, links.ids)
        has, wanted = _key(self.robot, self.other), _key(links.ids[links.own[links.receiver]], links.ids[links.sender])
        if not np.array_equal(has[own], wanted):
            robot, other = divmod(int(np.setxor1d(has[own], wanted)[0]), _SHIFT)
            raise Unfit(
                f"robots {robot} and {other}: a link without a measurement, or the other way round; valid: both"
            )
        return np.flatnonzero(own)

    def pairs(self) -> np.ndarray:
        """(P,) one measurement of every pair of robots that are both here."""
        return np.flatnonzero((self.robot < self.other) & np.isin(self.robot, self.ids) & np.isin(self.other, self.ids))

    def graph(self) -> nx.Graph:
        """Who has measured whom, of those here."""
        found = nx.empty_graph(self.ids.tolist())
        pairs = self.pairs()
        found.add_edges_from(zip(self.robot[pairs].tolist(), self.other[pairs].tolist()))
        return found

    def optimum(self) -> np.ndarray:
        """What a central solver finds, (A, d) [m].

        Raises Unfit for robots whose place the measurements leave open.
        """
        if len(left := self.undetermined()):
            shown = ", ".join(map(str, left[:MOST_NAMED])) + (" ..." if len(left) > MOST_NAMED else "")
            raise Unfit(f"robot{'s' if len(left) > 1 else ''} {shown}: {self.missing}")
        return self.central()

    @staticmethod
    @abstractmethod
    def measured(place: np.ndarray, other: np.ndarray) -> np.ndarray:
        """(M, m) what robots at places (M, d) measure of others without noise."""

    @staticmethod
    @abstractmethod
    def mirrored(value: np.ndarray) -> np.ndarray:
        """Measurements (M, m) seen from the other robot."""

    @abstractmethod
    def undetermined(self) -> list[int]:
        """Robots whose place is open, whatever the numbers that were measured."""

    @abstractmethod
    def residuals(self, x: np.ndarray, others: np.ndarray, which: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """r (E, m) of some measurements (E,), by places of robots and of the others (E, d); their derivative by x."""

    @abstractmethod
    def central(self) -> np.ndarray:
        """Places (A, d) of least cost."""


def _key(robot: np.ndarray, other: np.ndarray) -> np.ndarray:
    return robot.astype(np.int64) * _SHIFT + other
