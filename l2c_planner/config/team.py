"""The team that carries a load: load, quadrotors, cables, attachments and where the agents run."""

from __future__ import annotations

from typing import Annotated, Literal

import numpy as np
from pydantic import Discriminator, Field, Tag, model_validator

from .base import (
    LIST,
    SCALAR,
    Array,
    Length,
    Many,
    Model,
    OneOrMany,
    OnePairOrMany,
    Positive,
    Positive3,
    Vector3,
    expand,
    expand_pairs,
)
from .errors import CheckError, Key, did_you_mean, show
from .vehicle import Vehicle, check_vehicles, vehicle_of


class Load(Model):
    """The rigid load; body frame at its geometric centre."""

    mass: Positive = Field(description="load mass, kg")
    inertia: Positive3 = Field(description="principal moments about the centre of mass, kg m^2")
    com_offset: Vector3 = Field((0.0, 0.0, 0.0), description="centre of mass in the body frame, m")
    radius: Length = Field(description="load radius, m")


class Quadrotors(Model):
    """The robots; `thrust` is [lower, upper]."""

    count: int = Field(ge=3, le=256, description="number of quadrotors n, -")
    mass: OneOrMany[Positive] = Field(description="quadrotor mass, kg")
    radius: OneOrMany[Length] = Field(description="quadrotor radius, m")
    thrust: OnePairOrMany = Field(description="lowest and highest thrust, N")


class Cables(Model):
    """Massless cables, one per quadrotor; `tension` is [lower, upper]."""

    length: OneOrMany[Length] = Field(description="cable length, m")
    tension: OnePairOrMany = Field(description="lowest and highest tension, N")


class Ring(Model):
    """Attachments evenly spaced on a circle in the body plane z = 0, the first on the x axis."""

    pattern: Literal["ring"] = Field("ring", description="ring: evenly spaced on a circle")
    radius: Length = Field(description="radius of the ring, m")

    def points(self, n: int) -> Array:
        """Attachments, shape (n, 3) [m]."""
        angle = 2 * np.pi * np.arange(n) / n
        return self.radius * np.stack([np.cos(angle), np.sin(angle), np.zeros(n)], axis=1)


class Points(Model):
    """Attachments one by one."""

    points: Many[Vector3] = Field(description="attachments in the load's body frame, one per quadrotor, m")


def _attachment_kind(value: object) -> str:
    given_points = isinstance(value, Points) or (isinstance(value, dict) and "points" in value)
    return LIST if given_points else SCALAR


Attachments = Annotated[Annotated[Ring, Tag(SCALAR)] | Annotated[Points, Tag(LIST)], Discriminator(_attachment_kind)]


class Hosting(Model):
    """Which robot runs an agent, and which take over if it is lost."""

    host: str = Field(description="quad_0, quad_1, ...")
    fallback: Many[str] = Field((), description="robots that take over, in this order")


