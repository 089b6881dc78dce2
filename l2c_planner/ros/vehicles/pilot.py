"""What a bridge to an autopilot decides, without ROS: when setpoints flow, where to hold, what wishes come to."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from l2c_planner.ros.vehicles.autopilot import Order, Phase, Wish
from l2c_planner.ros.vehicles.offboard import Offboard
from l2c_planner.ros.vehicles.setpoints import Follower

IN_MODE = (Phase.OFFBOARD, Phase.ARMED, Phase.LOST)


class Pilot:
    """Of one vehicle; all times are of one clock [s].

    tracks: whether the autopilot tracks the plan; if not, it is passed what the robot's controller commands.  climb:
    how far, when asked to fly on the ground [m].  at_once: whether to fly without being asked, as soon as there are
    setpoints.  warn: told what the operator should know.
    """

    def __init__(self, tracks: bool, climb: float, at_once: bool, warn: Callable[[str], None]) -> None:
        self.tracks, self._climb, self._at_once, self._warn = tracks, climb, at_once, warn
        self.offboard, self.follower = Offboard(), Follower()
        self.streams = False
        """Whether setpoints flow."""
        self._seen = self._commanded = -float("inf")
        """When the robot was seen last, and how new the last command is [s]."""

    @property
    def seen(self) -> bool:
        """Whether it has ever been known where the robot is."""
        return self._seen >= 0

    def locate(self, time: float, position: np.ndarray, yaw: float) -> None:
        """Take in where the robot is, (3,) [m], and where it heads [rad]."""
        self._seen = time
        self.follower.locate(position, yaw)

    def command(self, time: float, stamp: float) -> bool:
        """The controller has commanded something, with its stamp [s]; whether to pass it on."""
        self._commanded = min(stamp, time)
        return self.streams and self.fresh(time)

    def ask(self, wish: Wish, time: float) -> str:
        """Note a wish; why it cannot come true, or an empty text."""
        reason = self.offboard.ask(wish, time, self.fresh(time))
        if not reason and wish is Wish.FLY and self.offboard.phase is not Phase.ARMED:
            self._settle(time)
        return reason

    def step(self, time: float) -> Order | None:
        """Look at the clock; what to ask of the autopilot now."""
        fresh, before = self.fresh(time), self.offboard.phase
        if self._at_once and fresh and self.offboard.heard(time):
            self._at_once = False
            self.ask(Wish.FLY, time)
        wished = self.offboard.wish is Wish.FLY
        self.streams, order = self.offboard.step(time, fresh)
        self._hold(before in IN_MODE, wished, time)
        return order

    def age(self, time: float) -> float:
        """Of what there is to send [s]; blind commands count as old, for the autopilot sees more than they do."""
        return time - (self._seen if self.tracks else min(self._seen, self._commanded))

    def fresh(self, time: float) -> bool:
        """Whether there is something to send."""
        return self.age(time) <= self.offboard.timing.fresh

    def _hold(self, was_in_mode: bool, wished: bool, time: float) -> None:
        """Stay put when the mode begins without having been wished (by the pilot); no place is kept when it ends."""
        in_mode = self.offboard.phase in IN_MODE
        if in_mode and not was_in_mode and not wished:
            self._settle(time)
        elif was_in_mode and not in_mode:
            self.follower.release()

    def _settle(self, time: float) -> None:
        """Fix where to hold until a plan begins: here, or above if the robot stands on the ground."""
        if self.tracks and not self.follower.settle(time, 0.0 if self.offboard.report.armed else self._climb):
            self._warn("the plan does not begin here and is forgotten")
