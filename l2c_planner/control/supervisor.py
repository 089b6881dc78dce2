"""What a robot does about its plan and its odometry: follow, hold, or come down."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from math import inf


class Mode(Enum):
    """What the controller does."""

    FOLLOW = "follow"
    """Tracks the plan."""
    HOLD = "hold"
    """Comes to rest on the path of the last plan, or has flown it to its end, and stays there."""
    DESCEND = "descend"
    """Makes a little less than the planned thrust, without feedback of its position; nothing ends it."""


@dataclass(frozen=True)
class Change:
    """The controller of a robot has changed its mode, or what it relies on."""

    time: float
    """[s]."""
    robot: int
    mode: Mode
    reason: str


@dataclass(frozen=True)
class Patience:
    """How long the controller goes on without news."""

    odometry: float = 0.15
    """Own odometry, before it comes down [s]."""
    load: float = 0.15
    """The load's odometry, before it controls without [s]."""
    plan: float = float("inf")
    """Age of a plan at which it stops on the path [s]; by default the last plan is flown to its end, and held there."""


class Watch:
    """Tells whether a source has been silent for too long; it counts as heard when the watch begins."""

    def __init__(self, patience: float) -> None:
        self._patience, self._heard = patience, -inf

    def silent(self, time: float, heard: bool) -> bool:
        """Whether the source is silent at a time [s]; `heard`: it speaks now."""
        if heard or self._heard == -inf:
            self._heard = time
        return time - self._heard > self._patience


class Supervisor:
    """The mode of one robot."""

    def __init__(self, robot: int) -> None:
        self.mode = Mode.HOLD
        self._robot, self._load_known = robot, True
        self.changes: list[Change] = []

    def judge(self, time: float, odometry_lost: bool, load_lost: bool, plan_trouble: str) -> Mode:
        """Mode at a time [s]; plan_trouble is why the plan cannot be followed, empty if it can."""
        if load_lost == self._load_known:
            self._load_known = not load_lost
            reason = "load odometry lost: the load is not fed back" if load_lost else "load odometry is back"
            self.changes.append(Change(time, self._robot, self.mode, reason))
        if self.mode is Mode.DESCEND:
            return self.mode
        if odometry_lost:
            self._enter(time, Mode.DESCEND, "own odometry lost")
        elif plan_trouble:
            self._enter(time, Mode.HOLD, plan_trouble)
        else:
            self._enter(time, Mode.FOLLOW, "a fresh plan")
        return self.mode

    def _enter(self, time: float, mode: Mode, reason: str) -> None:
        if mode is not self.mode:
            self.mode = mode
            self.changes.append(Change(time, self._robot, mode, reason))
