"""Writes report.html: template, style, viewer and data put together in one file that needs no network."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from html import escape
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np

from l2c_planner.report import markup
from l2c_planner.report.atomic import replacing
from l2c_planner.report.payload import build_payload
from l2c_planner.report.verdict import judge

_SLOT = re.compile(r"\{\{(\w+)\}\}")


def write_report(arrays: Mapping[str, np.ndarray], metrics: Mapping[str, Any], path: Path) -> None:
    """Write a self-contained HTML page about a plan.

    `arrays` and `metrics` are the contents of plan.npz and metrics.json; what a problem does not have (a swarm has no
    load and no cables) is left out. The file at `path` is replaced only once the new one is complete.

    Raises `KeyError` without `time` or `quad_position`, `OSError` if the folder cannot be written.
    """
    page = compose(arrays, metrics)
    with replacing(Path(path)) as temporary:
        temporary.write_text(page, encoding="utf-8")


def compose(arrays: Mapping[str, np.ndarray], metrics: Mapping[str, Any]) -> str:
    """The page as text."""
    verdict = judge(arrays, metrics)
    parts = {
        "title": escape(markup.title(metrics)),
        "word": verdict.word.lower(),
        "banner": markup.banner(verdict.feasible, verdict.word, verdict.reason),
        "tiles": markup.tiles(verdict, metrics),
        "facts": markup.facts(metrics),
        "table": markup.table(verdict, metrics),
        "notes": markup.legend(),
    }
    return fill(parts, build_payload(arrays, metrics))


def fill(parts: Mapping[str, str], payload: Any) -> str:
    """The template with fragments of HTML in its slots: title, word, banner, tiles, facts, table, notes."""
    own = {"style": _asset("viewer.css"), "viewer": _asset("viewer.js"), "data": embed(payload)}
    # One pass, so that braces inside the data or the viewer are never taken for slots.
    return _SLOT.sub(lambda slot: {**parts, **own}[slot[1]], _asset("template.html"))


def embed(payload: Any) -> str:
    """JSON that can stand inside a script element whatever strings it holds.

    Raises `ValueError` for a number that is not finite.
    """
    text = json.dumps(payload, separators=(",", ":"), allow_nan=False, ensure_ascii=True)
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def _asset(name: str) -> str:
    return (files("l2c_planner.report") / "assets" / name).read_text(encoding="utf-8")
