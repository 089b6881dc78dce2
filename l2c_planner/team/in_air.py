"""A team in one process that flies what it plans: members under a virtual clock, a plant and its controllers, in step.

What the nodes of `l2c fly` do in processes of their own, without their loss of time: for tests of what a team in the
air does when hosts fail or lie. The robots are flown by the newest plan that an honest host has committed.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np

from l2c_planner.config import MultiliftTask
from l2c_planner.config.network import TransportOptions
from l2c_planner.control import Controller, Odometry, Track, Tracks
from l2c_planner.plan.arrays import motion_arrays
from l2c_planner.plan.stage import Found
from l2c_planner.simulation.obstacles import obstacle_motion
from l2c_planner.simulation.plant import Observation, Plant, planned_state
from l2c_planner.simulation.record import Record
from l2c_planner.team.loop import TICK, Loop
from l2c_planner.team.member import Member
from l2c_planner.team.roster import robot_of
from l2c_planner.team.senses import Seen, Senses

TURNS = 2
"""Steps of the team from one command of the controllers to the next."""
LEVEL = np.array([1.0, 0.0, 0.0, 0.0])


@dataclass(frozen=True, eq=False)
class Flown:
    """A flight of a team."""

    record: Record
    """From the moment the first plan begins, at time 0."""
    tracks: Tracks
    first: Found
    """The plan that it began with."""
    split: bool
    """Whether honest hosts have ever committed different plans of one number."""


class InAir:
    """A team and its plant.

    dishonest: hosts whose plans nobody flies.  sighted: whether every host also sees the robots of the others.
    """

    def __init__(
        self,
        task: MultiliftTask,
        options: TransportOptions | None = None,
        dishonest: Collection[str] = (),
        sighted: bool = True,
        **settings,
    ) -> None:
        self.task, self.dishonest, self.sighted = task, set(dishonest), sighted
        self.seen: Observation | None = None
        self.begin = 0.0
        """Of the first plan, by the clock of the team [s]."""
        self.plans: list[tuple[float, Track]] = []
        """What the robots fly, with the starts after the first one's [s]."""
        self.refused: list[str] = []
        """Why controllers have not taken a plan."""
        self._committed: dict[int, bytes] = {}
        self._split = False
        self.loop = Loop(task, options, clock=lambda: self.loop.now, **settings)
        for name in self.loop.members:
            self.give_senses(name)

    def give_senses(self, name: str) -> Member:
        """Eyes for a host, also for one that was started anew."""
        member = self.loop.members[name]
        member.senses = lambda: self.senses(robot_of(name))
        return member

    @property
    def honest(self) -> list[Member]:
        """Members that do not lie."""
        return [member for name, member in self.loop.members.items() if name not in self.dishonest]

    def ready(self, limit: float = 30.0) -> bool:
        """Plan on the ground, until all honest hosts that take part have committed one plan."""
        asks = self.honest[0]
        asks.request_plan(self.loop.now)
        self.loop.run(lambda: any(m.found is not None for m in self.honest) or self._given_up(), limit)
        self.loop.run(lambda: False, 0.4)
        return any(m.found is not None for m in self.honest)

    def fly(self, plant: Plant, seconds: float) -> Flown:
        """Fly the plan that all have accepted, and what follows, for so long after its begin."""
        first = next(m for m in self.honest if m.found is not None)
        self.begin = first.start
        found, controller = first.found, Controller(self.task.team)
        self._take(controller)
        plant.reset(planned_state(self.plans[0][1], self.task.team, self.loop.now - self.begin))
        states, commands, contacts = [plant.state()], [], {}
        while self.loop.now < self.begin + seconds:
            self.seen = plant.observe()
            for _ in range(TURNS):
                self.loop.step()
            self._take(controller)
            command = controller.command(self.seen.time, self.seen.robots, self.seen.load)
            plant.step(command, TURNS * TICK)
            states.append(plant.state())
            commands.append(command)
            for contact in states[-1].contacts:
                contacts.setdefault(contact, states[-1].time)
        return Flown(Record.of(states, commands, contacts), Tracks.of(self.plans), found, self._split)

    def senses(self, robot: int) -> Senses:
        """What a host sees now."""
        if self.seen is None:
            return Senses()
        seen, now = self.seen, self.seen.time + self.begin
        bodies = {i: Seen(now, _one(seen.robots, i)) for i in range(self.task.team.n)}
        centers, velocities = obstacle_motion(self.task, seen.time)
        obstacles = {
            name: Seen(now, Odometry(centers[j], velocities[j], LEVEL, np.zeros(3)))
            for j, name in enumerate(self.task.obstacle_names)
            if name in self.task.moving_obstacles
        }
        others = {i: body for i, body in bodies.items() if i != robot} if self.sighted else {}
        return Senses(bodies[robot], Seen(now, seen.load), obstacles, others)

    def _given_up(self) -> bool:
        return all(m.state.name == "HOLD" and m.plan >= m.wanted for m in self.honest)

    def _take(self, controller: Controller) -> None:
        """Fly the newest plan that an honest host has committed."""
        for member in self.honest:
            if member.found is None or member.attempt is None or member.found is not member.attempt.session.found:
                continue
            number, content = member.attempt.plan, member.found.executed.plan["cable"][0].tobytes()
            known = self._committed.setdefault(number, content)
            self._split = self._split or known != content
            start = member.start - self.begin
            if number == max(self._committed) and (not self.plans or start > self.plans[-1][0]):
                self._follow(controller, member.found, start)

    def _follow(self, controller: Controller, found: Found, start: float) -> None:
        track = Track.of_plan(self.task.team, motion_arrays(self.task, found.executed))
        try:
            controller.accept(track, start)
        except ValueError as error:
            self.refused.append(str(error))
            return
        joined = track.joined(self.plans[-1][1], start - self.plans[-1][0]) if self.plans else track
        self.plans.append((start, joined))


def _one(robots: Odometry, i: int) -> Odometry:
    return Odometry(robots.position[i], robots.velocity[i], robots.attitude[i], robots.rate[i])
