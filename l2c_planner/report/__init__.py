"""Turns a plan or a flight into something a person can look at: self-contained HTML pages, pictures and a film.

What writes a flight, `report.flight.write_flight`, is imported from there: it needs the rooms control and simulation,
which a plan does without.
"""

from __future__ import annotations

from l2c_planner.report.figure import write_figure
from l2c_planner.report.html import write_report

__all__ = ["write_figure", "write_report"]
