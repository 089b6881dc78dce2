"""Ascent of one parameter: steps along the sign of the derivative, doubled while the value rises, then halved."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from l2c_planner.environment.quasi_newton import Climbed

Array = NDArray[np.float64]
P = TypeVar("P", bound=Climbed)

SHORTEST = 0.02
"""Length of a step, in typical steps, below which the ascent ends."""


def climb(
    evaluate: Callable[[Array], P | None],
    first: P,
    nearest: Callable[[Array], Array],
    step: Array,
    evaluations: int,
) -> list[P]:
    """Points of the ascent that were accepted, best last; the first one is given. See `quasi_newton.climb`."""
    points, length, growth = [first], 1.0, 2.0
    while evaluations > 0 and length > SHORTEST:
        here = points[-1]
        theta = nearest(here.theta + length * step * np.sign(here.gradient))
        if np.array_equal(theta, here.theta):
            break
        there = evaluate(theta)
        evaluations -= 1
        if there is not None and there.value > here.value:
            points.append(there)
            length *= growth
        else:
            length, growth = length / 2, 1.0
    return points
