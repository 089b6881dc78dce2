"""The page flight.html as text: verdict, the flown team in 3-D beside its plan, curves, what was met in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape
from typing import Any

import numpy as np

from l2c_planner.report import markup
from l2c_planner.report.flight_charts import flight_charts
from l2c_planner.report.flight_verdict import Contacts, FlightVerdict, readable
from l2c_planner.report.html import fill
from l2c_planner.report.payload import build_payload
from l2c_planner.report.rounding import rounded
from l2c_planner.report.verdict import Check, number
from l2c_planner.simulation.measures import SLACK

Arrays = Mapping[str, np.ndarray]

LABELS = {
    "seed": ("seed", "{}"),
    "wind_m_s": ("wind to", "{:g} m/s"),
    "flown_s": ("flown", "{:.1f} s"),
    "loss": ("lost messages", "{:.0%}"),
    "plant": ("plant", "{}"),
    "load_reference_rmse_m": ("load off its reference (rms)", "{:.3f} m"),
    "real_time_factor": ("real-time factor", "{:.1f}"),
    "replan_latency_p95_s": ("replan latency, 95 %", "{:.2f} s"),
}
"""Figures of the run that have a better name than their own, with how to print them."""
NOTES = (
    "Errors are taken over the duration of the plan, everything else over the whole flight, hovering included.",
    "Distances that were planned are margins, which a flight may use up; what it must not is touch.",
)


def compose_flight(arrays: Arrays, figures: Mapping[str, Any], contacts: Contacts, verdict: FlightVerdict) -> str:
    """The page of a flight; `arrays` are those of `flown_arrays`, thinned."""
    parts = {
        "title": escape(title(figures, len(arrays["quad_position"]))),
        "word": verdict.word.lower(),
        "banner": markup.banner(verdict.met, verdict.word, verdict.reason),
        "tiles": "".join(markup.tile(check.label, [check], _required(check)) for check in verdict.checks),
        "facts": markup.listed(run_facts(figures, verdict)),
        "table": _table(verdict),
        "notes": "".join(f"<li>{escape(note)}</li>" for note in NOTES),
    }
    return fill(parts, flight_payload(arrays, contacts))


def flight_payload(arrays: Arrays, contacts: Contacts) -> dict[str, Any]:
    """What the viewer needs: what it needs of a plan, planned paths, lengths of the cables, and contacts.

    A cable with a tension of at most `cables.slack` is drawn slack, as long as it is.
    """
    payload = build_payload(arrays, {"problem": "multilift"})
    payload["charts"] = flight_charts(arrays)
    payload["planned"] = rounded(arrays["planned_quad_position"], 4)
    payload["cables"] |= {"length": rounded(arrays["cable_length"], 4), "slack": SLACK}
    payload["required"]["pair"] = None
    payload["events"] = [{"time": round(when, 4), "text": readable(what)} for when, what in sorted(contacts)]
    return payload


def title(figures: Mapping[str, Any], quads: int) -> str:
    """Plain-text title of a flight: its name, or what it is about."""
    return str(figures.get("name") or f"{quads} quadrotors fly a suspended load")


def run_facts(figures: Mapping[str, Any], verdict: FlightVerdict) -> Iterable[tuple[str, str | None]]:
    """Figures that are not judged, with a readable name and unit each."""
    judged = {check.key for check in verdict.checks} | {"name", "quads"}
    for key, value in figures.items():
        if key in judged or not isinstance(value, str | int | float | np.number) or isinstance(value, bool):
            continue
        label, template = LABELS.get(key, (key.replace("_", " "), "{}"))
        if not isinstance(value, str) and number(value) is None:
            yield label, "–"
        elif isinstance(value, float) and template == "{}":
            yield label, f"{value:.4g}"
        else:
            yield label, template.format(value)


def _required(check: Check) -> str:
    return "none allowed" if check.key == "collisions" else f"allowed {markup.required(check)}"


def _table(verdict: FlightVerdict) -> str:
    body = [_row(check, line) for check, line in zip(verdict.checks, verdict.words)]
    return markup.rows(("quantity", "allowed", "flown", "in words"), body)


def _row(check: Check, line: str) -> str:
    broken = check.holds(check.executed) is False
    unit = f" <small>{check.unit}</small>" if check.unit else ""
    value = markup.show(check.executed, check.unit)
    return (
        f"<tr><th scope='row'>{escape(check.label)}{unit}</th><td>{markup.required(check) or '–'}</td>"
        f"<td{' class=broken' if broken else ''}>{value}{' ✗' if broken else ' ✓'}</td>"
        f"<td class=words>{escape(line)}</td></tr>"
    )
