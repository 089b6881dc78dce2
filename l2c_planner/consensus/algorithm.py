"""What a distributed algorithm is: a description without memory, and pure functions over rows of agents.

    state = begin(problem, links, start)
    state = advance(state, received, problem, links)        where neighbours received what outgoing(state, links) says

Rows are agents: all of them in a simulation, one on a robot. Nothing an agent computes needs more than its own rows,
its links and what it received.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from enum import Enum
from typing import Any, ClassVar, TypeVar

import numpy as np

from l2c_planner.consensus.links import Links
from l2c_planner.consensus.problems import Problem


class Channel(Enum):
    """How messages are laid out."""

    TABLE = "table"
    """A row per agent, the same for all that hear it; received as one row per column of the links, oneself included."""
    SLOTS = "slots"
    """A row per agent; received as one row per slot, so that a message may be lost on one link alone."""
    EDGES = "edges"
    """A row per slot, for the neighbour of that slot alone; received as one row per slot. Undirected graphs."""


class Fault(str, Enum):
    """What can go wrong on the way. Doubling and overtaking are none: an agent takes a packet once, by its round."""

    LOSS = "loss"
    """Messages are lost on the way in one direction, and the sender does not know."""
    OUTAGE = "outage"
    """Links are down in both directions for a round, and both ends know; weights are rebuilt."""
    DELAY = "delay"
    """Messages come some rounds late, and nobody waits for them."""
    DEATH = "death"
    """Agents end or join; weights are rebuilt and the survivors begin again from where they are."""
    LIARS = "liars"
    """Some agents tell well-formed lies."""
    NOISE = "noise"
    """Every number that arrives is off by noise of its own, which the sender does not know."""


@dataclass(frozen=True, eq=False)
class Received:
    """What has arrived for a step."""

    values: np.ndarray
    """(S, M) or (E, M), see `Channel`; any number where nothing was heard."""
    heard: np.ndarray
    """(S,) or (E,) where something new was."""


State = TypeVar("State", bound=Any)


@dataclass(frozen=True)
class Algorithm(ABC):
    """Description of an algorithm; every state has the estimates ``x`` (A, n)."""

    channel: ClassVar[Channel] = Channel.TABLE
    directed: ClassVar[bool] = False
    """Whether it works on directed graphs."""
    survives: ClassVar[frozenset[Fault]] = frozenset()
    """Faults under which it still finds what it promises."""
    needs: ClassVar[str] = "gradient"
    """Attribute of the problems that it solves."""
    keeps_sets: ClassVar[bool] = False
    """Whether it respects the sets of a constrained problem."""
    exact: ClassVar[bool] = True
    """Whether it finds the optimum; otherwise its description says how near it comes."""
    number_bytes: ClassVar[int] = 8
    """Of a number that is told."""

    @classmethod
    def tuned(cls, problem: Problem, links: Links, sequence: tuple[Links, ...] = ()) -> Algorithm:
        """With steps that suit a problem and a graph; sequence: some rounds of a graph that changes."""
        return cls()

    @abstractmethod
    def begin(self, problem: Problem, links: Links, start: np.ndarray) -> State:
        """The first state, from estimates (A, n)."""

    @abstractmethod
    def outgoing(self, state: State, links: Links) -> np.ndarray:
        """What is told in this round, (A, M) or (E, M); see `Channel`."""

    @abstractmethod
    def advance(self, state: State, received: Received, problem: Problem, links: Links) -> State:
        """The next state."""

    def speaks(self, state: State, links: Links) -> np.ndarray:
        """(A,) who has something to tell in this round."""
        return np.ones(links.agents, bool)

    def target(self, problem: Problem) -> np.ndarray:
        """What it should find: (n,), or (A, n)."""
        return problem.optimum()

    def suspicion(self, state: State, links: Links) -> np.ndarray | None:
        """(E,) share of the rounds in which a slot's value stood out; None if nobody watches."""
        return None
