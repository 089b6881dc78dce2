"""The rounds of a plan as values: the same object from a run in one process, from a file and from a bag.

K complete rounds of a stage, N + 1 knots, team vector of length D (problems/problem.py), F groups and V variables of a
coupling.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from functools import cached_property
from typing import Any

import numpy as np

from l2c_planner.rollout.task_json import task_from_json


@dataclass(frozen=True, eq=False)
class Head:
    """Which plan the rounds belong to; fields as in msg/RolloutRecord.msg."""

    plan: int
    """Number of the plan, from 1."""
    problem_hash: int
    """Hash of task, team and settings that the hosts compare."""
    task: str
    """The task as JSON, team and planner included."""
    agents: Mapping[str, str]
    """Host by agent, in the order of the team."""
    captain: str
    """Host whose penalty factor all follow."""
    goal: np.ndarray = field(default_factory=lambda: np.zeros((0, 3)))
    """Goal that replaces the task's, (robots or 1, 3) [m]; no rows if none does."""
    committed: bool = False
    """Whether all hosts have accepted the plan."""

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the task. Raises RolloutError if the text is no task."""
        return task_from_json(self.task).digest()


@dataclass(frozen=True, eq=False)
class StageRollout:
    """Rounds 0 .. K - 1 of a stage."""

    name: str
    """``references``, ``trajectories`` or ``swarm``."""
    primal: np.ndarray
    """Team vectors after the local solves, (K, N+1, D)."""
    copies: dict[str, np.ndarray]
    """By coupling, (K, F, N+1, V)."""
    dual: dict[str, np.ndarray]
    """Multipliers after the round's update, scaled by its penalty factor, by coupling, (K, F, N+1, V)."""
    penalty: np.ndarray
    """Penalty factors, (K,)."""
    primal_residual: np.ndarray
    """Root mean square of (component - copy) / range, (K,)."""
    dual_residual: np.ndarray
    """Root mean square of the change of the copies / range, (K,)."""

    @property
    def rounds(self) -> int:
        """K."""
        return len(self.penalty)


@dataclass(frozen=True, eq=False)
class Rollout:
    """A plan, round by round."""

    head: Head
    stages: tuple[StageRollout, ...]
    missing: tuple[str, ...] = ()
    """What should be there and is not, one line each; empty for a whole roll-out."""

    def equal(self, other: object) -> bool:
        """Whether all of it is the same, numbers to the last bit."""
        return _same(self, other)


def _same(a: Any, b: Any) -> bool:
    if type(a) is not type(b):
        return False
    if isinstance(a, np.ndarray):
        return a.dtype == b.dtype and a.shape == b.shape and a.tobytes() == b.tobytes()
    if isinstance(a, dict):
        return list(a) == list(b) and all(_same(a[key], b[key]) for key in a)
    if isinstance(a, tuple):
        return len(a) == len(b) and all(map(_same, a, b))
    if is_dataclass(a):
        return all(_same(getattr(a, f.name), getattr(b, f.name)) for f in fields(a))
    return a == b
