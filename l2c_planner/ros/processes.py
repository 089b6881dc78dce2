"""The nodes of a team as processes of this machine: started together, watched, and gone when their runner is."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from l2c_planner.ros.guard import GUARD

STOPPING = ((signal.SIGINT, 2.5), (signal.SIGTERM, 0.8), (signal.SIGKILL, 1.0))
"""How a node is stopped: what it is told, and the time it has to obey [s]."""
NOTING = 0.5
"""Shared memory is not looked for more often [s]: it takes a millisecond a process."""
LOG_PREFIX = re.compile(r"^(\[[^\]]*\] ?)+: ")
DYING_WITH = """import ctypes, os, sys
parent, niceness, command = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3:]
os.nice(niceness)
ctypes.CDLL(None).prctl(1, 9)  # PR_SET_PDEATHSIG, SIGKILL
if os.getppid() != parent:  # which has ended just before
    sys.exit(1)
os.execvp(command[0], command)
"""
"""Has the kernel kill a process as soon as its parent ends, then becomes the command; a child that is made by `fork`
alone, to do so itself, would need room for all memory of a parent that takes part in DDS."""


@dataclass(frozen=True)
class Ended:
    """A node that ended without having been told to."""

    host: str
    code: int
    """Exit code, or minus the signal that ended it."""
    said: str
    """Last line of its log; empty if it wrote none."""

    def __str__(self) -> str:
        """E.g. ``quad_2 ended with exit code 1: no such file``."""
        how = f"exit code {self.code}" if self.code >= 0 else signal.Signals(-self.code).name
        return f"{self.host} ended with {how}" + (f": {self.said}" if self.said else "")


class Processes:
    """One process per host; to be used in a `with` block, which stops them.

    They are in groups of their own, so that a Ctrl-C reaches this process alone, and die with it even when it is
    killed (on Linux; the thread that starts them must live as long as they shall).
    """

    def __init__(
        self,
        commands: Mapping[str, Sequence[str]],
        variables: Mapping[str, str],
        logs: Path,
        niceness: Mapping[str, int] | None = None,
    ) -> None:
        """commands: by host; variables: the environment; logs: folder for what the nodes print, `<host>.log` each;
        niceness: of those that others go before, on Linux."""
        self._niceness = dict(niceness or {})
        self._commands, self._variables, self._logs = dict(commands), dict(variables), logs
        self._running: dict[str, subprocess.Popen] = {}
        self._noted = 0.0

    def __enter__(self) -> Processes:
        try:
            self._logs.mkdir(parents=True, exist_ok=True)
            for host in self._commands:
                self.start(host)
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, kind: type | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.stop()

    @property
    def processes(self) -> dict[str, int]:
        """Process numbers of the hosts that run, as far as is known since `ended` was called last."""
        return {host: process.pid for host, process in self._running.items()}

    def log(self, host: str) -> Path:
        """The file with what a node printed."""
        return self._logs / f"{host}.log"

    def start(self, host: str) -> None:
        """Start the node of a host, again if it has ended; its log begins anew.

        Raises OSError if the log cannot be written.
        """
        with open(self.log(host), "wb") as log:
            self._running[host] = subprocess.Popen(
                _dying_with(os.getpid(), self._commands[host], self._niceness.get(host, 0)),
                env=self._variables,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def ended(self) -> list[Ended]:
        """The nodes that ended since this was called last; call it often, it also keeps track of shared memory."""
        if time.monotonic() > self._noted + NOTING:
            self._note_segments()
        gone = {host: process for host, process in self._running.items() if process.poll() is not None}
        for host in gone:
            del self._running[host]
        return [Ended(host, process.returncode, last_line(self.log(host))) for host, process in gone.items()]

    def signal(self, host: str, number: int) -> None:
        """Send a signal to the node of a host that runs."""
        self._note_segments()
        self._running[host].send_signal(number)

    def stop(self) -> None:
        """Stop all nodes, by force if need be, and remove what they left; takes 5 s at most, Ctrl-C or not."""
        with _undisturbed():
            self._note_segments()
            for number, patience in STOPPING:
                self._signal_all(number)
                if self._all_end(patience):
                    break
            self._running.clear()
            GUARD.clean_up()

    def _signal_all(self, number: int) -> None:
        for process in self._running.values():
            if process.poll() is None:
                with suppress(ProcessLookupError):
                    os.killpg(process.pid, number)

    def _all_end(self, patience: float) -> bool:
        end = time.monotonic() + patience
        while any(process.poll() is None for process in self._running.values()):
            if time.monotonic() > end:
                return False
            time.sleep(0.02)
        return True

    def _note_segments(self) -> None:
        self._noted = time.monotonic()
        GUARD.note(process.pid for process in self._running.values())


def last_line(path: Path, size: int = 4096) -> str:
    """Last line with text in a log, without the time and name of a logger; empty if there is none."""
    with suppress(OSError), open(path, "rb") as log:
        log.seek(max(0, os.path.getsize(path) - size))
        lines = [line.strip() for line in log.read().decode(errors="replace").splitlines()]
        return LOG_PREFIX.sub("", next(filter(None, reversed(lines)), ""))
    return ""


def _dying_with(parent: int, command: Sequence[str], niceness: int) -> list[str]:
    """The command of a process that ends with its parent, on Linux."""
    if sys.platform != "linux":
        return list(command)
    return [sys.executable, "-I", "-S", "-c", DYING_WITH, str(parent), str(niceness), *command]


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Inside, nobody can interrupt: a second Ctrl-C must not stop the cleaning up."""
    if threading.current_thread() is not threading.main_thread():
        yield  # interruptions go to the main thread
        return
    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = [signal.signal(number, signal.SIG_IGN) for number in numbers]
    try:
        yield
    finally:
        for number, handler in zip(numbers, before, strict=True):
            signal.signal(number, signal.SIG_DFL if handler is None else handler)
