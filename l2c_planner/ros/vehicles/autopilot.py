"""The words between us and an autopilot with an offboard mode: where it stands, what it says and is asked for."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Phase(Enum):
    """Where the vehicle stands."""

    WAITING = "waiting"
    """No fresh setpoints, or nothing heard from the autopilot."""
    STREAMING = "streaming"
    """Setpoints flow; the autopilot does not fly them."""
    OFFBOARD = "offboard"
    """It would fly them, but is not armed."""
    ARMED = "armed"
    """It flies them."""
    LOST = "lost"
    """It would fly them, but there are no fresh ones: the stream has ended; it goes on if they come back in time."""
    LEFT = "left"
    """It has left offboard mode in flight (failsafe, pilot, landing): no setpoints flow until somebody wishes so."""


class Order(Enum):
    """What the autopilot is asked for."""

    OFFBOARD = "offboard mode"
    ARM = "arming"
    DISARM = "disarming"
    LAND = "landing"


class Wish(Enum):
    """What the operator wants."""

    FLY = "fly"
    DISARM = "disarm"
    LAND = "land"


@dataclass(frozen=True)
class Report:
    """What the autopilot says of itself."""

    armed: bool
    offboard: bool
    note: str = ""
    """What else matters to the operator, in words: a failsafe, failing checks."""
