"""Turn a pydantic validation error into one ConfigError in the user's words."""

from __future__ import annotations

import re
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from .base import TAGS, Model
from .describe import Guide
from .errors import CheckError, ConfigError, Key, did_you_mean, dotted, show
from .yaml_file import Document

Sources = dict[Key, Document]
"""Which file each part of the data came from; the empty key is the task file itself."""


def explain(error: ValidationError, model: type[Model], sources: Sources) -> ConfigError:
    """The most telling of the errors as one line."""
    details = sorted(error.errors(include_url=False), key=lambda one: _rank(one["type"]))
    return _explain_one(details[0], Guide(model), sources)


def locate(key: Key, sources: Sources) -> tuple[Document, Key]:
    """The file that holds `key` and the key inside that file."""
    start = max((s for s in sources if key[: len(s)] == s), key=len)
    return sources[start], key[len(start) :]


def _rank(kind: str) -> int:
    """A misspelt key also makes the right one missing: report the misspelling."""
    return {"extra_forbidden": 0, "missing": 2}.get(kind, 1)


def _explain_one(detail: ErrorDetails, guide: Guide, sources: Sources) -> ConfigError:
    key, kind = _clean(detail["loc"]), detail["type"]
    cause = detail.get("ctx", {}).get("error")
    if isinstance(cause, CheckError):
        return _at(key + cause.key, cause.given, cause.valid, cause.hint, sources)
    if kind == "extra_forbidden":
        return _unknown(key, guide, sources)
    if kind == "missing" and isinstance(key[-1], str):
        return _at(key, "missing", guide.valid(key), None, sources)
    if kind == "missing":
        key = key[:-1]  # a list that is too short: the list is at fault, not the entry that is not there
    given = show(detail["input"])
    return _at(key, f"got {given}", guide.valid(key), _hint(kind, detail["input"]), sources)


def _unknown(key: Key, guide: Guide, sources: Sources) -> ConfigError:
    names = guide.keys(key[:-1])
    if key[-1] in names:  # valid in another form of this mapping
        return _at(key, "does not go with the other keys here", guide.valid(key[:-1]), None, sources)
    return _at(key, "unknown key", ", ".join(names), did_you_mean(str(key[-1]), names), sources)


def _clean(loc: tuple[int | str, ...]) -> Key:
    return tuple(part for part in loc if part not in TAGS)


def _hint(kind: str, given: Any) -> str | None:
    if isinstance(given, str) and kind in ("float_type", "int_type") and re.match(r"\s*[-+]?[.\d]", given):
        return "write a bare number, without quotes or unit"
    if isinstance(given, float) and kind == "int_type":
        return "write it without a decimal point"
    if isinstance(given, str) and given.lower() in ("yes", "no", "on", "off"):
        return "write true or false"
    return None


def _at(key: Key, given: str, valid: str, hint: str | None, sources: Sources) -> ConfigError:
    document, inner = locate(key, sources)
    return ConfigError(document.path, dotted(inner), given, valid, hint=hint, line=document.line(inner))
