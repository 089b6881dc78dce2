"""Scenarios of one task whose environment is one angle: what highway exit and intersection have in common."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from l2c_planner.environment.options import AscentOptions
from l2c_planner.environment.scene import Parameters, Scenario, Scene

INNER = 4
"""Further angles to begin at, evenly spread within the range."""


def of_one_angle(
    scene: Scene,
    title: str,
    angles: tuple[float, float],
    baselines: Sequence[float],
    step: float,
    drawn: tuple[float, float, float, float],
    notes: tuple[str, ...],
    ascent: AscentOptions,
) -> Scenario:
    """The scenario of a scene with one parameter, an angle.

    angles: range [deg].  baselines: angles to compare with, and to begin at first [deg].  step: typical one [deg].
    drawn, notes, ascent: as in `Scenario`.
    """
    lower, upper = angles
    begin = [*baselines, *np.linspace(lower, upper, INNER + 2)[1:-1]]
    named = {f"{angle:g} deg": np.array([angle]) for angle in baselines}
    return Scenario(
        name=scene.name,
        title=title,
        parameters=Parameters(("angle",), ("deg",), np.array([lower]), np.array([upper]), np.array([step])),
        tasks=lambda seed: scene,
        baselines=lambda seed: named,
        starts=lambda seed: np.array([begin[seed % len(begin)]]),
        drawn=drawn,
        notes=notes,
        ascent=ascent,
    )
