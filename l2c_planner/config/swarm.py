"""The swarm task: robots with goals of their own that keep clear of each other and of obstacles."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Discriminator, Field, Tag, model_validator

from . import formation
from .base import (
    LIST,
    SCALAR,
    Array,
    Length,
    Many,
    Model,
    NonNegative,
    Number,
    OneOrMany,
    Pair,
    Positive,
    Positive3,
    Vector3,
    Weight3,
    Weight4,
    expand,
)
from .errors import CheckError, Key, show
from .formation import FormationKeeping
from .scene import Task, check_clear_of_obstacles, check_inside_bounds, check_obstacle_names
from .team import Hosting
from .vehicle import Vehicle, check_vehicles, vehicle_of

RobotModel = Literal["double_integrator_2d", "double_integrator_3d", "quadrotor", "unicycle"]
SIZES = {"double_integrator_2d": (4, 2), "double_integrator_3d": (6, 3), "quadrotor": (13, 4), "unicycle": (4, 2)}
"""State and input size of each robot model."""
IN_PLANE = ("double_integrator_2d", "unicycle")
"""Models that keep the height of their start."""


class Robots(Model):
    """The robots of a swarm."""

    count: int = Field(ge=2, le=256, description="number of robots n, -")
    model: OneOrMany[RobotModel] = Field("double_integrator_3d", description="how a robot moves")
    radius: OneOrMany[Length] = Field(description="robot radius, m")
    mass: OneOrMany[Positive] = Field(1.0, description="robot mass, kg")
    inertia: Positive3 = Field((0.01, 0.01, 0.02), description="principal moments of a quadrotor, kg m^2")


class Range(Model):
    """Robots that come closer than `range` are neighbours."""

    range: Length = Field(description="planar distance between centres, m")


def _neighbour_kind(value: object) -> str:
    return LIST if isinstance(value, dict | Range) else SCALAR


Neighbours = Annotated[
    Annotated[Literal["complete", "ring"], Tag(SCALAR)] | Annotated[Range, Tag(LIST)],
    Discriminator(_neighbour_kind),
]


class SwarmTeam(Model):
    """n robots and who avoids whom; the arrays have one row per robot."""

    robots: Robots = Field(description="the robots")
    neighbours: Neighbours = Field("complete", description="who avoids whom")
    vehicles: dict[str, Vehicle] = Field({}, description="which autopilot flies which robot")

    @model_validator(mode="after")
    def _check(self) -> SwarmTeam:
        for name in ("model", "radius", "mass"):
            value = getattr(self.robots, name)
            if isinstance(value, tuple) and len(value) != self.n:
                valid = f"one value for all or a list of {self.n} entries (robots.count)"
                raise CheckError(("robots", name), f"a list of {len(value)} entries", valid)
        check_vehicles(self.vehicles, [f"robot_{i}" for i in range(self.n)])
        return self

    def vehicle(self, robot: str) -> Vehicle:
        """The vehicle of a robot."""
        return vehicle_of(self.vehicles, robot)

    @property
    def n(self) -> int:
        """Number of robots."""
        return self.robots.count

    @property
    def models(self) -> tuple[str, ...]:
        """Model of every robot, n names."""
        model = self.robots.model
        return (model,) * self.n if isinstance(model, str) else model

    @property
    def mixed(self) -> bool:
        """Whether there are robots of several models."""
        return len(set(self.models)) > 1

    @property
    def in_plane(self) -> NDArray[np.bool_]:
        """Which robots keep their height, shape (n,)."""
        return np.array([model in IN_PLANE for model in self.models])

    @property
    def radius(self) -> Array:
        """Robot radii, shape (n,) [m]."""
        return expand(self.robots.radius, self.n)

    @property
    def mass(self) -> Array:
        """Robot masses, shape (n,) [kg]."""
        return expand(self.robots.mass, self.n)

    @property
    def inertia(self) -> Array:
        """Principal moments of a quadrotor, shape (3,) [kg m^2]."""
        return np.array(self.robots.inertia)

    @property
    def hosts(self) -> dict[str, Hosting]:
        """Host of every agent: each robot its own."""
        return {f"robot_{i}": Hosting(host=f"robot_{i}") for i in range(self.n)}


class Circle(Model):
    """Positions evenly spaced on a horizontal circle around the z axis."""

    pattern: Literal["circle"] = Field("circle", description="circle: evenly spaced on a circle")
    radius: Length = Field(description="radius of the circle, m")
    height: Number = Field(description="height of the circle, m")
    phase: float | None = Field(
        None, ge=-360, le=360, description="bearing of robot 0, degrees; null = 0 for starts, 180 for goals"
    )

    def points(self, n: int, phase: float) -> Array:
        """Positions, shape (n, 3) [m]; `phase` [degrees] is used where the file gives none."""
        turn = np.deg2rad(phase if self.phase is None else self.phase)
        angle = turn + 2 * np.pi * np.arange(n) / n
        return np.stack([self.radius * np.cos(angle), self.radius * np.sin(angle), np.full(n, self.height)], axis=1)


def _place_kind(value: object) -> str:
    return LIST if isinstance(value, list | tuple) else SCALAR


Places = Annotated[Annotated[Circle, Tag(SCALAR)] | Annotated[Many[Vector3], Tag(LIST)], Discriminator(_place_kind)]


class SwarmClearance(Model):
    """Distances to keep."""

    obstacle: NonNegative = Field(0.10, description="robot to obstacle beyond the two radii, m")
    pair: Positive = Field(description="distance between the centres of two robots, m")


class Limits(Model):
    """What a robot can do."""

    speed: float = Field(gt=0, le=100, description="highest speed, m/s")
    acceleration: float = Field(gt=0, le=200, description="highest acceleration but of quadrotors, m/s^2")
    turn_rate: float = Field(2.0, gt=0, le=100, description="highest turn rate of a unicycle, rad/s")
    thrust: Pair = Field((0.1, 50.0), description="lowest and highest thrust of a quadrotor, N")
    moment: Positive = Field(1.0, description="highest moment of a quadrotor about each axis, N m")

    @model_validator(mode="after")
    def _check_thrust(self) -> Limits:
        if self.thrust[0] >= self.thrust[1]:
            raise CheckError(("thrust",), f"got {show(self.thrust)}", "[lower, upper] in N with lower < upper")
        return self


class SwarmWeights(Model):
    """Weights of each robot's cost; one number for all components or one per component."""

    position: Weight3 = Field(1.0, description="position, 1/m^2")
    velocity: Weight3 = Field(0.1, description="velocity, s^2/m^2")
    attitude: Weight4 = Field(1.0, description="quaternion of a quadrotor, -")
    angular_velocity: Weight3 = Field(0.1, description="body rates of a quadrotor, s^2/rad^2")
    heading: Positive = Field(0.01, description="heading of a unicycle, 1/rad^2")
    input: OneOrMany[Positive] = Field(0.01, description="inputs, 1/(m/s^2)^2, or 1/N^2 and 1/(N m)^2")
    terminal: Positive = Field(10.0, description="factor on the state weights at the last knot, -")


