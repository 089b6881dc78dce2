"""Trained networks without torch: a file of arrays, and the tunings that they give."""

from __future__ import annotations

import io
import json
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from zipfile import BadZipFile

import numpy as np

from l2c_planner.config import MultiliftTask
from l2c_planner.config.loader import shipped_file
from l2c_planner.learning.features import NAMES, features
from l2c_planner.learning.layout import Layout, Scores
from l2c_planner.learning.stages import SIZES, STAGES, stage_problem
from l2c_planner.learning.tuning import Tuning
from l2c_planner.plan.options import host_options
from l2c_planner.problems.problem import Problem

SCHEMA = 1
LONGEST = 200
"""Rounds of a schedule; the last factor stays."""
DIGITS = 10
"""Digits of the factors of a schedule: the hosts of a team compare them, and processors differ in the last bits."""

Layers = tuple[tuple[np.ndarray, np.ndarray], ...]
"""Weight (outputs, inputs) and bias (outputs,) of every layer."""


class BadFile(ValueError):
    """A file that holds no usable networks; one line says why."""


@dataclass(frozen=True, eq=False)
class Exported:
    """Networks as arrays."""

    layers: dict[str, dict[str, Layers]]
    """By stage and class of agents."""
    rounds: dict[str, int]
    """Rounds that they are trained for, by stage."""

    def scores(self, stage: str, given: dict[str, np.ndarray]) -> Scores:
        """Scores of all agents of a stage from their features, (count, scores) by class."""
        return {c: _run(self.layers[stage][c], given[c]) for c in STAGES[stage]}

    def tuning(self, task: MultiliftTask, problem: Problem, stage: str, rounds: int = LONGEST) -> Tuning:
        """Tuning of the problem of a stage of a task."""
        tuning = Layout(problem, host_options(task.planner), rounds).tuning(self.scores(stage, features(task)))
        return replace(tuning, schedule=np.array([float(f"{factor:.{DIGITS}g}") for factor in tuning.schedule]))

    def bytes(self) -> bytes:
        """Content of the file."""
        header = {"schema": SCHEMA, "rounds": self.rounds, "features": {c: list(names) for c, names in NAMES.items()}}
        arrays = {"header": np.frombuffer(json.dumps(header, sort_keys=True).encode(), np.uint8)}
        for stage, classes in self.layers.items():
            for c, layers in classes.items():
                for i, (weight, bias) in enumerate(layers):
                    arrays[f"{stage}/{c}/{i}/weight"], arrays[f"{stage}/{c}/{i}/bias"] = weight, bias
        stream = io.BytesIO()
        np.savez(stream, **arrays)
        return stream.getvalue()


def load_exported(path: Path) -> Exported:
    """Networks of a file.

    Raises BadFile if it is missing, of another schema, for other features or agents, or holds numbers that are none.
    """
    try:
        with np.load(path, allow_pickle=False) as archive:
            arrays = {name: archive[name] for name in archive.files}
        header = json.loads(bytes(arrays.pop("header")))
    except (OSError, ValueError, KeyError, EOFError, BadZipFile) as error:
        raise BadFile(f"{path}: no networks ({type(error).__name__}); valid: a file that `l2c train` wrote") from None
    _check_header(path, header)
    layers = {stage: {c: _layers(path, arrays, f"{stage}/{c}") for c in classes} for stage, classes in STAGES.items()}
    used = {f"{s}/{c}/{i}/{part}" for s, of in layers.items() for c, found in of.items() for i in range(len(found))
            for part in ("weight", "bias")}  # fmt: skip
    if unknown := sorted(set(arrays) - used):
        raise BadFile(f"{path}: unknown network {unknown[0]}; valid: {_valid()}")
    for stage, classes in layers.items():
        for c, found in classes.items():
            _check_shapes(path, f"{stage}/{c}", found, len(NAMES[c]))
            if len(found[-1][1]) != SIZES[stage][c]:
                raise BadFile(f"{path}: {stage}/{c}: {len(found[-1][1])} scores; valid: {SIZES[stage][c]}")
    return Exported(layers, header["rounds"])


@lru_cache
def shipped() -> Exported:
    """The networks that are shipped, ``config/learned.npz``."""
    return load_exported(shipped_file("learned.npz"))


def learned_tuning(task: MultiliftTask, stage: str, networks: Exported | None = None) -> Tuning:
    """Tuning of a stage of a task, by the shipped networks if none are given.

    Raises BadFile if the shipped file is none, ConfigError if it is missing.
    """
    return (networks or shipped()).tuning(task, stage_problem(task, stage), stage)


def _run(layers: Layers, values: np.ndarray) -> np.ndarray:
    for weight, bias in layers[:-1]:
        values = np.tanh(values @ weight.T + bias)
    weight, bias = layers[-1]
    return values @ weight.T + bias


def _check_header(path: Path, header: object) -> None:
    schema = header.get("schema") if isinstance(header, dict) else None
    if schema != SCHEMA:
        raise BadFile(f"{path}: schema: got {schema!r}; valid: {SCHEMA}")
    given = header.get("features")
    for c, names in NAMES.items():
        found = given.get(c) if isinstance(given, dict) else given
        if found != list(names):
            raise BadFile(f"{path}: features of {c}: got {found}; valid: {list(names)}")
    rounds = header.get("rounds")
    if not isinstance(rounds, dict) or not all(type(rounds.get(s)) is int and rounds[s] > 0 for s in STAGES):
        raise BadFile(f"{path}: rounds: got {rounds}; valid: an integer >= 1 for each of {', '.join(STAGES)}")


def _layers(path: Path, arrays: dict[str, np.ndarray], name: str) -> Layers:
    found = []
    while f"{name}/{len(found)}/weight" in arrays and f"{name}/{len(found)}/bias" in arrays:
        found.append((arrays[f"{name}/{len(found)}/weight"], arrays[f"{name}/{len(found)}/bias"]))
    if not found:
        raise BadFile(f"{path}: no network {name}; valid: {_valid()}")
    return tuple(found)


def _check_shapes(path: Path, name: str, layers: Layers, width: int) -> None:
    for i, (weight, bias) in enumerate(layers):
        if weight.dtype != np.float64 or bias.dtype != np.float64 or bias.shape != weight.shape[:1] or (
            weight.ndim != 2 or weight.shape[1] != width
        ):  # fmt: skip
            raise BadFile(f"{path}: {name}: layer {i} has shape {weight.shape}; valid: {width} inputs, float64")
        if not (np.isfinite(weight).all() and np.isfinite(bias).all()):
            raise BadFile(f"{path}: {name}: layer {i} is not finite; valid: finite numbers")
        width = len(weight)


def _valid() -> str:
    return ", ".join(f"{stage}/{c}" for stage, classes in STAGES.items() for c in classes)
