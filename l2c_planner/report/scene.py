"""What there is to see of a team at one time: where everybody is, how the cables pull, and how the plan goes on."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from l2c_planner.config import Team
from l2c_planner.control import Odometry, Track
from l2c_planner.models import GRAVITY
from l2c_planner.models.manifold import rotation_matrices
from l2c_planner.report.film import tension_color
from l2c_planner.simulation import planned_state

HORIZON_STEP, MOST = 0.1, 100
"""Between two points of the way ahead [s], and most of them; a longer way has them further apart."""
SLACK_GAP = 0.05
"""A cable whose ends are measured to be nearer to each other than its length by more is slack [m]."""
SLACK_COLOR = np.array([0.60, 0.62, 0.65])
UNKNOWN_COLOR = np.array([0.25, 0.28, 0.33])
"""Of a taut cable whose tension nobody has planned."""


@dataclass(frozen=True, eq=False)
class Course:
    """A plan of a team with a load, and when it begins."""

    number: int
    start: float
    """[s]."""
    track: Track

    def phase(self, now: float) -> float:
        """Time of the plan [s]; it waits at the plan's start, and at its end."""
        return float(np.clip(now - self.start, 0.0, self.track.duration))


class Courses:
    """The plans of a team in the order of their starts; each counts from its start on."""

    def __init__(self) -> None:
        self._known: list[Course] = []

    def add(self, course: Course) -> None:
        """Take a plan in; it takes the place of older ones (by number) that begin when it does, or later."""
        kept = [c for c in self._known if c.start < course.start or c.number > course.number]
        self._known = sorted([*kept, course], key=lambda c: c.start)

    def knows(self, number: int, start: float) -> bool:
        """Whether it has this plan."""
        return any((c.number, c.start) == (number, start) for c in self._known)

    def withdraw(self, now: float) -> None:
        """Plans that have not begun are taken back."""
        self._known = [c for c in self._known if c.start <= now]

    def clear(self) -> None:
        """Forget all plans."""
        self._known = []

    def at(self, now: float) -> Course | None:
        """The plan that has begun last; before any has, the first one. Those before it are forgotten."""
        begun = sum(c.start <= now for c in self._known)
        self._known = self._known[max(begun - 1, 0) :]
        return self._known[0] if self._known else None


@dataclass(frozen=True, eq=False)
class Scene:
    """n robots with a load; what is neither measured nor planned is NaN."""

    robots: Odometry
    """Of the n robots."""
    load: Odometry
    measured: np.ndarray
    """Of whom the place is measured rather than planned, robots and load last, (n + 1,) of bool."""
    cable: np.ndarray
    """Ends at load and robot, (n, 2, 3) [m]."""
    tension: np.ndarray
    """As planned, (n,) [N]."""
    slack: np.ndarray
    """(n,) of bool."""
    color: np.ndarray
    """Red, green, blue of the cables from 0 to 1, (n, 3)."""
    ahead: np.ndarray
    """Where the plan takes robots and load (last) from now on, T points, (n + 1, T, 3) [m]; none without a plan."""

    @property
    def reach(self) -> np.ndarray:
        """Distance of the cables' ends, (n,) [m]."""
        return np.linalg.norm(self.cable[:, 1] - self.cable[:, 0], axis=-1)


def scene_of(team: Team, course: Course | None, now: float, robots: Odometry, load: Odometry) -> Scene:
    """The scene at a time.

    Args:
        team: n robots.
        course: the plan that counts, if there is one.
        now: [s].
        robots: as measured, n rows; NaN for whom nothing is known.
        load: as measured, one row.
    """
    measured = np.concatenate([robots.usable(), load.usable()])
    tension, ahead = np.full(team.n, np.nan), np.empty((team.n + 1, 0, 3))
    if course is not None:
        planned = planned_state(course.track, team, course.phase(now))
        robots = robots.where(measured[:-1], planned.robots)
        load = load.where(measured[-1:], Odometry(*(part[None] for part in vars(planned.load).values())))
        tension, ahead = planned.tension, way_ahead(course, now)
    hooks = load.position + team.attachment @ rotation_matrices(load.attitude)[0].T
    cable = np.stack([hooks, robots.position], axis=1)
    slack = measured[:-1] & measured[-1] & is_slack(cable, team.cable_length)
    color = cable_color(tension, slack, team.load_mass * GRAVITY / team.n)
    return Scene(robots, load.rows(0), measured, cable, tension, slack, color, ahead)


def formation(robots: Odometry) -> Scene:
    """The scene of n robots without a load, as measured (n rows)."""
    measured = np.append(robots.usable(), False)
    n, none = len(robots.position), np.empty(0)
    cables = np.empty((0, 2, 3)), none, none.astype(bool), np.empty((0, 3))
    return Scene(robots, Odometry.unknown(1).rows(0), measured, *cables, np.empty((n + 1, 0, 3)))


def is_slack(cable: np.ndarray, length: np.ndarray) -> np.ndarray:
    """Which cables with ends (n, 2, 3) [m] are longer (n,) [m] than they reach, beyond what noise makes of it."""
    return np.linalg.norm(cable[:, 1] - cable[:, 0], axis=-1) < length - SLACK_GAP


def cable_color(tension: np.ndarray, slack: np.ndarray, share: float) -> np.ndarray:
    """Colours (n, 3) by tensions (n,) [N]: from none to twice an even share of the weight; grey if slack or unknown."""
    known = np.where(
        np.isfinite(tension)[:, None], tension_color(np.nan_to_num(tension), (0, 2 * share)), UNKNOWN_COLOR
    )
    return np.where(slack[:, None], SLACK_COLOR, known)


def way_ahead(course: Course, now: float) -> np.ndarray:
    """Points (n + 1, T, 3) [m] of robots and load (last) on their way from now to the end of a plan."""
    phase, end = course.phase(now), course.track.duration
    step = max(HORIZON_STEP, (end - phase) / (MOST - 1))
    times = np.append(np.arange(phase, end - 1e-6 * step, step), end)
    found = [course.track.at(time) for time in times]
    return np.stack([np.concatenate([r.position, r.load_position[None]]) for r in found], axis=1)
