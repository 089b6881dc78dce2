"""Standard output for the result alone, standard error for everything else; either reader may leave early."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, redirect_stdout, suppress
from typing import TYPE_CHECKING, TextIO

from l2c_planner.cli.codes import Refused

if TYPE_CHECKING:
    from rich.text import Text


def prepare() -> None:
    """Make sure of two streams that take any character: a closed one goes nowhere, what one cannot encode is a `?`."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))
        if isinstance(stream := getattr(sys, name), io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def emit(text: str) -> None:
    """Print a result to standard output; a reader that has left is no error.

    Raises `Refused` for any other failure, such as a full disk.
    """
    try:
        print(text, flush=True)
    except BrokenPipeError:
        abandon(sys.stdout)
    except OSError as error:
        raise Refused(f"standard output: cannot be written, {error.strerror}") from error


def say(text: str) -> None:
    """Print one line to standard error, if anybody reads it."""
    with suppress(OSError):
        print(text, file=sys.stderr, flush=True)


def finish() -> None:
    """Write out what is buffered, so that the interpreter does not complain about it at exit."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except OSError:
            abandon(stream)


def abandon(stream: TextIO) -> None:
    """Send what may still be written to `stream` nowhere."""
    with suppress(OSError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)


@contextmanager
def reserved_stdout() -> Iterator[None]:
    """Inside, whatever writes to standard output, native libraries included, writes to standard error instead."""
    with redirect_stdout(sys.stderr), _diverted(1, 2):
        yield


@contextmanager
def _diverted(descriptor: int, target: int) -> Iterator[None]:
    try:
        saved = os.dup(descriptor)
    except OSError:  # closed
        yield
        return
    try:
        with suppress(OSError):
            os.dup2(target, descriptor)
        yield
    finally:
        os.dup2(saved, descriptor)
        os.close(saved)


def rendered(lines: Iterable[Text]) -> str:
    """Lines with the colours that standard output can show, never wrapped."""
    from rich.console import Console

    buffer = io.StringIO()
    console = Console(file=buffer, force_terminal=True if sys.stdout.isatty() else None, highlight=False)
    for line in lines:
        console.print(line, soft_wrap=True)
    return buffer.getvalue().rstrip("\n")
