"""Exit codes, and the exception that carries one."""

from __future__ import annotations

from enum import IntEnum


class Code(IntEnum):
    """How the command ended; documented in the README."""

    FEASIBLE = 0
    """The executed plan meets every limit (other commands: done)."""
    BUG = 1
    """The fault is ours."""
    INPUT = 2
    """Something given cannot be used: option, file, folder, installation."""
    INFEASIBLE = 3
    """No plan, or one that breaks a limit."""
    INTERRUPTED = 130
    """Ctrl-C."""


class Refused(Exception):
    """Ends the command with one line on standard error and an exit code."""

    def __init__(self, message: str, code: Code = Code.INPUT) -> None:
        super().__init__(message)
        self.code = code
