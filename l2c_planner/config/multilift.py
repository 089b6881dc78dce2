"""The multilift task: a team carries one load through way-points and between obstacles."""

from __future__ import annotations

from typing import Annotated, Literal

import numpy as np
from pydantic import Field, model_validator

from .base import Array, Many, Model, NonNegative, Positive, Quaternion, Vector3, Weight3, Weight4, expand
from .errors import CheckError, Key, show
from .scene import Task, check_clear_of_obstacles, check_inside_bounds, check_obstacle_names
from .team import Team


class Waypoint(Model):
    """A position of the load at a time."""

    time: NonNegative = Field(description="time, s")
    position: Vector3 = Field(description="load position, world, m")


class Start(Model):
    """State of the load at time 0 where it differs from rest, level, at the first way-point."""

    position: Vector3 | None = Field(None, description="load position, world, m; null = first way-point")
    velocity: Vector3 = Field((0.0, 0.0, 0.0), description="velocity of the load's centre, world, m/s")
    attitude: Quaternion = Field((1.0, 0.0, 0.0, 0.0), description="unit quaternion w, x, y, z, body to world")
    angular_velocity: Vector3 = Field((0.0, 0.0, 0.0), description="body rates, rad/s")

    @model_validator(mode="after")
    def _check_attitude(self) -> Start:
        norm = float(np.linalg.norm(self.attitude))
        if abs(norm - 1) > 1e-2:
            valid = "a unit quaternion [w, x, y, z], level is [1, 0, 0, 0]"
            raise CheckError(("attitude",), f"got {show(self.attitude)} of norm {norm:g}", valid)
        return self


class Clearance(Model):
    """Distances to keep; null = not imposed."""

    obstacle: NonNegative = Field(0.10, description="quadrotor to obstacle beyond the two radii, m")
    pair: Positive = Field(0.375, description="planar distance between the centres of two quadrotors, m")
    load_obstacle: NonNegative | None = Field(None, description="load to obstacle beyond the two radii, m")
    cable_obstacle: NonNegative | None = Field(None, description="cable to obstacle beyond its radius, m")


class LoadWeights(Model):
    """Weights of the load's cost; one number for all components or one per component."""

    position: Weight3 = Field(10.0, description="position, 1/m^2")
    velocity: Weight3 = Field(1.0, description="velocity, s^2/m^2")
    attitude: Weight4 = Field(10.0, description="quaternion, -")
    angular_velocity: Weight3 = Field(1.0, description="body rates, s^2/rad^2")
    force: Weight3 = Field(0.01, description="force, 1/N^2")
    moment: Weight3 = Field(0.01, description="moment, 1/(N m)^2")
    terminal: Positive = Field(1.0, description="factor on the state weights at the last knot, -")

    @property
    def state(self) -> Array:
        """Diagonal of Q, shape (13,), in the order position, velocity, attitude, angular velocity."""
        return _diagonal((self.position, 3), (self.velocity, 3), (self.attitude, 4), (self.angular_velocity, 3))

    @property
    def input(self) -> Array:
        """Diagonal of R, shape (6,), in the order force, moment."""
        return _diagonal((self.force, 3), (self.moment, 3))

    @property
    def terminal_state(self) -> Array:
        """Diagonal of Q_N, shape (13,)."""
        return self.terminal * self.state


class CableWeights(Model):
    """Weights of each cable's cost; one number for all components or one per component."""

    direction: Weight3 = Field(1.0, description="direction, -")
    angular_velocity: Weight3 = Field(0.1, description="angular velocity, s^2/rad^2")
    tension: Positive = Field(0.01, description="tension, 1/N^2")
    tension_rate: Positive = Field(0.001, description="tension rate, s^2/N^2")
    angular_acceleration: Weight3 = Field(1e-3, description="angular acceleration, s^4/rad^2")
    tension_acceleration: Positive = Field(1e-5, description="second derivative of the tension, s^4/N^2")
    terminal: Positive = Field(1.0, description="factor on the state weights at the last knot, -")

    @property
    def state(self) -> Array:
        """Diagonal of Q_i, shape (8,), in the order direction, angular velocity, tension, tension rate."""
        return _diagonal((self.direction, 3), (self.angular_velocity, 3), (self.tension, 1), (self.tension_rate, 1))

    @property
    def input(self) -> Array:
        """Diagonal of R_i, shape (4,), in the order angular acceleration, tension acceleration."""
        return _diagonal((self.angular_acceleration, 3), (self.tension_acceleration, 1))

    @property
    def terminal_state(self) -> Array:
        """Diagonal of Q_iN, shape (8,)."""
        return self.terminal * self.state


