"""Highway exit: two parallel lanes and a ramp that leaves them to the right at an angle that is open.

Symbols: theta = (angle of the ramp) [deg]. The road lies along x with y = 0 between its lanes, the ramp's right edge
begins at the corner C on the road's right edge, its left edge at the gore G further on. The first half of the agents
stays on the road, the others leave it; both halves alternate between the left and the right lane.
"""

from __future__ import annotations

import casadi as ca
import numpy as np
from pydantic import Field

from l2c_planner.config.base import Length, Many, NonNegative, Number
from l2c_planner.config.errors import CheckError
from l2c_planner.environment.one_angle import of_one_angle
from l2c_planner.environment.routes import paced
from l2c_planner.environment.scene import Border, Scenario, Scene
from l2c_planner.environment.settings import (
    ON_THE_PLANE,
    Array,
    Degrees,
    PlanarSettings,
    direction,
    limits,
    planar_scene,
    radians,
    states,
)
from l2c_planner.environment.shapes import Column, HalfPlane, Segment, constant

KIND = "highway"
STEP = 3.0
"""Typical step of the angle [deg]."""
FAR = 40.0
"""Length of edges that end out of sight [m]."""
NOTES = (
    "The lanes' and the ramp's width, the starts, goals and speeds and the angles of the baselines are ours; the paper "
    "gives parallel lanes, an exit whose angle is open, and two baselines.",
)


class Settings(PlanarSettings):
    """Keys of a highway exit."""

    through: Many[Number] = Field(min_length=1, max_length=10, description="x of starts that stay on the road, m")
    leaving: Many[Number] = Field(min_length=1, max_length=10, description="x of starts that take the ramp, m")
    travel: Length = Field(16.0, description="way of those who stay, m")
    ramp: Many[Length] = Field(min_length=1, max_length=10, description="goals of those who leave, from C, m")
    lane: Length = Field(3.0, description="width of a lane, m")
    ramp_width: Length = Field(3.0, description="width of the ramp, m")
    initial_speed: NonNegative = Field(1.2, description="speed at the start, m/s")
    angles: tuple[Degrees, Degrees] = Field((8.0, 60.0), strict=False, description="range of the angle, deg")
    baselines: Many[Degrees] = Field((15.0, 45.0), min_length=1, description="angles to compare with, deg")


def build(settings: Settings) -> Scenario:
    """The highway of these settings; there is one task."""
    if len(settings.ramp) != len(settings.leaving):
        raise CheckError(("ramp",), f"{len(settings.ramp)} goals", f"one for each of {len(settings.leaving)} `leaving`")
    if max(settings.leaving) + settings.agents.radius > 0:
        raise CheckError(
            ("leaving",), f"got {max(settings.leaving):g}", "starts before the ramp, x + agents.radius <= 0"
        )
    return of_one_angle(_scene(settings), settings, STEP, drawn=(-12.0, 12.0, -13.0, 5.0), notes=NOTES)


def _scene(settings: Settings) -> Scene:
    motion = ON_THE_PLANE[settings.agents.motion]
    through, leaving = len(settings.through), len(settings.leaving)
    along = np.array([*settings.through, *settings.leaving])
    lanes = settings.lane * np.concatenate([_alternating(through), _alternating(leaving)])
    begin = ca.DM(np.stack([along, lanes]))
    staying = ca.DM(np.stack([along[:through] + settings.travel, lanes[:through]]))

    def goal(theta: Column) -> Column:
        heading = -radians(theta)
        exits = _on_ramp(settings, theta) + direction(heading) @ ca.DM(settings.ramp).T
        headings = ca.vertcat(ca.DM.zeros(through), ca.repmat(heading, leaving))
        return states(motion, ca.horzcat(staying, exits), headings)

    return planar_scene(
        settings,
        KIND,
        agents=len(along),
        parameters=1,
        start=constant(states(motion, begin, ca.DM.zeros(len(along)), settings.initial_speed)),
        goal=goal,
        borders=_edges(settings, tuple(range(through)), tuple(range(through, through + leaving))),
        guides=lambda theta: (_along_lanes(settings, theta, begin.full().T, staying.full().T),),
    )


def _alternating(count: int) -> Array:
    """Left, right, left, ... of the middle, in lanes."""
    return 0.5 * (-1.0) ** np.arange(count)


def _on_ramp(settings: Settings, theta: Column) -> Column:
    """Where the middle of the ramp begins, abreast of C (2,) [m]; `goals` are counted from there."""
    across = direction(np.pi / 2 - radians(theta))
    return ca.DM([0.0, -settings.lane]) + settings.ramp_width / 2 * across


def _edges(settings: Settings, through: tuple[int, ...], leaving: tuple[int, ...]) -> tuple[Border, ...]:
    """Edges of the road for everybody or for those who stay, edges of road and ramp for those who leave."""
    width = constant(settings.lane)
    corner = ca.DM([0.0, -settings.lane])

    def gore(theta: Column) -> Column:
        return corner + ca.vertcat(settings.ramp_width / ca.sin(radians(theta)), 0)

    def far(begin: Column, theta: Column) -> Column:
        return begin + FAR * direction(-radians(theta))

    right = [
        Segment("road before the ramp", constant((-FAR, -settings.lane)), constant(corner)),
        Segment("right of the ramp", constant(corner), lambda theta: far(corner, theta)),
        Segment("left of the ramp", gore, lambda theta: far(gore(theta), theta)),
        Segment("road behind the ramp", gore, lambda theta: gore(theta) + ca.DM([FAR, 0.0])),
    ]
    return (
        Border(HalfPlane("left edge", constant((0.0, 1.0)), width)),
        Border(HalfPlane("right edge", constant((0.0, -1.0)), width), through),
        *(Border(segment, leaving) for segment in right),
    )


def _along_lanes(settings: Settings, theta: Array, begin: Array, staying: Array) -> Array:
    """Paths along the lanes and down the middle of the ramp, (N, T+1, 2) [m]."""
    fork = np.asarray(_on_ramp(settings, ca.DM(theta))).ravel()
    heading = np.asarray(direction(-radians(ca.DM(theta)))).ravel()
    corners = [np.stack(ends) for ends in zip(begin, staying, strict=False)]
    for start, way in zip(begin[len(staying) :], settings.ramp, strict=True):
        corners.append(np.stack([start, fork, fork + way * heading]))
    horizon, most = settings.horizon, limits(settings.agents)
    return np.stack([paced(corner, most, horizon.steps, horizon.dt) for corner in corners])
