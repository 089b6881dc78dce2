"""A plant that tracks its plan perfectly, for tests of everything above the physics."""

from __future__ import annotations

from l2c_planner.config import Team
from l2c_planner.control import Command, Track
from l2c_planner.simulation.flight_file import joined
from l2c_planner.simulation.plant import Observation, TeamState, planned_state


class LoopbackPlant:
    """See :class:`l2c_planner.simulation.plant.Plant`; whatever the commands, the team is where the plan wants it."""

    def __init__(self, team: Team, track: Track, start: float = 0.0) -> None:
        self._team, self._time = team, 0.0
        self._plans = [(start, track)]
        self._tracks = joined(self._plans)

    def follow(self, track: Track, start: float) -> None:
        """Fly another plan from the time `start` [s] on."""
        self._plans = [*(plan for plan in self._plans if plan[0] < start), (start, track)]
        self._tracks = joined(self._plans)

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
        planned = planned_state(self._tracks, self._team, self._time)
        return TeamState(self._time, planned.robots, planned.load, planned.thrust, planned.tension)
