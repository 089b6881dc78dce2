"""Checkpoints of a training run: numbers only, complete or not there at all."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import torch

from l2c_planner.learning.network import Networks
from l2c_planner.learning.options import TrainingOptions

SCHEMA = 2
NAME = "checkpoint.pt"
KEYS = ("options", "sizes", "networks", "optimiser", "random", "episode", "history")


class BadCheckpoint(ValueError):
    """A file that a run cannot go on from; one line says why."""


@dataclass
class State:
    """Where a training run stands."""

    networks: Networks
    optimiser: torch.optim.Optimizer
    episode: int = 0
    """Episodes done."""
    history: list[dict[str, Any]] = field(default_factory=list)
    """A line per episode."""


def save(path: Path, state: State, options: TrainingOptions) -> None:
    """Write a checkpoint; the file changes at once or not at all."""
    content = {
        "schema": SCHEMA,
        "options": options.model_dump(mode="json"),
        "sizes": state.networks.sizes,
        "networks": state.networks.state_dict(),
        "optimiser": state.optimiser.state_dict(),
        "random": torch.get_rng_state(),
        "episode": state.episode,
        "history": state.history,
    }
    written(path, lambda temporary: torch.save(content, temporary))


def refuse_old(folder: Path) -> None:
    """Raises BadCheckpoint if a folder that a new run is to have holds the checkpoint of another one."""
    path = folder / NAME
    if os.path.lexists(path):
        raise BadCheckpoint(f"{path}: a run is there already; valid: --resume to go on with it, or another --out")


def read(path: Path) -> dict[str, Any]:
    """Content of a checkpoint.

    Raises BadCheckpoint if it is missing, damaged, of another schema or not finite.
    """
    try:
        content = torch.load(path, weights_only=True)
    except Exception as error:  # torch raises whatever unpickling and unzipping raise
        raise BadCheckpoint(f"{path}: no checkpoint ({type(error).__name__}); valid: a file of `l2c train`") from None
    schema = content.get("schema") if isinstance(content, dict) else None
    if schema != SCHEMA:
        raise BadCheckpoint(f"{path}: schema: got {schema!r}; valid: {SCHEMA}")
    if lacking := [name for name in KEYS if name not in content]:
        raise BadCheckpoint(f"{path}: {lacking[0]} is missing; valid: a file of `l2c train`")
    bad = [name for name, tensor in content["networks"].items() if not torch.isfinite(tensor).all()]
    if bad:
        raise BadCheckpoint(f"{path}: {bad[0]} is not finite; valid: finite numbers")
    return content


def restore(path: Path, state: State, options: TrainingOptions) -> None:
    """Put a run where its checkpoint left off.

    Raises BadCheckpoint if that is of other networks, or of other options (more episodes are welcome).
    """
    content = read(path)
    check_options(path, content["options"], options)
    if content["sizes"] != state.networks.sizes:
        raise BadCheckpoint(f"{path}: networks: got {content['sizes']}; valid: {state.networks.sizes}")
    state.networks.load_state_dict(content["networks"])
    state.optimiser.load_state_dict(content["optimiser"])
    torch.set_rng_state(content["random"])
    state.episode, state.history = content["episode"], content["history"]


def networks_of(path: Path) -> tuple[Networks, TrainingOptions]:
    """Networks of a checkpoint and the options that they were trained with.

    Raises BadCheckpoint as `read`, and if the content does not fit together.
    """
    content = read(path)
    try:
        options = TrainingOptions.model_validate_json(json.dumps(content["options"]))
        networks = Networks(content["sizes"], options.informed)
        networks.load_state_dict(content["networks"])
    except (ValueError, KeyError, TypeError, RuntimeError) as error:
        line = str(error).splitlines()[0]
        raise BadCheckpoint(f"{path}: networks do not fit ({line}); valid: a file of `l2c train`") from None
    return networks, options


def check_options(path: Path, saved: dict[str, Any], options: TrainingOptions) -> None:
    """Raises BadCheckpoint if a run was begun with other options, but for the number of episodes."""
    now = options.model_dump(mode="json")
    for name in now:
        if name != "episodes" and saved.get(name) != now[name]:
            raise BadCheckpoint(f"{path}: {name}: the run began with {saved.get(name)}; valid: the same, or a new run")


def written(path: Path, write: Callable[[Path], Any]) -> None:
    """Have a file written beside its place and moved there."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        write(temporary)
        os.replace(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)
