"""A plant that tracks its plan perfectly, for tests of everything above the physics."""

from __future__ import annotations

from l2c_planner.config import Team
from l2c_planner.control import Command, Track
from l2c_planner.simulation.plant import Observation, TeamState, planned_state


class LoopbackPlant:
    """See :class:`l2c_planner.simulation.plant.Plant`; whatever the commands, the team is where the plan wants it."""

    def __init__(self, team: Team, track: Track) -> None:
        self._team, self._track, self._start, self._time = team, track, 0.0, 0.0

    def follow(self, track: Track, start: float) -> None:
        """Fly another plan from the time `start` [s] on."""
        self._track, self._start = track, start

    def reset(self, state: TeamState) -> None:
        """Begin at the time of a state; the rest of it is the plan's."""
        self._time = state.time

    def step(self, command: Command, dt: float) -> None:
        """Let dt [s] pass."""
        self._time += dt

    def observe(self) -> Observation:
        """The planned state."""
        state = self.state()
        return Observation(state.time, state.robots, state.load)

    def state(self) -> TeamState:
        """The planned state."""
        planned = planned_state(self._track, self._team, self._time - self._start)
        return TeamState(self._time, planned.robots, planned.load, planned.thrust, planned.tension)
