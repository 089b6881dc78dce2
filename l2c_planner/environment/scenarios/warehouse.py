"""Warehouse: round shelves in a square that agents cross from left to right and from top to bottom.

Symbols: M shelves, K slots on each edge where agents may start and arrive; theta = (x_1, y_1, ..., x_M, y_M) [m].
"""

from __future__ import annotations

from itertools import combinations
from typing import Annotated

import casadi as ca
import numpy as np
from pydantic import Field

from l2c_planner.config.base import Length
from l2c_planner.config.errors import CheckError
from l2c_planner.environment.projection import overlap, project_discs
from l2c_planner.environment.routes import with_routes
from l2c_planner.environment.scene import Border, Parameters, Scenario, Scene
from l2c_planner.environment.settings import ON_THE_PLANE, Array, PlanarSettings, planar_scene, states
from l2c_planner.environment.shapes import Column, Disc, OfTheta, constant

KIND = "warehouse"
FREE = 0.2
"""Room that shelves leave around a start or a goal, beyond the agent itself [m]."""
STEP = 0.15
"""Typical step of a coordinate [m]."""
NOTES = (
    "The square, the radii, the box of the shelves, the slots and the horizon are ours; the paper gives four agents, "
    "nine shelves and both baselines.",
    "How many agents and shelves the larger warehouse has is ours.",
)


class Settings(PlanarSettings):
    """Keys of a warehouse."""

    count: Annotated[int, Field(ge=2, le=60, multiple_of=2)] = Field(description="agents, half of them per direction")
    side: Length = Field(10.0, description="side of the square, m")
    slots: int = Field(7, ge=1, le=100, description="places to start or to arrive on an edge, -")
    slot_margin: Length = Field(1.0, description="distance of the outermost slots from the corners, m")
    rows: int = Field(3, ge=1, le=20, description="rows and columns of shelves in the regular layout, -")
    shelf: Length = Field(0.5, description="radius of a shelf, m")
    shelf_margin: Length = Field(1.2, description="smallest distance of a shelf's centre from the edges, m")
    training_tasks: int = Field(1, ge=1, le=100, description="tasks whose mean is maximised at once, -")


def build(settings: Settings) -> Scenario:
    """The warehouse of these settings; the seed of a task draws who starts and arrives where."""
    if settings.count // 2 > settings.slots:
        valid = f"at least count / 2 = {settings.count // 2} slots"
        raise CheckError(("slots",), f"{settings.slots} are too few for the agents of an edge", valid)
    return Scenario(
        name=KIND,
        title=settings.title,
        parameters=_parameters(settings),
        tasks=lambda seed: _scene(settings, seed),
        baselines=lambda seed: {"regular": regular(settings), "random": scattered(settings, seed)},
        starts=lambda seed: regular(settings) if seed == 0 else scattered(settings, seed),
        drawn=(-settings.side / 2 - 0.5, settings.side / 2 + 0.5) * 2,
        fixed_tasks=False,
        training_tasks=settings.training_tasks,
        notes=NOTES,
        ascent=settings.ascent,
    )


def regular(settings: Settings) -> Array:
    """Shelves on a square grid, (2 M,) [m]."""
    line = settings.side * (np.arange(1, settings.rows + 1) / (settings.rows + 1) - 0.5)
    return np.stack(np.meshgrid(line, line), axis=-1).ravel()


def scattered(settings: Settings, seed: int) -> Array:
    """Shelves anywhere in their box, moved until nothing overlaps, (2 M,) [m]."""
    rng = np.random.default_rng([seed, 1])
    reach = settings.side / 2 - settings.shelf_margin
    return project(settings, rng.uniform(-reach, reach, 2 * settings.rows**2))


def project(settings: Settings, theta: Array) -> Array:
    """Nearest layout in which shelves overlap neither each other nor the room around slots, (2 M,) [m]."""
    return project_discs(np.reshape(theta, (-1, 2)), *_room(settings)).ravel()


def _room(settings: Settings) -> tuple[Array, Array, Array, Array, float]:
    """Radii, box, points that stay free and by how much: what `project_discs` asks for."""
    reach = np.full(2, settings.side / 2 - settings.shelf_margin)
    keepout = np.concatenate([_edge(settings, axis, side) for axis in (0, 1) for side in (-1, 1)])
    return np.full(settings.rows**2, settings.shelf), -reach, reach, keepout, settings.agents.radius + FREE


def _parameters(settings: Settings) -> Parameters:
    shelves = settings.rows**2
    radii, lower, upper, keepout, clearance = _room(settings)
    missing = overlap(regular(settings).reshape(-1, 2), radii, keepout, clearance)
    if missing > 0 or lower[0] >= 0:
        given = f"the {shelves} shelves of the regular layout lack {max(missing, lower[0]):.2g} m of room"
        raise CheckError(("shelf",), given, "shelves that overlap neither each other nor starts, goals and edges")
    return Parameters(
        names=tuple(f"{axis}_{j}" for j in range(1, shelves + 1) for axis in "xy"),
        units=("m",) * (2 * shelves),
        lower=np.tile(lower, shelves),
        upper=np.tile(upper, shelves),
        step=np.full(2 * shelves, STEP),
        requirements=lambda theta: _overlaps(theta, settings.shelf),
        project=lambda theta: project(settings, theta),
    )


def _overlaps(theta: Column, radius: float) -> Column:
    """Positive where two shelves overlap, one row per pair [m^2]."""
    centres = ca.reshape(theta, 2, -1)
    pairs = combinations(range(centres.shape[1]), 2)
    return ca.vertcat(*(4 * radius**2 - ca.sumsqr(centres[:, i] - centres[:, j]) for i, j in pairs))


def _scene(settings: Settings, seed: int) -> Scene:
    motion = ON_THE_PLANE[settings.agents.motion]
    start, goal = _ends(settings, np.random.default_rng([seed, 0]))
    headings = ca.DM(np.repeat([0.0, -np.pi / 2], settings.count // 2))
    shelves = [Disc(f"shelf {j + 1}", _centre(j), constant(settings.shelf)) for j in range(settings.rows**2)]
    scene = planar_scene(
        settings,
        f"{KIND} task {seed}",
        agents=settings.count,
        parameters=2 * settings.rows**2,
        start=constant(states(motion, ca.DM(start.T), headings)),
        goal=constant(states(motion, ca.DM(goal.T), headings)),
        borders=tuple(Border(shelf) for shelf in shelves),
    )
    return with_routes(scene)


def _centre(shelf: int) -> OfTheta:
    return lambda theta: theta[2 * shelf : 2 * shelf + 2]


def _ends(settings: Settings, rng: np.random.Generator) -> tuple[Array, Array]:
    """Starts and goals, (N, 2) each [m]: left to right, then top to bottom, slots drawn without repetition."""
    half = settings.count // 2
    edges = [_edge(settings, axis, side) for axis, side in ((0, -1), (1, 1), (0, 1), (1, -1))]
    drawn = [edge[rng.permutation(settings.slots)[:half]] for edge in edges]
    return np.concatenate(drawn[:2]), np.concatenate(drawn[2:])


def _edge(settings: Settings, axis: int, side: int) -> Array:
    """Slots of the edge where coordinate `axis` is `side` times half the square's side, (K, 2) [m]."""
    half = settings.side / 2
    slots = np.full((settings.slots, 2), side * half)
    slots[:, 1 - axis] = np.linspace(settings.slot_margin - half, half - settings.slot_margin, settings.slots)
    return slots
