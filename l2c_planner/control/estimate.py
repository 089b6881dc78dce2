"""Where a team in flight will be when its next plan begins: on the plan that it flies, or where it has got to.

The controllers keep the team in a tube around its plan. What is inside is their business: the next plan begins on this
one (a plan that began at every passing error would undo what they integrate). What is beyond the tube is carried over,
as in tube model predictive control (Mayne, Seron and Rakovic 2005).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from l2c_planner.config import Team
from l2c_planner.control.attitude import quaternions
from l2c_planner.control.odometry import Odometry
from l2c_planner.control.track import Reference, Track
from l2c_planner.control.tracks import Tracks
from l2c_planner.control.vectors import unit
from l2c_planner.models.manifold import (
    quaternion_conjugate,
    quaternion_exp,
    quaternion_log,
    quaternion_product,
    rotation_matrices,
)

ROBOT, ROBOT_VELOCITY = 0.1, 0.8
"""Radius of the tube around the robots [m], [m/s]."""
FURTHEST_OFF, WRONG_LENGTH = 0.6, 0.2
"""Off the plan, and of a cable's length: what is further is a fault that no plan mends [m]."""
LOAD, LOAD_VELOCITY, LOAD_TURN, LOAD_RATE = 0.1, 0.4, 0.15, 0.8
"""The same around the load [m], [m/s], [rad], [rad/s]."""


@dataclass(frozen=True, eq=False)
class Sighting:
    """Where the robots and the load were seen, each at a time of the plan that they fly [s]."""

    robot_time: np.ndarray
    """(n,) [s]."""
    robot_position: np.ndarray
    """World, (n, 3) [m]."""
    robot_velocity: np.ndarray
    """(n, 3) [m/s]."""
    load_time: float
    load: Odometry
    """One body."""


def team_state(team: Team, track: Track, seen: Sighting, time: float) -> tuple[np.ndarray, np.ndarray]:
    """State of the load (13,) and of the cables (n, 8) at a time of the plan [s].

    The planned state, and what load and robots are off by now beyond the tube. Directions and their rates follow from
    the positions and velocities of load and robots; tensions are the planned ones.

    track: of the whole team.
    """
    then = track.at(time)
    planned = [track.at(t) for t in seen.robot_time]
    off = seen.robot_position - np.array([r.position[i] for i, r in enumerate(planned)])
    drift = seen.robot_velocity - np.array([r.velocity[i] for i, r in enumerate(planned)])
    position, velocity = then.position + beyond(off, ROBOT), then.velocity + beyond(drift, ROBOT_VELOCITY)
    load = _load(then, track.at(seen.load_time), seen.load)
    rotation = rotation_matrices(load.attitude)
    hook = load.position + team.attachment @ rotation.T
    hook_velocity = load.velocity + np.cross(load.rate, team.attachment) @ rotation.T
    direction = unit(position - hook)
    swing = np.cross(direction, (velocity - hook_velocity) / team.cable_length[:, None])
    state = np.concatenate([load.position, rotation.T @ load.velocity, load.attitude, load.rate])
    return state, np.column_stack([direction, swing, then.tension, then.tension_rate])


def doubt(team: Team, track: Track | Tracks, seen: Sighting) -> str:
    """Why a sighting cannot be a team on its cables that flies the plan, if so."""
    planned = [track.at(t) for t in seen.robot_time]
    off = np.array([np.linalg.norm(seen.robot_position[i] - r.position[i]) for i, r in enumerate(planned)])
    if off.max() > FURTHEST_OFF:
        return f"quad_{int(off.argmax())} is {off.max():.2f} m off the plan (at most {FURTHEST_OFF:g} m)"
    then = track.at(seen.load_time)
    hook = seen.load.position + team.attachment @ rotation_matrices(seen.load.attitude).T
    moved = np.array([r.position[i] for i, r in enumerate(planned)]) - then.position
    length = np.linalg.norm(seen.robot_position - moved - hook, axis=1)
    wrong = np.abs(length - team.cable_length)
    if wrong.max() > WRONG_LENGTH:
        return f"quad_{int(wrong.argmax())} is {length[wrong.argmax()]:.2f} m from its hook, its cable is not so long"
    return ""


def beyond(off: np.ndarray, radius: float) -> np.ndarray:
    """What of vectors (..., 3) lies beyond a ball."""
    size = np.linalg.norm(off, axis=-1, keepdims=True)
    return off * (1 - radius / np.maximum(size, radius))


def _load(then: Reference, planned: Reference, seen: Odometry) -> Odometry:
    """The load at one time, from its plan then, and its plan and odometry when it was seen."""
    turn = quaternion_log(quaternion_product(quaternion_conjugate(quaternions(planned.load_rotation)), seen.attitude))
    attitude = quaternion_product(quaternions(then.load_rotation), quaternion_exp(beyond(turn, LOAD_TURN)))
    return Odometry(
        then.load_position + beyond(seen.position - planned.load_position, LOAD),
        then.load_velocity + beyond(seen.velocity - planned.load_velocity, LOAD_VELOCITY),
        attitude * np.sign(attitude[0] or 1.0),
        then.load_rate + beyond(seen.rate - planned.load_rate, LOAD_RATE),
    )
