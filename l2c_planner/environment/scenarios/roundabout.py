"""Roundabout: agents all around a ring go to the opposite side, past a disc in the middle whose radius is open.

Symbols: N agents, T steps; theta = (radius of the disc) [m].
"""

from __future__ import annotations

import casadi as ca
import numpy as np
from pydantic import Field

from l2c_planner.config.base import Length, NonNegative
from l2c_planner.config.errors import CheckError
from l2c_planner.environment.routes import paced
from l2c_planner.environment.scene import Border, Parameters, Scenario, Scene
from l2c_planner.environment.settings import ON_THE_PLANE, Array, PlanarSettings, limits, planar_scene, states
from l2c_planner.environment.shapes import Disc, constant

KIND = "roundabout"
AROUND = 0.6
"""How far guides bow beyond the disc [m]."""
ROOM = 1.3
"""How far at least, in radii of the circle on which all agents touch their neighbours."""
STEP = 0.15
"""Typical step of the radius [m]."""
NOTES = (
    "The ring, the radii of agents, the largest disc and the horizon are ours; the paper gives twelve agents and both "
    "baselines.",
    "`empty` is a disc of radius 0: agents keep their bodies off the centre.",
)


class Settings(PlanarSettings):
    """Keys of a roundabout."""

    count: int = Field(12, ge=2, le=60, description="agents, -")
    ring: Length = Field(6.0, description="radius of the circle of starts and goals, m")
    largest: Length = Field(3.5, description="largest radius of the disc, m")
    large: NonNegative = Field(3.0, description="radius of the disc in the baseline `large`, m")


def build(settings: Settings) -> Scenario:
    """The roundabout of these settings; there is one task."""
    room = settings.ring - settings.agents.radius
    if settings.largest >= room:
        valid = f"less than ring - agents.radius = {room:g}, so that the disc stays off starts and goals"
        raise CheckError(("largest",), f"got {settings.largest:g}", valid)
    baselines = {"empty": np.zeros(1), "large": np.array([settings.large])}
    inner = np.linspace(0.0, settings.largest, 7)[1:-1]
    return Scenario(
        name=KIND,
        title=settings.title,
        parameters=Parameters(("radius",), ("m",), np.zeros(1), np.array([settings.largest]), np.array([STEP])),
        tasks=lambda seed: _scene(settings),
        baselines=lambda seed: baselines,
        starts=lambda seed: list(baselines.values())[seed] if seed < 2 else inner[[(3 * seed) % len(inner)]],
        drawn=(-settings.ring - 1, settings.ring + 1) * 2,
        notes=NOTES,
        ascent=settings.ascent,
    )


def _scene(settings: Settings) -> Scene:
    motion = ON_THE_PLANE[settings.agents.motion]
    bearings = 2 * np.pi * np.arange(settings.count) / settings.count
    start = settings.ring * np.stack([np.cos(bearings), np.sin(bearings)])
    headings = ca.DM(bearings + np.pi)
    return planar_scene(
        settings,
        KIND,
        agents=settings.count,
        parameters=1,
        start=constant(states(motion, ca.DM(start), headings)),
        goal=constant(states(motion, ca.DM(-start), headings)),
        borders=(Border(Disc("roundabout", constant((0.0, 0.0)), lambda theta: theta[0])),),
        guides=lambda theta: (_bowed(settings, start.T, float(theta[0]) + AROUND),),
    )


def _bowed(settings: Settings, start: Array, bow: float) -> Array:
    """Paths from starts (N, 2) past the centre, all bowed to their right, (N, T+1, 2) [m]."""
    touching = settings.agents.radius / np.sin(np.pi / settings.count)
    share = np.linspace(0.0, 1.0, settings.horizon.steps + 1)[:, None]
    ahead = -start / np.linalg.norm(start, axis=1, keepdims=True)
    aside = np.stack([ahead[:, 1], -ahead[:, 0]], axis=-1)
    ways = start[:, None] * (1 - 2 * share) + max(bow, ROOM * touching) * aside[:, None] * np.sin(np.pi * share)
    return np.array([paced(way, limits(settings.agents), settings.horizon.steps, settings.horizon.dt) for way in ways])
