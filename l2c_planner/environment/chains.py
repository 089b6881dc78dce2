"""Value and gradient of a layout for an ascent: warm chains of plans, one or more per training task.

A chain is the sequence of plans of one task that starts at one guess; every plan is warm-started from the one before.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from l2c_planner.environment.options import AscentOptions
from l2c_planner.environment.scene import Parameters, Scene

Array = NDArray[np.float64]


class Plan(Protocol):
    """What a task's planner returns."""

    @property
    def converged(self) -> bool:
        """Whether it is a solution."""

    @property
    def positions(self) -> Array:
        """Of the agents, (N, T+1, 2) [m]."""

    @property
    def theta(self) -> Array:
        """The layout, (m,)."""

    @property
    def seconds(self) -> float:
        """What it took [s]."""


class Task(Protocol):
    """One navigation task, as an ascent sees it."""

    @property
    def scene(self) -> Scene:
        """What its trajectories are measured in."""

    def cold(self, theta: Array, seed: int) -> Plan:
        """Plan from a guess."""

    def warm(self, theta: Array, previous: Plan, barrier: float) -> Plan:
        """Plan from another plan, smoothed by a barrier."""

    def slope(self, plan: Plan) -> tuple[float, Array] | None:
        """Smooth value of a plan and its gradient (m,); None where there is no gradient."""

    def judged(self, plan: Plan) -> float:
        """Value that layouts are chosen by."""


@dataclass(frozen=True, eq=False)
class Point:
    """A layout and what its plans say."""

    theta: Array
    """(m,)."""
    value: float
    """What is climbed."""
    gradient: Array
    """Of the value, (m,)."""
    judged: float
    """What layouts are chosen by, of the smoothed plans."""


class Chains:
    """The plans of all training tasks at the layout that an ascent is at."""

    failures: int = 0
    """Solves that failed so far."""

    def __init__(self, tasks: Sequence[Task], parameters: Parameters, options: AscentOptions, seed: int) -> None:
        self._links = [(task, seed + copy) for task in tasks for copy in range(options.chains)]
        self._plans: list[Plan | None] = [None] * len(self._links)
        self._parameters, self._options = parameters, options
        self._origin: Array | None = None

    def at(self, theta: Array, barrier: float, afresh: int | None = None) -> Point | None:
        """Mean over the chains at a layout, or None where one of them finds no plan or no gradient.

        Args:
            theta: The layout, (m,). The first one ever asked for is what regularisation pulls towards.
            barrier: Of the plans.
            afresh: Find the plans from guesses with seeds that this number shifts; None goes on from the last ones.
        """
        if self._origin is None:
            self._origin = theta.copy()
        slopes, judged = [], []
        for k in range(len(self._links)):
            plan = self._next(k, theta, barrier, afresh)
            slope = plan and self._links[k][0].slope(plan)
            if slope is None:
                self._plans[k] = None
                return None
            slopes.append(slope)
            judged.append(self._links[k][0].judged(plan))
        away = (theta - self._origin) / self._parameters.step
        value = float(np.mean([value for value, _ in slopes])) - self._options.beta / 2 * float(away @ away)
        gradient = np.mean([slope for _, slope in slopes], axis=0) - self._options.beta * away / self._parameters.step
        return Point(theta.copy(), value, gradient, float(np.mean(judged)))

    def _next(self, k: int, theta: Array, barrier: float, afresh: int | None) -> Plan | None:
        """The next plan of a chain; None and one more failure where there is none."""
        task, seed = self._links[k]
        previous = self._plans[k]
        if afresh is None and previous is not None:
            plan = self._kept(k, task.warm(theta, previous, barrier))
            if plan is not None:
                return plan
        cold = self._kept(k, task.cold(theta, seed + 1000 * (afresh or 0)))
        return cold and self._kept(k, task.warm(theta, cold, barrier))

    def _kept(self, k: int, plan: Plan) -> Plan | None:
        self.failures += not plan.converged
        self._plans[k] = plan if plan.converged else None
        return self._plans[k]