class Team(Model):
    """n quadrotors that carry one load with one cable each; the arrays have one row per quadrotor."""

    load: Load = Field(description="the load")
    quadrotors: Quadrotors = Field(description="the robots")
    cables: Cables = Field(description="the cables")
    attachments: Attachments = Field(description="where the cables hold the load")
    agents: dict[str, Hosting] = Field({}, description="which robot runs which agent")
    vehicles: dict[str, Vehicle] = Field({}, description="which autopilot flies which robot")

    @model_validator(mode="after")
    def _check(self) -> Team:
        for check in _CHECKS:
            check(self)
        return self

    @property
    def n(self) -> int:
        """Number of quadrotors."""
        return self.quadrotors.count

    @property
    def load_mass(self) -> float:
        """Load mass [kg]."""
        return self.load.mass

    @property
    def load_inertia(self) -> Array:
        """Inertia matrix about the centre of mass, shape (3, 3) [kg m^2]."""
        return np.diag(self.load.inertia)

    @property
    def com_offset(self) -> Array:
        """Centre of mass in the body frame, shape (3,) [m]."""
        return np.array(self.load.com_offset)

    @property
    def load_radius(self) -> float:
        """Load radius [m]."""
        return self.load.radius

    @property
    def quad_mass(self) -> Array:
        """Quadrotor masses, shape (n,) [kg]."""
        return expand(self.quadrotors.mass, self.n)

    @property
    def quad_radius(self) -> Array:
        """Quadrotor radii, shape (n,) [m]."""
        return expand(self.quadrotors.radius, self.n)

    @property
    def thrust_min(self) -> Array:
        """Lowest thrusts, shape (n,) [N]."""
        return expand_pairs(self.quadrotors.thrust, self.n)[:, 0]

    @property
    def thrust_max(self) -> Array:
        """Highest thrusts, shape (n,) [N]."""
        return expand_pairs(self.quadrotors.thrust, self.n)[:, 1]

    @property
    def cable_length(self) -> Array:
        """Cable lengths, shape (n,) [m]."""
        return expand(self.cables.length, self.n)

    @property
    def tension_min(self) -> Array:
        """Lowest tensions, shape (n,) [N]."""
        return expand_pairs(self.cables.tension, self.n)[:, 0]

    @property
    def tension_max(self) -> Array:
        """Highest tensions, shape (n,) [N]."""
        return expand_pairs(self.cables.tension, self.n)[:, 1]

    @property
    def attachment(self) -> Array:
        """Attachments in the body frame, shape (n, 3) [m]."""
        if isinstance(self.attachments, Ring):
            return self.attachments.points(self.n)
        return np.array(self.attachments.points)

    @property
    def wrench_map(self) -> Array:
        """P, shape (6, 3n): P [t_0; ..] is force [N] and moment about the origin [N m] of cable forces t_i (body)."""
        return wrench_map(self.attachment)

    @property
    def hosts(self) -> dict[str, Hosting]:
        """Host and fall-backs of every agent (``load``, ``cable_0``, ...), defaults filled in."""
        quads = robot_names(self.n)
        default = {"load": Hosting(host=quads[0], fallback=quads[1:])}
        default.update({f"cable_{i}": Hosting(host=quad) for i, quad in enumerate(quads)})
        return default | self.agents

    def vehicle(self, robot: str) -> Vehicle:
        """Vehicle of a robot (``quad_0``, ...), defaults filled in."""
        return vehicle_of(self.vehicles, robot)


def robot_names(n: int) -> tuple[str, ...]:
    """quad_0, ..., quad_<n-1>."""
    return tuple(f"quad_{i}" for i in range(n))


def wrench_map(attachment: Array) -> Array:
    """Map of stacked cable forces (3n,) in the body frame to the wrench [F; M], for attachments (n, 3) [m]: (6, 3n)."""
    return np.concatenate([np.vstack([np.eye(3), _cross_matrix(r)]) for r in attachment], axis=1)


def _cross_matrix(v: Array) -> Array:
    x, y, z = v
    return np.array([[0.0, -z, y], [z, 0.0, -x], [-y, x, 0.0]])


def check_list_lengths(team: Team) -> None:
    """Lists hold one entry per quadrotor."""
    for key in (("quadrotors", "mass"), ("quadrotors", "radius"), ("quadrotors", "thrust"),
                ("cables", "length"), ("cables", "tension")):  # fmt: skip
        value = getattr(getattr(team, key[0]), key[1])
        per_robot = isinstance(value, tuple) and (key[1] not in ("thrust", "tension") or _is_list_of_pairs(value))
        if per_robot and len(value) != team.n:
            valid = f"one value for all or a list of {team.n} entries (quadrotors.count)"
            raise CheckError(key, f"a list of {len(value)} entries", valid)


def _is_list_of_pairs(value: tuple[object, ...]) -> bool:
    return not value or isinstance(value[0], tuple)


def check_limits(team: Team) -> None:
    """Lower limits of thrust and tension are below the upper ones."""
    for key, lower, upper in (
        (("quadrotors", "thrust"), team.thrust_min, team.thrust_max),
        (("cables", "tension"), team.tension_min, team.tension_max),
    ):
        for low, high in zip(lower, upper, strict=True):
            if low >= high:
                given = f"got {show([float(low), float(high)])}"
                raise CheckError(key, given, "[lower, upper] in N with lower < upper")


