"""A committed plan as smooth references: what load, cables and quadrotors do at any time.

The team is differentially flat in the motion of the load and the cable directions and tensions: from these follow the
quadrotors' positions p + R r + L d, their accelerations and, by Newton, their thrusts m (a + g e_z) + t d (as in
models/cable.py). All are kept as quintics through the exact values and derivatives at the knots. The plan holds its
inputs for a step, so that accelerations jump at the knots; there the mean of both sides counts.

After its last knot the team comes to rest within a second, in the formation that holds the load still.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import casadi as ca
import numpy as np

from l2c_planner.config import Team
from l2c_planner.control.spline import Spline
from l2c_planner.control.vectors import cross, skew, unit
from l2c_planner.models import GRAVITY, load, numeric
from l2c_planner.models.manifold import rotation_matrices

SETTLING = 1.0
"""Time in which the team comes to rest after the plan [s]."""
JOINING = 0.3
"""Time in which a team passes from one plan to the next [s]."""
LOAD = 12
"""Columns of the load: position, rotation matrix row by row."""
UP = np.array([0.0, 0.0, GRAVITY])

_acceleration = numeric(lambda x, u, p: ca.vertcat(*load.acceleration(x, u, p)), 13, 6, 7)


@dataclass(frozen=True, eq=False)
class Reference:
    """What the plan asks for at one time; m robots."""

    load_position: np.ndarray
    """(3,) [m]."""
    load_velocity: np.ndarray
    """World, (3,) [m/s]."""
    load_rotation: np.ndarray
    """Body to world, (3, 3)."""
    load_rate: np.ndarray
    """Body rates, (3,) [rad/s]."""
    load_change: np.ndarray
    """Acceleration of the load beyond the one that the tensions are made for, (3,) [m/s^2]; 0 at the plan's pace."""
    position: np.ndarray
    """Of the robots, (m, 3) [m]."""
    velocity: np.ndarray
    """(m, 3) [m/s]."""
    acceleration: np.ndarray
    """(m, 3) [m/s^2]."""
    jerk: np.ndarray
    """(m, 3) [m/s^3]."""
    direction: np.ndarray
    """Of the cables, world, load to robot, (m, 3)."""
    direction_rate: np.ndarray
    """(m, 3) [1/s]."""
    tension: np.ndarray
    """(m,) [N]."""
    tension_rate: np.ndarray
    """(m,) [N/s]."""

    def thrust(self, mass: np.ndarray) -> np.ndarray:
        """Thrust vectors in the world of robots with masses (m,) [kg], (m, 3) [N]."""
        return mass[:, None] * (self.acceleration + UP) + self.tension[:, None] * self.direction

    def thrust_rate(self, mass: np.ndarray) -> np.ndarray:
        """Time derivative of the thrust vectors, (m, 3) [N/s]."""
        pull = self.tension_rate[:, None] * self.direction + self.tension[:, None] * self.direction_rate
        return mass[:, None] * self.jerk + pull


@dataclass(frozen=True, eq=False)
class Track:
    """References of some of the robots of a plan."""

    spline: Spline
    """Load position and rotation, robots' positions, cable directions, tensions: 12 + 7 m columns."""
    duration: float
    """Of the plan, without coming to rest [s]."""

    @staticmethod
    def of_plan(team: Team, arrays: Mapping[str, np.ndarray], robots: list[int] | None = None) -> Track:
        """Track of a multilift plan (the content of plan.npz) for some of its robots; None for all.

        Raises:
            ValueError: the plan is none of this team, or holds numbers that are not finite.
        """
        if "cable_state" not in arrays or len(arrays["cable_state"]) != team.n:
            raise ValueError(f"not a plan of a load on {team.n} cables")
        time = arrays["time"] - arrays["time"][0]
        values = _knot_values(team, arrays)
        rest = _at_rest(team, values[:, -1])
        knots = np.append(time, time[-1] + SETTLING)
        kept = _columns(team.n, list(range(team.n)) if robots is None else robots)
        return Track(Spline.through(knots, np.concatenate([values, rest[:, None]], 1)[..., kept]), float(time[-1]))

    def joined(self, before: Track, later: float, since: float = 0.0) -> Track:
        """This track, coming from another one of the same robots that has begun `later` seconds earlier.

        From the time `since` [s] of this track on it passes within `JOINING` from that one to this one, smoothly in
        position, velocity and acceleration; until then it is that one.
        """
        knots = self.spline.knots
        values = np.stack([self.spline.at(t)[:3] for t in knots], 1)
        near = knots < since + JOINING
        off = np.stack([before.spline.at(later + t)[:3] for t in knots[near]], 1) - values[:, near]
        u = np.maximum(knots[near, None] - since, 0.0) / JOINING
        share = 1 - u**3 * (10 - 15 * u + 6 * u**2)
        fall, bend = -30 * u**2 * (1 - u) ** 2 / JOINING, -60 * u * (1 - u) * (1 - 2 * u) / JOINING**2
        values[0, near] += share * off[0]
        values[1, near] += share * off[1] + fall * off[0]
        values[2, near] += share * off[2] + 2 * fall * off[1] + bend * off[0]
        return Track(Spline.through(knots, values), self.duration)

    @property
    def robots(self) -> int:
        """Number of robots m."""
        return (self.spline.coefficients.shape[2] - LOAD) // 7

    def of_robots(self, k: int) -> np.ndarray:
        """Coefficients of a piece of the spline for each robot: load, position, direction, tension, (6, m, 19)."""
        piece = self.spline.of_piece(k)
        columns = np.stack([_columns(self.robots, [robot]) for robot in range(self.robots)])
        return piece[:, columns]

    def at(self, time: float, pace: float = 1.0, pace_rate: float = 0.0) -> Reference:
        """Reference at a time of the plan [s], run through at a pace (1: as planned) that changes by pace_rate [1/s].

        Along the same path, slower: velocities scale with the pace, accelerations with its square.
        """
        value, velocity, acceleration, jerk = self.spline.at(time)
        change = np.zeros(3)
        if pace != 1.0 or pace_rate != 0.0:
            first, second = velocity, acceleration
            velocity, acceleration = pace * first, pace * pace * second + pace_rate * first
            jerk = pace**3 * jerk + 3 * pace * pace_rate * second
            change = acceleration[:3] - second[:3]
        m = self.robots
        quads, directions = slice(LOAD, LOAD + 3 * m), slice(LOAD + 3 * m, LOAD + 6 * m)
        turn = value[3:LOAD].reshape(3, 3)
        spin = turn.T @ velocity[3:LOAD].reshape(3, 3)
        return Reference(
            value[:3],
            velocity[:3],
            turn,
            np.array([spin[2, 1], spin[0, 2], spin[1, 0]]),
            change,
            value[quads].reshape(m, 3),
            velocity[quads].reshape(m, 3),
            acceleration[quads].reshape(m, 3),
            jerk[quads].reshape(m, 3),
            value[directions].reshape(m, 3),
            velocity[directions].reshape(m, 3),
            value[LOAD + 6 * m :],
            velocity[LOAD + 6 * m :],
        )


