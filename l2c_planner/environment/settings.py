"""What every scenario file says, and the pieces of a scene that follow from it.

Symbols: N agents; headings in rad from the x axis; columns are CasADi's, symbols or numbers.
"""

from __future__ import annotations

from typing import Annotated, Literal

import casadi as ca
import numpy as np
from numpy.typing import NDArray
from pydantic import Field, Strict

from l2c_planner.config.base import Length, Model, NonNegative, Number, Positive
from l2c_planner.environment.motion import POINT, WHEELS, Motion
from l2c_planner.environment.options import AscentOptions
from l2c_planner.environment.scene import Border, Limits, Metric, Paths, Scene
from l2c_planner.environment.shapes import Column, OfTheta

Array = NDArray[np.float64]
Degrees = Annotated[float, Field(gt=0, lt=180)]
Place = Annotated[tuple[Number, Number], Strict(False)]

ON_THE_PLANE: dict[str, Motion] = {"point": POINT, "wheels": WHEELS}


class Horizon(Model):
    """How far plans look ahead."""

    steps: int = Field(ge=2, le=1000, description="steps T of a plan, -")
    dt: Positive = Field(0.25, description="length of a step, s")


class Agents(Model):
    """What agents are and can do; all are alike."""

    radius: Length = Field(description="radius of an agent, m")
    speed: Positive = Field(1.5, description="largest speed, m/s")
    acceleration: Positive = Field(1.0, description="largest acceleration along each axis, m/s^2")


class Wheeled(Agents):
    """Agents on the plane, with or without wheels."""

    motion: Literal["point", "wheels"] = Field("point", description="point: a pushed mass; wheels: a unicycle")
    turn_rate: Positive = Field(1.0, description="largest turn rate of wheels, rad/s")


class SafetyMetric(Model):
    """Constants of the safety metric."""

    reach: Length = Field(description="distance beyond which bodies do not threaten each other, m")
    epsilon: Length = Field(0.1, description="length that keeps the potential finite at contact, m")


class Weights(Model):
    """Prices of the lower level."""

    position: Positive = Field(1.0, description="of the squared distance to the goal, 1/m^2")
    input: Positive = Field(1.0, description="of the squared input")


class Settings(Model):
    """Keys of every scenario file."""

    scenario: str = Field(description="kind of the scenario, the name of its module")
    title: str = Field(min_length=1, max_length=80, description="one line for pictures and tables")
    horizon: Horizon = Field(description="how far plans look ahead")
    metric: SafetyMetric = Field(description="constants of the safety metric")
    weights: Weights = Field(Weights(), description="prices of the lower level")
    ascent: AscentOptions = Field(AscentOptions(), description="how the environment is moved")


class PlanarSettings(Settings):
    """Keys of a scenario whose agents move freely in the plane."""

    agents: Wheeled = Field(description="the agents")


def planar_scene(
    settings: PlanarSettings,
    name: str,
    agents: int,
    parameters: int,
    start: OfTheta,
    goal: OfTheta,
    borders: tuple[Border, ...],
    guides: Paths = lambda theta: (),
) -> Scene:
    """The scene of a number of agents that are all alike, with the horizon, prices and metric of the settings."""
    state_weight, input_weight = weights(settings.weights)
    return Scene(
        name=name,
        motion=ON_THE_PLANE[settings.agents.motion],
        steps=settings.horizon.steps,
        dt=settings.horizon.dt,
        radius=np.full(agents, settings.agents.radius),
        start=start,
        goal=goal,
        borders=borders,
        limits=limits(settings.agents),
        state_weight=state_weight,
        input_weight=input_weight,
        metric=metric(settings.metric),
        parameters=parameters,
        guides=guides,
    )


def metric(constants: SafetyMetric) -> Metric:
    """Constants of the safety metric."""
    return Metric(constants.reach, constants.epsilon)


def limits(agents: Wheeled) -> Limits:
    """Largest inputs and speed of agents on the plane."""
    second = agents.turn_rate if agents.motion == "wheels" else agents.acceleration
    return Limits(agents.speed, np.array([agents.acceleration, second]))


def weights(prices: Weights) -> tuple[Array, Array]:
    """Diagonals of Q (4,) and R (2,): position and input alone are priced."""
    return np.array([prices.position, prices.position, 0.0, 0.0]), np.full(2, prices.input)


def states(motion: Motion, positions: Column, headings: Column, speed: NonNegative = 0.0) -> Column:
    """States (4, N) of agents on the plane at positions (2, N) [m] with headings (N,) [rad] and one speed [m/s]."""
    if motion.forward_only:
        return ca.vertcat(positions, headings.T, ca.DM.ones(1, headings.shape[0]) * speed)
    return ca.vertcat(positions, speed * ca.cos(headings).T, speed * ca.sin(headings).T)


def radians(angle: Column) -> Column:
    """An angle given in degrees."""
    return angle * (np.pi / 180)


def direction(angle: Column) -> Column:
    """Unit vector (2,) at an angle [rad] from the x axis."""
    return ca.vertcat(ca.cos(angle), ca.sin(angle))


def walk(corners: Array, way: Array) -> Array:
    """Points (k, 2) [m] of the polygon through corners (n, 2), at ways (k,) in shares of its length."""
    lengths = np.linalg.norm(np.diff(corners, axis=0), axis=1)
    reached = np.concatenate([[0.0], np.cumsum(lengths)]) / lengths.sum()
    return np.stack([np.interp(way, reached, corners[:, axis]) for axis in (0, 1)], axis=-1)
