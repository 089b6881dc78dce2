"""Narrow passage: agents gather before a gap and go through it between two walls whose angles are open.

Symbols: theta = (upper, lower): angles of the funnel's walls from the x axis [deg]. The gap lies around the origin; the
funnel's walls begin at its corners and open towards the agents at x < 0; all behind them is solid.
"""

from __future__ import annotations

from typing import Annotated

import casadi as ca
import numpy as np
from pydantic import Field

from l2c_planner.config.base import Length, Many
from l2c_planner.config.errors import CheckError
from l2c_planner.environment.scene import Border, Parameters, Scenario, Scene
from l2c_planner.environment.settings import (
    ON_THE_PLANE,
    Array,
    Place,
    PlanarSettings,
    planar_scene,
    radians,
    states,
    walk,
)
from l2c_planner.environment.shapes import Column, constant
from l2c_planner.environment.solid import Solid

KIND = "passage"
Slope = Annotated[float, Field(gt=0, lt=90)]
STEP = 4.0
"""Typical step of an angle [deg]."""
FAR = 20.0
"""How far walls go on out of sight [m]."""
SIDES = (1.0, -1.0)
"""Signs of y above and below."""
HEADWAY = 1.5
"""Way between two agents in a guide, in diameters."""
NOISE = 0.05
"""Spread of the noise on a guide [m]: agents that mirror each other exactly never agree on who goes first."""
NOTES = (
    "The number of agents, the gap, the walls, the starts and the angles of the baselines are ours, and so are the "
    "fronts that close the way around the funnel; the paper gives a gap of fixed width, two angles, and both "
    "baselines.",
    "Starts and goals mirror each other at the middle of the gap.",
    "Guesses let the agents through one after the other, who has the shorter way first; they differ in their noise.",
)


class Settings(PlanarSettings):
    """Keys of a passage."""

    starts: Many[Place] = Field(min_length=1, max_length=40, description="places [x, y] of the agents, x < 0, m")
    gap: Length = Field(1.2, description="width of the passage, m")
    wall: Length = Field(4.0, description="length of the funnel's walls, m")
    angles: tuple[Slope, Slope] = Field((10.0, 80.0), strict=False, description="range of both angles, deg")
    narrow: Slope = Field(20.0, description="both angles of the baseline `narrow`, deg")
    wide: Slope = Field(70.0, description="both angles of the baseline `wide`, deg")


def build(settings: Settings) -> Scenario:
    """The passage of these settings; there is one task."""
    if settings.gap <= 2 * settings.agents.radius:
        valid = f"more than 2 agents.radius = {2 * settings.agents.radius:g}, or no goal can be reached"
        raise CheckError(("gap",), f"got {settings.gap:g}", valid)
    lower, upper = settings.angles
    baselines = {"narrow": np.full(2, settings.narrow), "wide": np.full(2, settings.wide)}
    return Scenario(
        name=KIND,
        title=settings.title,
        parameters=Parameters(
            ("upper", "lower"), ("deg", "deg"), np.full(2, lower), np.full(2, upper), np.full(2, STEP)
        ),
        tasks=lambda seed: _scene(settings),
        baselines=lambda seed: baselines,
        starts=lambda seed: _begin(settings, list(baselines.values()), seed),
        drawn=(-8.0, 8.0, -7.0, 7.0),
        notes=NOTES,
        ascent=settings.ascent,
    )


def _begin(settings: Settings, baselines: list[Array], seed: int) -> Array:
    both = [*baselines, np.array([settings.narrow, settings.wide]), np.array([settings.wide, settings.narrow])]
    if seed < len(both):
        return both[seed]
    return np.random.default_rng(seed).uniform(*settings.angles, 2)


def _scene(settings: Settings) -> Scene:
    motion = ON_THE_PLANE[settings.agents.motion]
    begin = np.array(settings.starts)
    level = ca.DM.zeros(len(begin))
    return planar_scene(
        settings,
        KIND,
        agents=len(begin),
        parameters=2,
        start=constant(states(motion, ca.DM(begin.T), level)),
        goal=constant(states(motion, ca.DM(-begin.T), level)),
        borders=tuple(Border(wall) for wall in _walls(settings)),
        guides=lambda theta: (_in_file(settings, theta, begin),),
    )


def _walls(settings: Settings) -> tuple[Solid, Solid]:
    """What lies above and below the funnel, each from its wall to a front that goes on from the wall's tip."""
    return _wall(settings, "upper wall", 0), _wall(settings, "lower wall", 1)


def _wall(settings: Settings, name: str, index: int) -> Solid:
    side = SIDES[index]

    def corners(theta: Column) -> Column:
        tip = _tip(settings, theta[index], side)
        far = tip[1] + side * FAR
        around = [ca.DM([0.0, side * settings.gap / 2]), ca.vertcat(0.0, far), ca.vertcat(tip[0], far), tip]
        return ca.horzcat(*around[:: int(side)])

    return Solid(name, corners)


def _tip(settings: Settings, angle: Column, side: float) -> Column:
    """Where a wall of the funnel begins (2,) [m]."""
    length, angle = settings.wall, radians(angle)
    return ca.vertcat(-length * ca.cos(angle), side * (settings.gap / 2 + length * ca.sin(angle)))


def _in_file(settings: Settings, theta: Array, begin: Array) -> Array:
    """Paths through the funnel's mouth and the gap, the next agent after the one before, (N, T+1, 2) [m]."""
    agents, horizon = settings.agents, settings.horizon
    tips = [np.asarray(_tip(settings, ca.DM(angle), side)).ravel() for angle, side in zip(theta, SIDES, strict=True)]
    room = 2 * agents.radius
    paths = [np.stack([start, *_mouth(start, tips, room), np.zeros(2), -start]) for start in begin]
    to_gap = np.array([np.linalg.norm(np.diff(path[:-1], axis=0), axis=1).sum() for path in paths])
    whole = to_gap + np.linalg.norm(begin, axis=1)
    through = to_gap.copy()
    order = np.argsort(to_gap, kind="stable")
    for before, after in zip(order, order[1:], strict=False):
        through[after] = max(through[after], through[before] + HEADWAY * room)
    times = np.linspace(0.0, (through + whole - to_gap).max(), horizon.steps + 1)
    ways = [
        np.interp(times, [0.0, gap, gap + whole[i] - to_gap[i]], [0.0, to_gap[i], whole[i]]) / whole[i]
        for i, gap in enumerate(through)
    ]
    exact = np.stack([walk(path, way) for path, way in zip(paths, ways, strict=True)])
    noise = np.random.default_rng(0).normal(scale=NOISE, size=exact.shape)
    return exact + noise * np.sin(np.linspace(0.0, np.pi, horizon.steps + 1))[:, None]


def _mouth(start: Array, tips: list[Array], room: float) -> list[Array]:
    """Where a straight way to the gap would cross a wall: a point before the mouth, below or above that wall's tip."""
    for tip, side in zip(tips, SIDES, strict=True):
        if side * (start[1] * tip[0] / start[0] - tip[1]) > -room:
            return [tip - np.array([room, side * room])]
    return []
