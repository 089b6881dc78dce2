"""The shared tasks: a swarm file of double integrators or a pattern, and variants of it by seed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from pydantic import ValidationError

from l2c_planner.config import SwarmTask, Task, load_task
from l2c_planner.config.loader import shipped_file
from l2c_planner.consensus.errors import Unfit

Draw = Callable[[SwarmTask, int, np.random.Generator], dict[str, Any]]
"""Entries of a task file with n robots, for a task otherwise like another one."""
MODELS = ("double_integrator_2d", "double_integrator_3d")

SHIFT = 0.15
"""Starts and goals of a variant lie within this distance of those of the task, along each horizontal axis [m]."""
TRIES = 300
"""Draws until one keeps all distances."""
PEAK = 35 / 16 / 0.85
"""Highest over mean speed of a least-snap straight line, over the share of the speed limit that is used [-]."""
HURDLES, THICK = 3, (0.15, 0.3)
"""Obstacles of the random pattern, and the range of their radii [m]."""


def task_of(name: str | Path | None, quads: int | None, seed: int) -> SwarmTask:
    """The task of a file, the shipped swarm by default, or of a pattern (`circle`, `random`), in one variant.

    quads: number of robots instead of the file's.  seed: 0 is the file, or the circle, as it is.

    Raises ConfigError as `load_task`, Unfit for a task of another kind or one that has no such variant.
    """
    pattern, generator = PATTERNS.get(str(name)), np.random.default_rng((seed, 7))
    if pattern:
        task = load_task(shipped_file("swarm.yaml"))
        task = _drawn(task, pattern, generator, task.team.n if quads is None else quads)
    else:
        path = shipped_file("swarm.yaml") if name is None else name
        task = load_task(path, quads)
        _check(task, path)
    return _drawn(task, _shifted, generator, task.team.n) if seed and pattern is not _random else task


def _check(task: Task, path: str | Path) -> None:
    """Raises Unfit for a task that local rules cannot fly."""
    kind = task.team.robots.model if isinstance(task, SwarmTask) else task.problem
    if kind not in MODELS or task.formation is not None:
        found = "a formation" if kind in MODELS else "several models" if isinstance(kind, tuple) else kind
        valid = f"a swarm of double integrators without a formation, or {' | '.join(PATTERNS)}"
        raise Unfit(f"{path}: {found}, which local rules do not know; valid: {valid}")


def _drawn(task: SwarmTask, draw: Draw, generator: np.random.Generator, n: int) -> SwarmTask:
    """The first draw that is a task of n robots."""
    data, reason = task.model_dump(), ""
    data["team"]["robots"]["count"] = n
    for _ in range(TRIES):
        try:
            return SwarmTask.model_validate({**data, **draw(task, n, generator)})
        except ValidationError as error:
            reason = error.errors()[0]["msg"]
    raise Unfit(f"no variant with {n} robots in {TRIES} draws ({reason}); valid: other numbers, or more room")


def _shifted(task: SwarmTask, n: int, generator: np.random.Generator) -> dict[str, Any]:
    """Other starts and goals near those of the task."""
    places = {"starts": task.start, "goals": task.goal}
    return {name: _moved(points, generator.uniform(-SHIFT, SHIFT, (n, 2))) for name, points in places.items()}


def _moved(points: np.ndarray, by: np.ndarray) -> list[list[float]]:
    return (points + np.hstack([by, np.zeros((len(by), 1))])).tolist()


def _circle(task: SwarmTask, n: int, generator: np.random.Generator) -> dict[str, Any]:
    """Robots swap places across an empty circle."""
    del generator
    radius = max(2.0, n * task.clearance.pair / np.pi)
    circle = {"pattern": "circle", "radius": radius, "height": 1.0}
    return {"starts": circle, "goals": circle, "obstacles": (), "horizon": _horizon(task, 2 * radius)}


def _random(task: SwarmTask, n: int, generator: np.random.Generator) -> dict[str, Any]:
    """Robots cross a square with obstacles, each from anywhere to anywhere."""
    side = 1.0 + 1.2 * np.sqrt(n)
    hurdles = [
        {"shape": "cylinder", "center": generator.uniform(-side / 3, side / 3, 2).tolist(),
         "radius": generator.uniform(*THICK)}
        for _ in range(HURDLES)
    ]  # fmt: skip
    taken = [(np.array(h["center"]), h["radius"] + task.team.radius.max() + task.clearance.obstacle) for h in hurdles]
    places = [_spots(n, side, 1.2 * task.clearance.pair, taken, generator) for _ in range(2)]
    way = max(float(np.linalg.norm(places[0] - places[1], axis=1).max()), side / 2)
    starts, goals = (np.column_stack([p, np.ones(n)]).tolist() for p in places)
    return {"starts": starts, "goals": goals, "obstacles": hurdles, "horizon": _horizon(task, way)}


def _spots(
    n: int, side: float, apart: float, taken: list[tuple[np.ndarray, float]], generator: np.random.Generator
) -> np.ndarray:
    """n points of a square that keep away from each other and from circles, (n, 2) [m]."""
    centres = np.array([centre for centre, _ in taken])
    keep = np.array([radius for _, radius in taken])
    for _ in range(TRIES * n):
        point = generator.uniform(-side / 2, side / 2, 2)
        if np.all(np.linalg.norm(centres - point, axis=1) > keep):
            centres, keep = np.vstack([centres, point]), np.append(keep, apart)
        if len(centres) == len(taken) + n:
            return centres[len(taken) :]
    raise Unfit(f"{n} robots find no room in a square of {side:.1f} m; valid: fewer robots")


def _horizon(task: SwarmTask, way: float) -> dict[str, Any]:
    """Time for a way [m], within the speed limit."""
    return {"dt": task.dt, "steps": int(np.ceil(PEAK * way / task.limits.speed / task.dt))}


PATTERNS: dict[str, Draw] = {"circle": _circle, "random": _random}