class SwarmTask(Task):
    """Bring every robot of `team` from its start to its goal; n robots."""

    problem: Literal["swarm"] = Field(description="kind of task")
    team: SwarmTeam = Field(description="team or the path of a YAML file")
    starts: Places = Field(description="where the robots start, m")
    goals: Places = Field(description="where the robots go, m")
    clearance: SwarmClearance = Field(description="distances to keep")
    limits: Limits = Field(description="what a robot can do")
    weights: SwarmWeights = Field(SwarmWeights(), description="cost weights")
    formation: FormationKeeping | None = Field(None, description="what robots keep on their way; null = nothing")

    @model_validator(mode="after")
    def _check(self) -> SwarmTask:
        for check in _CHECKS:
            check(self)
        return self

    @property
    def start(self) -> Array:
        """Start positions, shape (n, 3) [m]."""
        return _points(self.starts, self.team.n, 0.0)

    @property
    def goal(self) -> Array:
        """Goal positions, shape (n, 3) [m]."""
        return _points(self.goals, self.team.n, 180.0)

    @property
    def places(self) -> Array:
        """Places in the formation, shape (n, 3) [m]; the starts where there is none."""
        given = self.formation and self.formation.offsets
        return np.array(given, float) if given else self.start

    @property
    def state_weight(self) -> Array:
        """Diagonal of Q, shape (nx,), in the order of the state; of a team whose robots all have one model."""
        w, model = self.weights, self.team.models[0]
        position, velocity = expand(w.position, 3), expand(w.velocity, 3)
        if model == "unicycle":
            return np.array([*position[:2], w.heading, velocity[0]])
        axes = 2 if model in IN_PLANE else 3
        parts = [position[:axes], velocity[:axes]]
        if model == "quadrotor":
            parts += [expand(w.attitude, 4), expand(w.angular_velocity, 3)]
        return np.concatenate(parts)

    @property
    def input_weight(self) -> Array:
        """Diagonal of R, shape (nu,); of a team whose robots all have one model."""
        return expand(self.weights.input, SIZES[self.team.models[0]][1])

    @property
    def terminal_weight(self) -> Array:
        """Diagonal of Q_N, shape (nx,); of a team whose robots all have one model."""
        return self.weights.terminal * self.state_weight


