"""Scenarios of one task whose environment is one angle: what highway exit and intersection have in common."""

from __future__ import annotations

from typing import Protocol

import numpy as np

from l2c_planner.environment.options import AscentOptions
from l2c_planner.environment.scene import Parameters, Scenario, Scene

INNER = 4
"""Further angles to begin at, evenly spread within the range."""


class Settings(Protocol):
    """What the file of such a scenario says."""

    title: str
    angles: tuple[float, float]
    """Range [deg]."""
    baselines: tuple[float, ...]
    """Angles to compare with, and to begin at first [deg]."""
    ascent: AscentOptions


def of_one_angle(
    scene: Scene, settings: Settings, step: float, drawn: tuple[float, float, float, float], notes: tuple[str, ...]
) -> Scenario:
    """The scenario of a scene with one parameter, an angle; step: a typical one [deg], drawn, notes: see `Scenario`."""
    lower, upper = settings.angles
    begin = [*settings.baselines, *np.linspace(lower, upper, INNER + 2)[1:-1]]
    named = {f"{angle:g} deg": np.array([angle]) for angle in settings.baselines}
    return Scenario(
        name=scene.name,
        title=settings.title,
        parameters=Parameters(("angle",), ("deg",), np.array([lower]), np.array([upper]), np.array([step])),
        tasks=lambda seed: scene,
        baselines=lambda seed: named,
        starts=lambda seed: np.array([begin[seed % len(begin)]]),
        drawn=drawn,
        notes=notes,
        ascent=settings.ascent,
    )
