"""`python -m l2c_planner.learning`: `l2c train` for torchrun, which shares the tasks out over processes."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import torch

from l2c_planner.config import ConfigError, shipped_file
from l2c_planner.learning import training
from l2c_planner.learning.checkpoint import BadCheckpoint, refuse_old
from l2c_planner.learning.options import load_training
from l2c_planner.learning.shards import LostWorker, shard
from l2c_planner.problems.multilift.formation import InfeasibleTask


def main() -> int:
    """Train; the exit code is 0 if all went well, 2 for what was given, 1 for a run that ended early."""
    parser = argparse.ArgumentParser(prog="python -m l2c_planner.learning", description=__doc__)
    parser.add_argument("config", nargs="?", type=Path, help="training file; default: the shipped one")
    parser.add_argument("--out", type=Path, default=Path("results/training"), help="folder of the run")
    parser.add_argument("--resume", action="store_true", help="go on where the checkpoint left off")
    given = parser.parse_args()
    torch.set_num_threads(1)
    try:
        options, task = load_training(given.config or shipped_file("training.yaml"))
        if not given.resume:
            refuse_old(given.out)
        with shard() as own:
            training.train(options, task, given.out, given.resume, _say if own.rank == 0 else None, own)
    except (ConfigError, BadCheckpoint, InfeasibleTask, OSError) as error:
        return _fail(str(error), 2)
    except (LostWorker, training.Diverged) as error:
        return _fail(f"{error}; go on with --resume from {given.out / 'checkpoint.pt'}", 1)
    return 0


def _say(episode: training.Episode) -> None:
    losses = "  ".join(f"{stage} {loss:.4g}" for stage, loss in episode.loss.items())
    print(f"episode {episode.number + 1}/{episode.episodes}  {losses}  {episode.seconds:.1f} s", flush=True)


def _fail(line: str, code: int) -> int:
    print(f"learning: {line}", file=sys.stderr, flush=True)
    return code


if __name__ == "__main__":
    sys.exit(main())