def _columns(n: int, robots: list[int]) -> np.ndarray:
    index = np.asarray(robots, int)
    triples = (3 * index[:, None] + np.arange(3)).reshape(-1)
    return np.concatenate([np.arange(LOAD), LOAD + triples, LOAD + 3 * n + triples, LOAD + 6 * n + index])


def _knot_values(team: Team, arrays: Mapping[str, np.ndarray]) -> np.ndarray:
    """Columns of all robots with their first and second derivatives at the knots, (3, N+1, 12 + 7 n)."""
    states, cables = arrays["load_state"], arrays["cable_state"]
    parameters = np.concatenate([[team.load_mass], team.load.inertia, team.com_offset])
    driven = _both_sides(lambda x, u: _acceleration(x, u, parameters), states, arrays["load_wrench"])
    inputs = _both_sides(
        lambda x, u: u, cables[0], arrays["cable_input"].transpose(1, 0, 2).reshape(len(states) - 1, -1)
    )
    inputs = inputs.reshape(len(states), team.n, 4).transpose(1, 0, 2)
    rotation = rotation_matrices(states[:, 6:10])
    rate, angular = skew(states[:, 10:13]), skew(driven[:, 3:])
    turn = np.stack([rotation, rotation @ rate, rotation @ (rate @ rate + angular)])
    path = np.stack([states[:, :3], np.einsum("kij,kj->ki", rotation, states[:, 3:6]), driven[:, :3]])
    direction = _directions(cables, inputs[..., :3])
    tension = np.stack([cables[..., 6], cables[..., 7], inputs[..., 3]])
    quads = path[:, None] + np.einsum("vkij,nj->vnki", turn, team.attachment)
    quads = quads + team.cable_length[:, None, None] * direction
    knots = len(states)
    flat = [x.transpose(0, 2, 1, 3).reshape(3, knots, -1) for x in (quads, direction)]
    return np.concatenate([path, turn.reshape(3, knots, 9), *flat, tension.transpose(0, 2, 1)], -1)


def _both_sides(function, states: np.ndarray, inputs: np.ndarray) -> np.ndarray:
    """Mean of what the inputs of the step before and after a knot make of its state, (N+1, ...)."""
    before = function(states, np.concatenate([inputs[:1], inputs]))
    after = function(states, np.concatenate([inputs, inputs[-1:]]))
    return 0.5 * (before + after)


def _directions(cables: np.ndarray, angular: np.ndarray) -> np.ndarray:
    """Directions with first and second derivatives, (3, n, N+1, 3)."""
    direction, rate = cables[..., :3], cables[..., 3:6]
    first = cross(rate, direction)
    return np.stack([direction, first, cross(angular, direction) + cross(rate, first)])


def _at_rest(team: Team, end: np.ndarray) -> np.ndarray:
    """Columns of the team at rest that carries on from the end of a plan, (3, 12 + 7 n)."""
    n = team.n
    turn = end[0, 3:LOAD].reshape(3, 3)
    heading = np.arctan2(turn[1, 0], turn[0, 0])
    level = rotation_matrices(np.array([np.cos(heading / 2), 0.0, 0.0, np.sin(heading / 2)]))
    place = end[0, :3] + 0.5 * SETTLING * end[1, :3]
    forces = (end[0, LOAD + 6 * n :, None] * end[0, LOAD + 3 * n : LOAD + 6 * n].reshape(n, 3)) @ turn
    weight = np.array([0.0, 0.0, team.load_mass * GRAVITY])
    missing = np.concatenate([weight, np.cross(team.com_offset, weight)]) - team.wrench_map @ forces.reshape(-1)
    forces = (forces + (np.linalg.pinv(team.wrench_map) @ missing).reshape(n, 3)) @ level.T
    direction, tension = unit(forces), np.linalg.norm(forces, axis=1)
    quads = place + team.attachment @ level.T + team.cable_length[:, None] * direction
    rest = np.zeros_like(end)
    rest[0] = np.concatenate([place, level.reshape(-1), quads.reshape(-1), direction.reshape(-1), tension])
    return rest