def _points(places: Circle | tuple[tuple[float, ...], ...], n: int, phase: float) -> Array:
    return places.points(n, phase) if isinstance(places, Circle) else np.array(places, float).reshape(-1, 3)


def _places(task: SwarmTask) -> Iterator[tuple[str, Array, list[Key]]]:
    """Name, points (n, 3) and their keys for starts and goals."""
    for name, places, points in (("starts", task.starts, task.start), ("goals", task.goals, task.goal)):
        circle = isinstance(places, Circle)
        yield name, points, [(name,) if circle else (name, i) for i in range(len(points))]


def check_counts(task: SwarmTask) -> None:
    """One start, one goal and one input weight for each that is needed."""
    for name, points, _ in _places(task):
        if len(points) != task.team.n:
            raise CheckError((name,), f"{len(points)} positions", f"one per robot, {task.team.n} (team.robots.count)")
    for model in dict.fromkeys(task.team.models):
        weight, nu = task.weights.input, SIZES[model][1]
        if isinstance(weight, tuple) and len(weight) != nu:
            raise CheckError(("weights", "input"), f"a list of {len(weight)} entries",
                             f"one number or a list of {nu} for {model}")  # fmt: skip


def check_heights(task: SwarmTask) -> None:
    """A robot that moves in the plane keeps its height."""
    ways = zip(task.team.models, task.start[:, 2], task.goal[:, 2], strict=True)
    for i, (model, start, goal) in enumerate(ways):
        if model in IN_PLANE and abs(start - goal) > 1e-9:
            valid = f"the height of its start, {start:g} m, for {model}"
            raise CheckError(("goals",), f"robot {i} ends at height {goal:g} m", valid)


def check_bounds(task: SwarmTask) -> None:
    """Starts and goals lie in the bounds."""
    for _, points, keys in _places(task):
        check_inside_bounds(task, points, keys)


def check_obstacles(task: SwarmTask) -> None:
    """Starts and goals keep the obstacle clearance."""
    margin = task.team.radius + task.clearance.obstacle
    for _, points, keys in _places(task):
        check_clear_of_obstacles(task, points, keys, margin, "obstacle radius + robot radius + clearance.obstacle")


def check_pair_clearance(task: SwarmTask) -> None:
    """Two robots at the required distance do not touch."""
    touching = float(np.sort(task.team.radius)[-2:].sum())
    if task.clearance.pair < touching:
        valid = f"at least {touching:g} m, the sum of the two largest robot radii"
        raise CheckError(("clearance", "pair"), f"got {task.clearance.pair:g}", valid)


def check_pair_distances(task: SwarmTask) -> None:
    """Starts, and goals, are as far apart as the robots must stay (in space, the weaker condition)."""
    for name, points, keys in _places(task):
        distance = np.linalg.norm(points[:, None] - points[None], axis=-1)
        for i, j in np.argwhere(np.triu(distance < task.clearance.pair - 1e-9, k=1)):
            given = f"robots {i} and {j} are {distance[i, j]:.3f} m apart"
            valid = f"at least clearance.pair = {task.clearance.pair:g} m between any two {name}"
            raise CheckError(keys[j], given, valid, _wider(task, name))


def _wider(task: SwarmTask, name: str) -> str | None:
    if not isinstance(getattr(task, name), Circle):
        return None
    radius = task.clearance.pair / (2 * np.sin(np.pi / task.team.n))
    return f"a circle of radius {np.ceil(radius * 100) / 100:g} m is enough for {task.team.n} robots"


def check_formation(task: SwarmTask) -> None:
    """The formation is one of these robots, and one that they can keep."""
    if task.formation is not None:
        formation.check_numbers(task.formation, task.team.n)
        formation.check_places(task.formation, task.places, task.start, task.clearance.pair)


_CHECKS = (
    check_counts,
    check_obstacle_names,
    check_heights,
    check_bounds,
    check_obstacles,
    check_pair_clearance,
    check_pair_distances,
    check_formation,
)
