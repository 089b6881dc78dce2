"""Pictures of applications: a module per folder of the room `applications`, with picture(case, run)."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

from l2c_planner.applications.application import Application, Case
from l2c_planner.consensus.record import Run

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def picture(application: Application, case: Case, run: Run) -> Figure:
    """What the robots of an application did, beside the central solution; of a run that kept its trail."""
    folder = type(application).__module__.split(".")[2]
    return importlib.import_module(f"{__name__}.{folder}").picture(case, run)
