"""Directions in the space of everything that a problem and its options hold; P of them at a time."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np

from l2c_planner.gradient.result import ClassGradient, Gradient
from l2c_planner.problems.problem import Problem

Place = tuple[str, ...]
"""Where a number stands: ``("load", "state_weight")``, ``("component_penalty",)``, ``("own_weight", "team")``."""
CLASS_FIELDS = tuple(f.name for f in fields(ClassGradient))
SHARED = ("component_penalty", "schedule", "relaxation")
"""What belongs to no class and no coupling."""


@dataclass(frozen=True, eq=False)
class Directions:
    """P directions; arrays as in a `Gradient`, with a first axis of length P."""

    count: int
    classes: dict[str, ClassGradient]
    component_penalty: np.ndarray
    schedule: np.ndarray
    relaxation: np.ndarray
    own_weight: dict[str, np.ndarray]

    @classmethod
    def zeros(cls, problem: Problem, rounds: int, count: int) -> Directions:
        """None yet."""
        none = Gradient.zeros(problem, rounds, True)

        def many(array: np.ndarray) -> np.ndarray:
            return np.zeros((count, *array.shape))

        classes = {
            name: ClassGradient(**{f: many(getattr(g, f)) for f in CLASS_FIELDS}) for name, g in none.classes.items()
        }
        own = {name: many(w) for name, w in none.own_weight.items()}
        shared = [many(array) for array in (none.component_penalty, none.schedule, none.relaxation)]
        return cls(count, classes, *shared, own)

    @classmethod
    def along(cls, problem: Problem, rounds: int, entries: list[tuple[Place, tuple[int, ...]]]) -> Directions:
        """One direction per entry: the unit vector of one number, given by its place and its index there.

        Raises KeyError for an unknown place, IndexError for an index outside of it.
        """
        found = cls.zeros(problem, rounds, len(entries))
        for direction, (place, index) in enumerate(entries):
            array_of(found, place)[direction][index] = 1.0
        return found


def array_of(holder: Gradient | Directions, place: Place) -> np.ndarray:
    """The array at a place of a gradient or of directions.

    Raises KeyError if there is no such place.
    """
    first = place[0]
    if first in SHARED and len(place) == 1:
        return getattr(holder, first)
    if first == "own_weight" and len(place) == 2:
        return holder.own_weight[place[1]]
    if len(place) == 2 and place[1] in CLASS_FIELDS:
        return getattr(holder.classes[first], place[1])
    raise KeyError(f"no such place: {' '.join(place)}")


def places(problem: Problem) -> list[Place]:
    """All places of a problem."""
    own = [("own_weight", c.name) for c in problem.couplings if c.own_weight is not None]
    return [*((c.name, f) for c in problem.classes for f in CLASS_FIELDS), *((name,) for name in SHARED), *own]
