"""HTML fragments of the report: verdict, tiles, facts and the table of executed, primal and copied plans."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape
from typing import Any

from l2c_planner.report.verdict import Check, Verdict, number

COLUMNS = {
    "executed": "what the robots fly",
    "primal": "the trajectories of the local solvers; with a load, executed is this after the load is re-integrated "
    "under the cables' own wrench",
    "copies": "the coordination step's version, which satisfies every constraint but not the dynamics",
}
TILES = {
    "Obstacle clearance": ("obstacle_clearance_m",),
    "Pair distance": ("pair_distance_m",),
    "Cable tension": ("tension_min_n", "tension_max_n"),
    "Thrust": ("thrust_min_n", "thrust_max_n"),
    "Wrench residual": ("wrench_residual_n",),
    "Unit-norm error": ("unit_norm_error",),
    "Formation": ("formation_deviation_m",),
}
_LEFT = {"in words": " class=words"}
TIMES = {
    "ddp_s": "local solvers",
    "coordination_s": "coordination",
    "compile_s": "compilation",
    "per_round_s": "per round",
}


def title(metrics: Mapping[str, Any]) -> str:
    """Plain-text title of the plan: its name, or what it is about."""
    if name := metrics.get("name") or metrics.get("task"):
        return str(name)
    team = f"{metrics['quads']} quadrotors" if "quads" in metrics else "Quadrotors"
    if ground := metrics.get("ground_robots"):
        flying = f"{metrics['quads'] - ground} quadrotors and " if metrics["quads"] > ground else ""
        return f"{flying}{ground} ground robots go to their goals"
    return f"{team} fly to their goals" if metrics.get("problem") == "swarm" else f"{team} carry a suspended load"


def banner(good: bool, word: str, reason: str) -> str:
    """The verdict line."""
    kind, mark = ("good", "✓") if good else ("bad", "✗")
    return f'<p class="verdict {kind}"><strong>{mark} {word}</strong> <span>{escape(reason)}</span></p>'


def tiles(verdict: Verdict, metrics: Mapping[str, Any]) -> str:
    """Executed values with the required ones beneath, one tile for each kind of limit."""
    by_key = {check.key: check for check in verdict.checks}
    groups = ((label, [by_key[key] for key in keys if key in by_key]) for label, keys in TILES.items())
    return "".join(_tile(label, checks, metrics) for label, checks in groups if checks)


def facts(metrics: Mapping[str, Any]) -> str:
    """Rounds, cost, tracking error and times as a definition list."""
    return listed(_facts(metrics))


def listed(pairs: Iterable[tuple[str, str | None]]) -> str:
    """Labels with their texts as entries of a definition list, those without text left out."""
    found = [(label, text) for label, text in pairs if text is not None]
    return "".join(f"<div><dt>{escape(label)}</dt><dd>{escape(text)}</dd></div>" for label, text in found)


def table(verdict: Verdict, metrics: Mapping[str, Any]) -> str:
    """Table executed / primal / copies; a value outside its limits is marked."""
    return rows(("quantity", "required", *COLUMNS), [_row(check, metrics) for check in verdict.checks])


def rows(columns: Iterable[str], body: Iterable[str]) -> str:
    """Head and body of a table from its column names and finished rows."""
    head = "".join(f'<th scope="col"{_LEFT.get(column, "")}>{escape(column)}</th>' for column in columns)
    return f"<thead><tr>{head}</tr></thead>\n<tbody>{''.join(body)}</tbody>"


def legend() -> str:
    """What the columns of the table are."""
    return "".join(f"<li><strong>{name}</strong>: {escape(text)}</li>" for name, text in COLUMNS.items())


def show(value: float | None, unit: str) -> str:
    """A number with a precision that suits its unit, '–' for None; without unit, a count is whole."""
    if value is None:
        return "–"
    if not unit and value == int(value):
        return f"{value:.0f}"
    if unit == "m":
        return f"{value:.4f}"
    small = value != 0 and abs(value) < 0.005
    return _short(f"{value:.1e}") if small else f"{value:.2f}"


def required(check: Check) -> str:
    """The limits of a quantity as text, empty if it has none."""
    bounds = [(sign, bound) for sign, bound in (("≥", check.lower), ("≤", check.upper)) if bound is not None]
    return " ".join(_short(f"{sign} {bound:g} {check.unit}").strip() for sign, bound in bounds)


def _short(text: str) -> str:
    """Exponents without a leading zero."""
    return text.replace("e-0", "e-").replace("e+0", "e")


def _tile(label: str, checks: list[Check], metrics: Mapping[str, Any]) -> str:
    limits = ", ".join(filter(None, map(required, checks)))
    note = f"required {limits}" if limits else "norms kept by the dynamics"
    raw = number((metrics.get("primal") or {}).get(checks[0].key))
    if checks[0].key == "wrench_residual_n" and raw is not None:
        note += f"; before the roll-out {show(raw, 'N')}"
    return tile(label, checks, note)


def tile(label: str, checks: list[Check], note: str) -> str:
    """One value, or the ends of a range, with a note beneath; coloured by whether the limits hold."""
    held = [check.holds(check.executed) for check in checks]
    kind = "bad" if False in held else "good" if True in held else "plain"
    value = " – ".join(show(check.executed, check.unit) for check in checks)
    return (
        f'<div class="tile {kind}"><h3>{escape(label)}</h3>'
        f'<p class="value">{escape(value)} <small>{checks[0].unit}</small></p><p class="note">{escape(note)}</p></div>'
    )


def _facts(metrics: Mapping[str, Any]) -> Iterable[tuple[str, str | None]]:
    time = metrics.get("time") or {}
    yield "status", _text(metrics.get("status"))
    yield "method", _text(metrics.get("method"))
    yield "stage", _text(metrics.get("stage"))
    yield "rounds", _text(metrics.get("rounds"))
    yield "cost", _with(number(metrics.get("cost")), "{:.6g}")
    yield "tracking error (rms)", _with(number(metrics.get("tracking_rmse_m")), "{:.3f} m")
    yield "total time", _with(number(time.get("total_s")), "{:.2f} s")
    for key, label in TIMES.items():
        value = number(time.get(key))
        yield label, None if value is None else f"{1000 * value:.1f} ms" if value < 0.1 else f"{value:.2f} s"


def _text(value: Any) -> str | None:
    return None if value is None else str(value)


def _with(value: float | None, template: str) -> str | None:
    return None if value is None else template.format(value)


def _row(check: Check, metrics: Mapping[str, Any]) -> str:
    cells = [_cell(check, check.executed, True)]
    for column in ("primal", "copies"):
        cells.append(_cell(check, number((metrics.get(column) or {}).get(check.key)), check.shared))
    unit = f" <small>{check.unit}</small>" if check.unit else ""
    return f"<tr><th scope='row'>{escape(check.label)}{unit}</th><td>{required(check) or '–'}</td>{''.join(cells)}</tr>"


def _cell(check: Check, value: float | None, judged: bool) -> str:
    broken = judged and check.holds(value) is False
    return f"<td{' class=broken' if broken else ''}>{show(value, check.unit)}{' ✗' if broken else ''}</td>"
