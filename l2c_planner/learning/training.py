"""Training: in every episode all tasks are planned, their losses differentiated, and the networks moved once."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from pathlib import Path

from l2c_planner.config import MultiliftTask
from l2c_planner.learning import checkpoint
from l2c_planner.learning.checkpoint import State
from l2c_planner.learning.network import Networks
from l2c_planner.learning.options import TrainingOptions
from l2c_planner.learning.run import Diverged, Episode, Run
from l2c_planner.learning.shards import Alone

__all__ = ["EXPORT", "Diverged", "Episode", "Progress", "is_best", "train"]

EXPORT = "learned.npz"
TIE = 5e-3
"""Relative difference of losses that counts as none."""
Progress = Callable[[Episode], None]


def train(
    options: TrainingOptions,
    task: MultiliftTask,
    out: Path,
    resume: bool = False,
    progress: Progress | None = None,
    share: Alone | None = None,
) -> Networks:
    """Train networks on tasks around a task; writes a checkpoint after every episode, and
    exports the networks that are best on the validation tasks.

    Args:
        options: What and how.
        task: The middle of the distribution.
        out: Folder of ``checkpoint.pt`` and ``learned.npz``.
        resume: Go on where the checkpoint in the folder left off; then the result is that of an uninterrupted run.
        progress: Called after every episode.
        share: What of the tasks is for this process, if there are several; the first one writes.

    Raises BadCheckpoint if there is nothing to resume, Diverged if most plans of an episode are not finite, LostWorker
    if another process has ended.
    """
    run = Run(options, task, share or Alone())
    path = out / checkpoint.NAME
    if resume:
        checkpoint.restore(path, run.state, options)
    while run.state.episode < options.episodes:
        episode = run.episode()
        if run.share.rank == 0:
            _write(run.state, options, out)
        if progress is not None:
            progress(episode)
    return run.state.networks


def _write(state: State, options: TrainingOptions, out: Path) -> None:
    checkpoint.save(out / checkpoint.NAME, state, options)
    if is_best(state.history):
        content = state.networks.exported(options.rounds.most()).bytes()
        checkpoint.written(out / EXPORT, lambda temporary: temporary.write_bytes(content))


def is_best(history: Sequence[dict]) -> bool:
    """Whether the last episode has the least loss of both stages on the validation tasks, or comes within ``TIE``;
    without such tasks, it has.

    One stage alone says little: references that are easily planned may be hard to follow, and the other way round.
    Few tasks do not tell close losses apart; then the later networks count, for which the rate was lower.
    """
    losses = [sum(line["validation"].values()) if line["validation"] else math.inf for line in history]
    return losses[-1] <= (1 + TIE) * min(losses)
