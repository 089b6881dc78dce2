"""The upper level: layouts are moved along the gradient of safety, and the best of them chosen by solves from scratch.

Algorithm 1 of arXiv 2604.06972 with smoothed plans, several starts and a final choice. Symbols: theta are the
parameters (m,).
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from l2c_planner.environment.chains import Task
from l2c_planner.environment.climber import Climber, Progress, Step, distinct
from l2c_planner.environment.options import AscentOptions
from l2c_planner.environment.primal_dual import Requirements
from l2c_planner.environment.scene import Parameters, Scenario

__all__ = ["Ascent", "Candidate", "NoAscent", "Progress", "Step", "ascend", "choose"]

Array = NDArray[np.float64]
Counted = Callable[[int, int], None]
"""Of how many there have been and how many there are."""

JUDGES = 500_000
"""Guess seeds of the final choice begin here, apart from those of the ascent and of comparisons."""


class NoAscent(ValueError):
    """No layout was found that has plans and keeps the requirements; says what was tried."""


@dataclass(frozen=True, eq=False)
class Candidate:
    """A layout in the final choice."""

    theta: Array
    """(m,)."""
    judged: float
    """Mean of what solves from scratch report; minus infinity if all fail."""
    solved: float
    """Share of them that converge."""


@dataclass(frozen=True, eq=False)
class Ascent:
    """Outcome of an ascent."""

    theta: Array
    """The chosen layout, (m,)."""
    steps: tuple[Step, ...]
    """Of all starts, in order."""
    candidates: tuple[Candidate, ...]
    """Best first."""
    failures: int
    """Failed solves of all starts."""
    seconds: float


def ascend(
    scenario: Scenario,
    tasks: Sequence[Task],
    seed: int = 0,
    progress: Progress | None = None,
    judged: Counted | None = None,
) -> Ascent:
    """Make an environment safer for the mean of some tasks.

    Args:
        scenario: Parameters, start layouts and options of the ascent.
        tasks: The training tasks.
        seed: Of guesses and jumps; the same one gives the same ascent.
        progress: Called after every evaluation of a layout.
        judged: Called after every layout of the final choice.

    Raises NoAscent if no layout has plans or none of those keeps the requirements.
    """
    began, options, parameters = time.perf_counter(), scenario.ascent, scenario.parameters
    requirements, climbers, layouts = Requirements(parameters), [], []
    for number in range(options.starts):
        climber = Climber(parameters, tasks, options, seed, number, progress)
        start = requirements.within(np.asarray(scenario.starts(number), float))
        climber.climb(start)
        climbers.append(climber)
        layouts += [start, *climber.kept()]
    failures = sum(climber.chains.failures for climber in climbers)
    candidates = choose(parameters, tasks, layouts, options, seed, judged)
    if not candidates or candidates[0].solved == 0:
        tried = f"{len(candidates)} layouts from {options.starts} starts keep the requirements"
        raise NoAscent(f"{scenario.name}: {tried}, and none of them has plans; {failures} solves failed")
    steps = tuple(step for climber in climbers for step in climber.steps)
    return Ascent(candidates[0].theta, steps, tuple(candidates), failures, time.perf_counter() - began)


def choose(
    parameters: Parameters,
    tasks: Sequence[Task],
    layouts: Sequence[Array],
    options: AscentOptions,
    seed: int,
    told: Counted | None = None,
) -> list[Candidate]:
    """Judge layouts by plans from scratch; best first: most solves converge, then the largest mean.

    Layouts that cannot be brought to keep the requirements, and those nearly equal to another, are left out.
    """
    requirements, different = Requirements(parameters), []
    for layout in map(requirements.nearest, layouts):
        if requirements.kept(layout) and distinct(layout, different, parameters):
            different.append(layout)
    candidates: list[Candidate] = []
    for layout in different:
        candidates.append(_judged(tasks, layout, options.judges, seed))
        if told is not None:
            told(len(candidates), len(different))
    return sorted(candidates, key=lambda candidate: (-candidate.solved, -candidate.judged))


def _judged(tasks: Sequence[Task], theta: Array, judges: int, seed: int) -> Candidate:
    plans = [(task, task.cold(theta, JUDGES + seed + judge)) for task in tasks for judge in range(judges)]
    values = [task.judged(plan) for task, plan in plans if plan.converged]
    return Candidate(theta, float(np.mean(values)) if values else -math.inf, len(values) / len(plans))
