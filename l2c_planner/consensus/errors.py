"""What is asked for and cannot be, in one line."""

from __future__ import annotations

from collections.abc import Iterable


class Unfit(ValueError):
    """An algorithm, a problem, a graph and faults that do not go together; the message names what would."""


def unknown(kind: str, name: str, valid: Iterable[str]) -> Unfit:
    """That there is no such thing, with the names that there are."""
    return Unfit(f"unknown {kind} {name!r}; valid: {', '.join(sorted(valid))}")
