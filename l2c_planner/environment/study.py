"""A whole scenario: optimise its layout, or one per task, and compare with baselines on the same tasks and guesses."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from l2c_planner.environment.ascent import Ascent, ascend
from l2c_planner.environment.chains import Task
from l2c_planner.environment.climber import Step
from l2c_planner.environment.comparison import OPTIMISED, Comparison, Sample, compare
from l2c_planner.environment.scene import Scenario
from l2c_planner.environment.training import task_of

HELD_OUT = 10_000
"""Seeds of tasks that no ascent has seen begin here."""


@dataclass(frozen=True, eq=False)
class Study:
    """Ascents of a scenario and what they bring."""

    ascents: tuple[Ascent, ...]
    """One; or one per task where tasks differ and each has its own layout."""
    comparison: Comparison
    """Of the tasks; those held out, where a layout is found for a family of tasks."""
    training: Comparison | None
    """Of the tasks that the layout was found for, if others are held out."""


@dataclass(frozen=True)
class Watch:
    """Whom to tell about progress."""

    step: Callable[[int, Step], None] = lambda task, step: None
    """Called after every evaluation of a layout with the number of the ascent."""
    choice: Callable[[int, int, int], None] = lambda task, done, all: None
    """Called after every layout of a final choice with the number of the ascent, and how many of how many are done."""
    sample: Callable[[Sample], None] = lambda sample: None
    """Called after every plan of a comparison."""
    pulse: Callable[[], None] = lambda: None
    """Called at every iteration of a solver, see `Planner`; what it raises ends the study."""


def study(scenario: Scenario, tasks: int = 5, starts: int = 5, seed: int = 0, watch: Watch | None = None) -> Study:
    """Optimise and compare.

    Args:
        scenario: What is optimised.
        tasks: Tasks that are compared, where they differ.
        starts: Guesses per task.
        seed: Of tasks, start layouts and guesses; the same one gives the same numbers, times aside.
        watch: Whom to tell about progress.

    Raises NoAscent if no layout is found.
    """
    watch = watch or Watch()
    if scenario.training_tasks > 1:
        return _family(scenario, tasks, starts, seed, watch)
    planned, ascents, layouts = [], [], []
    for task in range(1 if scenario.fixed_tasks else tasks):
        training = task_of(scenario, seed + task, watch.pulse)
        ascent = ascend(scenario, [training], seed + task, partial(watch.step, task), partial(watch.choice, task))
        planned.append(training)
        ascents.append(ascent)
        layouts.append({OPTIMISED: ascent.theta, **scenario.baselines(seed + task)})
    return Study(tuple(ascents), compare(planned, layouts, starts, seed, watch.sample), None)


def _family(scenario: Scenario, tasks: int, starts: int, seed: int, watch: Watch) -> Study:
    """One layout for many tasks, judged by others; random baselines are drawn anew for every task."""
    training = [task_of(scenario, seed + task, watch.pulse) for task in range(scenario.training_tasks)]
    ascent = ascend(scenario, training, seed, partial(watch.step, 0), partial(watch.choice, 0))
    held_out = [task_of(scenario, seed + HELD_OUT + task, watch.pulse) for task in range(tasks)]

    def compared(planned: list[Task], first: int) -> Comparison:
        layouts = [{OPTIMISED: ascent.theta, **scenario.baselines(first + k)} for k in range(len(planned))]
        return compare(planned, layouts, starts, seed, watch.sample)

    seen = compared(training, seed)
    return Study((ascent,), compared(held_out, seed + HELD_OUT), seen)
