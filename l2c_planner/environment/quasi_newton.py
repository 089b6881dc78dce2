"""Projected BFGS ascent: few parameters, a smooth value, an inverse Hessian kept dense.

Parameters at a bound that the gradient presses against are held for the step; the others take the quasi-Newton
direction, shortened until the value rises enough along the projected path (Bertsekas, Projected Newton methods, 1982).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

RISE = 1e-4
"""Share of the rise promised by the gradient that a step must bring."""
SHRINK = 0.5
SHORTEST = 1e-3
"""Length of a step, in typical steps, below which the ascent ends."""


class Climbed(Protocol):
    """A layout with its value and gradient, as `Chains.at` returns it."""

    theta: Array
    value: float
    gradient: Array


P = TypeVar("P", bound=Climbed)


def climb(
    evaluate: Callable[[Array], P | None],
    first: P,
    nearest: Callable[[Array], Array],
    step: Array,
    bounds: tuple[Array, Array],
    evaluations: int,
    longest: float,
) -> list[P]:
    """Points of the ascent that were accepted, best last; the first one is given.

    Args:
        evaluate: Value and gradient of a layout (m,); None where plans fail, which counts as too long a step.
        first: Where the ascent begins.
        nearest: Layout that keeps all conditions.
        step: Typical step of every parameter, (m,), the unit of the search.
        bounds: Lower and upper bounds, (m,) each.
        evaluations: Most calls of ``evaluate``.
        longest: Largest change of a parameter at once, in typical steps.
    """
    points, inverse = [first], np.eye(len(step))
    while evaluations > 0:
        here = points[-1]
        gradient = here.gradient * step
        held = _held(here.theta, gradient, *bounds)
        direction = _direction(gradient, inverse, held, longest)
        there, evaluations = _search(evaluate, here, direction, nearest, step, evaluations)
        if there is None:
            if np.array_equal(inverse, np.eye(len(step))):
                break
            inverse = np.eye(len(step))  # a direction of no use: forget the curvature once
            continue
        inverse = _updated(inverse, (there.theta - here.theta) / step, gradient - there.gradient * step)
        points.append(there)
    return points


def _held(theta: Array, gradient: Array, lower: Array, upper: Array) -> NDArray[np.bool_]:
    return ((theta <= lower) & (gradient < 0)) | ((theta >= upper) & (gradient > 0))


def _direction(gradient: Array, inverse: Array, held: NDArray[np.bool_], longest: float) -> Array:
    """Quasi-Newton direction of the free parameters, at most ``longest``; the first one is a typical step long."""
    free = ~held
    direction = np.zeros_like(gradient)
    direction[free] = inverse[np.ix_(free, free)] @ gradient[free]
    if direction @ gradient <= 0:
        direction = np.where(free, gradient, 0.0)
    size = np.abs(direction).max(initial=0.0)
    if np.array_equal(inverse, np.eye(len(gradient))):
        return direction / max(size, 1e-300)
    return direction * min(1.0, longest / max(size, 1e-300))


def _search(
    evaluate: Callable[[Array], P | None],
    here: P,
    direction: Array,
    nearest: Callable[[Array], Array],
    step: Array,
    evaluations: int,
) -> tuple[P | None, int]:
    """First point along the projected direction that rises enough, and the evaluations that are left."""
    scale = 1.0
    while evaluations > 0 and scale * np.abs(direction).max(initial=0.0) > SHORTEST:
        theta = nearest(here.theta + scale * step * direction)
        there = evaluate(theta)
        evaluations -= 1
        promised = here.gradient @ (theta - here.theta)
        if there is not None and promised > 0 and there.value >= here.value + RISE * promised:
            return there, evaluations
        scale *= SHRINK
    return None, evaluations


def _updated(inverse: Array, moved: Array, turned: Array) -> Array:
    """BFGS update of the inverse of the negative Hessian; skipped where the curvature has the wrong sign."""
    curvature = float(moved @ turned)
    if curvature <= 1e-10 * float(np.linalg.norm(moved) * np.linalg.norm(turned)):
        return inverse
    if np.array_equal(inverse, np.eye(len(moved))):
        inverse = inverse * curvature / float(turned @ turned)  # the scale of the value, which the identity lacks
    left = np.eye(len(moved)) - np.outer(moved, turned) / curvature
    return left @ inverse @ left.T + np.outer(moved, moved) / curvature
