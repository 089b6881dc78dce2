"""Turns a finished plan into something a person can look at: one self-contained HTML page and one picture."""

from __future__ import annotations

from l2c_planner.report.figure import write_figure
from l2c_planner.report.html import write_report

__all__ = ["write_figure", "write_report"]
