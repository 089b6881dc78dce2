"""Writes what a flight leaves to look at: a page, a picture and a film."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from l2c_planner.config import MultiliftTask
from l2c_planner.control import Tracks
from l2c_planner.report.atomic import replacing
from l2c_planner.report.figure import DPI
from l2c_planner.report.flight_figure import compose_figure
from l2c_planner.report.flight_gif import write_gif
from l2c_planner.report.flight_page import compose_flight
from l2c_planner.report.flight_verdict import judge_flight
from l2c_planner.report.flown import flown_arrays, thinned
from l2c_planner.simulation.record import Record

PAGE, PICTURE, FILM = FILES = ("flight.html", "flight.png", "flight.gif")
"""Names of what is written."""


def write_flight(
    folder: Path,
    task: MultiliftTask,
    plan: Mapping[str, np.ndarray],
    record: Record,
    figures: Mapping[str, Any],
    tracks: Tracks | None = None,
) -> list[str]:
    """Write `FILES` into a folder, each complete or not at all, and say of each what it is.

    Args:
        folder: made if it is not there.
        task: what was flown.
        plan: content of plan.npz; it begins at time 0 of the record.
        record: of the flight.
        figures: measures by the names of flight.json and, to be shown beside them, what the flight was up to: `seed`,
            `wind_m_s`, `loss`, `plant`, `name` and whatever else is a number or a word.
        tracks: of all plans, if others followed the first one.

    Raises:
        ValueError: plan or record are none of this task's team.
        OSError: the folder cannot be written.
    """
    folder = Path(folder)
    arrays = flown_arrays(task, plan, record, tracks)
    verdict = judge_flight(arrays, figures, record.contacts)
    few = thinned(arrays, record.contacts)
    until = float(plan["time"][-1] - plan["time"][0])
    with replacing(folder / PAGE) as path:
        path.write_text(compose_flight(few, figures, record.contacts, verdict), encoding="utf-8")
    with replacing(folder / PICTURE) as path:
        compose_figure(few, figures, verdict, until).savefig(path, dpi=DPI)
    with replacing(folder / FILM) as path:
        by = write_gif(arrays, record.contacts, path)
    return [PAGE, PICTURE, f"{FILM}, drawn by {by}"]
