"""Plans again while a team flies, in the process of the simulation; the nodes of a team do the same over DDS."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from l2c_planner.admm import Host
from l2c_planner.config import MultiliftTask
from l2c_planner.control import Track, Tracks
from l2c_planner.control.estimate import Sighting
from l2c_planner.control.upcoming import next_window
from l2c_planner.plan.arrays import motion_arrays
from l2c_planner.plan.receding import Mission, window_stages
from l2c_planner.plan.session import Seat, Session
from l2c_planner.plan.stage import Found
from l2c_planner.plan.tasks import agents_of, stages_of
from l2c_planner.simulation.obstacles import obstacle_motion
from l2c_planner.simulation.plant import Observation
from l2c_planner.tuning.learned import Learned


@dataclass
class Replanning:
    """The plans of a flight whose mission begins at time 0.

    found, host: the first plan, and the host of all agents that has found it.
    """

    mission: Mission
    found: Found
    host: Host
    plans: list[tuple[float, Track]] = field(default_factory=list)
    """Tracks of the whole team and their starts [s], the first plan's included."""
    dropped: list[str] = field(default_factory=list)
    """Why plans were not flown."""
    _knot: int = 0
    _last: float = 0.0

    @staticmethod
    def of(task: MultiliftTask, learned: Learned | None = None) -> Replanning:
        """Plan the task, and begin there."""
        agents = agents_of(task)
        session = Session(stages_of(task, learned=learned), Seat.alone(agents))
        while not session.done:
            session.step()
            session.outbox()
        return Replanning(Mission.of(task, learned), session.found, session.host)

    def __post_init__(self) -> None:
        task = self.mission.task
        self.plans.append((0.0, Track.of_plan(task.team, motion_arrays(task, self.found.executed))))

    def due(self, time: float) -> bool:
        """Whether to plan now."""
        rate = self.mission.task.planner.receding.rate
        return rate > 0 and time >= self._last + 1 / rate

    def plan(self, seen: Observation) -> tuple[float, Track] | None:
        """The next plan and its start [s]; None if it cannot be flown."""
        task = self.mission.task
        self._last = seen.time
        time = np.full(task.team.n, seen.time)
        sighting = Sighting(time, seen.robots.position, seen.robots.velocity, seen.time, seen.load)
        centers, velocities = obstacle_motion(task, seen.time)

        def obstacles(time: float) -> np.ndarray:
            return np.concatenate([centers + (time - seen.time) * velocities, velocities], axis=1)

        window, why = next_window(task, seen.time, Tracks.of(self.plans), sighting, obstacles)
        if window is None:
            self.dropped.append(why)
            return None
        stages = window_stages(self.mission, window, (self.host, window.knot - self._knot))
        session = Session(stages, Seat.alone(agents_of(task), len(self.plans) + len(self.dropped) + 1))
        while not session.done:
            session.step()
            session.outbox()
        self.host, self._knot = session.host, window.knot
        if problems := session.found.executed.measures.problems():
            self.dropped.append(problems[0])
            return None
        self.found = session.found
        whole = Track.of_plan(task.team, motion_arrays(task, self.found.executed))
        start, (begin, track) = window.knot * task.dt, self.plans[-1]
        self.plans.append((start, whole.joined(track, start - begin)))
        return start, whole
