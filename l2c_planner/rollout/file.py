"""A roll-out as one versioned .npz file that appears complete or not at all."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np

from l2c_planner.rollout.errors import RolloutError, reason
from l2c_planner.rollout.rollout import Head, Rollout, StageRollout

VERSION = 1
SERIES = ("primal", "penalty", "primal_residual", "dual_residual")
TABLES = ("copies", "dual")
TEXTS = {"plan": int, "problem_hash": int, "task": str, "agents": dict, "captain": str, "committed": bool}
"""Fields of the head that are written as JSON, and their types."""


def save(rollout: Rollout, path: str | Path) -> None:
    """Write a roll-out; an older file of that name is replaced in one step.

    Raises RolloutError if the file cannot be written.
    """
    path, arrays = Path(path), _arrays(rollout)
    temporary = path.with_name(f".{path.name}-{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with temporary.open("wb") as file:
            np.savez(file, **arrays)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except OSError as error:
        raise RolloutError(path, f"cannot be written ({reason(error)})") from None
    finally:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)


def load(path: str | Path) -> Rollout:
    """Read a roll-out.

    Raises RolloutError if there is no such file, if it is damaged, or if it has another version.
    """
    try:
        with np.load(Path(path), allow_pickle=False) as arrays:
            index = json.loads(bytes(arrays["index"]))
            if index["version"] == VERSION:
                return _rollout(index, arrays)
    except MemoryError:
        raise RolloutError(path, "not a roll-out (it claims to be larger than the memory)") from None
    except Exception as error:  # zip, zlib, numpy and json raise a dozen different ones over a damaged file
        raise RolloutError(path, f"not a roll-out that can be read ({reason(error)})") from None
    raise RolloutError(path, f"a roll-out of version {index['version']}; valid: {VERSION}")


def _arrays(rollout: Rollout) -> dict[str, np.ndarray]:
    head = {name: getattr(rollout.head, name) for name in TEXTS} | {"agents": dict(rollout.head.agents)}
    stages = [{"name": s.name, "couplings": list(s.copies)} for s in rollout.stages]
    index = {"version": VERSION, "head": head, "stages": stages, "missing": list(rollout.missing)}
    arrays = {"index": np.frombuffer(json.dumps(index).encode(), np.uint8), "goal": rollout.head.goal}
    for number, stage in enumerate(rollout.stages):
        arrays |= {f"{number}.{name}": getattr(stage, name) for name in SERIES}
        for table in TABLES:
            arrays |= {f"{number}.{table}.{i}": x for i, x in enumerate(getattr(stage, table).values())}
    return arrays


def _rollout(index: Mapping[str, Any], arrays: Mapping[str, np.ndarray]) -> Rollout:
    texts = index["head"]
    if not all(type(texts[name]) is kind for name, kind in TEXTS.items()):
        raise ValueError("its head has fields of a wrong type")
    head = Head(**{name: texts[name] for name in TEXTS}, goal=_floats(arrays["goal"], 2))
    stages = tuple(_stage(s, str(number), arrays) for number, s in enumerate(index["stages"]))
    return Rollout(head, stages, tuple(str(line) for line in index["missing"]))


def _stage(entry: Mapping[str, Any], number: str, arrays: Mapping[str, np.ndarray]) -> StageRollout:
    series = {n: _floats(arrays[f"{number}.{n}"], 3 if n == "primal" else 1) for n in SERIES}
    tables = {
        t: {str(name): _floats(arrays[f"{number}.{t}.{i}"], 4) for i, name in enumerate(entry["couplings"])}
        for t in TABLES
    }
    parts = [*series.values(), *tables["copies"].values(), *tables["dual"].values()]
    if len({len(part) for part in parts}) > 1:
        raise ValueError(f"stage {number} has tables of different numbers of rounds")
    return StageRollout(name=str(entry["name"]), **series, **tables)


def _floats(array: np.ndarray, axes: int) -> np.ndarray:
    if array.dtype != np.float64 or array.ndim != axes:
        raise ValueError(f"an array of {array.dtype} with {array.ndim} axes; valid: float64 with {axes}")
    return array
