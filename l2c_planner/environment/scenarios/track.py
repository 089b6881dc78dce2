"""Track: cars drive a lap in both directions around a closed track, whose middle passes waypoints with open radii.

Symbols: n waypoints at the angles 2 pi k / n, n odd; theta = radii of those that are free [m].
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Literal

import casadi as ca
import numpy as np
from pydantic import Field

from l2c_planner.config.base import Length, Many, Number, Positive
from l2c_planner.config.errors import CheckError
from l2c_planner.environment.motion import PLAIN_TRACK, TRACK, Motion
from l2c_planner.environment.routes import paced
from l2c_planner.environment.scene import Border, Limits, Parameters, Scenario, Scene
from l2c_planner.environment.settings import Agents, Array, Weights, metric
from l2c_planner.environment.settings import Settings as Common
from l2c_planner.environment.shapes import Column, TrackWall

KIND = "track"
MOTIONS: dict[str, Motion] = {"physical": TRACK, "plain": PLAIN_TRACK}
STEP = 0.15
"""Typical step of a radius [m]."""
NOTES = (
    "The radii, the track's width, the lanes and the range of the radii are ours; the paper gives seven waypoints, two "
    "of them fixed, a lap in opposite directions, and the initial track as the baseline.",
    "Accelerations are those that a car feels (`physical`), the second reading of eq. (36); `plain` is the first one.",
)


class Cars(Agents):
    """Cars and where they start."""

    motion: Literal["physical", "plain"] = Field("physical", description="what an input is: see the notes")
    forward: Many[Number] = Field((0.0, 180.0), max_length=20, description="angles of starts against the clock, deg")
    backward: Many[Number] = Field((90.0, -90.0), max_length=20, description="angles of starts with the clock, deg")
    lane: Length = Field(0.8, description="offset of a lane from the middle; those against the clock drive outside, m")


class LapWeights(Weights):
    """Prices of a lap."""

    angle: Positive = Field(1.0, description="of the squared angle to the goal, 1/rad^2")


class Settings(Common):
    """Keys of a track."""

    agents: Cars = Field(description="the cars")
    weights: LapWeights = Field(LapWeights(), description="prices of the lower level")
    radii: Many[Length] = Field((6.0, 7.5, 5.5, 7.0, 5.0, 7.5, 6.0), min_length=3, description="initial radii, m")
    fixed: Many[Annotated[int, Field(ge=0)]] = Field((0, 3), description="waypoints that stay, counted from 0")
    play: Annotated[float, Field(gt=0, lt=1)] = Field(0.2, description="range of a radius, share of the initial one")
    half_width: Length = Field(2.0, description="half the width of the track, m")


def build(settings: Settings) -> Scenario:
    """The track of these settings; there is one task."""
    _check(settings)
    radii = np.array(settings.radii)
    free = [k for k in range(len(radii)) if k not in settings.fixed]
    initial = radii[free]
    reach = (1 + settings.play) * radii.max() + settings.half_width + 1
    return Scenario(
        name=KIND,
        title=settings.title,
        parameters=Parameters(
            names=tuple(f"radius_{k}" for k in free),
            units=("m",) * len(free),
            lower=(1 - settings.play) * initial,
            upper=(1 + settings.play) * initial,
            step=np.full(len(free), STEP),
        ),
        tasks=lambda seed: _scene(settings, free),
        baselines=lambda seed: {"initial": initial},
        starts=lambda seed: initial * (1 + (seed > 0) * _spread(seed, len(free)) * settings.play),
        drawn=(-reach, reach, -reach, reach),
        notes=NOTES,
        ascent=settings.ascent,
    )


def interpolated(radii: Column) -> Callable[[Column], Column]:
    """The trigonometric polynomial of least degree that is radii (n,), n odd, at n even steps around the circle."""
    n = radii.shape[0]
    bearings = 2 * np.pi * np.arange(n) / n
    orders = np.arange(1, (n + 1) // 2)
    cosines = ca.DM(2 / n * np.cos(np.outer(orders, bearings))) @ radii
    sines = ca.DM(2 / n * np.sin(np.outer(orders, bearings))) @ radii

    def radius(angle: Column) -> Column:
        waves = (
            a * ca.cos(m * angle) + b * ca.sin(m * angle)
            for m, a, b in zip(orders, *map(ca.vertsplit, (cosines, sines)))
        )
        return ca.sum1(radii) / n + sum(waves)

    return radius


def _spread(seed: int, count: int) -> Array:
    return np.random.default_rng(seed).uniform(-1, 1, count)


def _check(settings: Settings) -> None:
    n, cars = len(settings.radii), settings.agents
    if n % 2 == 0:
        raise CheckError(("radii",), f"{n} radii", "an odd number of radii")
    if any(k >= n for k in settings.fixed):
        raise CheckError(("fixed",), f"got {max(settings.fixed)}", f"waypoints from 0 to {n - 1}")
    if len(set(settings.fixed)) == n:
        raise CheckError(("fixed",), "all waypoints are fixed, so there is no parameter", "at most all but one")
    if not cars.forward + cars.backward:
        raise CheckError(("agents", "forward"), "there are no cars", "at least one angle in forward or backward")
    if cars.lane + cars.radius > settings.half_width:
        raise CheckError(("half_width",), f"got {settings.half_width:g}, which cars overlap", "at least lane + radius")
    inner = (1 - settings.play) * min(settings.radii) - settings.half_width
    if inner <= 0:
        raise CheckError(
            ("half_width",), f"got {settings.half_width:g}", "less than the smallest radius, play included"
        )
    lap, way = 2 * np.pi * inner, cars.speed * settings.horizon.steps * settings.horizon.dt
    if way < lap:
        given = f"{settings.horizon.steps} steps are {way:.3g} m at full speed, the lap is {lap:.3g} m or more"
        raise CheckError(("horizon", "steps"), given, "enough steps to reach the goal")


def _scene(settings: Settings, free: list[int]) -> Scene:
    cars = settings.agents
    angles = np.radians([*cars.forward, *cars.backward])
    angles = np.arctan2(np.sin(angles), np.cos(angles))
    turn = np.repeat([1.0, -1.0], [len(cars.forward), len(cars.backward)])
    prices = settings.weights
    acceleration = np.full(2, cars.acceleration)
    if cars.motion == "plain":
        acceleration[1] /= max(settings.radii)

    def centreline(angle: Column, theta: Column) -> Column:
        return interpolated(_all_radii(settings, free, theta))(angle)

    def at(theta: Column, laps: float) -> Column:
        cars_at = [
            ca.vertcat(centreline(ca.DM(a), theta) + cars.lane * s, a + 2 * np.pi * laps * s, 0, 0)
            for a, s in zip(angles, turn, strict=True)
        ]
        return ca.horzcat(*cars_at)

    walls = [
        TrackWall(f"{name} wall", centreline, settings.half_width, side) for name, side in (("outer", 1), ("inner", -1))
    ]
    return Scene(
        name=KIND,
        motion=MOTIONS[cars.motion],
        steps=settings.horizon.steps,
        dt=settings.horizon.dt,
        radius=np.full(len(angles), cars.radius),
        start=lambda theta: at(theta, 0.0),
        goal=lambda theta: at(theta, 1.0),
        borders=tuple(Border(wall) for wall in walls),
        limits=Limits(cars.speed, acceleration),
        state_weight=np.array([prices.position, prices.angle, 0.0, 0.0]),
        input_weight=np.array(
            [prices.input, prices.input * (1.0 if cars.motion == "physical" else max(settings.radii) ** 2)]
        ),
        metric=metric(settings.metric),
        parameters=len(free),
        guides=lambda theta: (_in_lanes(settings, free, theta, angles, turn),),
    )


def _all_radii(settings: Settings, free: list[int], theta: Column) -> Column:
    radii = [theta[free.index(k)] if k in free else ca.DM(r) for k, r in enumerate(settings.radii)]
    return ca.vertcat(*radii)


def _in_lanes(settings: Settings, free: list[int], theta: Array, angles: Array, turn: Array) -> Array:
    """Laps along the lanes at the pace of a straight road, (N, T+1, 2) [m]."""
    radius = interpolated(_all_radii(settings, free, ca.DM(theta)))
    bearings = angles[:, None] + turn[:, None] * np.linspace(0.0, 2 * np.pi, settings.horizon.steps + 1)
    at = np.asarray(radius(ca.DM(bearings))) + settings.agents.lane * turn[:, None]
    ways = at[..., None] * np.stack([np.cos(bearings), np.sin(bearings)], axis=-1)
    horizon, most = settings.horizon, Limits(settings.agents.speed, np.full(2, settings.agents.acceleration))
    return np.array([paced(way, most, horizon.steps, horizon.dt) for way in ways])
