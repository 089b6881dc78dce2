"""One ascent from one start layout: momentum with a barrier that fades, a line search, or a quasi-Newton method."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from l2c_planner.environment import line_search, quasi_newton
from l2c_planner.environment.chains import Chains, Point, Task
from l2c_planner.environment.options import AscentOptions
from l2c_planner.environment.primal_dual import Requirements
from l2c_planner.environment.scene import Parameters

Array = NDArray[np.float64]

ATTEMPTS = 5
"""Layouts around a start that a search tries until one has plans."""
APART = 0.2
"""Distance in typical steps from which two layouts are different ones."""
FLAT = 1e-5
"""Root mean square of the gradient per typical step below which steps shrink with it."""
SEEDS = 10_000
"""Between the guesses of two ascents."""


@dataclass(frozen=True, eq=False)
class Step:
    """What is known after one evaluation of a layout."""

    start: int
    """Number of the ascent."""
    iteration: int
    """Within it, from 0."""
    theta: Array
    """(m,)."""
    value: float
    """Smooth objective; not a number where solves failed."""
    judged: float
    """Reported value of the smoothed plans; not a number where solves failed."""
    gradient: float
    """Norm of the gradient, in units per typical step."""
    best: float
    """Largest judged value of this ascent so far."""
    failures: int
    """Failed solves of this ascent so far."""


Progress = Callable[[Step], None]


class Climber:
    """An ascent: the plans it follows and what it has seen."""

    def __init__(
        self,
        parameters: Parameters,
        tasks: Sequence[Task],
        options: AscentOptions,
        seed: int,
        number: int,
        progress: Progress | None,
    ) -> None:
        self.steps: list[Step] = []
        self.chains = Chains(tasks, parameters, options, seed + SEEDS * number)
        self._parameters, self._options = parameters, options
        self._requirements = Requirements(parameters)
        self._random = np.random.default_rng((seed, number))
        self._number, self._progress = number, progress

    def climb(self, start: Array) -> None:
        """Go up from a layout (m,) by the method of the options."""
        if self._options.method == "momentum":
            self._momentum(start)
        else:
            self._search(start)

    def kept(self) -> list[Array]:
        """Layouts for the final choice: the last one and those judged best."""
        solved = [step for step in self.steps if math.isfinite(step.judged)]
        kept = [step.theta for step in solved[-1:]]
        for step in sorted(solved, key=lambda step: -step.judged):
            if len(kept) < self._options.kept and distinct(step.theta, kept, self._parameters):
                kept.append(step.theta)
        return kept

    def _momentum(self, start: Array) -> None:
        """Momentum, steps of a fixed root mean square that shrinks, multipliers for requirements."""
        options, step = self._options, self._parameters.step
        theta, velocity = start, np.zeros(len(step))
        kappa = np.zeros(self._requirements.number)
        first, last = options.barrier
        for k in range(options.iterations):
            done = k / options.iterations
            afresh = k // options.cold_every if k % options.cold_every == 0 else None
            point = self._evaluate(theta, first * (last / first) ** done, afresh)
            if point is None:
                theta, velocity = self._jump(start), np.zeros(len(step))
                continue
            slope = (point.gradient - self._requirements.price(theta, kappa, options.rho)) * step
            velocity = options.momentum * velocity + slope
            size = max(float(np.sqrt(np.mean(velocity**2))), FLAT)
            change = np.clip(velocity / size, -options.cap, options.cap) * (1 - options.decay * done)
            theta = self._requirements.within(theta + step * change)
            kappa = self._requirements.raised(theta, kappa, options.rho)

    def _search(self, start: Array) -> None:
        """A search for the first barrier, then one for the last barrier from where it ended."""
        options, parameters, nearest = self._options, self._parameters, self._requirements.nearest
        theta, evaluations = nearest(start), options.iterations // len(options.barrier)
        for stage, barrier in enumerate(options.barrier):
            first = self._first(theta, barrier, stage)
            if first is None:
                return

            def evaluate(theta: Array, barrier: float = barrier) -> Point | None:
                return self._evaluate(theta, barrier)

            if options.method == "line":
                points = line_search.climb(evaluate, first, nearest, parameters.step, evaluations - 1)
            else:
                bounds = (parameters.lower, parameters.upper)
                points = quasi_newton.climb(
                    evaluate, first, nearest, parameters.step, bounds, evaluations - 1, options.cap
                )
            theta = points[-1].theta

    def _first(self, theta: Array, barrier: float, stage: int) -> Point | None:
        """The layout, or one near it, with its plans found from guesses."""
        start = theta
        for _ in range(ATTEMPTS):
            point = self._evaluate(theta, barrier, stage)
            if point is not None:
                return point
            theta = self._requirements.nearest(self._jump(start))
        return None

    def _jump(self, start: Array) -> Array:
        """A layout near the best one so far."""
        solved = [step for step in self.steps if math.isfinite(step.judged)]
        best = max(solved, key=lambda step: step.judged).theta if solved else start
        noise = self._options.noise * self._parameters.step * self._random.standard_normal(len(start))
        return self._requirements.within(best + noise)

    def _evaluate(self, theta: Array, barrier: float, afresh: int | None = None) -> Point | None:
        point = self.chains.at(theta, barrier, afresh)
        value, judged, gradient = math.nan, math.nan, math.nan
        if point is not None:
            value, judged = point.value, point.judged
            gradient = float(np.linalg.norm(point.gradient * self._parameters.step))
        best = np.nanmax([judged, *(step.best for step in self.steps[-1:]), -math.inf])
        step = Step(self._number, len(self.steps), theta, value, judged, gradient, float(best), self.chains.failures)
        self.steps.append(step)
        if self._progress is not None:
            self._progress(step)
        return point


def distinct(theta: Array, others: Sequence[Array], parameters: Parameters) -> bool:
    """Whether a layout differs from all others by more than a fraction of a typical step."""
    return all(np.abs((theta - other) / parameters.step).max() > APART for other in others)
