"""The judgement on a flight: what was to be met, what was, and the same in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from l2c_planner.report.verdict import Check, extreme, number
from l2c_planner.simulation.measures import LIMITS

LOAD_RMSE, ATTITUDE_RMS, SLACK_LONGEST = LIMITS.values()
"""[m], [deg], [s]."""

Arrays = Mapping[str, np.ndarray]
Contacts = tuple[tuple[float, str], ...]


@dataclass(frozen=True)
class FlightVerdict:
    """What a reader has to know first."""

    word: str
    reason: str
    """What was not met, or the numbers that matter."""
    failures: tuple[str, ...]
    """A sentence for everything that was not met."""
    checks: tuple[Check, ...]
    """All quantities in order of importance; `executed` is what was flown."""
    words: tuple[str, ...]
    """A sentence for each of the checks."""

    @property
    def met(self) -> bool:
        """Whether every limit that could be checked was met."""
        return not self.failures


def judge_flight(arrays: Arrays, figures: Mapping[str, Any], contacts: Contacts) -> FlightVerdict:
    """Compare a flight with its limits.

    Of a quantity that stands in the figures and follows from the arrays (those of `flown_arrays`) the worse one counts.
    A figure that is missing is not judged. What the figures list as `failures` is believed.
    """
    checks = [check for check in _checks(arrays, figures, contacts) if check.executed is not None]
    words = tuple(_words(check, arrays, contacts) for check in checks)
    broken = [line for check, line in zip(checks, words) if check.holds(check.executed) is False]
    names = ("time", "quad_position", "load_state", "tension", "thrust")
    holes = [name.replace("_", " ") for name in names if not np.isfinite(arrays[name]).all()]
    missing = [f"Numbers are missing in: {', '.join(holes)}."] if holes else []
    told = [f"{str(failure).rstrip('.')}." for failure in figures.get("failures") or ()]
    failures = tuple(dict.fromkeys(broken + missing + told))
    good = [line for check, line in zip(checks, words) if check.key in ("collisions", "load_rmse_m", "slack_longest_s")]
    word = "ALL LIMITS MET" if not failures else "COLLISION" if checks[0].executed else "NOT MET"
    return FlightVerdict(word, " ".join(failures or good), failures, tuple(checks), words)


def readable(contact: str) -> str:
    """'quad_0 - load' as a reader of the pictures counts: 'quadrotor 1 touched load'."""
    names = [f"quadrotor {int(name[5:]) + 1}" if name[:5] == "quad_" and name[5:].isdigit() else name
             for name in contact.split(" - ")]  # fmt: skip
    # Who flies touches what stands.
    return " touched ".join(sorted(names, key=lambda name: (not name.startswith("quadrotor "), name != "load")))


def _checks(arrays: Arrays, figures: Mapping[str, Any], contacts: Contacts) -> list[Check]:
    collisions = max(number(figures.get("collisions")) or 0.0, float(len(contacts)))
    radius = np.sort(np.asarray(arrays["quad_radius"], float))
    return [
        Check("collisions", "Collisions", "", collisions, upper=0.0),
        _nearest("obstacle_clearance", "Obstacle clearance", 0.0, arrays, figures),
        _nearest("pair_distance", "Pair distance", float(radius[-2:].sum()), arrays, figures),
        _figure("load_rmse_m", "Load off its plan", "m", LOAD_RMSE, figures),
        _figure("attitude_rms_deg", "Attitude off its plan", "°", ATTITUDE_RMS, figures),
        _figure("slack_longest_s", "Longest slack", "s", SLACK_LONGEST, figures),
        extreme("tension_max_n", "Highest tension", "tension", "max", arrays, {}),
        extreme("thrust_max_n", "Highest thrust", "thrust", "max", arrays, {}),
    ]


def _figure(key: str, label: str, unit: str, upper: float, figures: Mapping[str, Any]) -> Check:
    return Check(key, label, unit, number(figures.get(key)), upper=upper)


def _nearest(name: str, label: str, touching: float, arrays: Arrays, figures: Mapping[str, Any]) -> Check:
    """Smallest distance; at `touching` or below there is contact."""
    values = arrays[name][np.isfinite(arrays[name])]
    told = number(figures.get(f"{name}_m"))
    found = [value for value in (told, number(values.min()) if values.size else None) if value is not None]
    return Check(f"{name}_m", label, "m", min(found, default=None), lower=touching)


def _words(check: Check, arrays: Arrays, contacts: Contacts) -> str:
    value, held = check.executed, check.holds(check.executed)
    only = "only " if held is False else ""
    planned = {name: float(np.max(arrays[f"required_{name}"])) for name in ("obstacle_clearance", "pair_distance")}
    if check.key == "collisions":
        return _touched(int(value), contacts)
    if check.key == "obstacle_clearance_m":
        near = f"came as near as {100 * value:.1f} cm to an obstacle" if value >= 0 else "went into an obstacle"
        return f"A quadrotor {near}{_planned(planned['obstacle_clearance'])}."
    if check.key == "pair_distance_m":
        return f"Two quadrotors' centres were {only}{100 * value:.1f} cm apart{_planned(planned['pair_distance'])}."
    if check.key == "load_rmse_m":
        return f"The load was {100 * value:.1f} cm (rms) off its plan, allowed {100 * check.upper:g} cm."
    if check.key == "attitude_rms_deg":
        return f"Its attitude was {value:.1f}° (rms) off, allowed {check.upper:g}°."
    if check.key == "slack_longest_s":
        slack = f"A cable was slack for {value:.2f} s, allowed {check.upper:g} s." if value > 0 else None
        return slack or "No cable was slack."
    what = "Cables pulled" if check.key == "tension_max_n" else "Rotors pushed"
    return f"{what} with {value:.1f} N at most, allowed {check.upper:g} N."


def _touched(count: int, contacts: Contacts) -> str:
    if not count:
        return "Nothing touched anything."
    if not contacts:
        return f"{count} pairs of bodies touched."
    told = [f"{readable(what)} at {when:.2f} s" for when, what in sorted(contacts)[:3]]
    more = f", and {count - len(told)} more" if count > len(told) else ""
    text = "; ".join(told) + more
    return f"{text[0].upper()}{text[1:]}."


def _planned(distance: float) -> str:
    return f" (planned {100 * distance:g} cm)" if np.isfinite(distance) else ""
