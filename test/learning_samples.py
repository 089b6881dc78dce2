"""A short task to learn on, and derivatives by differences."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from multilift_samples import multilift_task

from l2c_planner.config import MultiliftTask
from l2c_planner.learning.loss import LossWeights
from l2c_planner.learning.objective import Objective
from l2c_planner.learning.stages import stage_problem
from l2c_planner.tuning.layout import Scores
from l2c_planner.tuning.options import host_options

WEIGHTS = LossWeights(tracking=1.0, effort=2.0, violation=30.0, residual=0.01)


def short_task(n: int = 3, steps: int = 8, **changes) -> MultiliftTask:
    """A task whose formation has to give way to its pillar, so that constraints are active."""
    return multilift_task(n, steps, 0.2, **changes)


def objective(stage: str, rounds: int = 3, task: MultiliftTask | None = None) -> Objective:
    """The loss of a stage of the short task."""
    task = task or short_task()
    return Objective(stage_problem(task, stage), host_options(task.planner), rounds, WEIGHTS)


def random_scores(sizes: dict[str, tuple[int, int]], seed: int = 0, size: float = 0.5) -> Scores:
    """Scores away from where learning starts."""
    rng = np.random.default_rng(seed)
    return {name: size * rng.normal(size=shape) for name, shape in sizes.items()}


def slope(function: Callable[[float], float], step: float) -> float:
    """Derivative at 0 by central differences of fourth order."""
    near, far = function(step) - function(-step), function(2 * step) - function(-2 * step)
    return (8 * near - far) / (12 * step)
