"""A team in flight as one of its hosts knows it: the mission, what of it is planned, and the next plan's beginning."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from functools import cached_property
from itertools import zip_longest

import numpy as np

from l2c_planner.admm import Host
from l2c_planner.config import MultiliftTask
from l2c_planner.control import Track, Tracks
from l2c_planner.control.estimate import Sighting
from l2c_planner.control.upcoming import next_window
from l2c_planner.plan import Session
from l2c_planner.plan.arrays import motion_arrays
from l2c_planner.plan.receding import Mission, window_stages
from l2c_planner.plan.session import Seat
from l2c_planner.plan.stage import Found, Stages
from l2c_planner.problems.multilift.window import Detour
from l2c_planner.team.contradiction import Dispute, false_obstacles, false_start, too_near
from l2c_planner.team.goal import with_goal
from l2c_planner.team.leg import Leg
from l2c_planner.team.senses import OLDEST, Senses, robots_seen
from l2c_planner.tuning.learned import Learned

SETTLING, RESTING = 1.0, 2.0
"""Time after the end of a mission [s] from which plans come by so much more slowly: they keep the team where it is."""
STILL = 0.01
"""Obstacles that are slower stand [m/s]."""
TURNING, SPEED = 1.5, 0.8
"""Shortest time in which the load's path moves to another goal [s], and how fast the goal moves on average [m/s]."""


LEAP = 15.0
"""Largest change of a robot's acceleration where one plan takes over from another [m/s^2]; 6 is usual at most."""
REMEMBERED = 3
"""Plans whose rounds are kept."""


