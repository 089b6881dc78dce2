"""Where and when the next plan of a flight begins: its knot of the mission, the team and the obstacles at that time."""

from __future__ import annotations

from collections.abc import Callable
from math import ceil

import numpy as np

from l2c_planner.config import MultiliftTask
from l2c_planner.control.estimate import Sighting, doubt, team_state
from l2c_planner.control.tracks import Tracks
from l2c_planner.problems.multilift.window import Detour, Window

ROUNDING = 1e-6
"""Of times over time steps, a shared clock's in this century included."""


def next_window(
    task: MultiliftTask,
    time: float,
    flown: Tracks,
    seen: Sighting,
    obstacles: Callable[[float], np.ndarray],
    detour: Detour | None = None,
) -> tuple[Window | None, str]:
    """What a plan begins with that is opened at a time of the mission [s]; or None and why there can be none.

    It begins at the first knot that leaves it the time `planner.receding.lead` to be found.

    flown: by the time of the mission, as is what was seen.  obstacles: centres and velocities at such a time, (m, 6)
    [m, m/s].
    """
    why = doubt(task.team, flown, seen)
    if why:
        return None, why
    knot = ceil((time + task.planner.receding.lead) / task.dt - ROUNDING)
    load, cables = team_state(task.team, flown, seen, knot * task.dt)
    return Window(knot, load, cables, obstacles(knot * task.dt), detour), ""