def check_load(team: Team) -> None:
    """The inertia belongs to a real body and the centre of mass lies in the load."""
    load = team.load
    small, middle, large = sorted(load.inertia)
    if large > (small + middle) * (1 + 1e-9):
        valid = "three moments, none larger than the sum of the other two, kg m^2"
        raise CheckError(("load", "inertia"), f"got {show(load.inertia)}", valid)
    offset = float(np.linalg.norm(load.com_offset))
    if offset > load.radius:
        given = f"got {show(load.com_offset)}, {offset:g} m from the centre"
        valid = f"a point inside the load, at most load.radius = {load.radius:g} m"
        raise CheckError(("load", "com_offset"), given, valid, "is it in centimetres? write metres")


def check_attachment_points(team: Team) -> None:
    """One attachment per quadrotor, on the load, and able to produce any wrench."""
    key: Key = ("attachments", "radius") if isinstance(team.attachments, Ring) else ("attachments", "points")
    points = team.attachment
    if len(points) != team.n:
        raise CheckError(key, f"{len(points)} points", f"one per quadrotor, {team.n} (quadrotors.count)")
    _check_on_load(team, key)
    _check_rank(points, key)


def _check_on_load(team: Team, key: Key) -> None:
    reach = np.linalg.norm(team.attachment[:, :2], axis=1)
    i = int(np.argmax(reach))
    if reach[i] > team.load_radius * (1 + 1e-9):
        where = key if isinstance(team.attachments, Ring) else (*key, i)
        given = f"{reach[i]:g} m from the load's centre"
        valid = f"on the load, at most load.radius = {team.load_radius:g} m (planar)"
        raise CheckError(where, given, valid, "is it in centimetres? write metres" if reach[i] > 1 else None)


def _check_rank(points: Array, key: Key) -> None:
    centred = points - points.mean(axis=0)  # moving the origin does not change the rank
    size = float(np.abs(centred).max())
    rank = np.linalg.matrix_rank(wrench_map(centred / max(size, 1e-9)), tol=1e-6)
    if rank < 6:
        reason = "all attachments coincide" if size < 1e-9 else "the attachments are collinear"
        given = f"{reason}, so the cables cannot produce every moment (wrench map of rank {rank})"
        raise CheckError(key, given, "at least three points that form a triangle (rank 6)")


def check_size(team: Team) -> None:
    """A quadrotor hangs clear of its cable's other end."""
    for i, (radius, length) in enumerate(zip(team.quad_radius, team.cable_length, strict=True)):
        if radius >= length:
            given = f"{length:g} m, no longer than the radius {radius:g} m of quadrotor {i}"
            raise CheckError(("cables", "length"), given, "longer than the quadrotor's radius", "are both in metres?")


def check_agents(team: Team) -> None:
    """Agents and hosts exist."""
    quads = robot_names(team.n)
    agents = ("load", *(f"cable_{i}" for i in range(team.n)))
    for name, hosting in team.agents.items():
        _check_name(("agents", name), name, agents, "load", f"cable_0 .. cable_{team.n - 1}")
        _check_name(("agents", name, "host"), hosting.host, quads, f"quad_0 .. quad_{team.n - 1}")
        for i, robot in enumerate(hosting.fallback):
            others = tuple(quad for quad in quads if quad not in (hosting.host, *hosting.fallback[:i]))
            valid = f"quad_0 .. quad_{team.n - 1}, neither the host nor named before"
            _check_name(("agents", name, "fallback", i), robot, others, valid)
    hosting = {agent.host for agent in team.hosts.values()}
    for quad in quads:
        if quad not in hosting:
            given = f"{quad} hosts nothing, and so has no plan to fly"
            raise CheckError(("agents",), given, "an agent for every robot")


def check_team_vehicles(team: Team) -> None:
    """Vehicles are those of the robots."""
    check_vehicles(team.vehicles, robot_names(team.n))


def _check_name(key: Key, name: str, choices: tuple[str, ...], *valid: str) -> None:
    if name not in choices:
        raise CheckError(key, f"no such name: {show(name)}", ", ".join(valid), did_you_mean(name, choices))


_CHECKS = (
    check_list_lengths,
    check_limits,
    check_load,
    check_attachment_points,
    check_size,
    check_agents,
    check_team_vehicles,
)
