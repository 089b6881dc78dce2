"""Ctrl-C and termination, turned into one exception that nothing on the way takes for its own."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any, NoReturn

SIGNALS = (signal.SIGINT, signal.SIGTERM)
_received: list[int] = []


class Interrupted(BaseException):
    """The user (SIGINT) or the system (SIGTERM) wants the command to end."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.code = 128 + number
        self.note = ""
        """What to tell the user about the state of things, if anything."""


@contextmanager
def interruptible() -> Iterator[None]:
    """Inside, the first of `SIGNALS` raises `Interrupted`."""
    _received.clear()
    with _handled(_stop):
        yield


@contextmanager
def undisturbed() -> Iterator[None]:
    """Inside, `SIGNALS` are ignored: for a few renames that belong together."""
    with _handled(signal.SIG_IGN):
        yield


def check() -> None:
    """Raise `Interrupted` again if somebody swallowed it: CasADi makes of it a solver that stopped early."""
    if _received:
        raise Interrupted(_received[0])


@contextmanager
def _handled(handler: Any) -> Iterator[None]:
    if threading.current_thread() is not threading.main_thread():
        yield  # Python lets only the main thread handle signals
        return
    before = [signal.signal(number, handler) for number in SIGNALS]
    try:
        yield
    finally:
        for number, old in zip(SIGNALS, before, strict=True):
            signal.signal(number, old)


def _stop(number: int, frame: FrameType | None) -> NoReturn:
    _received.append(number)
    for each in SIGNALS:  # `ros2 launch` sends a second one, which must not disturb the cleaning up
        signal.signal(each, signal.SIG_IGN)
    raise Interrupted(number)
