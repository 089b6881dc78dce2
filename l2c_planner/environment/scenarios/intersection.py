"""Intersection: two straight roads with traffic in both directions cross at an angle that is open.

Symbols: theta = (angle between the roads) [deg]; s is the way along a road from the crossing [m], positive where the
road points. The first road lies on the x axis, the second one turns, and with it its starts and goals.
"""

from __future__ import annotations

import casadi as ca
import numpy as np
from pydantic import Field

from l2c_planner.config.base import Length, Many, NonNegative, Number
from l2c_planner.config.errors import CheckError
from l2c_planner.environment.one_angle import of_one_angle
from l2c_planner.environment.routes import with_routes
from l2c_planner.environment.scene import Border, Scenario, Scene
from l2c_planner.environment.settings import (
    ON_THE_PLANE,
    Degrees,
    PlanarSettings,
    direction,
    planar_scene,
    radians,
    states,
)
from l2c_planner.environment.shapes import Column, HalfPlane, constant

KIND = "intersection"
STEP = 4.0
"""Typical step of the angle [deg]."""
NOTES = (
    "The roads' width, the starts, the speeds and the angles of the baselines are ours; the paper gives two crossing "
    "roads whose starts and goals turn with the angle, and two baselines.",
    "Every agent stays within its own road: that is convex, and strict in the crossing.",
)


class Settings(PlanarSettings):
    """Keys of an intersection."""

    starts: Many[Number] = Field((-6.0, -7.5, 6.0), min_length=1, max_length=20, description="s on each road, m")
    travel: Length = Field(12.0, description="way of every agent, m")
    lane: Length = Field(0.7, description="offset of a lane from the middle of the road, m")
    half_width: Length = Field(1.5, description="half the width of a road, m")
    initial_speed: NonNegative = Field(1.0, description="speed at the start, m/s")
    angles: tuple[Degrees, Degrees] = Field((15.0, 165.0), strict=False, description="range of the angle, deg")
    baselines: Many[Degrees] = Field((30.0, 90.0), min_length=1, description="angles to compare with, deg")


def build(settings: Settings) -> Scenario:
    """The intersection of these settings; there is one task."""
    if settings.lane + settings.agents.radius > settings.half_width:
        given = f"got {settings.half_width:g}, which starts and goals overlap"
        raise CheckError(("half_width",), given, "at least lane + agents.radius")
    return of_one_angle(_scene(settings), settings, STEP, drawn=(-9.0, 9.0, -9.0, 9.0), notes=NOTES)


def _scene(settings: Settings) -> Scene:
    motion = ON_THE_PLANE[settings.agents.motion]
    way = np.array(settings.starts)
    ahead = np.where(way <= 0, 1.0, -1.0)

    def at(theta: Column, s: np.ndarray) -> Column:
        roads = (ca.DM(0), radians(theta))
        places = ca.horzcat(*(_places(road, s, -settings.lane * ahead) for road in roads))
        headings = ca.vertcat(*(road + ca.DM(np.where(ahead > 0, 0.0, np.pi)) for road in roads))
        return states(motion, places, headings, settings.initial_speed)

    scene = planar_scene(
        settings,
        KIND,
        agents=2 * len(way),
        parameters=1,
        start=lambda theta: at(theta, way),
        goal=lambda theta: at(theta, way + settings.travel * ahead),
        borders=_kerbs(settings.half_width, len(way)),
    )
    return with_routes(scene)


def _places(road: Column, s: np.ndarray, left: np.ndarray) -> Column:
    """Positions (2, n) [m] at the ways s (n,) along a road at this angle [rad], `left` (n,) of its middle."""
    along = direction(road)
    across = ca.vertcat(-along[1], along[0])
    return along @ ca.DM(s).T + across @ ca.DM(left).T


def _kerbs(half_width: float, per_road: int) -> tuple[Border, ...]:
    """Both kerbs of both roads, each for those who drive there."""
    first, second = tuple(range(per_road)), tuple(range(per_road, 2 * per_road))
    width = constant(half_width)

    def across(side: int) -> Column:
        return lambda theta: side * direction(radians(theta) + np.pi / 2)

    fixed = [Border(HalfPlane(f"kerb {k}", constant((0.0, side)), width), first) for k, side in ((1, 1.0), (2, -1.0))]
    turned = [Border(HalfPlane(f"kerb {k}", across(side), width), second) for k, side in ((3, 1), (4, -1))]
    return (*fixed, *turned)
