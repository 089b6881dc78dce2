"""A training run on disk: every row in turn, checkpoints on the way, the policies in one file at the end."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import torch

from l2c_planner.config import ConfigError
from l2c_planner.learning.checkpoint import BadCheckpoint, written
from l2c_planner.learning.shards import Alone
from l2c_planner.navigation.library import POLICIES, policies_of
from l2c_planner.navigation.weights import read_weights
from l2c_planner.policy.alternation import Round, Training
from l2c_planner.policy.arena import Arena
from l2c_planner.policy.checkpoint import restore, save
from l2c_planner.policy.rows import ALL_ROWS, ROWS, exported

EVERY = 10
"""Rounds between two checkpoints."""

Progress = Callable[[str, Round], None]
"""Told the row and every round."""


def refuse_overwriting(out: Path) -> None:
    """Raises BadCheckpoint if there is a run in a folder."""
    if there := [path for row in ALL_ROWS if (path := checkpoint_of(out, row)).exists()]:
        raise BadCheckpoint(f"{there[0]}: a run is there already; valid: --resume to go on with it, or another --out")


def refuse_absent(out: Path) -> None:
    """Raises BadCheckpoint if there is no run in a folder."""
    if not any(checkpoint_of(out, row).exists() for row in ALL_ROWS):
        raise BadCheckpoint(f"--resume: no run is in {out}; valid: a new one without --resume, or the --out of one")


def on_device(name: str) -> torch.device:
    """Where training is computed, such as cpu or cuda:0.

    Raises ConfigError for a name of none, or of one that cannot be used here.
    """
    try:
        device = torch.device(name)
        torch.zeros(1, device=device).cpu()
    except (RuntimeError, AssertionError) as error:  # the latter from a torch without CUDA
        reason = " ".join(str(error).split(".")[0].split())[:100]
        words, valid = f"cannot be used here ({reason})", "cpu, or cuda with such a GPU"
        raise ConfigError(f"--device {name}", "", words, valid) from None
    return device


def checkpoint_of(out: Path, row: str) -> Path:
    """Where the checkpoint of a row lies."""
    return out / f"{row}.pt"


def train(
    name: str,
    arena: Arena,
    out: Path,
    resume: bool = False,
    progress: Progress | None = None,
    share: Alone | None = None,
    rows: Sequence[str] = ROWS,
    device: torch.device | str = "cpu",
) -> dict[str, Training]:
    """Train rows of an arena; writes a checkpoint of each every few rounds, and ``policies.npz`` after the last.

    Args:
        name: Of the arena, for the file.
        arena: With the options of training.
        out: Folder of the files.
        resume: Go on where checkpoints in the folder left off; then the result is that of an uninterrupted run.
        progress: Told every round.
        share: What of the worlds is for this process, if there are several; the first one writes.
        rows: Which, of ALL_ROWS; the file holds them in this order.
        device: Where it is computed.

    Raises BadCheckpoint if there is a checkpoint of another run, BadFile for policies that it cannot start from,
    ConfigError for a name of none, LostWorker if another process has ended.
    """
    own, trained = share or Alone(), {}
    start = read_weights(policies_of(arena.training.start)) if arena.training.start else None
    for row in rows:
        training = trained[row] = Training(arena, row, own, start, device)
        path = checkpoint_of(out, row)
        if resume and path.exists():
            restore(path, training)
        for line in training.rounds():
            if progress is not None:
                progress(row, line)
            if own.rank == 0 and (line.number % EVERY == 0 or line.number == arena.training.rounds):
                save(path, training)
    if own.rank == 0:
        networks = {row: training.networks() for row, training in trained.items()}
        content = exported(name, arena, arena.training.policy.action, networks).bytes()
        written(out / POLICIES, lambda temporary: temporary.write_bytes(content))
    return trained
