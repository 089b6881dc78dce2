"""Narrow passage: agents gather before a gap and go through it between two walls whose angles are open.

Symbols: theta = (upper, lower): angles of the funnel's walls from the x axis [deg]. The gap lies around the origin; the
funnel's walls begin at its corners and open towards the agents at x < 0, a front wall goes on from each of their tips.
"""

from __future__ import annotations

import casadi as ca
import numpy as np
from pydantic import Field

from l2c_planner.config.base import Length, Many
from l2c_planner.config.errors import CheckError
from l2c_planner.environment.scene import Border, Parameters, Scenario, Scene
from l2c_planner.environment.settings import (
    ON_THE_PLANE,
    Array,
    Degrees,
    Place,
    Wheeled,
    limits,
    metric,
    radians,
    states,
    walk,
    weights,
)
from l2c_planner.environment.settings import Settings as Common
from l2c_planner.environment.shapes import Column, OfTheta, Segment, constant

KIND = "passage"
STEP = 4.0
"""Typical step of an angle [deg]."""
FAR = 20.0
"""Length of walls that end out of sight [m]."""
HEADWAY = 1.5
"""Way between two agents in a guide, in diameters."""
NOISE = 0.05
"""Spread of the noise on a guide [m]: agents that mirror each other exactly never agree on who goes first."""
NOTES = (
    "The number of agents, the gap, the walls, the starts and the angles of the baselines are ours, and so are the "
    "front walls that close the way around the funnel; the paper gives a gap of fixed width, two "
    "angles, and both baselines.",
    "Starts and goals mirror each other at the middle of the gap.",
)


class Settings(Common):
    """Keys of a passage."""

    agents: Wheeled = Field(description="the agents")
    starts: Many[Place] = Field(min_length=1, max_length=40, description="places [x, y] of the agents, x < 0, m")
    gap: Length = Field(1.2, description="width of the passage, m")
    wall: Length = Field(4.0, description="length of the funnel's walls, m")
    angles: tuple[Degrees, Degrees] = Field((10.0, 80.0), strict=False, description="range of both angles, deg")
    narrow: Degrees = Field(20.0, description="both angles of the baseline `narrow`, deg")
    wide: Degrees = Field(70.0, description="both angles of the baseline `wide`, deg")


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
        drawn=(-8.0, 8.0, -6.0, 6.0),
        notes=NOTES,
        ascent=settings.ascent,
    )


def _begin(settings: Settings, baselines: list[Array], seed: int) -> Array:
    both = [*baselines, np.array([settings.narrow, settings.wide]), np.array([settings.wide, settings.narrow])]
    if seed < len(both):
        return both[seed]
    return np.random.default_rng(seed).uniform(*settings.angles, 2)


def _scene(settings: Settings) -> Scene:
    agents, motion = settings.agents, ON_THE_PLANE[settings.agents.motion]
    begin = np.array(settings.starts)
    level = ca.DM.zeros(len(begin))
    state_weight, input_weight = weights(settings.weights)
    return Scene(
        name=KIND,
        motion=motion,
        steps=settings.horizon.steps,
        dt=settings.horizon.dt,
        radius=np.full(len(begin), agents.radius),
        start=constant(states(motion, ca.DM(begin.T), level)),
        goal=constant(states(motion, ca.DM(-begin.T), level)),
        borders=tuple(Border(wall) for wall in _walls(settings)),
        limits=limits(agents),
        state_weight=state_weight,
        input_weight=input_weight,
        metric=metric(settings),
        parameters=2,
        guides=lambda theta: (_in_file(settings, theta, begin),),
    )


def _walls(settings: Settings) -> tuple[Segment, ...]:
    """Upper and lower wall of the funnel, upper and lower front wall."""
    sides = (("upper", 0, 1.0), ("lower", 1, -1.0))
    corners = [ca.DM([0.0, side * settings.gap / 2]) for _, _, side in sides]
    tips = [_tip(settings, index, side) for _, index, side in sides]
    ends = [
        lambda theta, tip=tip, side=side: tip(theta) + ca.DM([0.0, side * FAR])
        for tip, (*_, side) in zip(tips, sides, strict=True)
    ]
    funnel = [
        Segment(f"{name} wall", constant(c), tip) for (name, *_), c, tip in zip(sides, corners, tips, strict=True)
    ]
    front = [Segment(f"{name} front wall", tip, end) for (name, *_), tip, end in zip(sides, tips, ends, strict=True)]
    return (*funnel, *front)


def _tip(settings: Settings, index: int, side: float) -> OfTheta:
    def tip(theta: Column) -> Column:
        angle = radians(theta[index])
        return ca.vertcat(-settings.wall * ca.cos(angle), side * (settings.gap / 2 + settings.wall * ca.sin(angle)))

    return tip


def _in_file(settings: Settings, theta: Array, begin: Array) -> Array:
    """Paths through the funnel's mouth and the gap, the next agent after the one before, (N, T+1, 2) [m]."""
    agents, horizon = settings.agents, settings.horizon
    tips = [wall.outline(ca.DM(theta))[1] for wall in _walls(settings)[:2]]
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
    for tip, side in zip(tips, (1.0, -1.0), strict=True):
        if side * (start[1] * tip[0] / start[0] - tip[1]) > -room:
            return [tip - np.array([room, side * room])]
    return []
