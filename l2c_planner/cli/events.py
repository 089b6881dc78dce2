"""What happens on purpose during a flight: a process dies, comes back, the load gets another goal."""

from __future__ import annotations

import math
import signal
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from l2c_planner.cli.codes import Refused

if TYPE_CHECKING:
    from l2c_planner.config import MultiliftTask


@dataclass(frozen=True)
class Event:
    """Something that happens at a time of the flight."""

    time: float
    """From the start of the first plan [s]."""
    name: str
    """What is shown, such as ``kill quad_2``."""
    kind: str
    """``kill``, ``restart`` or ``goal``."""
    subject: str
    """Process, or coordinates."""

    @property
    def goal(self) -> tuple[float, float, float]:
        """Coordinates of a goal [m]."""
        x, y, z = map(float, self.subject.split(","))
        return x, y, z


def events(kills: Sequence[str], restarts: Sequence[str], goals: Sequence[str]) -> list[Event]:
    """From the texts of the options, in the order of time.

    Raises `Refused` for a text that is none.
    """
    given = [("kill", text) for text in kills] + [("restart", text) for text in restarts]
    found = [_event(kind, text) for kind, text in [*given, *(("goal", text) for text in goals)]]
    return sorted(found, key=lambda event: event.time)


def _event(kind: str, text: str) -> Event:
    example = "1.5,3,0.5@2.0" if kind == "goal" else "quad_2@1.5"
    subject, at, when = text.rpartition("@")
    try:
        time = float(when)
        event = Event(time, f"{kind} {subject}", kind, subject)
        valid = at and subject and 0 <= time < math.inf
        valid = valid and (kind != "goal" or all(map(math.isfinite, event.goal)))
    except ValueError:
        valid = False
    if not valid:
        what = "x,y,z in m" if kind == "goal" else "process"
        raise Refused(f"--{kind} {text}: not an event; valid: {what} @ time of the flight in s, such as {example}")
    return event


def reached(planned: Sequence[Event], task: MultiliftTask) -> float:
    """When the load of a task is at the last of its goals, at the latest [s]."""
    from l2c_planner.team.flight import SPEED, TURNING

    goals = [event for event in planned if event.kind == "goal"]
    places = [tuple(task.waypoint_position[-1]), *(event.goal for event in goals)]
    spans = [max(TURNING, math.dist(*pair) / SPEED) for pair in pairwise(places)]
    lead = task.planner.receding.lead
    return max((event.time + lead + span for event, span in zip(goals, spans)), default=0.0)


class Schedule:
    """Makes events happen when their time has come."""

    def __init__(self, planned: Sequence[Event], nodes, turn_to: Callable[[tuple[float, float, float]], None]) -> None:
        """nodes: `l2c_planner.ros.processes.Processes`.  turn_to: tells the team a goal.

        Raises `Refused` for a process that there is not.
        """
        self._planned, self._nodes, self._turn_to = list(planned), nodes, turn_to
        self.done: list[Event] = []
        self.killed: set[str] = set()
        """Processes that are gone on purpose."""
        known = set(nodes.processes)
        for event in planned:
            if event.kind != "goal" and event.subject not in known:
                names = ", ".join(sorted(known))
                raise Refused(f"--{event.kind} {event.subject}: there is no such process; valid: {names}")

    def __call__(self, time: float) -> list[Event]:
        """Let happen what is due at a time of the flight [s]; returns it."""
        happened = []
        for event in [event for event in self._planned if event.time <= time]:
            if not self._waits(event):
                self._planned.remove(event)
                self._happen(event)
                happened.append(event)
        self.done += happened
        return happened

    def _waits(self, event: Event) -> bool:
        """Whether what is to come back has not gone yet."""
        return event.kind == "restart" and event.subject in self.killed and event.subject in self._nodes.processes

    def _happen(self, event: Event) -> None:
        if event.kind == "goal":
            self._turn_to(event.goal)
        elif event.kind == "kill" and event.subject in self._nodes.processes:
            self.killed.add(event.subject)
            self._nodes.signal(event.subject, signal.SIGKILL)
        elif event.kind == "restart" and event.subject not in self._nodes.processes:
            self.killed.discard(event.subject)
            self._nodes.start(event.subject)
