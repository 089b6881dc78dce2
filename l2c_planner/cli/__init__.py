"""The command `l2c`: plan and measure from a shell.

Modules that are slow to import are imported by the command that needs them.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command with `arguments` (default: those of the process) and return its exit code, a `Code`."""
    limit_threads()
    from l2c_planner.cli.run import run

    return run(sys.argv[1:] if arguments is None else list(arguments))


def limit_threads() -> None:
    """Let the linear algebra libraries use one thread each, unless OMP_NUM_THREADS says otherwise.

    Must come before numpy is imported. The matrices of a plan have a few dozen rows: handing them to several threads
    takes longer than the arithmetic, and the threads would compete with those of the planner.
    """
    if "OMP_NUM_THREADS" not in os.environ:
        for name in THREADS:
            os.environ.setdefault(name, "1")
