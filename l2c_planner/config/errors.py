"""Configuration errors: one line that names the file, the key, what was given and what is valid."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

Key = tuple[str | int, ...]
"""Path of a value inside a file, for example ``("waypoints", 1, "time")``."""


class ConfigError(Exception):
    """A configuration that cannot be used; ``str(error)`` is one printable line.

    Attributes:
        file: the file to edit.
        line: line in that file, counted from 1, or None if there is none to point at.
        key: dotted path of the value with list indices, empty for the whole file.
        given: what was found.
        valid: what would have been accepted.
        hint: a guess at the mistake, or None.
    """

    def __init__(
        self,
        file: str | Path,
        key: str | Key,
        given: str,
        valid: str,
        *,
        hint: str | None = None,
        line: int | None = None,
    ) -> None:
        self.file, self.line = str(file), line
        self.key = key if isinstance(key, str) else dotted(key)
        self.given, self.valid, self.hint = given, valid, hint
        super().__init__(self._sentence())

    def _sentence(self) -> str:
        place = self.file if self.line is None else f"{self.file}:{self.line}"
        subject = f"{self.key}: {self.given}" if self.key else self.given
        hint = f"; {self.hint}" if self.hint else ""
        return one_line(f"{place}: {subject}; valid: {self.valid}{hint}")


class CheckError(ValueError):
    """A relation between several fields that does not hold; `key` is relative to the model that checked it."""

    def __init__(self, key: Key, given: str, valid: str, hint: str | None = None) -> None:
        super().__init__(f"{dotted(key)}: {given}; valid: {valid}")
        self.key, self.given, self.valid, self.hint = key, given, valid, hint


def dotted(key: Key) -> str:
    """Write a key as the user would: ``waypoints[1].time``."""
    text = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in key)
    return text.removeprefix(".")


def one_line(text: str) -> str:
    """Escape everything that is not printable (line breaks, control codes, lone surrogates)."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in text)


def did_you_mean(word: str, choices: Iterable[str]) -> str | None:
    """A hint naming the choice closest to `word`, or None if nothing is close."""
    near = difflib.get_close_matches(word, list(choices), n=1)
    return f"did you mean {near[0]}?" if near else None


def show(value: Any, depth: int = 2) -> str:
    """A value as short YAML flow text of at most 80 characters."""
    text = _flow(value, depth)
    return text if len(text) <= 80 else text[:77] + "..."


def _flow(value: Any, depth: int) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return repr(value[:80])
    if isinstance(value, dict):
        return _flow_items([f"{_flow_key(k)}: {_flow(v, depth - 1)}" for k, v in _head(value.items())], "{}", depth)
    if isinstance(value, list | tuple):
        return _flow_items([_flow(v, depth - 1) for v in _head(value)], "[]", depth)
    return f"{value:.12g}" if isinstance(value, float) else _number(value)


def _flow_key(key: Any) -> str:
    return key[:80] if isinstance(key, str) else _flow(key, 1)


def _flow_items(items: Sequence[str], brackets: str, depth: int) -> str:
    inside = ", ".join(items) if depth > 0 or not items else "..."
    return f"{brackets[0]}{inside}{brackets[1]}"


def _head(items: Iterable[Any]) -> list[Any]:
    return [item for item, _ in zip(items, range(12), strict=False)]


def _number(value: Any) -> str:
    huge = isinstance(value, int) and value.bit_length() > 200
    return "an integer of more than 60 digits" if huge else str(value)
