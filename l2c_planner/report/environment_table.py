"""The comparison of an environment's layouts as numbers for a script and as tables for people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from l2c_planner.environment.comparison import OPTIMISED, QUANTITIES, Comparison
from l2c_planner.environment.scene import Scenario
from l2c_planner.environment.study import Study
from l2c_planner.report.environment_published import COMPARABLE, PUBLISHED, SOURCE
from l2c_planner.report.markdown import markdown_table

ROWS = tuple(name for name in QUANTITIES if name != "length")
"""Numbers of a row."""
HEADINGS = {
    "safety": "safety (max)",
    "safety_mean": "safety (mean)",
    "spl": "SPL",
    "distance_ratio": "distance ratio",
    "numcoll": "NumCOLL",
    "time_s": "time [s]",
    "pctspeed": "PCTSpeed",
    "success_rate": "success",
}
"""Columns of the table."""
DIGITS = {"numcoll": 2, "time_s": 2, "success_rate": 2}


def numbers(scenario: Scenario, study: Study) -> dict[str, Any]:
    """Everything that is known of a study, under the keys of environment.json; not a number where nothing is known."""
    found = {"scenario": scenario.name, "title": scenario.title, **_compared(study.comparison)}
    if study.training is not None:
        found["training"] = _compared(study.training)
    parameters = scenario.parameters
    layouts = {name: [theta.tolist() for theta in row.layouts] for name, row in study.comparison.rows.items()}
    ascents = [
        {"evaluations": len(ascent.steps), "failed": ascent.failures, "time_s": ascent.seconds}
        for ascent in study.ascents
    ]
    names = {"names": list(parameters.names), "units": list(parameters.units)}
    return found | names | {"theta": layouts, "ascents": ascents, "notes": list(scenario.notes)}


def _compared(comparison: Comparison) -> dict[str, Any]:
    rows = comparison.rows
    found: dict[str, Any] = {
        "rows": {name: {key: row.mean(key) for key in ROWS} for name, row in rows.items()},
        "std": {name: {key: row.std(key) for key in ROWS} for name, row in rows.items()},
        "differences": {name: {} for name in rows if name != OPTIMISED},
        "solves": {name: {"all": len(row.samples), "failed": row.failed} for name, row in rows.items()},
    }
    for each in comparison.differences:
        apart = {"mean": each.mean, "low": each.low, "high": each.high, "pairs": each.pairs}
        found["differences"][each.baseline][each.quantity] = apart
    if all(np.isnan(row.mean("spl")) for row in rows.values()):
        first = next(row for name, row in rows.items() if name != OPTIMISED).mean("length")
        found["distance_ratio"] = {name: row.mean("length") / first for name, row in rows.items()}
    return found


def cells(found: Mapping[str, Any]) -> list[list[str]]:
    """Heading and rows of a comparison (`numbers`, or its `training`) as text."""
    rows, ratio = found["rows"], found.get("distance_ratio")
    columns = [key for key in HEADINGS if key != ("distance_ratio" if ratio is None else "spl")]
    table = [["layout", *(HEADINGS[key] for key in columns)]]
    for name, row in rows.items():
        spread = found["std"][name]
        values = [
            f"{ratio[name]:.3f}" if key == "distance_ratio" else _spread(row[key], spread[key], DIGITS.get(key, 3))
            for key in columns
        ]
        table.append([name, *values])
    return table


def sentences(found: Mapping[str, Any]) -> list[str]:
    """What the table does not say: paired differences, failed solves, costs of the ascent, which constants are ours."""
    lines = []
    for name, differences in found["differences"].items():
        each = differences["safety"]
        interval = f"95 % interval {_signed(each['low'])} to {_signed(each['high'])}"
        lines.append(f"safety, optimised - {name}: {_signed(each['mean'])}, {interval}, {each['pairs']} pairs")
    solves = found["solves"].values()
    failed = {name: n["failed"] for name, n in found["solves"].items() if n["failed"]}
    which = f" ({', '.join(f'{n} in {name}' for name, n in failed.items())})" if failed else ""
    lines.append(f"failed solves: {sum(failed.values())} of {sum(n['all'] for n in solves)}{which}; they score nothing")
    if "ascents" in found:
        ascents = found["ascents"]
        layouts = sum(each["evaluations"] for each in ascents)
        lost, seconds = (sum(each[key] for each in ascents) for key in ("failed", "time_s"))
        lines.append(f"ascent: {layouts} layouts tried in {seconds:.0f} s, {lost} failed solves")
        lines += [f"note: {note}" for note in found["notes"]]
    return lines


def markdown(found: Mapping[str, Any]) -> str:
    """The report of one scenario."""
    parts = [f"# {found['title']}", markdown_table(*cells(found)), _bullets(sentences(found))]
    if "training" in found:
        parts[1:1] = ["Tasks held out, for which the layout was not made:"]
        parts += ["Tasks that the layout was made for:", markdown_table(*cells(found["training"]))]
        parts.append(_bullets(sentences(found["training"])))
    return "\n\n".join(parts) + "\n"


def markdown_of_all(studies: Sequence[Mapping[str, Any]], missing: Mapping[str, str]) -> str:
    """Ours and the published table side by side, for all scenarios; `missing` says why a scenario has no row."""
    head = ["scenario", "layout", "safety", "optimised - it", "SPL", "NumCOLL", "time [s]", "PCTSpeed"]
    head += [f"published {name}" for name in ("safety", "optimised - it", "SPL", "NumCOLL", "time [s]", "PCTSpeed")]
    table = [head]
    for found in studies:
        table += _beside(found)
    parts = ["# All scenarios", f"Published: {SOURCE}. {COMPARABLE}", markdown_table(*table)]
    parts.append("For the track SPL stands for the travelled distance as a share of that in the initial layout.")
    if missing:
        parts.append(_bullets([f"{name}: {reason}" for name, reason in missing.items()]))
    parts.append("Which constants are ours:")
    parts.append(_bullets([f"{found['scenario']}: {note}" for found in studies for note in found["notes"]]))
    return "\n\n".join(parts) + "\n"


def _beside(found: Mapping[str, Any]) -> list[list[str]]:
    """Rows of one scenario; baselines of the paper are in the order of ours."""
    published = PUBLISHED.get(found["scenario"], ())
    ratio, lines = found.get("distance_ratio"), []
    for number, (name, row) in enumerate(found["rows"].items()):
        apart = "" if name == OPTIMISED else _signed(found["differences"][name]["safety"]["mean"])
        length = row["spl"] if ratio is None else ratio[name]
        ours = [_spread(row["safety"], found["std"][name]["safety"], 3), apart, f"{length:.3f}"]
        ours += [f"{row['numcoll']:.2f}", f"{row['time_s']:.2f}", f"{row['pctspeed']:.3f}"]
        theirs = [""] * 6
        if number < len(published):
            at = published[number]
            gap = "" if number == 0 else _signed(published[0].safety - at.safety)
            theirs = [f"{at.safety:.3f}", gap, f"{at.spl:.3f}", f"{at.numcoll:g}", f"{at.time_s:g}"]
            theirs.append(f"{at.pctspeed:.3f}")
        lines.append([found["scenario"] if number == 0 else "", name, *ours, *theirs])
    return lines


def _spread(mean: float, std: float, digits: int) -> str:
    return "–" if not np.isfinite(mean) else f"{mean:.{digits}f} ± {std:.{digits}f}"


def _signed(value: float) -> str:
    return f"{value:+.3f}" if np.isfinite(value) else "unknown"


def _bullets(lines: Sequence[str]) -> str:
    return "\n".join(f"- {line}" for line in lines)
