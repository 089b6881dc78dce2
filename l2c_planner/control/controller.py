"""The controller of one robot or several: odometry in, thrust and body rate out, 200 times a second and more.

A robot uses its own odometry, the load's, and its plan. Several robots in one controller are computed together but do
not see each other.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from l2c_planner.config import Team
from l2c_planner.control.attitude import quaternions, upright
from l2c_planner.control.gains import Gains
from l2c_planner.control.law import Law, Tick
from l2c_planner.control.odometry import UNIT_NORM, Odometry, credible
from l2c_planner.control.supervisor import Change, Mode, Patience, Supervisor, Watch
from l2c_planner.control.track import Reference, Track

FURTHEST_ASIDE = 0.8
"""Distance to another plan in flight that a robot is not told to jump [m]."""
BRAKING = 2.0
"""Time in which a robot comes to rest on the path of a plan that is too old [s]."""

Moment = tuple[float, float, float]
"""Time of a plan [s], the pace at which it is run through, and the change of that [1/s]."""


@dataclass(frozen=True, eq=False)
class Command:
    """What m robots shall do."""

    thrust: np.ndarray
    """Collective thrust, (m,) [N]."""
    rate: np.ndarray
    """Body rates, (m, 3) [rad/s]."""


class Controller:
    """Controls some robots of a team; `accept` gives it a plan, `command` is called at a steady rate."""

    def __init__(
        self, team: Team, robots: list[int] | None = None, gains: Gains | None = None, patience: Patience | None = None
    ) -> None:
        self.robots = list(range(team.n)) if robots is None else list(robots)
        self._gains, self._patience = gains or Gains(), patience or Patience()
        self._mass, self._law = team.quad_mass[self.robots], Law(team, self.robots, self._gains)
        self._supervisors = [Supervisor(robot) for robot in self.robots]
        self._track: Track | None = None
        self._next: list[tuple[Track, float]] = []
        self._start = self._phase = 0.0
        self._time: float | None = None
        self._pieces: dict[str, tuple[Track, int]] = {}
        self._watches = [Watch(self._patience.odometry) for _ in self.robots]
        self._load_watch = Watch(self._patience.load)

    def accept(self, track: Track, start: float) -> None:
        """Fly another plan, that of these robots, from the time `start` [s] on; until then the one before, if any.

        It begins where the one before is then, see `Track.joined`; what was to begin later is forgotten.

        Raises:
            ValueError: the track is one of another number of robots, or begins far from where the one before is then.
        """
        if track.robots != len(self.robots):
            raise ValueError(f"a track of {track.robots} robots; valid: of the {len(self.robots)} controlled here")
        self._next = [plan for plan in self._next if plan[1] < start]
        before, begun = self._next[-1] if self._next else (self._track, self._start)
        late = 0.0 if self._time is None else max(self._time - start, 0.0)
        if self._time is not None and before is not None and begun < start < begun + before.duration:
            aside = track.at(late).position - before.at(start + late - begun).position
            if (off := float(np.linalg.norm(aside, axis=1).max())) > FURTHEST_ASIDE:
                raise ValueError(
                    f"it begins {off:.2f} m from where the one before is then (at most {FURTHEST_ASIDE:g} m)"
                )
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
        dt = 0.0 if self._time is None else max(time - self._time, 0.0)
        self._time = time
        own = (robots or Odometry.unknown(len(self.robots))).table()
        around = None if load is None else load.table()
        seen = [credible(row) for row in own.tolist()]
        if around is not None and not credible(around.tolist()):
            around = None
        lost = [watch.silent(time, heard) for watch, heard in zip(self._watches, seen)]
        load_lost, trouble = self._load_watch.silent(time, around is not None), self._plan_trouble(time)
        modes = [s.judge(time, gone, load_lost, trouble) for s, gone in zip(self._supervisors, lost)]
        now, (coming, ahead) = self._path(time), self._coming(time + self._gains.lead)
        self._phase = now[0]
        if not all(seen):
            own = np.where(np.array(seen)[:, None], own, self._guessed(own[:, 6:10], now, coming.at(*ahead)))
        down = [mode is Mode.DESCEND for mode in modes]
        tracked = [heard and not falls for heard, falls in zip(seen, down)]
        when = (*self._follow("now", self._track, *now), *self._follow("ahead", coming, *ahead))
        made = self._law.command(Tick(when, own, around, tracked, down, dt))
        return Command(made[:, 0], made[:, 1:])

    def _switch(self, time: float) -> None:
        """To the next plan, once it starts."""
        while self._next and (self._track is None or time >= self._next[0][1]):
            self._track, self._start = self._next.pop(0)

    def _coming(self, time: float) -> tuple[Track, Moment]:
        """The track that counts at a time soon, and where on it the robots are to be then."""
        for track, start in reversed(self._next):
            if time >= start:
                return track, (time - start, 1.0, 0.0)
        return self._track, self._path(time)

    def _follow(
        self, name: str, track: Track, age: float, pace: float, change: float
    ) -> tuple[float, float, float, float]:
        """Have the law take a track from a time of the plan on; returns that as `Path.at` takes it."""
        k, share, duration = track.spline.piece(age)
        if (track, k) != self._pieces.get(name):
            self._pieces[name] = track, k
            self._law.follow(name, track.of_robots(k))
        return share, 1 / duration, pace, change

    def _guessed(self, attitude: np.ndarray, now: Moment, ahead: Reference) -> np.ndarray:
        """The planned states (m, 13), with the measured attitudes (m, 4) where they are any."""
        size = np.add.reduce(attitude * attitude, -1, keepdims=True)
        reference, upward = self._track.at(*now), quaternions(upright(ahead.thrust(self._mass)))
        attitude = np.where(np.abs(size - 1) <= 2 * UNIT_NORM, attitude, upward)
        return Odometry(reference.position, reference.velocity, attitude, np.zeros_like(reference.position)).table()

    def _plan_trouble(self, time: float) -> str:
        age = time - self._start
        if age > self._track.duration:
            return "the plan has ended"
        return "the plan is too old" if age > self._patience.plan else ""

    def _path(self, time: float) -> Moment:
        """Time of the plan, its pace and the change of that; a plan that is too old runs out slower and slower."""
        age, oldest = time - self._start, self._patience.plan
        if age <= oldest or oldest >= self._track.duration:
            return age, 1.0, 0.0
        u = min((age - oldest) / BRAKING, 1.0)
        return oldest + BRAKING * (u - u**3 + 0.5 * u**4), 1 - 3 * u**2 + 2 * u**3, -6 * u * (1 - u) / BRAKING