class Flight:
    """See the module's description.

    goal: of its first plan, replaces the task's.  begin: of the mission, by the clock that all hosts share [s].

    Raises ValueError if the task cannot have the goal.
    """

    def __init__(self, task: MultiliftTask, goal: np.ndarray | None, learned: Learned | None, begin: float) -> None:
        self.task = task if goal is None else with_goal(task, goal)
        self.goal, self.learned, self.begin = goal, learned, begin
        self.detour: Detour | None = None
        self.plans, self.dropped = 0, Counter()
        """Plans in flight that were committed, and why others were not."""
        self.opened = begin
        """When this host has opened the last one [s]."""
        self._earlier: dict[int, tuple[Host, Seat, int]] = {}
        """Rounds by the number of their plan: hosts, their seats, and the knots at which the plans begin."""
        self._base: tuple[int, dict[str, int]] = 0, {}
        """The last plan that was committed, and the boots of its hosts."""
        self._found: tuple[Found, int] | None = None
        self._seen: tuple[Found, Track] | None = None
        self._track: tuple[Track, int] | None = None
        self._flown: list[tuple[float, Track]] = []
        """Starts by the time of the mission [s], and tracks that count until the next one's."""

    @cached_property
    def mission(self) -> Mission:
        """Takes a moment to find; the same on every host."""
        return Mission.of(self.task, self.learned)

    @property
    def prepared(self) -> bool:
        """Whether the mission has been found."""
        return "mission" in self.__dict__

    def prepare(self) -> None:
        """Find the mission before it is needed."""
        _ = self.mission

    @property
    def known(self) -> bool:
        """Whether this host knows what the team flies."""
        return self._found is not None

    # ---------------------------------------------------------------- what is planned
    def solved(self, session: Session, knot: int) -> None:
        """Keep what a later plan may go on from, after the rounds of one that begins at a knot of the mission."""
        if session.host is not None:
            self._earlier[session.seat.plan] = session.host, session.seat, knot
            for old in sorted(self._earlier)[:-REMEMBERED]:
                del self._earlier[old]

    def fly(self, found: Found, knot: int, plan: int, boots: Mapping[str, int]) -> None:
        """A plan that begins at a knot of the mission is committed: its hosts, with these boots, have its rounds."""
        self._found, self._base = (found, knot), (plan, dict(boots))
        self.plans += knot > 0

    def stages(self, leg: Leg, seat: Seat) -> Stages:
        """Of a leg, for one of its hosts."""
        earlier = None
        if leg.base in self._earlier:
            host, sat, knot = self._earlier[leg.base]
            if (sat.agents, sat.captain, sat.name) == (seat.agents, seat.captain, seat.name):
                earlier = host, max(leg.window.knot - knot, 0)
        return window_stages(self.mission, leg.window, earlier)

    def base(self, seating: dict[str, str], captain: str, boots: Mapping[str, int]) -> int:
        """The plan whose rounds all hosts of the next one have, in the same roles; 0 if there is none.

        seating: host of every agent.  boots: of the other hosts of the next plan.
        """
        plan, crew = self._base
        _, sat, _ = self._earlier.get(plan, (None, None, 0))
        same = sat is not None and (sat.agents, sat.captain) == (seating, captain)
        return plan if same and all(crew.get(host) == boot for host, boot in boots.items()) else 0

    def abrupt(self, found: Found, knot: int) -> str:
        """Why a plan that begins at a knot of the mission is not to be flown, if a robot had to leap there."""
        if self._found is None or knot == 0:
            return ""
        self.track()
        here = self._track_of(found).at(0.0).acceleration
        leap = np.linalg.norm(here - Tracks.of(self._flown).at(knot * self.task.dt).acceleration, axis=1)
        i = int(leap.argmax())
        if leap[i] <= LEAP:
            return ""
        return f"quad_{i} would have to change its acceleration by {leap[i]:.1f} m/s^2 at once (at most {LEAP:g})"

    def track(self) -> tuple[Track, int] | None:
        """What the team flies, as far as this host knows, and the knot at which it begins."""
        if self._found is not None and (self._track is None or self._track[1] != self._found[1]):
            found, knot = self._found
            track = self._track_of(found)
            if self._track is not None:
                track = track.joined(self._track[0], (knot - self._track[1]) * self.task.dt)
            self._track = track, knot
            self._flown.append((knot * self.task.dt, track))
        return self._track

    def _track_of(self, found: Found) -> Track:
        """Track of a plan, which is looked at before it is accepted and again when it is flown."""
        if self._seen is None or self._seen[0] is not found:
            self._seen = found, Track.of_plan(self.task.team, motion_arrays(self.task, found.executed))
        return self._seen[1]

    # ---------------------------------------------------------------- what comes next
    def due(self, clock: float) -> bool:
        """Whether it is time for the next plan."""
        rate = self.task.planner.receding.rate
        return rate > 0 and self._found is not None and clock >= max(self.opened, self.begin) + 1 / rate

    def waits(self, clock: float, senses: Senses) -> bool:
        """Whether the next plan can wait a little longer: the mission is over, and nothing moves."""
        moving = any(np.linalg.norm(seen.state.velocity) > STILL for seen in senses.obstacles.values())
        resting = self.flown(clock) and not moving
        return resting and clock < self.opened + RESTING / self.task.planner.receding.rate

    def flown(self, clock: float) -> bool:
        """Whether the mission has come to its end."""
        end = max(self.task.time[-1], self.detour.end if self.detour else 0.0)
        return clock > self.begin + end + SETTLING

    def turn_to(self, goal: np.ndarray, clock: float) -> None:
        """Lead the load to another goal (3,) [m] from a moment later on."""
        begin = max(clock - self.begin, 0.0) + self.task.planner.receding.lead
        last = goal - self.task.waypoint_position[-1]
        start = np.zeros((3, 3)) if self.detour is None else self.detour.offset(np.array([begin]))[:, 0]
        span = max(TURNING, float(np.linalg.norm(last - start[0])) / SPEED)
        self.detour = Detour(begin, max(begin + span, float(self.task.time[-1])), start, last)

    def leg(self, clock: float, located: dict[int, tuple[float, ...]], senses: Senses) -> tuple[Leg | None, str]:
        """The next leg, opened at a time; or None and what is not known.

        located: where the robots are, as heartbeats tell it.
        """
        task, begin = self.task, self.begin
        table, unknown = robots_seen(located, task.team.n, clock)
        if unknown:
            return None, f"nothing is known of where {', '.join(f'quad_{i}' for i in unknown)} is"
        if senses.load is None or not senses.load.fresh(clock):
            return None, "nothing is known of where the load is"
        lost = [x for x in task.moving_obstacles if x not in senses.obstacles or not senses.obstacles[x].fresh(clock)]
        if lost:
            return None, f"nothing is known of where {', '.join(lost)} is"
        load = senses.load
        sighting = Sighting(table[:, 0] - begin, table[:, 1:4], table[:, 4:7], load.time - begin, load.state)
        window, why = next_window(
            task, clock - begin, self._tracks(clock), sighting,
            lambda time: self._obstacles(begin + time, clock, senses), self.detour,
        )  # fmt: skip
        return None if window is None else Leg(begin, window), why

    def disputed(self, leg: Leg, robot: int, clock: float, senses: Senses) -> Dispute:
        """What a host with a robot of its own has against the beginning of a leg that another one opens at a time."""
        if not self.known:
            return Dispute()
        if leg.begin != self.begin:
            return Dispute("it belongs to another flight than the team's")
        window, task = leg.window, self.task
        believed = senses.fresh(clock)
        start = false_start(task, window, self._tracks(clock), believed, robot, self.begin)
        if start.reason:
            return start
        return false_obstacles(task, window, self._obstacles(leg.start(task.dt), clock, senses), believed.obstacles)

    def too_near(self, found: Found, leg: Leg, clock: float, senses: Senses) -> str:
        """Why a plan is not to be flown past the obstacles as this host sees them, if so."""
        seen = self._obstacles(leg.start(self.task.dt), clock, senses)
        return too_near(self.task, leg.window, found.executed.measures.quad_position, seen)

    def _tracks(self, clock: float) -> Tracks:
        """What the team flies, by the time of the mission, and has flown since the oldest thing that is believed."""
        self.track()
        past = clock - OLDEST - self.begin  # a plan that has not begun says nothing of where the team was seen
        self._flown = [p for p, n in zip_longest(self._flown, self._flown[1:]) if n is None or n[0] > past]
        return Tracks.of(self._flown)

    def _obstacles(self, start: float, clock: float, senses: Senses) -> np.ndarray:
        """Centres and velocities at a time [s], (m, 6); obstacles of which nothing is seen are where the task says."""
        task = self.task
        table = np.concatenate([task.obstacle_center, np.zeros_like(task.obstacle_center)], axis=1)
        for j, name in enumerate(task.obstacle_names):
            seen = senses.obstacles.get(name)
            if seen is not None and seen.fresh(clock):
                flat = 2 if len(task.obstacles[j].center) == 2 else 3
                table[j, :flat] = (seen.state.position + (start - seen.time) * seen.state.velocity)[:flat]
                table[j, 3 : 3 + flat] = seen.state.velocity[:flat]
        return table
