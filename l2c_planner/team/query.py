"""What a host is asked to plan: a task, a goal in place of its own, and the networks to plan it with."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from l2c_planner.config import Task
from l2c_planner.plan import check_learned, problem_hash
from l2c_planner.tuning.learned import Learned


@dataclass
class Query:
    """Raises ValueError for networks that are for another kind of task, then and in `retune`."""

    task: Task
    learned: Learned | None = None
    """Networks that choose weights and penalties."""
    goal: np.ndarray | None = None
    """Replaces the task's in the plans that this host opens [m]."""
    upcoming: Learned | None = None
    """Networks that wait for the end of a plan."""

    def __post_init__(self) -> None:
        check_learned(self.task, self.learned)

    @property
    def hash(self) -> int:
        """Of the task and its networks; found anew each time."""
        return problem_hash(self.task, self.learned)

    def retune(self, learned: Learned) -> None:
        """Have other networks wait."""
        check_learned(self.task, learned)
        self.upcoming = learned

    def take_over(self) -> None:
        """Plan with the networks that wait from now on."""
        self.learned, self.upcoming = self.upcoming, None