class Weights(Model):
    """Weights of the whole problem."""

    load: LoadWeights = Field(LoadWeights(), description="load")
    cable: CableWeights = Field(CableWeights(), description="cables, the same for each")
    tension_allocation: Weight3 = Field(0.1, description="cable references against the nominal formation, 1/N^2")

    @property
    def allocation(self) -> Array:
        """Weights of one cable force in stage (a), shape (3,)."""
        return expand(self.tension_allocation, 3)


class MultiliftTask(Task):
    """Carry the load of `team` through the way-points; w way-points."""

    problem: Literal["multilift"] = Field(description="kind of task")
    team: Team = Field(description="team or the path of a YAML file")
    waypoints: Annotated[Many[Waypoint], Field(min_length=2, max_length=1000, description="where the load goes")]
    start: Start = Field(Start(), description="state of the load at time 0")
    clearance: Clearance = Field(Clearance(), description="distances to keep")
    weights: Weights = Field(Weights(), description="cost weights")

    @model_validator(mode="after")
    def _check(self) -> MultiliftTask:
        for check in _CHECKS:
            check(self)
        return self

    @property
    def waypoint_time(self) -> Array:
        """Times of the way-points, shape (w,) [s]."""
        return np.array([w.time for w in self.waypoints], float)

    @property
    def waypoint_position(self) -> Array:
        """Positions of the way-points, shape (w, 3) [m]."""
        return np.array([w.position for w in self.waypoints], float)

    @property
    def start_position(self) -> Array:
        """Load position at time 0, world, shape (3,) [m]."""
        return np.array(self.start.position or self.waypoints[0].position, float)

    @property
    def start_velocity(self) -> Array:
        """Velocity of the load's centre at time 0, *world*, shape (3,) [m/s]."""
        return np.array(self.start.velocity, float)

    @property
    def start_attitude(self) -> Array:
        """Unit quaternion w, x, y, z at time 0, body to world, shape (4,)."""
        return np.array(self.start.attitude, float) / np.linalg.norm(self.start.attitude)

    @property
    def start_angular_velocity(self) -> Array:
        """Body rates at time 0, shape (3,) [rad/s]."""
        return np.array(self.start.angular_velocity, float)


def _diagonal(*parts: tuple[object, int]) -> Array:
    return np.concatenate([expand(value, count) for value, count in parts])


def check_times(task: MultiliftTask) -> None:
    """Way-point times start at 0, increase by at least one step, and end with the horizon."""
    times, end = task.waypoint_time, task.horizon.duration
    if times[0] != 0:
        raise CheckError(("waypoints", 0, "time"), f"got {times[0]:g}", "0, the first way-point is the start")
    for k in range(1, len(times)):
        if times[k] < times[k - 1] + task.dt - 1e-9:
            valid = f"at least one time step ({task.dt:g} s) after the way-point before, at {times[k - 1]:g} s"
            raise CheckError(("waypoints", k, "time"), f"got {times[k]:g}", valid)
    if abs(times[-1] - end) > 1e-6:
        valid = f"the end of the horizon, steps * dt = {task.steps} * {task.dt:g} = {end:g} s"
        raise CheckError(("waypoints", len(times) - 1, "time"), f"got {times[-1]:g}", valid)


def check_bounds(task: MultiliftTask) -> None:
    """Start and way-points lie in the bounds."""
    check_inside_bounds(task, *_load_positions(task))


def check_obstacles(task: MultiliftTask) -> None:
    """The load fits at the start and at every way-point."""
    points, keys = _load_positions(task)
    margin = np.full(len(points), task.team.load_radius)
    margin[0] += task.clearance.load_obstacle or 0.0
    reason = "obstacle radius + load radius" + (" + clearance" if task.clearance.load_obstacle else "")
    check_clear_of_obstacles(task, points, keys, margin, reason)


def _load_positions(task: MultiliftTask) -> tuple[Array, list[Key]]:
    start_key: Key = ("start", "position") if task.start.position else ("waypoints", 0, "position")
    keys: list[Key] = [start_key, *(("waypoints", k, "position") for k in range(len(task.waypoints)))]
    return np.vstack([task.start_position, task.waypoint_position]), keys


def check_pair_distance(task: MultiliftTask) -> None:
    """Two quadrotors at the required distance do not touch."""
    touching = float(np.sort(task.team.quad_radius)[-2:].sum())
    if task.clearance.pair < touching:
        valid = f"at least {touching:g} m, the sum of the two largest quadrotor radii"
        raise CheckError(("clearance", "pair"), f"got {task.clearance.pair:g}", valid)


_CHECKS = (check_times, check_obstacle_names, check_bounds, check_obstacles, check_pair_distance)
