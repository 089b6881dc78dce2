"""`python -m l2c_planner.policy`: `l2c policy --train` for torchrun, which shares the worlds out over processes."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import torch

from l2c_planner.config import ConfigError
from l2c_planner.learning.checkpoint import BadCheckpoint
from l2c_planner.learning.shards import LostWorker, shard
from l2c_planner.navigation.weights import BadFile
from l2c_planner.policy.alternation import Round
from l2c_planner.policy.board import board
from l2c_planner.policy.loading import load_arena
from l2c_planner.policy.run import on_device, refuse_absent, refuse_overwriting, train


def main() -> int:
    """Train; the exit code is 0 if all went well, 2 for what was given, 1 for a run that ended early."""
    parser = argparse.ArgumentParser(prog="python -m l2c_planner.policy", description=__doc__)
    parser.add_argument("arena", help="name of a shipped arena, or a YAML file")
    parser.add_argument("--out", type=Path, default=Path("results/policy"), help="folder of the run")
    parser.add_argument("--resume", action="store_true", help="go on where the checkpoints left off")
    parser.add_argument("--device", default="cpu", help="where it is computed: cpu, cuda, cuda:1")
    given = parser.parse_args()
    torch.set_num_threads(1)
    try:
        arena = load_arena(given.arena)
        (refuse_absent if given.resume else refuse_overwriting)(given.out)
        with shard() as own, board(given.out / "board") as note:
            told = (lambda row, line: (note(row, line), _say(row, line))) if own.rank == 0 else None
            train(Path(given.arena).stem, arena, given.out, given.resume, told, own, device=on_device(given.device))
    except (ConfigError, BadCheckpoint, BadFile, OSError) as error:
        return _fail(str(error), 2)
    except LostWorker as error:
        return _fail(f"{error}; go on with --resume", 1)
    return 0


def _say(row: str, line: Round) -> None:
    print(f"{row}  round {line.number}  reward {line.policy.reward:.3f}", file=sys.stderr, flush=True)


def _fail(message: str, code: int) -> int:
    print(f"l2c: {message}", file=sys.stderr)
    return code


if __name__ == "__main__":
    sys.exit(main())
