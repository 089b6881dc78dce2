"""What every task shares: horizon, obstacles, bounds and planner options."""

from __future__ import annotations

import re
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, model_validator

from .base import Array, Length, Many, Model, NonNegative, Number, Vector3
from .errors import CheckError, Key, show
from .planner import PlannerOptions

MOVING_NAME = re.compile(r"(?!(?:quad|robot|cable)_\d|load$|team$|trainer$|plant$)[a-z][a-z0-9_]*")
"""Names of obstacles that move."""
CYLINDER, SPHERE = 0, 1
"""Codes of the obstacle shapes in numeric arrays."""


class Horizon(Model):
    """Time grid of the plan."""

    steps: int = Field(ge=2, le=2000, description="number of steps N, -")
    dt: float = Field(gt=0, le=1, description="time step, s")

    @property
    def duration(self) -> float:
        """Length of the plan [s]."""
        return self.steps * self.dt


class Motion(Model):
    """How an obstacle moves in a simulated world; planners know it from its odometry alone."""

    velocity: Vector3 = Field((0.0, 0.0, 0.0), description="m/s")
    after: NonNegative = Field(0.0, description="time of the flight at which it begins to move, s")


class Obstacle(Model):
    """A vertical cylinder of infinite height, or a sphere."""

    name: str = Field("", max_length=64, description="name shown in reports")
    shape: Literal["cylinder", "sphere"] = Field(description="cylinder is vertical and infinitely high")
    center: Many[Number] = Field(description="[x, y] of a cylinder or [x, y, z] of a sphere, m")
    radius: Length = Field(description="obstacle radius, m")
    moves: Motion | None = Field(None, description="it moves, and its topic <name>/odom says how; null = it stands")

    @model_validator(mode="after")
    def _check_name(self) -> Obstacle:
        if self.moves is not None and not MOVING_NAME.fullmatch(self.name):
            valid = "lower-case letters, digits and _, no digit first, not that of a robot or the load: names its topic"
            raise CheckError(("name",), f"got {show(self.name)} for an obstacle that moves", valid)
        return self

    @model_validator(mode="after")
    def _check_center(self) -> Obstacle:
        count = 2 if self.shape == "cylinder" else 3
        if len(self.center) != count:
            axes = "[x, y]" if count == 2 else "[x, y, z]"
            raise CheckError(("center",), f"got {show(self.center)}", f"{axes} in m for a {self.shape}")
        return self


class Bounds(Model):
    """Axis-aligned box that way-points, starts and goals must lie in."""

    lower: Vector3 = Field((-10.0, -10.0, 0.0), description="lowest x, y, z, m")
    upper: Vector3 = Field((10.0, 10.0, 10.0), description="highest x, y, z, m")

    @model_validator(mode="after")
    def _check_order(self) -> Bounds:
        if any(low >= high for low, high in zip(self.lower, self.upper, strict=True)):
            raise CheckError(("upper",), f"got {show(self.upper)}", f"above lower {show(self.lower)} on every axis")
        return self


class Task(Model):
    """One planning problem; `MultiliftTask` and `SwarmTask` add the team and what it shall do.

    Arrays: m obstacles, N steps.
    """

    horizon: Horizon = Field(description="time grid")
    obstacles: Many[Obstacle] = Field((), description="what to stay away from")
    bounds: Bounds = Field(Bounds(), description="box of way-points, starts and goals, m")
    planner: PlannerOptions = Field(PlannerOptions(), description="planner options or the path of a YAML file")

    @property
    def steps(self) -> int:
        """Number of steps N."""
        return self.horizon.steps

    @property
    def dt(self) -> float:
        """Time step [s]."""
        return self.horizon.dt

    @property
    def time(self) -> Array:
        """Times of the knots, shape (N+1,) [s]."""
        return np.arange(self.steps + 1) * self.dt

    @property
    def obstacle_names(self) -> tuple[str, ...]:
        """Names of the m obstacles; unnamed ones are called obstacle_<index>."""
        return tuple(obstacle.name or f"obstacle_{j}" for j, obstacle in enumerate(self.obstacles))

    @property
    def moving_obstacles(self) -> tuple[str, ...]:
        """Names of the obstacles that move."""
        return tuple(obstacle.name for obstacle in self.obstacles if obstacle.moves is not None)

    @property
    def obstacle_center(self) -> Array:
        """Centres, shape (m, 3) [m]; z of a cylinder is 0."""
        return np.array([(*o.center, 0.0)[:3] for o in self.obstacles]).reshape(-1, 3)

    @property
    def obstacle_radius(self) -> Array:
        """Radii, shape (m,) [m]."""
        return np.array([o.radius for o in self.obstacles], float)

    @property
    def obstacle_shape(self) -> NDArray[np.int64]:
        """`CYLINDER` (0) or `SPHERE` (1), shape (m,)."""
        return np.array([CYLINDER if o.shape == "cylinder" else SPHERE for o in self.obstacles], np.int64)

    def surface_distance(self, points: Array) -> Array:
        """Distance [m] of points (p, 3) to each obstacle's surface, (p, m): negative inside, planar for cylinders."""
        offset = np.asarray(points, float)[:, None, :] - self.obstacle_center
        offset[..., 2] *= self.obstacle_shape == SPHERE
        return np.linalg.norm(offset, axis=-1) - self.obstacle_radius


def check_obstacle_names(task: Task) -> None:
    """Obstacle names are unique, because reports and errors use them."""
    for j, name in enumerate(task.obstacle_names):
        if name in task.obstacle_names[:j]:
            raise CheckError(("obstacles", j, "name"), f"got {show(name)} a second time", "a name used once")


def check_inside_bounds(task: Task, points: Array, keys: list[Key]) -> None:
    """Each of the points (p, 3) lies in the bounds; `keys` says where each was given."""
    lower, upper = task.bounds.lower, task.bounds.upper
    for point, key in zip(points, keys, strict=True):
        if np.any(point < lower) or np.any(point > upper):
            valid = f"inside the bounds, from {show(lower)} to {show(upper)} m"
            raise CheckError(key, f"{_at(point)} is outside", valid)


def check_clear_of_obstacles(task: Task, points: Array, keys: list[Key], margin: Array, reason: str) -> None:
    """Each of the points (p, 3) is at least its margin (p,) [m] away from every obstacle's surface."""
    distance = task.surface_distance(points)
    for i, j in np.argwhere(distance < margin[:, None] - 1e-9):
        needed = task.obstacle_radius[j] + margin[i]
        actual = task.obstacle_radius[j] + distance[i, j]
        given = f"{_at(points[i])} is {actual:.3f} m from the centre of obstacle {show(task.obstacle_names[j])}"
        raise CheckError(keys[i], given, f"at least {needed:.3f} m away ({reason})")


def _at(point: Array) -> str:
    return show([round(float(x), 4) for x in point])
