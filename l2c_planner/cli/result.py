"""The result of a plan as text: the verdict first, then executed numbers beside the required ones."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.text import Text

from l2c_planner.report.markup import required, show, title
from l2c_planner.report.verdict import Check, judge, number

if TYPE_CHECKING:
    from l2c_planner.plan import Plan

GOOD, BAD, FAINT = "bold green", "bold red", "dim"
MOST_PROBLEMS = 20
"""Longest list of violated constraints that is printed."""
REMEDY = "More rounds (--rounds) or the finishing pass (--finish) may help; report.html shows where it fails."
TIMES = {
    "compile_s": "compilation",
    "ddp_s": "local solvers",
    "coordination_s": "coordination",
    "per_round_s": "per round",
}


class Result:
    """What to print about a plan and the files written for it."""

    def __init__(self, plan: Plan, metrics: Mapping[str, Any], files: list[Path]) -> None:
        self._metrics, self._files = metrics, files
        self._verdict = judge(plan.arrays, metrics)
        self.feasible = plan.feasible and self._verdict.feasible
        self._problems = plan.problems or (() if self.feasible else (self._verdict.reason,))

    def headline(self) -> list[Text]:
        """The verdict, and why."""
        if self.feasible:
            return [_verdict("FEASIBLE", GOOD, title(self._metrics))]
        first, *others = self._problems
        lines = [Text(f"            {problem}") for problem in others[: MOST_PROBLEMS - 1]]
        left_out = len(self._problems) - 1 - len(lines)
        more = [Text(f"            and {left_out} more, see metrics.json", FAINT)] if left_out else []
        return [_verdict("INFEASIBLE", BAD, first), *lines, *more]

    def text(self) -> list[Text]:
        """Everything, line by line."""
        table = [self._row(check) for check in self._verdict.checks]
        facts = [Text(f"  {label:<20}{value}") for label, value in self._facts()]
        files = [Text(f"  {path}").append(note, FAINT) for path, note in self._notes()]
        parts = [self.headline(), table, facts, files, [] if self.feasible else [Text(f"  {REMEDY}")]]
        return [line for part in parts if part for line in (*part, Text())][:-1]

    def _row(self, check: Check) -> Text:
        holds = check.holds(check.executed)
        mark, style = {True: ("✓", GOOD), False: ("✗", BAD), None: (" ", "")}[holds]
        row = Text(f"  {check.label.lower():<20}{show(check.executed, check.unit):>9} {check.unit:<2}")
        row.append(f" {mark}  ", style).append(f"required {required(check)}" if required(check) else "", FAINT)
        raw = number((self._metrics.get("primal") or {}).get(check.key))
        if check.key == "wrench_residual_n" and raw is not None:
            row.append(f", {show(raw, 'N')} N before the roll-out", FAINT)
        return row

    def _facts(self) -> Iterator[tuple[str, str]]:
        cost, error = number(self._metrics.get("cost")), number(self._metrics.get("tracking_rmse_m"))
        if rounds := self._metrics.get("rounds"):
            yield "rounds", str(rounds)
        if cost is not None:
            yield "cost", f"{cost:.6g}"
        if error is not None:
            yield "tracking error", f"{error:.3f} m rms"
        if times := self._times():
            yield "time", times

    def _times(self) -> str:
        time = self._metrics.get("time") or {}
        total = number(time.get("total_s"))
        parts = ((label, number(time.get(key))) for key, label in TIMES.items())
        inside = ", ".join(f"{label} {duration(value)}" for label, value in parts if value)
        return "" if total is None else duration(total) + (f" ({inside})" if inside else "")

    def _notes(self) -> Iterator[tuple[Path, str]]:
        for path in self._files:
            yield path, "   open it in a browser" if path.suffix == ".html" else ""


def duration(seconds: float) -> str:
    """A time with the unit that suits it."""
    unit, scale = ("s", 1.0) if seconds >= 1 or seconds == 0 else ("ms", 1e3) if seconds >= 1e-3 else ("µs", 1e6)
    return f"{seconds * scale:.3g} {unit}"


def _verdict(word: str, style: str, reason: str) -> Text:
    return Text(f"{word:<10}", style).append(f"  {reason}", "")
