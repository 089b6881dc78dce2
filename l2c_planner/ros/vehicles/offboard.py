"""Offboard control of an autopilot as a state machine without ROS: when setpoints flow, and what is asked of it.

The autopilot flies our setpoints only while they flow (proof of life) and only after it was asked to. So:

- setpoints older than a limit are not sent: the stream ends, and the autopilot's own failsafe acts;
- the mode is asked for after a second of setpoints, arming after the mode (docs.px4.io, offboard mode);
- nothing is asked for that nobody has wished, and a mode that the autopilot or its pilot has left is not taken back.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from l2c_planner.ros.vehicles.autopilot import Order, Phase, Report, Wish


@dataclass(frozen=True)
class Timing:
    """Time limits."""

    fresh: float = 0.2
    """Oldest setpoint that is sent [s]."""
    grace: float = 0.5
    """Setpoints that are back so soon after the stream has ended flow again [s]; PX4 waits for COM_OF_LOSS_T, 1 s."""
    warm_up: float = 1.2
    """Setpoints flow for so long before the mode is asked for; PX4 wants a second [s]."""
    repeat: float = 0.5
    """Between two orders [s]."""
    patience: float = 6.0
    """A wish that has not come true by then is given up [s]."""
    silence: float = 2.5
    """An autopilot that says nothing for so long is not heard [s]; PX4 speaks at 2 Hz at least."""


class Action(NamedTuple):
    """What to do now."""

    stream: bool
    """Whether setpoints and the proof of life are sent."""
    order: Order | None


@dataclass(frozen=True)
class Change:
    """The vehicle has changed its phase, or something else is worth telling."""

    time: float
    """[s]."""
    phase: Phase
    reason: str


class Offboard:
    """Of one vehicle; `step` is called at a steady rate. All times are of one clock [s]."""

    def __init__(self, timing: Timing | None = None) -> None:
        self.timing = timing or Timing()
        self.phase, self.reason = Phase.WAITING, "the autopilot has not been heard"
        self.report: Report | None = None
        self.changes: list[Change] = []
        """Since the start; who tells of them clears them."""
        self._heard = self._asked = self._ordered = -float("inf")
        self._streaming_since = self._lost_since = float("inf")
        self.wish: Wish | None = None
        """What has been asked for and has not come true yet."""
        self._refusal = ""

    def hear(self, time: float, report: Report) -> None:
        """Take in what the autopilot says."""
        self._heard, self.report = time, report

    def heard(self, time: float) -> bool:
        """Whether the autopilot speaks."""
        return time - self._heard <= self.timing.silence

    def refused(self, order: Order, reason: str) -> None:
        """The autopilot has refused an order; it is repeated while there is time."""
        self._refusal = f"{order.value} refused: {reason}"

    def ask(self, wish: Wish, time: float, fresh: bool) -> str:
        """Note a wish; why it cannot come true, or an empty text.

        fresh: whether there are fresh setpoints.
        """
        if not self.heard(time):
            return "the autopilot is not heard"
        if wish is Wish.FLY and not fresh:
            return "there are no fresh setpoints"
        self.wish, self._asked, self._ordered, self._refusal = wish, time, -float("inf"), ""
        if wish is Wish.FLY and self.phase is Phase.LEFT:
            self._enter(time, Phase.STREAMING, "asked to fly again")
        return ""

    def step(self, time: float, fresh: bool) -> Action:
        """What to do at a time, with fresh setpoints or without."""
        phase, reason = self._judge(time, fresh)
        if phase is not self.phase:
            self._enter(time, phase, reason)
        stream = fresh and phase in (Phase.STREAMING, Phase.OFFBOARD, Phase.ARMED)
        if not stream:
            self._streaming_since = float("inf")
        elif self._streaming_since > time:
            self._streaming_since = time
        self._lost_since = min(self._lost_since, time) if phase is Phase.LOST else float("inf")
        return Action(stream, self._order(time) if self.heard(time) else None)

    def _judge(self, time: float, fresh: bool) -> tuple[Phase, str]:
        report, phase = self.report, self.phase
        if report is None:
            return Phase.WAITING, self.reason
        armed, flew = report.armed, phase in (Phase.ARMED, Phase.LOST)
        if phase is Phase.LEFT and armed:
            return Phase.LEFT, self.reason
        if time - self._lost_since > self.timing.grace and armed:
            return Phase.LEFT, "no fresh setpoints for too long"
        if report.offboard and armed:
            return (Phase.ARMED, "the setpoints are flown") if fresh else (Phase.LOST, "no fresh setpoints")
        if report.offboard and fresh:
            return Phase.OFFBOARD, "in offboard mode, not armed"
        if flew and armed:
            landing = "landing" if self.wish is Wish.LAND else ""
            return Phase.LEFT, landing or report.note or "the autopilot has left offboard mode"
        if not fresh:
            return Phase.WAITING, "no fresh setpoints"
        return Phase.STREAMING, "fresh setpoints"

    def _order(self, time: float) -> Order | None:
        """The next order of a wish, if it is due."""
        order = self._due(time)
        if self.wish is not None and order is None and self._fulfilled():
            self.wish = None
        if self.wish is not None and time - self._asked > self.timing.patience:
            self._tell(time, f"given up to {self.wish.value}: {self._refusal or 'the autopilot does not follow'}")
            self.wish = None
        if order is None or self.wish is None or time - self._ordered < self.timing.repeat:
            return None
        self._ordered = time
        return order

    def _due(self, time: float) -> Order | None:
        report, wish = self.report, self.wish
        if wish is Wish.DISARM:
            return Order.DISARM if report.armed else None
        if wish is Wish.LAND:
            return Order.LAND if report.offboard else None
        if wish is Wish.FLY and time - self._streaming_since >= self.timing.warm_up:
            return Order.OFFBOARD if not report.offboard else None if report.armed else Order.ARM
        return None

    def _fulfilled(self) -> bool:
        report = self.report
        done = {Wish.FLY: report.offboard and report.armed, Wish.DISARM: not report.armed}
        return done.get(self.wish, not report.offboard)

    def _enter(self, time: float, phase: Phase, reason: str) -> None:
        inside = (Phase.OFFBOARD, Phase.ARMED, Phase.LOST)
        if self.wish is Wish.FLY and self.phase in inside and phase not in inside:
            self.wish = None  # whoever has ended it, is not fought
        self.phase = phase
        self._tell(time, reason)

    def _tell(self, time: float, reason: str) -> None:
        self.reason = reason
        self.changes.append(Change(time, self.phase, reason))
