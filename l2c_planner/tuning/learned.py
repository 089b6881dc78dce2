"""Trained networks without torch: a file of arrays, and the tunings that they give."""

from __future__ import annotations

import hashlib
import io
import json
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from pathlib import Path
from zipfile import ZipFile

import numpy as np

from l2c_planner.admm import HostOptions
from l2c_planner.config import MultiliftTask
from l2c_planner.config.loader import shipped_file
from l2c_planner.problems.problem import Problem
from l2c_planner.tuning.features import NAMES, features
from l2c_planner.tuning.layout import Layout, Scores
from l2c_planner.tuning.options import host_options
from l2c_planner.tuning.stages import SIZES, STAGES
from l2c_planner.tuning.tuning import Tuning, tuned

SCHEMA = 2
TASK, LEARNED = "task", "learned"
"""Names for no networks, and for the shipped ones."""
LONGEST = 200
"""Rounds of a schedule; the last factor stays."""
DIGITS = 10
"""Digits of the over-relaxation and of the factors of a schedule: hosts of a team compare these, and processors differ
in the last bits."""

Layers = tuple[tuple[np.ndarray, np.ndarray], ...]
"""Weight (outputs, inputs) and bias (outputs,) of every layer."""


LARGEST = 4_000_000
"""Bytes of a file's arrays; more is refused before it is unpacked."""


class BadFile(ValueError):
    """A file that holds no usable networks; one line says why."""


