"""Keeps track of the shared memory of some processes, and sees to it that none outlives them, nor this process."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterable
from contextlib import suppress

from l2c_planner.ros import shared_memory
from l2c_planner.ros.shared_memory import Segment


class Guard:
    """Knows what was noted, and so does a process of its own, which cleans up if this one cannot."""

    def __init__(self) -> None:
        self._process: subprocess.Popen | None = None
        self._known: set[Segment] = set()

    def note(self, processes: Iterable[int]) -> None:
        """Look what these and this process hold, while they can still be asked."""
        new = set().union(*map(shared_memory.held_by, (os.getpid(), *processes))) - self._known
        self._known |= new
        if new and self._process is None:
            self._process, new = _started(), self._known
        if new:
            with suppress(OSError):  # somebody killed the other process
                self._process.stdin.write("".join(f"{name} {inode}\n" for name, inode in sorted(new)))
                self._process.stdin.flush()

    def clean_up(self) -> None:
        """Remove what nobody holds any more.

        If that is not all, for this process takes part in a domain itself, the other one waits for its end.
        """
        self._known = shared_memory.remove(self._known)
        if self._process is not None and not self._known:
            self._process.kill()
            self._process.communicate()
            self._process = None


GUARD = Guard()
"""One is enough for a process."""


def _started() -> subprocess.Popen:
    command = [sys.executable, "-I", "-S", shared_memory.__file__]  # without `site`, which takes ten times as long
    streams = {"stdin": subprocess.PIPE, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    return subprocess.Popen(command, text=True, cwd="/", start_new_session=True, **streams)
