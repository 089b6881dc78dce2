"""Fresh Python processes with one thread: for what a running process cannot measure, its start and its memory."""

from __future__ import annotations

import importlib
import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
"""Environment variables that the linear algebra libraries read when they are loaded."""
ROOT = Path(__file__).parents[2]
"""Folder that the package lies in."""


class ProcessFailed(Exception):
    """A process ended with an error, whose text is on standard error, or ran out of time."""


def one_thread(environment: Mapping[str, str] = os.environ) -> bool:
    """Whether the linear algebra libraries of a process with this environment use one thread."""
    return environment.get(THREADS[0]) == "1" and all(environment.get(name, "1") == "1" for name in THREADS)


def call(function: str, options: Mapping[str, Any], limit_s: float | None = None, **environment: str) -> Any:
    """What a function returns in a fresh process with one thread.

    function: ``module:name``.  options: its keyword arguments; they and the result must be JSON.  limit_s: when to kill
    it [s].  environment: further variables.

    Raises ProcessFailed.
    """
    path = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))
    variables = os.environ | dict.fromkeys(THREADS, "1") | {"PYTHONPATH": path} | environment
    command = [sys.executable, "-m", "l2c_planner.bench.process", function, json.dumps(options)]
    return printed(command, variables, limit_s)


def printed(command: Sequence[str], environment: Mapping[str, str], limit_s: float | None) -> Any:
    """The JSON in the last line that a command prints.  limit_s: when to kill it [s].

    Raises ProcessFailed where it ends with an error, prints something else, or takes too long.
    """
    try:
        done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, timeout=limit_s)
    except subprocess.TimeoutExpired:
        raise ProcessFailed(f"more than {limit_s:g} s") from None
    if done.returncode:
        raise ProcessFailed(f"exit code {done.returncode}")
    try:
        return json.loads(done.stdout.splitlines()[-1])
    except (IndexError, ValueError):
        raise ProcessFailed("printed no JSON") from None


def peak_memory() -> float:
    """Most memory that this process has held so far [bytes]."""
    try:
        lines = Path("/proc/self/status").read_text().splitlines()
    except OSError:
        return _peak_of_system()
    # not getrusage: in a new process that starts from the peak of its parent
    return 1024.0 * next(int(line.split()[1]) for line in lines if line.startswith("VmHWM:"))


def _peak_of_system() -> float:
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return float(peak if sys.platform == "darwin" else 1024 * peak)


def main() -> None:
    """Call the function named on the command line; the last line printed is its result."""
    module, name = sys.argv[1].split(":")
    result = getattr(importlib.import_module(module), name)(**json.loads(sys.argv[2]))
    print(json.dumps(result))


if __name__ == "__main__":
    main()
