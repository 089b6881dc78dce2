"""Gradient descent among liars: every agent descends from a robust mean of what it hears."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from l2c_planner.consensus import aggregation
from l2c_planner.consensus.algorithm import Algorithm, Channel, Fault, Received
from l2c_planner.consensus.errors import Unfit
from l2c_planner.consensus.links import Links
from l2c_planner.consensus.problems import Problem

SETTLING = 20.0
"""Rounds after which steps have halved."""


@dataclass(frozen=True, eq=False)
class State:
    """Estimates, rounds so far (A, 1), and in how many of them each slot stood out, (E,)."""

    x: np.ndarray
    rounds: np.ndarray
    strikes: np.ndarray


@dataclass(frozen=True)
class RobustGradient(Algorithm):
    """x_i+ = Agg({x_i} and all heard) - a_k grad f_i(x_i), a_k = a / (1 + k / 20); the base of four.

    With at most f liars among the neighbours of every agent, and more than 2 f neighbours, no lie moves an honest agent
    beyond the honest ones' range by more than the rule's constant. The answer is approximate even so: nobody can tell a
    liar from an honest agent with unusual data, hence the error is of the order of the spread of the honest agents'
    own minimisers, and zero only if they agree (Su, Vaidya 2016; Karimireddy, He, Jaggi 2022).
    """

    channel = Channel.SLOTS
    exact = False
    survives = frozenset({Fault.LIARS, Fault.DEATH})
    aggregate: ClassVar[Callable[[np.ndarray, int], np.ndarray]]
    step: float = 0.01
    liars: int = 0
    """Most liars among the neighbours of an agent, f."""

    @classmethod
    def tuned(cls, problem: Problem, links: Links, sequence: tuple[Links, ...] = ()) -> RobustGradient:
        """What the steepest agent stands, and as many liars as the agent with fewest neighbours can outvote."""
        most = max(0, (int(links.degree.min()) - 1) // 2)
        return cls(0.5 / problem.curvature().steepest, most)

    def begin(self, problem: Problem, links: Links, start: np.ndarray) -> State:
        """From the start.

        Raises Unfit if an agent has too few neighbours for so many liars.
        """
        check_majority(links, self.liars)
        return State(start, np.zeros((links.agents, 1)), np.zeros(len(links.receiver)))

    def outgoing(self, state: State, links: Links) -> np.ndarray:
        """x."""
        return state.x

    def advance(self, state: State, received: Received, problem: Problem, links: Links) -> State:
        """Aggregate, descend, remember who stood out."""
        table = links.beside(state.x, received.values, received.heard)
        mean = type(self).aggregate(table, self.liars)
        x = mean - self.step / (1 + state.rounds / SETTLING) * problem.gradient(state.x)
        far = links.of_slots(aggregation.stand_out(table, mean))
        return State(x, state.rounds + 1, state.strikes + far)

    def suspicion(self, state: State, links: Links) -> np.ndarray:
        """Share of the rounds in which a slot stood out."""
        return state.strikes / np.maximum(state.rounds[links.receiver, 0], 1)


def check_majority(links: Links, liars: int) -> None:
    """Raises Unfit if an agent has no more than 2 f neighbours, f = liars."""
    least = int(links.degree.min())
    if least <= 2 * liars:
        name = links.ids[links.own[np.argmin(links.degree)]]
        told = f"{liars} liar{'s' * (liars != 1)}: agent {name} has {least} neighbour{'s' * (least != 1)}"
        raise Unfit(f"{told}; valid: more than {2 * liars}, or fewer liars")


@dataclass(frozen=True)
class CoordinateMedian(RobustGradient):
    """Aggregate: the median of every coordinate; see `RobustGradient` for what holds."""

    aggregate = staticmethod(aggregation.coordinate_median)


@dataclass(frozen=True)
class TrimmedMean(RobustGradient):
    """Aggregate: the mean without f largest and f smallest of every coordinate; see `RobustGradient`."""

    aggregate = staticmethod(aggregation.trimmed_mean)


@dataclass(frozen=True)
class GeometricMedian(RobustGradient):
    """Aggregate: the point of least distances, the same in all coordinate systems; see `RobustGradient`."""

    aggregate = staticmethod(aggregation.geometric_median)


@dataclass(frozen=True)
class Krum(RobustGradient):
    """Aggregate: the one vector told that has the nearest company; needs more than 2 f + 2; see `RobustGradient`."""

    aggregate = staticmethod(aggregation.krum)


ALGORITHMS = {"coordinate-median": CoordinateMedian, "trimmed-mean": TrimmedMean, "geometric-median": GeometricMedian,
              "krum": Krum}  # fmt: skip
