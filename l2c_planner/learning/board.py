"""Numbers of a training run for TensorBoard, where that is installed."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from l2c_planner.learning.training import Episode

if TYPE_CHECKING:
    from torch.utils.tensorboard import SummaryWriter

Note = Callable[[str, int, Mapping[str, float]], None]
"""Notes numbers by name: of which run, at which step."""


@contextmanager
def notes(folder: Path) -> Iterator[Note]:
    """Yield what notes numbers, each run in a folder of its own in ``folder``; without TensorBoard it does nothing.

    A training that goes on repeats the steps since its last checkpoint: what was noted of them is not shown any more.
    """
    if importlib.util.find_spec("tensorboard") is None:
        yield lambda run, step, numbers: None
        return
    from torch.utils.tensorboard import SummaryWriter

    writers: dict[str, SummaryWriter] = {}
    with ExitStack() as stack:

        def note(run: str, step: int, numbers: Mapping[str, float]) -> None:
            if run not in writers:
                writers[run] = stack.enter_context(SummaryWriter(str(folder / run), purge_step=step))
            for name, number in numbers.items():
                writers[run].add_scalar(name, number, step)
            writers[run].flush()

        yield note


@contextmanager
def board(folder: Path) -> Iterator[Callable[[Episode], None]]:
    """Yield what notes an episode in ``folder``."""
    with notes(folder) as note:
        yield lambda episode: note("", episode.number, _numbers(episode))


def _numbers(episode: Episode) -> dict[str, float]:
    stages = {stage: {"loss": loss, **episode.terms[stage]} for stage, loss in episode.loss.items()}
    return {
        **{f"{stage}/{name}": value for stage, values in stages.items() for name, value in values.items()},
        **{f"{stage}/validation": loss for stage, loss in episode.validation.items()},
        "gradient": episode.gradient,
    }
