"""What the user sees while an environment is made safer: a bar on a terminal, lines elsewhere, or nothing."""

from __future__ import annotations

import math
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from l2c_planner.cli.signals import check
from l2c_planner.cli.streams import say

if TYPE_CHECKING:
    from l2c_planner.environment.climber import Step
    from l2c_planner.environment.comparison import Sample
    from l2c_planner.environment.scene import Scenario
    from l2c_planner.environment.study import Watch

INTERVAL = 5.0
"""Shortest time between two lines [s]."""
Show = Callable[[str, int, int, str], None]
"""Of what is being done: its name, how much of it is done, how much there is, and how it goes."""


class Shown:
    """Turns what a study reports into what `show` takes; an interruption that a solver swallowed ends it here."""

    def __init__(self, show: Show, scenario: Scenario, tasks: int, starts: int) -> None:
        several = scenario.training_tasks > 1
        self._show = show
        self._ascents = 1 if several or scenario.fixed_tasks else tasks
        self._iterations = scenario.ascent.iterations
        self._evaluations = scenario.ascent.starts * self._iterations
        compared = tasks + scenario.training_tasks if several else self._ascents
        self._plans = compared * (1 + len(scenario.baselines(0))) * starts
        self._compared = 0

    def watch(self) -> Watch:
        """What a study is to tell."""
        from l2c_planner.environment.study import Watch

        return Watch(self._step, self._choice, self._sample, check)

    def survey(self, name: str) -> Callable[[int, int], None]:
        """Progress of something that is counted."""

        def told(done: int, whole: int) -> None:
            check()
            self._show(name, done, whole, "")

        return told

    def _step(self, task: int, step: Step) -> None:
        check()
        done = step.start * self._iterations + step.iteration + 1
        best = f"safety {step.best:.3f}" if math.isfinite(step.best) else "no plan yet"
        failed = f", {step.failures} failed solves" if step.failures else ""
        self._show(self._which(task), done, self._evaluations, best + failed)

    def _choice(self, task: int, done: int, whole: int) -> None:
        check()
        self._show(f"{self._which(task)}, final choice", done, whole, "layouts solved from scratch")

    def _which(self, task: int) -> str:
        return f"ascent {task + 1}/{self._ascents}" if self._ascents > 1 else "ascent"

    def _sample(self, sample: Sample) -> None:
        check()
        self._compared += 1
        self._show("comparison", self._compared, self._plans, "solves from scratch")


@contextmanager
def shown(quiet: bool, scenario: Scenario, tasks: int, starts: int) -> Iterator[Shown]:
    """The display that suits standard error."""
    if quiet:
        yield Shown(lambda *_: None, scenario, tasks, starts)
    elif not sys.stderr.isatty() or os.environ.get("TERM") == "dumb":
        yield Shown(_Lines(scenario.name), scenario, tasks, starts)
    else:
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

        columns = (TextColumn("{task.description:<32}"), BarColumn(24), TextColumn("{task.fields[text]}"))
        with Progress(*columns, TimeElapsedColumn(), console=Console(stderr=True), transient=True) as bars:
            bar = bars.add_task(f"{scenario.name}: compiling", total=None, text="")

            def show(name: str, done: int, whole: int, text: str) -> None:
                bars.update(bar, description=f"{scenario.name}: {name}", completed=done, total=whole, text=text)

            yield Shown(show, scenario, tasks, starts)


class _Lines:
    """A line at every new thing, and every `INTERVAL` seconds."""

    def __init__(self, scenario: str) -> None:
        self._scenario, self._name, self._due = scenario, "", 0.0

    def __call__(self, name: str, done: int, whole: int, text: str) -> None:
        now = time.monotonic()
        if name == self._name and now < self._due and done < whole:
            return
        self._name, self._due = name, now + INTERVAL
        say(f"{self._scenario}: {name} {done}/{whole}  {text}".rstrip())
