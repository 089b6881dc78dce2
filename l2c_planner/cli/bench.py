"""`l2c bench` behind its options: find a benchmark, run it, print what it returned."""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

from rich.text import Text

from l2c_planner.cli.codes import Code, Refused
from l2c_planner.cli.planning import as_json, plain
from l2c_planner.cli.result import duration
from l2c_planner.cli.streams import emit, rendered, reserved_stdout

Report = Mapping[str, Any]

CHECKOUT = Path(__file__).parents[2] / "benchmarks"
"""Comparisons with other people's packages: not installed, nobody needs them on a robot."""

COMPARISONS: dict[str, tuple[str, float | str]] = {
    "stage_a_round_s": ("the paper's implementation", 1.71),
    "stage_b_round_s": ("the paper's implementation", 2.58),
    "plan_s": ("the centralised solve", "centralised_s"),
}
"""What a time of `l2c bench plan` stands beside: CPU seconds on two cores [s], or another of its keys."""

NAMES = {
    "stage_a_round_s": "round of stage (a), cable references",
    "stage_b_round_s": "round of stage (b), cable trajectories",
    "plan_s": "whole plan",
    "centralised_s": "centralised solve",
    "ilqr_iteration_s": "iteration of a local solver",
}


def bench(name: str, json: bool, **options: Any) -> Code:
    """Run the benchmark `name` and print what it returns, as JSON or as text.

    Raises `Refused` if this installation does not have it or a package that it compares with is missing.
    """
    with reserved_stdout():
        report = plain(_refusing(_function(name), options))
    emit(as_json(report) if json else rendered(lines(report)))
    return Code.FEASIBLE


def lines(report: Report) -> Iterator[Text]:
    """A report as text: single values first, then a table for every list of records."""
    values = {key: value for key, value in report.items() if not isinstance(value, list | dict)}
    width = max((len(_label(key)) for key in values), default=0)
    for key, value in values.items():
        yield Text(f"{_label(key):<{width}}  {_cell(key, value):>9}").append(f"  {ratio(key, report)}", "dim")
    for key, value in report.items():
        if isinstance(value, list | dict):
            yield from (Text(), Text(_label(key), "bold"), *_table(value))


def ratio(key: str, report: Report) -> str:
    """How much faster a time is than what it is compared with; empty if there is nothing to compare."""
    if key not in COMPARISONS or not report[key]:
        return ""
    name, other = COMPARISONS[key]
    seconds = report.get(other) if isinstance(other, str) else other
    return f"{seconds / report[key]:.3g} times faster than {name} ({duration(seconds)})" if seconds else ""


def _function(name: str) -> Callable[..., Report]:
    try:
        return _module(name).run
    except ModuleNotFoundError as error:
        if str(error.name).startswith("l2c_planner"):
            raise
        raise Refused(
            f"this benchmark needs the Python module {error.name}: pip install 'l2c_planner[bench]'"
        ) from None


def _refusing(function: Callable[..., Report], options: dict[str, Any]) -> Report:
    from l2c_planner.config import ConfigError

    try:
        return function(**options)
    except (ConfigError, ImportError, ValueError) as error:
        raise Refused(" ".join(str(error).split())) from error


def _module(name: str) -> ModuleType:
    full, file = f"l2c_planner.bench.{name}", CHECKOUT / f"{name}.py"
    try:
        return importlib.import_module(full)
    except ModuleNotFoundError as error:
        if error.name not in (full, "l2c_planner.bench"):
            raise
    if not file.is_file():
        raise Refused(f"the benchmark {name} is not part of an installation; run it in a checkout of the source")
    spec = importlib.util.spec_from_file_location(f"benchmarks.{name}", file)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _table(rows: Any) -> Iterator[Text]:
    if isinstance(rows, dict):
        rows = [{"": key, **(row if isinstance(row, dict) else {"value": row})} for key, row in rows.items()]
    rows = [row if isinstance(row, dict) else {"value": row} for row in rows]
    columns = list(dict.fromkeys(key for row in rows for key in row))
    cells = [[_label(key) for key in columns], *([_cell(key, row.get(key)) for key in columns] for row in rows)]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    sides = ["<" if any(isinstance(row.get(key), str) for row in rows) else ">" for key in columns]
    for line in cells:
        padded = (f"{cell:{side}{width}}" for cell, side, width in zip(line, sides, widths, strict=True))
        yield Text("  " + "  ".join(padded).rstrip())


def _label(key: str) -> str:
    return NAMES.get(key) or key.removesuffix("_s").replace("_", " ")


def _cell(key: str, value: Any) -> str:
    if value is None:
        return "–"
    if isinstance(value, float):
        return duration(value) if key.endswith("_s") else f"{value:.4g}"
    return str(value)
