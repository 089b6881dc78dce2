"""Max, min and logical-and consensus: a word that only grows travels through the graph."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from l2c_planner.consensus.algorithm import Algorithm, Channel, Fault, Received
from l2c_planner.consensus.links import Links
from l2c_planner.consensus.problems import Values


@dataclass(frozen=True, eq=False)
class State:
    """Largest or smallest values heard so far."""

    x: np.ndarray


@dataclass(frozen=True)
class Maximum(Algorithm):
    """x_i+ = max over itself and all that it hears.

    Guarantees the exact maximum after as many rounds as the graph's diameter, and under any loss, delay, doubling and
    reordering as soon as a chain of messages has come through: nothing heard twice or late does harm.
    """

    channel = Channel.SLOTS
    directed = True
    needs = "values"
    survives = frozenset({Fault.LOSS, Fault.OUTAGE, Fault.DELAY, Fault.DEATH})
    choose: ClassVar[np.ufunc] = np.fmax

    def begin(self, problem: Values, links: Links, start: np.ndarray) -> State:
        """From the values; where estimates stood does not matter."""
        return State(self.words(problem))

    def outgoing(self, state: State, links: Links) -> np.ndarray:
        """The extreme so far."""
        return state.x

    def advance(self, state: State, received: Received, problem: Values, links: Links) -> State:
        """Take over what is more extreme."""
        return State(self.choose.reduce(links.beside(state.x, received.values, received.heard), axis=1))

    def target(self, problem: Values) -> np.ndarray:
        """The extreme of all values."""
        return self.choose.reduce(self.words(problem), axis=0)

    def words(self, problem: Values) -> np.ndarray:
        """What the agents start with (A, n)."""
        return problem.values


@dataclass(frozen=True)
class Minimum(Maximum):
    """x_i+ = min over itself and all that it hears; as the maximum."""

    choose: ClassVar[np.ufunc] = np.fmin


@dataclass(frozen=True)
class And(Minimum):
    """Whether all agree: the minimum of 1 for a positive value and 0 for any other; as the maximum."""

    def words(self, problem: Values) -> np.ndarray:
        """Zeros and ones."""
        return (problem.values > 0).astype(float)


ALGORITHMS = {"max": Maximum, "min": Minimum, "and": And}
