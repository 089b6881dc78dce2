"""A navigation task as an ascent sees it: planner, adjoint gradient and the value that is climbed or judged."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import casadi as ca
import numpy as np
from numpy.typing import NDArray

from l2c_planner.environment.chains import Task
from l2c_planner.environment.measures import path_length
from l2c_planner.environment.options import AscentOptions
from l2c_planner.environment.planning import Planner
from l2c_planner.environment.safety import safety, unsafety
from l2c_planner.environment.scene import Scenario, Scene
from l2c_planner.environment.sensitivity import NotDifferentiable, adjoint
from l2c_planner.environment.trajectories import Trajectories

Array = NDArray[np.float64]


def task_of(scenario: Scenario, seed: int, pulse: Callable[[], None] = lambda: None) -> Task:
    """The task of a seed; `pulse`: see `Planner`."""
    return scenario.task(seed) if scenario.task else TrainingTask(scenario.tasks(seed), scenario.ascent, pulse)


class TrainingTask:
    """One scene with its planner; compiled once, for every layout."""

    def __init__(self, scene: Scene, options: AscentOptions, pulse: Callable[[], None] = lambda: None) -> None:
        self.scene, self._options = scene, options
        self.planner = Planner(scene, pulse=pulse)
        self._objective = self.planner.objective(partial(climbed_value, scene, options))

    def cold(self, theta: Array, seed: int) -> Trajectories:
        """See `chains.Task`."""
        return self.planner.cold(theta, seed)

    def warm(self, theta: Array, previous: Trajectories, barrier: float) -> Trajectories:
        """See `chains.Task`."""
        return self.planner.warm(theta, previous, barrier)

    def slope(self, plan: Trajectories) -> tuple[float, Array] | None:
        """See `chains.Task`."""
        try:
            gradient = adjoint(self.planner, plan, self._objective)
        except NotDifferentiable:
            return None
        return (gradient.value, gradient.theta) if np.all(np.isfinite(gradient.theta)) else None

    def judged(self, plan: Trajectories) -> float:
        """See `chains.Task`."""
        return judged_value(self.scene, self._options, plan.positions, plan.theta)


def judged_value(scene: Scene, options: AscentOptions, positions: Array, theta: Array) -> float:
    """Reported safety of paths (N, T+1, 2) less the price of their length."""
    length = float(np.mean([path_length(path) for path in positions]))
    return safety(scene, positions, theta, options.judged_by) - options.length_weight * length


def climbed_value(scene: Scene, options: AscentOptions, positions: list[ca.SX], theta: ca.SX) -> ca.SX:
    """Smooth stand-in for what is judged."""
    widen = (options.widen_epsilon, options.widen_reach)
    smooth = unsafety(scene, positions, theta, options.aggregator, widen).safety
    return smooth - options.length_weight * sum(map(_length, positions)) / len(positions)


def _length(path: ca.SX) -> ca.SX:
    """Length of a path (2, T+1) [m], with a derivative where the agent stands."""
    steps = path[:, 1:] - path[:, :-1]
    return ca.sum2(ca.sqrt(ca.sum1(steps**2) + 1e-10))
