"""What the user sees while the planner works: a bar on a terminal, now and then a line elsewhere, or nothing."""

from __future__ import annotations

import math
import os
import sys
import time
from types import TracebackType
from typing import TYPE_CHECKING

from l2c_planner.cli.streams import say

if TYPE_CHECKING:
    from l2c_planner.plan import RoundReport

INTERVAL = 2.0
"""Shortest time between two lines [s]."""


class Silent:
    """Shows nothing; the base of the others."""

    def __enter__(self) -> Silent:
        return self

    def __exit__(self, kind: type | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def __call__(self, report: RoundReport) -> None:
        """Show one round."""

    def note(self, text: str) -> None:
        """Show what is going on between the rounds."""

    def close(self) -> None:
        """Clear the display."""


class Lines(Silent):
    """The first round of a stage, the last one, and in between one every `INTERVAL` seconds."""

    def __init__(self, interval: float = INTERVAL) -> None:
        self._interval, self._stage, self._due = interval, "", 0.0
        self._held: RoundReport | None = None

    def __call__(self, report: RoundReport) -> None:
        if report.stage != self._stage:
            self.close()
        self._held = report
        if report.stage != self._stage or time.monotonic() >= self._due:
            self.close()
        self._stage = report.stage

    def close(self) -> None:
        """Print the round that is still held back."""
        if self._held is not None:
            say(line(self._held))
            self._held, self._due = None, time.monotonic() + self._interval


class Bar(Silent):
    """One bar that restarts with every stage and vanishes at the end."""

    def __init__(self) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

        columns = (TextColumn("{task.description:<12}"), BarColumn(24), TextColumn("{task.fields[text]}"))
        self._bars = Progress(*columns, TimeElapsedColumn(), console=Console(stderr=True), transient=True)
        self._bar = self._bars.add_task("preparing", total=None, text="compiles its kernels on the first run")
        self._stage = ""

    def __enter__(self) -> Bar:
        self._bars.start()
        return self

    def __call__(self, report: RoundReport) -> None:
        if report.stage != self._stage:
            self._stage = report.stage
            self._bars.reset(self._bar)
        if math.isnan(report.primal):
            self._bars.update(self._bar, description=report.stage, total=None, text="solving")
            return
        text = f"{report.round + 1}/{report.rounds}  {residuals(report)}"
        self._bars.update(
            self._bar, description=report.stage, completed=report.round + 1, total=report.rounds, text=text
        )

    def note(self, text: str) -> None:
        """Show what is going on between the rounds."""
        self._bars.reset(self._bar, total=None, description=text, text="")

    def close(self) -> None:
        """Clear the display."""
        self._bars.stop()


def line(report: RoundReport) -> str:
    """One round as a line of text."""
    if math.isnan(report.primal):  # one solve, announced when it starts
        return f"{report.stage:<12}  solving"
    width = len(str(report.rounds))
    return f"{report.stage:<12}  round {report.round + 1:>{width}}/{report.rounds}  {residuals(report)}"


def residuals(report: RoundReport) -> str:
    """Scaled residuals and penalty of a round."""
    return f"primal {report.primal:.1e}  dual {report.dual:.1e}  penalty {report.penalty:.3g}"


def chosen(quiet: bool) -> Silent:
    """The display that suits standard error."""
    if quiet:
        return Silent()
    return Bar() if sys.stderr.isatty() and os.environ.get("TERM") != "dumb" else Lines()
