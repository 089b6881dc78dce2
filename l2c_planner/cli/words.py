"""Words for people."""

from __future__ import annotations


def counted(number: int, noun: str) -> str:
    """Such as 1 round, 2 rounds."""
    return f"{number} {noun}{'s' * (number != 1)}"
