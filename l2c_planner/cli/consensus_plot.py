"""The error of a run over rounds, live, in the terminal."""

from __future__ import annotations

import math
import os
import sys
import time
from collections.abc import Sequence

from l2c_planner.cli.signals import check
from l2c_planner.cli.streams import say

WIDTH, HEIGHT, INTERVAL = 64, 12, 0.2
"""Columns, lines, time between two pictures [s]."""


class Plot:
    """The error over rounds, live: a plot on a terminal, now and then a line elsewhere, or nothing."""

    def __init__(self, name: str, quiet: bool) -> None:
        self._name, self._errors, self._due, self._live = name, [], 0.0, None
        self._quiet, self._terminal = quiet, sys.stderr.isatty() and os.environ.get("TERM") != "dumb"

    def __enter__(self) -> Plot:
        if self._terminal and not self._quiet:
            from rich.console import Console
            from rich.live import Live

            self._live = Live(console=Console(stderr=True), auto_refresh=False, transient=True)
            self._live.start()
        return self

    def __exit__(self, *error: object) -> None:
        if self._live is not None:
            self._live.stop()

    def __call__(self, round: int, error: float) -> None:
        """Show one round."""
        self._errors.append(error)
        if self._quiet or time.monotonic() < self._due:
            return
        check()
        self._due = time.monotonic() + (INTERVAL if self._live else 10 * INTERVAL)
        if self._live is None:
            say(f"{self._name}  round {round}  error {error:.1e}")
        else:
            self._live.update("\n".join((f"{self._name}, round {round}", *drawn(self._errors))), refresh=True)


def drawn(errors: Sequence[float], width: int = WIDTH, height: int = HEIGHT) -> list[str]:
    """The logarithm of errors as lines of text, rounds from left to right."""
    columns = [errors[k * len(errors) // width] for k in range(width)] if len(errors) > width else list(errors)
    values = [round(math.log10(min(max(e, 1e-16), 1e16)), 6) if e == e else 16.0 for e in columns]
    top, bottom = math.ceil(max(values)), math.floor(min(values))
    step = max(top - bottom, 1) / (height - 1)
    places = [round((top - value) / step) for value in values]
    marks = ["".join("•" if place == line else " " for place in places) for line in range(height)]
    return [f"{10.0 ** (top - line * step):.0e} │{marks[line]}" for line in range(height)]
