"""Find a scenario by its name or read it from a file, and refuse what cannot be planned with one clear line."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import casadi as ca
import numpy as np
from pydantic import ValidationError

from l2c_planner.config.errors import CheckError, ConfigError, did_you_mean, dotted, show
from l2c_planner.config.explain import explain
from l2c_planner.config.loader import shipped_file
from l2c_planner.config.yaml_file import YAML_SUFFIXES, Document, read_yaml
from l2c_planner.environment.scenarios import SCENARIOS, Kind
from l2c_planner.environment.scene import Scenario, Scene

TOLERANCE = 1e-9
"""Overlap that rounding may cause [m]."""


def scenario_names() -> list[str]:
    """Names of the shipped scenarios, in alphabetical order."""
    folder = shipped_file("environment/warehouse.yaml").parent
    return sorted(path.stem for path in folder.glob("*.yaml"))


def load_scenario(name: str | Path) -> Scenario:
    """Read and check a scenario.

    Args:
        name: of a shipped scenario, or the path of a YAML file.

    Raises:
        ConfigError: anything that is missing, misspelt, out of range or contradictory, an obstacle over a start or a
            goal, a goal too far away; one line.
    """
    document = read_yaml(_file(name))
    kind = _kind(document)
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


def _file(name: str | Path) -> Path:
    path = Path(name).expanduser()
    if path.suffix in YAML_SUFFIXES or len(path.parts) > 1:
        return path
    names = scenario_names()
    if str(name) in names:
        return shipped_file(f"environment/{name}.yaml")
    valid = f"{', '.join(names)}, or the path of a YAML file"
    raise ConfigError(str(name), "", "unknown scenario", valid, hint=did_you_mean(str(name), names))


def _kind(document: Document) -> Kind:
    given = document.data.get("scenario")
    if isinstance(given, str) and given in SCENARIOS:
        return SCENARIOS[given]
    missing = "scenario" not in document.data
    line = None if missing else document.line(("scenario",))
    hint = did_you_mean(given, SCENARIOS) if isinstance(given, str) else None
    words = "missing" if missing else f"got {show(given)}"
    raise ConfigError(document.path, "scenario", words, " | ".join(SCENARIOS), hint=hint, line=line)


def _check_inside(name: str, theta: np.ndarray, scenario: Scenario) -> None:
    parameters = scenario.parameters
    outside = (theta < parameters.lower - TOLERANCE) | (theta > parameters.upper + TOLERANCE)
    if outside.any():
        k = int(np.argmax(outside))
        given = f"{parameters.names[k]} of the layout '{name}' is {theta[k]:g} {parameters.units[k]}"
        raise CheckError(("baselines",), given, f"between {parameters.lower[k]:g} and {parameters.upper[k]:g}")


def _check_ends(name: str, theta: np.ndarray, scene: Scene) -> None:
    theta = ca.DM(theta)
    ends = {"start": scene.start(theta), "goal": scene.goal(theta)}
    places = {end: [scene.motion.position(column) for column in ca.horzsplit(ca.DM(x))] for end, x in ends.items()}
    for end, at in places.items():
        _check_clear(f"the {end} of", name, at, theta, scene)
    reach = scene.limits.speed * scene.steps * scene.dt
    for agent, (a, b) in enumerate(zip(places["start"], places["goal"], strict=True)):
        way = float(ca.norm_2(b - a))
        if way - reach > TOLERANCE:
            given = f"{scene.steps} steps take agent {agent} {reach:.3g} m far, its goal is {way:.3g} m away"
            raise CheckError(("horizon", "steps"), given, "enough steps to reach the goal")


def _check_clear(end: str, name: str, places: list[ca.DM], theta: ca.DM, scene: Scene) -> None:
    """That bodies at these places overlap no border and not each other."""
    valid = "starts and goals clear of obstacles and of each other by the agents' radius"
    for i, place in enumerate(places):
        for border in scene.borders:
            mine = border.agents is None or i in border.agents
            room = float(border.shape.distance(place, theta)) - scene.radius[i]
            if mine and not room > -TOLERANCE:
                given = f"{end} agent {i} lies {-room:.3g} m too deep in '{border.shape.name}' (layout '{name}')"
                raise CheckError((), given, valid)
        for k in range(i):
            room = float(ca.norm_2(place - places[k])) - scene.radius[i] - scene.radius[k]
            if not room > -TOLERANCE:
                raise CheckError((), f"{end} agent {i} overlaps that of agent {k} by {-room:.3g} m", valid)
