"""What an autopilot is told, without ROS: normalised throttle for a thrust, and where to be at a time by a plan.

World frame ENU, [m], [s]. A setpoint is never far from the one before: plans that begin elsewhere are refused.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from l2c_planner.control.spline import Spline
from l2c_planner.models.base import GRAVITY

if TYPE_CHECKING:
    from l2c_planner.ros.motion import Motion

JUMP = 0.5
"""Farthest that a plan may begin from where the robot is told to be [m]."""


@dataclass(frozen=True)
class Throttle:
    """Thrust as autopilots take it: 0 none, 1 all they have; linear, as PX4 is with its THR_MDL_FAC set right."""

    mass: float
    """Of the robot alone [kg]."""
    hover: float
    """Throttle at which it hovers alone, MPC_THR_HOVER [-]."""

    def of(self, thrust: float) -> float:
        """Throttle of a thrust [N], within 0 .. 1."""
        return float(np.clip(self.hover * thrust / (self.mass * GRAVITY), 0.0, 1.0))

    @property
    def most(self) -> float:
        """Thrust of full throttle [N]."""
        return self.mass * GRAVITY / self.hover


@dataclass(frozen=True, eq=False)
class Setpoint:
    """Where to be, and how to move there."""

    position: np.ndarray
    """(3,) [m]."""
    velocity: np.ndarray
    """(3,) [m/s]."""
    acceleration: np.ndarray
    """(3,) [m/s^2]."""
    yaw: float
    """0 east, counter-clockwise [rad]."""

    @staticmethod
    def rest(position: np.ndarray, yaw: float) -> Setpoint:
        """At rest."""
        return Setpoint(position, np.zeros(3), np.zeros(3), yaw)


@dataclass(frozen=True, eq=False)
class Course:
    """A plan as a function of time; at rest beyond its ends."""

    start: float
    """[s]."""
    spline: Spline
    yaw: np.ndarray
    """At the knots, unwrapped, (K,) [rad]."""

    @staticmethod
    def of(motion: Motion, start: float) -> Course:
        """Of a motion that begins at a time [s].

        Raises:
            ValueError: fewer than two knots, times that do not increase, or numbers that are not finite.
        """
        values = np.stack([motion.position, motion.velocity, motion.acceleration])
        return Course(start, Spline.through(motion.time, values), np.unwrap(yaw_of(motion.attitude)))

    def at(self, time: float) -> Setpoint:
        """At a time [s]."""
        since = time - self.start
        position, velocity, acceleration, _ = self.spline.at(since)
        return Setpoint(position, velocity, acceleration, float(np.interp(since, self.spline.knots, self.yaw)))


def yaw_of(attitude: np.ndarray) -> np.ndarray:
    """Headings (...) [rad] of attitudes w x y z (..., 4)."""
    w, x, y, z = np.moveaxis(np.asarray(attitude, float), -1, 0)
    return np.arctan2(2 * (w * z + x * y), 1 - 2 * (y * y + z * z))


class Follower:
    """Where a robot is told to be: where it is, until `settle`; then there, on its plans, and at their ends."""

    def __init__(self) -> None:
        self._place: Setpoint | None = None
        self._hold: Setpoint | None = None
        self._courses: list[Course] = []
        """The one that is flown, if any, and the one that comes next."""

    def locate(self, position: np.ndarray, yaw: float) -> None:
        """Take in where the robot is."""
        self._place = Setpoint.rest(np.asarray(position, float), yaw)

    def settle(self, time: float, climb: float = 0.0) -> bool:
        """From now on stay here, `climb` higher [m], until a plan begins.

        Returns False if there were plans that do not begin here; they are forgotten.
        """
        self._hold = Setpoint.rest(self._place.position + [0.0, 0.0, climb], self._place.yaw)
        before, self._courses = self._courses, [c for c in self._courses if _gap(self._hold, c, time) <= JUMP]
        return len(before) == len(self._courses)

    def release(self) -> None:
        """Be where the robot is again; plans until now are forgotten."""
        self._hold, self._courses = None, []

    def accept(self, motion: Motion, start: float, time: float) -> str:
        """Follow a motion from `start` on [s]; why not, or an empty text."""
        try:
            course = Course.of(motion, start)
        except ValueError as error:
            return str(error)
        then = self.at(max(start, time))
        if then is None:
            return "where the robot is has not been heard"
        if (gap := _gap(then, course, time)) > JUMP:
            return f"it begins {gap:.2f} m from where the robot shall be then; valid: at most {JUMP:g} m"
        self._courses = [*[flown for flown in self._courses if flown.start <= time][-1:], course]
        return ""

    def withdraw(self, time: float) -> None:
        """Stop where the plan is now; without one nothing changes."""
        if self._courses:
            now = self.at(time)
            self._hold, self._courses = Setpoint.rest(now.position, now.yaw), []

    def at(self, time: float) -> Setpoint | None:
        """The setpoint at a time [s]; None before the robot has been located."""
        for course in reversed(self._courses):
            if time >= course.start:
                return course.at(time)
        return self._hold or self._place


def _gap(here: Setpoint, course: Course, time: float) -> float:
    """Distance to a course where it is now, or begins [m]."""
    return float(np.linalg.norm(course.at(max(course.start, time)).position - here.position))
