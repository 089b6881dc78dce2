"""Find a scenario by its name or read it from a file, and refuse what cannot be planned with one clear line."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import casadi as ca
import numpy as np
from pydantic import ValidationError

from l2c_planner.config.errors import CheckError, ConfigError, dotted
from l2c_planner.config.explain import explain
from l2c_planner.config.library import kind_of, named_file, shipped_names
from l2c_planner.config.yaml_file import read_yaml
from l2c_planner.environment.measures import ends
from l2c_planner.environment.safety import concerns
from l2c_planner.environment.scenarios import SCENARIOS
from l2c_planner.environment.scene import Scenario, Scene

FOLDER = "environment"
"""Of the shipped scenarios."""
TOLERANCE = 1e-9
"""Overlap that rounding may cause [m]."""


def scenario_names() -> list[str]:
    """Names of the shipped scenarios, in alphabetical order."""
    return shipped_names(FOLDER)


def load_scenario(name: str | Path) -> Scenario:
    """Read and check a scenario.

    Args:
        name: of a shipped scenario, or the path of a YAML file.

    Raises:
        ConfigError: anything that is missing, misspelt, out of range or contradictory, an obstacle over a start or a
            goal, a goal too far away; one line.
    """
    document = read_yaml(named_file(name, FOLDER, "scenario"))
    kind = kind_of(document, "scenario", SCENARIOS)
    try:
        settings = kind.Settings.model_validate(document.data)
    except ValidationError as error:
        raise explain(error, kind.Settings, {(): document}) from None
    try:
        scenario = replace(kind.build(settings), name=document.path.stem)
        check(scenario)
    except CheckError as error:
        line = document.line(error.key)
        raise ConfigError(
            document.path, dotted(error.key), error.given, error.valid, hint=error.hint, line=line
        ) from None
    return scenario


def check(scenario: Scenario) -> None:
    """Refuse a scenario whose baselines, or whose extreme layouts, cannot be planned in.

    Raises:
        CheckError: no parameters; a start or goal overlaps a border or another agent; a goal is out of reach.
    """
    parameters = scenario.parameters
    if not len(parameters.names):
        raise CheckError((), "nothing can be moved", "at least one parameter")
    if not (parameters.lower < parameters.upper).all():
        raise CheckError((), "the range of a parameter is empty", "lower < upper")
    for seed in range(scenario.training_tasks):
        scene = scenario.tasks(seed)
        layouts = scenario.baselines(seed)
        for name, theta in layouts.items():
            _check_inside(name, theta, scenario)
        if parameters.project is None:
            layouts = {**layouts, "smallest values": parameters.lower, "largest values": parameters.upper}
        for name, theta in layouts.items():
            _check_ends(name, theta, scene)


def _check_inside(name: str, theta: np.ndarray, scenario: Scenario) -> None:
    parameters = scenario.parameters
    outside = (theta < parameters.lower - TOLERANCE) | (theta > parameters.upper + TOLERANCE)
    if outside.any():
        k = int(np.argmax(outside))
        given = f"{parameters.names[k]} of the layout '{name}' is {theta[k]:g} {parameters.units[k]}"
        raise CheckError(("baselines",), given, f"between {parameters.lower[k]:g} and {parameters.upper[k]:g}")


def _check_ends(name: str, theta: np.ndarray, scene: Scene) -> None:
    starts, goals = ends(scene, theta)
    for end, places in (("start", starts), ("goal", goals)):
        _check_clear(f"the {end} of", name, places, theta, scene)
    reach = scene.limits.speed * scene.steps * scene.dt
    for agent, way in enumerate(np.linalg.norm(goals - starts, axis=1)):
        if way - reach > TOLERANCE:
            given = f"{scene.steps} steps take agent {agent} {reach:.3g} m far, its goal is {way:.3g} m away"
            raise CheckError(("horizon", "steps"), given, "enough steps to reach the goal")


def _check_clear(end: str, name: str, places: np.ndarray, theta: np.ndarray, scene: Scene) -> None:
    """That bodies at these places overlap no border and not each other."""
    valid = "starts and goals clear of obstacles and of each other by the agents' radius"
    for i, place in enumerate(places):
        for j, border in enumerate(scene.borders):
            room = float(border.shape.distance(ca.DM(place), ca.DM(theta))) - scene.radius[i]
            if concerns(scene, j, i) and not room > -TOLERANCE:
                given = f"{end} agent {i} lies {-room:.3g} m too deep in '{border.shape.name}' (layout '{name}')"
                raise CheckError((), given, valid)
        for k in range(i):
            room = float(np.linalg.norm(place - places[k])) - scene.radius[i] - scene.radius[k]
            if not room > -TOLERANCE:
                raise CheckError((), f"{end} agent {i} overlaps that of agent {k} by {-room:.3g} m", valid)
