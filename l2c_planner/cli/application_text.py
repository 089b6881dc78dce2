"""What applications came to, for people: some sentences, or a table of all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from l2c_planner.cli.planning import plain
from l2c_planner.cli.words import counted
from l2c_planner.report.markdown import markdown_table

COLUMNS = ("application", "agents", "rounds", "found", "error", "messages", "bytes")


def sentences(row: Mapping[str, Any]) -> list[str]:
    """One run for people; how far it is from the central solution, unless it found another."""
    from l2c_planner.consensus.record import CLOSE

    verdict = "found" if row["found"] else "not found"
    apart = "" if row["found"] and row["error"] > CLOSE else f", {row['error']:.1e} from the central solution"
    lines = [
        f"{row['application']}: {verdict} after {counted(row['rounds'], 'round')}{apart}",
        f"  {counted(row['agents'], 'robot')}, {counted(row['messages'], 'message')}, {row['bytes']} bytes",
        *(f"  {name.replace('_', ' ')}: {_cell(value)}" for name, value in row["figures"].items()),
    ]
    if row["repaired"]:
        lines.append("  links were dropped in both directions where a message was lost, and weights rebuilt")
    return lines


def table(rows: Sequence[Mapping[str, Any]]) -> str:
    """Runs as a markdown table."""
    lines = [[*(_cell(row[name]) for name in COLUMNS), _figures(row)] for row in rows]
    return markdown_table((*COLUMNS, "figures"), *lines)


def _figures(row: Mapping[str, Any]) -> str:
    if "refused" in row:
        return f"refused: {row['refused']}"
    return ", ".join(f"{name.replace('_', ' ')} {_cell(value)}" for name, value in row["figures"].items())


def _cell(value: Any) -> str:
    value = plain(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "–" if value is None else f"{value:.3g}" if isinstance(value, float) else str(value)
