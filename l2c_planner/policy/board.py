"""Rounds of policy training for TensorBoard, where that is installed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from l2c_planner.learning.board import notes
from l2c_planner.policy.alternation import Round


@contextmanager
def board(folder: Path) -> Iterator[Callable[[str, Round], None]]:
    """Yield what notes a round of a row, each row in a folder of its own in ``folder``."""
    with notes(folder) as note:
        yield lambda row, line: note(row, line.number, scalars(line))


def scalars(line: Round) -> dict[str, float]:
    """Numbers of a round by name; of the generator only those that there are."""
    generator = {"generator/return": line.returned, "generator/spread": line.spread}
    return {
        **{f"policy/{name}": value for name, value in vars(line.policy).items()},
        **{name: value for name, value in generator.items() if value is not None},
    }
