"""What the commands of learned policies share: the frame of a run, what is seen of its rounds, where its files are."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from l2c_planner.cli.codes import Refused
from l2c_planner.cli.folder import refusing
from l2c_planner.cli.networks import need_torch
from l2c_planner.cli.signals import Interrupted, check
from l2c_planner.cli.streams import reserved_stdout, say

if TYPE_CHECKING:
    from l2c_planner.policy.alternation import Round
    from l2c_planner.policy.arena import Arena

INTERVAL = 5.0
"""Between two lines of progress [s]."""
RECENT = 20
"""Rounds that the time left is estimated by; the first ones, without the generator, are faster."""
BOARD = "board"
"""Folder of what TensorBoard reads, in that of a run."""


@contextmanager
def policy_run(out: Path, goes_on: str = "") -> Iterator[None]:
    """Inside, torch has one thread, and whatever cannot be used is refused in one line.

    Args:
        out: Folder of the results.
        goes_on: How a training goes on that is interrupted; empty: nothing is trained.

    Raises `Refused` also if torch is missing.
    """
    need_torch()
    import torch

    from l2c_planner.config import ConfigError
    from l2c_planner.learning.checkpoint import BadCheckpoint
    from l2c_planner.navigation.weights import BadFile

    torch.set_num_threads(1)
    try:
        with reserved_stdout(), refusing(out):
            yield
    except (ConfigError, BadCheckpoint, BadFile) as error:
        raise Refused(str(error)) from error
    except Interrupted as stop:
        if goes_on:
            saved = any(out.rglob("*.pt"))
            stop.note = f", {out} holds the last checkpoints: {goes_on}" if saved else ", nothing was saved yet"
        raise


def arena_of(name: str, rounds: int | None) -> Arena:
    """An arena, with another number of rounds of training if one is given.

    Raises ConfigError as `load_arena`.
    """
    from l2c_planner.policy.loading import load_arena

    arena = load_arena(name)
    if rounds is None:
        return arena
    return arena.model_copy(update={"training": arena.training.model_copy(update={"rounds": rounds})})


@contextmanager
def shown(rounds: int, folder: Path, quiet: bool, name: str = "") -> Iterator[Callable[[str, Round], None]]:
    """Yield what is told the rounds of a training: it shows them and notes them for TensorBoard.

    Args:
        rounds: How many each row takes.
        folder: Of the training.
        quiet: Whether to show nothing.
        name: Of the training, if there are several.
    """
    from l2c_planner.policy.board import board

    lines = Lines(rounds, name)
    with board(folder / BOARD) as note:

        def tell(row: str, line: Round) -> None:
            check()
            note(row, line)
            if not quiet:
                lines(row, line)

        yield tell


class Lines:
    """The first round of a row, the last one, and in between one every `INTERVAL` seconds."""

    def __init__(self, rounds: int, name: str = "") -> None:
        self._rounds, self._name = rounds, name
        self._row, self._due = "", 0.0
        self._ends = deque([time.monotonic()], maxlen=1 + RECENT)
        """Of the latest rounds of the row, after its beginning."""

    def __call__(self, row: str, line: Round) -> None:
        """Show one round, if it is time."""
        now = time.monotonic()
        if row != self._row:
            self._row, self._due = row, now
            self._ends = deque([self._ends[-1]], maxlen=1 + RECENT)
        self._ends.append(now)
        if now < self._due and line.number < self._rounds:
            return
        self._due = now + INTERVAL
        pace = (now - self._ends[0]) / (len(self._ends) - 1)
        say(told(self._name or row, line, self._rounds, pace * (self._rounds - line.number)))


def told(name: str, line: Round, rounds: int, left: float) -> str:
    """A round as a line of text; left: seconds until the last one."""
    spread = "" if line.spread is None else f"  spread {line.spread:.3f}"
    time_left = "" if line.number >= rounds else f"  {timedelta(seconds=round(left))} left"
    return f"{name}  round {line.number}/{rounds}  reward {line.policy.reward:.3f}{spread}{time_left}"


def say_files(folder: Path, names: Sequence[str], silent: bool) -> None:
    """A line on standard error for each of these files of a folder that there is."""
    for name in () if silent else names:
        if (folder / name).exists():
            say(str(folder / name))
