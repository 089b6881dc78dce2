"""The controller of one robot or several: odometry in, thrust and body rate out, 200 times a second and more.

A robot uses its own odometry, the load's, and its plan. Several robots in one controller are computed together but do
not see each other.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from l2c_planner.config import Team
from l2c_planner.control.attitude import body_rate, collective_thrust, quaternions, rotations, turn_rate, upright
from l2c_planner.control.gains import Gains
from l2c_planner.control.load import CableLimits, LoadFeedback, cable_forces
from l2c_planner.control.odometry import UNIT_NORM, Odometry
from l2c_planner.control.position import PositionLaw, Shift
from l2c_planner.control.supervisor import Change, Mode, Patience, Supervisor, Watch
from l2c_planner.control.track import Reference, Track
from l2c_planner.models import GRAVITY

BRAKING = 2.0
"""Time in which a robot comes to rest on the path of a plan that is too old [s]."""
DESCENT = 0.95
"""Thrust of a robot that comes down, as a share of the planned one."""
LEAST_LIFT = 0.2
"""Lowest vertical force that is asked for, as a share of the weight: robots do not turn over."""


@dataclass(frozen=True, eq=False)
class Command:
    """What m robots shall do."""

    thrust: np.ndarray
    """Collective thrust, (m,) [N]."""
    rate: np.ndarray
    """Body rates, (m, 3) [rad/s]."""


@dataclass(frozen=True, eq=False)
class Insight:
    """What the controller makes of the odometry of m robots."""

    tracked: np.ndarray
    """Whose position and velocity are fed back, (m,) of bool; the others make the planned thrust."""
    down: np.ndarray
    """Who comes down, (m,) of bool."""


class Controller:
    """Controls some robots of a team; `accept` gives it a plan, `command` is called at a steady rate."""

    def __init__(
        self, team: Team, robots: list[int] | None = None, gains: Gains | None = None, patience: Patience | None = None
    ) -> None:
        self.robots = list(range(team.n)) if robots is None else list(robots)
        self._gains, self._patience = gains or Gains(), patience or Patience()
        g, own = self._gains, self.robots
        self._mass, self._least, self._most = team.quad_mass[own], team.thrust_min[own], team.thrust_max[own]
        self._length = team.cable_length[own, None]
        self._share = np.linalg.pinv(team.wrench_map).reshape(team.n, 3, 6)[own]
        self._limits = CableLimits(team.tension_max[own], g.tilt, g.slack_guard)
        self._attitude_gain = np.array([g.attitude, g.attitude, g.yaw])
        self._load, self._law = LoadFeedback(team, g), PositionLaw(self._mass, g)
        self._shift = Shift(len(own), g.shift)
        self._supervisors = [Supervisor(robot) for robot in own]
        self._track: Track | None = None
        self._next: list[tuple[Track, float]] = []
        self._start = self._phase = 0.0
        self._time: float | None = None
        self._watch, self._load_watch = Watch(len(own), self._patience.odometry), Watch(1, self._patience.load)

    def accept(self, track: Track, start: float) -> None:
        """Fly another plan, that of these robots, from the time `start` [s] on; until then the one before, if any.

        It begins where the one before is then, see `Track.joined`; what was to begin later is forgotten.

        Raises:
            ValueError: the track is one of another number of robots.
        """
        if track.robots != len(self.robots):
            raise ValueError(f"a track of {track.robots} robots; valid: of the {len(self.robots)} controlled here")
        self._next = [plan for plan in self._next if plan[1] < start]
        before, begun = self._next[-1] if self._next else (self._track, self._start)
        late = 0.0 if self._time is None else max(self._time - start, 0.0)
        if before is not None and start > begun and late < track.duration:
            track = track.joined(before, start - begun, late)
        self._next.append((track, start))

    @property
    def modes(self) -> tuple[Mode, ...]:
        """Mode of every robot."""
        return tuple(s.mode for s in self._supervisors)

    @property
    def phase(self) -> float:
        """Time of the plan at which the robots are to be [s]; it stops where they hold before its end."""
        return self._phase

    def changes(self) -> list[Change]:
        """Changes of mode since the last call, in the order of time."""
        found = [change for s in self._supervisors for change in s.changes]
        for s in self._supervisors:
            s.changes.clear()
        return sorted(found, key=lambda change: change.time)

    def command(self, time: float, robots: Odometry | None, load: Odometry | None) -> Command:
        """Command at a time [s] from the odometry of the robots (m rows) and of the load; None where there is none.

        Odometry is taken to be of this time: whoever has an older one passes `Odometry.after`, or None if it is too
        old for that. Numbers that cannot be believed count as none; nothing that arrives raises.

        Raises:
            RuntimeError: no plan has been accepted.
        """
        self._switch(time)
        if self._track is None:
            raise RuntimeError("the controller has no plan; accept one first")
        robots = robots or Odometry.unknown(len(self.robots))
        dt = 0.0 if self._time is None else max(time - self._time, 0.0)
        self._time = time
        seen = robots.usable()
        load = load if load is not None and load.usable() else None
        lost, load_lost = self._watch.silent(time, seen), bool(self._load_watch.silent(time, load is not None)[0])
        trouble = self._plan_trouble(time)
        modes = [s.judge(time, bool(gone), load_lost, trouble) for s, gone in zip(self._supervisors, lost)]
        down = np.array([mode is Mode.DESCEND for mode in modes])
        reference, ahead = self._references(time)
        own = robots if seen.all() else robots.where(seen, self._guessed(robots, reference, ahead))
        return self._fly(reference, ahead, own, Insight(seen & ~down, down), load, dt)

    def _switch(self, time: float) -> None:
        """To the next plan, once it starts."""
        while self._next and (self._track is None or time >= self._next[0][1]):
            self._track, self._start = self._next.pop(0)

    def _guessed(self, robots: Odometry, reference: Reference, ahead: Reference) -> Odometry:
        """The planned state, with the measured attitude where there is one."""
        size = np.add.reduce(robots.attitude * robots.attitude, -1, keepdims=True)
        attitude = quaternions(upright(ahead.thrust(self._mass)))
        attitude = np.where(np.abs(size - 1) <= 2 * UNIT_NORM, robots.attitude, attitude)
        return Odometry(reference.position, reference.velocity, attitude, np.zeros_like(reference.position))

    def _plan_trouble(self, time: float) -> str:
        age = time - self._start
        if age > self._track.duration:
            return "the plan has ended"
        return "the plan is too old" if age > self._patience.plan else ""

    def _references(self, time: float) -> tuple[Reference, Reference]:
        """Now, and a lead ahead on the path."""
        now = self._path(time)
        self._phase = now[0]
        return self._track.at(*now), self._track.at(*self._path(time + self._gains.lead))

    def _path(self, time: float) -> tuple[float, float, float]:
        """Time of the plan, its pace and the change of that; a plan that is too old runs out slower and slower."""
        age, oldest = time - self._start, self._patience.plan
        if age <= oldest or oldest >= self._track.duration:
            return age, 1.0, 0.0
        u = min((age - oldest) / BRAKING, 1.0)
        return oldest + BRAKING * (u - u**3 + 0.5 * u**4), 1 - 3 * u**2 + 2 * u**3, -6 * u * (1 - u) / BRAKING

    def _fly(
        self,
        reference: Reference,
        ahead: Reference,
        robots: Odometry,
        insight: Insight,
        load: Odometry | None,
        dt: float,
    ) -> Command:
        mass = self._mass
        turn = reference.load_rotation if load is None else rotations(load.attitude)
        planned = reference.tension[:, None] * reference.direction
        change = self._forces(self._load.wrench(reference, turn, load, dt), turn)
        paced = planned
        if reference.load_change.any():
            paced = planned + self._forces(self._load.pace(reference), reference.load_rotation)
        direction, tension = cable_forces(paced, change, self._limits)
        pull = tension[:, None] * direction
        self._shift.move(self._length * (direction - reference.direction), dt)
        force = self._law.force(reference, ahead.thrust(mass) + pull - planned, self._shift, robots, insight.tracked)
        force[insight.down] *= DESCENT
        force[:, 2] = np.maximum(force[:, 2], LEAST_LIFT * GRAVITY * mass)
        rotation = rotations(robots.attitude)
        thrust = np.clip(collective_thrust(force, rotation), self._least, self._most)
        self._law.observe(robots.velocity, thrust[:, None] * rotation[..., 2], pull, dt)
        feed_forward = turn_rate(force, ahead.thrust_rate(mass))
        return Command(thrust, body_rate(upright(force), rotation, feed_forward, self._attitude_gain))

    def _forces(self, wrench: np.ndarray, rotation: np.ndarray) -> np.ndarray:
        """Shares of the robots in a wrench (6,) in the body frame of a load with a rotation, world, (m, 3) [N]."""
        return (self._share @ wrench) @ rotation.T