@dataclass(frozen=True, eq=False)
class Learned:
    """Networks as arrays."""

    layers: dict[str, dict[str, Layers]]
    """By stage and class of agents."""
    rounds: dict[str, int]
    """Rounds that they are trained for, by stage."""

    def scores(self, stage: str, given: dict[str, np.ndarray]) -> Scores:
        """Scores of all agents of a stage from their features, (count, scores) by class.

        Raises ValueError if they are not finite.
        """
        found = {c: _run(self.layers[stage][c], given[c]) for c in STAGES[stage]}
        if not all(np.isfinite(scores).all() for scores in found.values()):
            raise ValueError(f"the networks of stage {stage} give numbers that are not finite")
        return found

    def tuning(self, task: MultiliftTask, problem: Problem, stage: str, rounds: int = LONGEST) -> Tuning:
        """Tuning of the problem of a stage of a task."""
        tuning = Layout(problem, host_options(task.planner), rounds).tuning(self.scores(stage, features(task)))
        schedule, relaxation = np.array([_short(factor) for factor in tuning.schedule]), _short(tuning.relaxation)
        return replace(tuning, schedule=schedule, relaxation=relaxation)

    def tuned(self, task: MultiliftTask, problem: Problem, stage: str) -> tuple[Problem, HostOptions]:
        """The problem of a stage of a task, and the options of its hosts, with the tuning."""
        return tuned(problem, host_options(task.planner), self.tuning(task, problem, stage))

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the content, the same for every file that holds it."""
        found = hashlib.sha256(self._header())
        for name, table in sorted(self._arrays().items()):
            found.update(f"{name}{table.shape}".encode() + table.tobytes())
        return found.hexdigest()

    def bytes(self) -> bytes:
        """Content of the file."""
        stream = io.BytesIO()
        np.savez(stream, header=np.frombuffer(self._header(), np.uint8), **self._arrays())
        return stream.getvalue()

    def _header(self) -> bytes:
        features = {c: list(names) for c, names in NAMES.items()}
        return json.dumps({"schema": SCHEMA, "rounds": self.rounds, "features": features}, sort_keys=True).encode()

    def _arrays(self) -> dict[str, np.ndarray]:
        return {
            f"{stage}/{c}/{i}/{part}": table
            for stage, classes in self.layers.items()
            for c, layers in classes.items()
            for i, layer in enumerate(layers)
            for part, table in zip(("weight", "bias"), layer, strict=True)
        }


def load_learned(path: Path) -> Learned:
    """Networks of a file.

    Raises BadFile as `read_learned`, and if the file cannot be read.
    """
    try:
        content = Path(path).read_bytes()
    except OSError as error:
        raise BadFile(f"{path}: cannot be read ({error.strerror}); valid: a file that `l2c train` wrote") from None
    return read_learned(content, str(path))


def read_learned(content: bytes, where: str) -> Learned:
    """Networks of the content of a file.

    where: what an error names.  Raises BadFile if the content is of another schema, for other features or agents, too
    large, or holds numbers that are none.
    """
    arrays, header = _unpacked(content, where)
    _check_header(where, header)
    layers = {stage: {c: _layers(where, arrays, f"{stage}/{c}") for c in classes} for stage, classes in STAGES.items()}
    used = {f"{s}/{c}/{i}/{part}" for s, of in layers.items() for c, found in of.items() for i in range(len(found))
            for part in ("weight", "bias")}  # fmt: skip
    if unknown := sorted(set(arrays) - used):
        raise BadFile(f"{where}: unknown network {unknown[0]}; valid: {_valid()}")
    for stage, classes in layers.items():
        for c, found in classes.items():
            _check_shapes(where, f"{stage}/{c}", found, len(NAMES[c]))
            if len(found[-1][1]) != SIZES[stage][c]:
                raise BadFile(f"{where}: {stage}/{c}: {len(found[-1][1])} scores; valid: {SIZES[stage][c]}")
    return Learned(layers, header["rounds"])


@lru_cache
def shipped() -> Learned:
    """The networks that are shipped, ``config/learned.npz``."""
    return load_learned(shipped_file("learned.npz"))


def named_networks(name: str) -> Learned | None:
    """The networks that an option names: `task` for none, `learned` for the shipped ones, or a file.

    Raises BadFile if a file holds none, ConfigError if the shipped one is missing.
    """
    if name == TASK:
        return None
    return shipped() if name == LEARNED else load_learned(Path(name).expanduser())


def _unpacked(content: bytes, where: str) -> tuple[dict[str, np.ndarray], object]:
    """Arrays by name, and the header."""
    try:
        with ZipFile(io.BytesIO(content)) as archive:
            size = sum(part.file_size for part in archive.infolist())
        if size > LARGEST:
            raise BadFile(f"{where}: {size} bytes of numbers; valid: at most {LARGEST}")
        with np.load(io.BytesIO(content), allow_pickle=False) as archive:
            arrays = {name: archive[name] for name in archive.files}
        return arrays, json.loads(bytes(arrays.pop("header")))
    except BadFile:
        raise
    except Exception as error:  # a damaged archive makes zipfile and numpy raise almost anything
        raise BadFile(f"{where}: no networks ({type(error).__name__}); valid: a file that `l2c train` wrote") from None


def _short(number: float) -> float:
    return float(f"{number:.{DIGITS}g}")


def _run(layers: Layers, values: np.ndarray) -> np.ndarray:
    for weight, bias in layers[:-1]:
        values = np.tanh(values @ weight.T + bias)
    weight, bias = layers[-1]
    return values @ weight.T + bias


def _check_header(where: str, header: object) -> None:
    schema = header.get("schema") if isinstance(header, dict) else None
    if schema != SCHEMA:
        raise BadFile(f"{where}: schema: got {schema!r}; valid: {SCHEMA}")
    given = header.get("features")
    for c, names in NAMES.items():
        found = given.get(c) if isinstance(given, dict) else given
        if found != list(names):
            raise BadFile(f"{where}: features of {c}: got {found}; valid: {list(names)}")
    rounds = header.get("rounds")
    if not isinstance(rounds, dict) or not all(type(rounds.get(s)) is int and rounds[s] > 0 for s in STAGES):
        raise BadFile(f"{where}: rounds: got {rounds}; valid: an integer >= 1 for each of {', '.join(STAGES)}")


def _layers(where: str, arrays: dict[str, np.ndarray], name: str) -> Layers:
    found = []
    while f"{name}/{len(found)}/weight" in arrays and f"{name}/{len(found)}/bias" in arrays:
        found.append((arrays[f"{name}/{len(found)}/weight"], arrays[f"{name}/{len(found)}/bias"]))
    if not found:
        raise BadFile(f"{where}: no network {name}; valid: {_valid()}")
    return tuple(found)


def _check_shapes(where: str, name: str, layers: Layers, width: int) -> None:
    for i, (weight, bias) in enumerate(layers):
        if weight.dtype != np.float64 or bias.dtype != np.float64 or bias.shape != weight.shape[:1] or (
            weight.ndim != 2 or weight.shape[1] != width
        ):  # fmt: skip
            raise BadFile(f"{where}: {name}: layer {i} has shape {weight.shape}; valid: {width} inputs, float64")
        if not (np.isfinite(weight).all() and np.isfinite(bias).all()):
            raise BadFile(f"{where}: {name}: layer {i} is not finite; valid: finite numbers")
        width = len(weight)


def _valid() -> str:
    return ", ".join(f"{stage}/{c}" for stage, classes in STAGES.items() for c in classes)
