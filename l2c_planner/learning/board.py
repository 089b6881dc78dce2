"""Progress of a training run for TensorBoard, where that is installed."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from l2c_planner.learning.training import Episode


@contextmanager
def board(folder: Path) -> Iterator[Callable[[Episode], None]]:
    """Yield what notes an episode in ``folder``; without TensorBoard it does nothing."""
    if importlib.util.find_spec("tensorboard") is None:
        yield lambda episode: None
        return
    from torch.utils.tensorboard import SummaryWriter

    with SummaryWriter(str(folder)) as writer:
        yield lambda episode: _note(writer, episode)


def _note(writer, episode: Episode) -> None:
    for stage, loss in episode.loss.items():
        writer.add_scalar(f"{stage}/loss", loss, episode.number)
        for name, value in episode.terms[stage].items():
            writer.add_scalar(f"{stage}/{name}", value, episode.number)
    for stage, loss in episode.validation.items():
        writer.add_scalar(f"{stage}/validation", loss, episode.number)
    writer.add_scalar("gradient", episode.gradient, episode.number)
    writer.flush()
