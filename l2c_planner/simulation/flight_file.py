"""A flight in a file: what happened, how the world kept time, and the plans that were flown."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from l2c_planner.config import Team
from l2c_planner.control import Track, Tracks
from l2c_planner.simulation.record import Record

PLAN = ("time", "load_state", "load_wrench", "cable_state", "cable_input")
"""Arrays of a plan that are kept."""
Plans = Sequence[tuple[float, Mapping[str, np.ndarray]]]
"""Starts [s] and arrays (plan.npz)."""


@dataclass
class Count:
    """What became of the commands."""

    ticks: int = 0
    late: int = 0
    """Ticks in which a robot's command did not come in time."""
    wall: float = 0.0
    """Time that the ticks took [s]."""


@dataclass(frozen=True, eq=False)
class FlightFile:
    """Content of a file; times count from the start of the first plan."""

    record: Record
    count: Count
    plans: Plans

    def tracks(self, team: Team) -> Tracks:
        """What was to be flown."""
        return joined([(start, Track.of_plan(team, arrays)) for start, arrays in self.plans])


def joined(plans: Sequence[tuple[float, Track]]) -> Tracks:
    """Tracks with their starts, by start, each passing from the one before to itself.

    Raises ValueError if there is none.
    """
    made: list[tuple[float, Track]] = []
    for start, track in sorted(plans, key=lambda plan: plan[0]):
        made.append((start, track.joined(made[-1][1], start - made[-1][0]) if made else track))
    return Tracks.of(made)


def save(path: Path, record: Record, begin: float, count: Count, plans: Plans) -> None:
    """Write what happened; the file appears complete or not at all.

    begin: simulated time at which the first plan began [s]; the plans' starts are by the same clock.
    """
    arrays = {name: value for name, value in asdict(record).items() if name != "contacts"}
    arrays["contact_time"] = np.array([when for when, _ in record.contacts], float)
    arrays["contact"] = np.array([what for _, what in record.contacts], str)
    arrays |= {"begin": np.array(begin), **{name: np.array(value) for name, value in asdict(count).items()}}
    arrays["plan_start"] = np.array([start for start, _ in plans])
    arrays |= {f"plan_{name}": np.stack([plan[name] for _, plan in plans]) for name in PLAN if plans}
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    with temporary.open("wb") as file:
        np.savez(file, **arrays)
    temporary.replace(path)


def load(path: Path) -> FlightFile:
    """What `save` has written.

    Raises OSError if there is none.
    """
    with np.load(path, allow_pickle=False) as arrays:
        found = {name: arrays[name] for name in arrays.files}
    begin = float(found.pop("begin"))
    contacts = tuple(zip((found.pop("contact_time") - begin).tolist(), found.pop("contact").tolist()))
    count = Count(int(found.pop("ticks")), int(found.pop("late")), float(found.pop("wall")))
    starts = (found.pop("plan_start") - begin).tolist()
    tables = {name: found.pop(f"plan_{name}") for name in PLAN if starts}
    plans = [(start, {name: tables[name][k] for name in PLAN}) for k, start in enumerate(starts)]
    return FlightFile(Record(**{**found, "time": found["time"] - begin}, contacts=contacts), count, plans)
