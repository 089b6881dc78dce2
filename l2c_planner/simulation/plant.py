"""What a plant offers, and the state of a team."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from l2c_planner.config import Team
from l2c_planner.control import Command, Odometry, Track, Tracks
from l2c_planner.control.attitude import quaternions, turn_rate, upright
from l2c_planner.control.vectors import length, turned


@dataclass(frozen=True, eq=False)
class Observation:
    """What the sensors say; a plant without noise says the truth."""

    time: float
    """[s]."""
    robots: Odometry
    """Of the n quadrotors."""
    load: Odometry


@dataclass(frozen=True, eq=False)
class TeamState:
    """What is really the case."""

    time: float
    """[s]."""
    robots: Odometry
    """Of the n quadrotors."""
    load: Odometry
    thrust: np.ndarray
    """Of the rotors, (n,) [N]."""
    tension: np.ndarray
    """Of the cables, (n,) [N]; 0 where a cable is slack."""
    contacts: tuple[str, ...] = ()
    """What has touched what since the last state, such as ``quad_0 - pillar_south``."""


class Plant(Protocol):
    """A team that flies, for tests and demonstrations."""

    def reset(self, state: TeamState) -> None:
        """Begin at a state; the tensions follow from it."""

    def step(self, command: Command, dt: float) -> None:
        """Fly on for dt [s] with a command for all n robots."""

    def observe(self) -> Observation:
        """What the sensors say now."""

    def state(self) -> TeamState:
        """What is the case now."""


def planned_state(track: Track | Tracks, team: Team, time: float = 0.0) -> TeamState:
    """State in which a track of the whole team is at a time of the plan [s]: attitudes along the thrusts, yaw 0."""
    reference = track.at(time)
    thrust = reference.thrust(team.quad_mass)
    rotation = upright(thrust)
    rate = turned(rotation.swapaxes(-1, -2), turn_rate(thrust, reference.thrust_rate(team.quad_mass)))
    robots = Odometry(reference.position, reference.velocity, quaternions(rotation), rate)
    attitude = quaternions(reference.load_rotation)
    load = Odometry(reference.load_position, reference.load_velocity, attitude, reference.load_rate)
    return TeamState(time, robots, load, length(thrust)[:, 0], reference.tension)
