"""What a host asks and tells the program that it runs in."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from l2c_planner.plan import Progress
from l2c_planner.plan.stage import Found
from l2c_planner.team.senses import Senses


@dataclass
class Shell:
    """May be replaced, one by one, while the host runs."""

    progress: Progress | None = None
    """Told of every round of the plans that open from then on."""
    acceptable: Callable[[Found], str] = lambda found: ""
    """Asked about a feasible plan before it is accepted, returns why not."""
    clock: Callable[[], float] = time.time
    """The time that all hosts share, for the start of the plan [s]."""
    senses: Callable[[], Senses] = Senses
    """Asked where things are; without, nothing is planned in flight."""
