"""Checkpoints of policy training: a run that goes on from one ends as if it had never stopped."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import torch

from l2c_planner.learning.checkpoint import BadCheckpoint, written
from l2c_planner.policy.alternation import Round, Training
from l2c_planner.policy.obstacles import Obstacles
from l2c_planner.policy.ppo import Progress
from l2c_planner.policy.world import State, Tasks

SCHEMA = 1
KEYS = ("row", "arena", "networks", "optimisers", "random", "course", "history")


def save(path: Path, training: Training) -> None:
    """Write where a run stands; the file changes at once or not at all."""
    course = training.course
    content = {
        "schema": SCHEMA,
        "row": training.row,
        "arena": _arena(training),
        "networks": {name: module.state_dict() for name, module in _modules(training).items()},
        "optimisers": [training.learner.optimiser.state_dict(), training.designer.optimiser.state_dict()],
        "workers": training.share.count,
        "random": training.random.get_state(),
        "course": [vars(part) for part in (course.state, course.tasks, course.obstacles)],
        "history": [asdict(line) for line in training.history],
    }
    written(path, lambda temporary: torch.save(content, temporary))


def restore(path: Path, training: Training) -> None:
    """Put a run where its checkpoint left off; several processes go on with other random numbers and worlds, as only
    the first one writes.

    Raises BadCheckpoint if the file is missing, damaged, of another schema, not finite, or of another run (more rounds
    are welcome).
    """
    content = _read(path)
    now = _arena(training)
    for name in ("row", "arena"):
        mine = training.row if name == "row" else now
        if content[name] != mine:
            raise BadCheckpoint(f"{path}: {name}: the run began with another one; valid: the same, or a new run")
    try:
        for name, module in _modules(training).items():
            module.load_state_dict(content["networks"][name])
        optimisers = training.learner.optimiser, training.designer.optimiser
        for optimiser, state in zip(optimisers, content["optimisers"], strict=True):
            optimiser.load_state_dict(state)
        training.history = [Round(**{**line, "policy": Progress(**line["policy"])}) for line in content["history"]]
        if training.share.count > 1 or content.get("workers", 1) > 1:
            training.begin_again()
            return
        training.random.set_state(content["random"])
        kinds, device = zip((State, Tasks, Obstacles), content["course"], strict=True), training.random.device
        parts = (kind(**part).to(device) for kind, part in kinds)
        training.course.state, training.course.tasks, training.course.obstacles = parts
    except (AttributeError, KeyError, TypeError, ValueError, RuntimeError) as error:
        line = " ".join(str(error).split())[:120]
        raise BadCheckpoint(f"{path}: does not fit ({line}); valid: a file of `l2c policy --train`") from None


def _read(path: Path) -> dict[str, Any]:
    try:
        content = torch.load(path, map_location="cpu", weights_only=True)
    except Exception as error:  # torch raises whatever unpickling and unzipping raise
        words = f"{path}: no checkpoint ({type(error).__name__}); valid: a file of `l2c policy --train`"
        raise BadCheckpoint(words) from None
    schema = content.get("schema") if isinstance(content, dict) else None
    if schema != SCHEMA:
        raise BadCheckpoint(f"{path}: schema: got {schema!r}; valid: {SCHEMA}")
    if lacking := [name for name in KEYS if name not in content]:
        raise BadCheckpoint(f"{path}: {lacking[0]} is missing; valid: a file of `l2c policy --train`")
    for part in ("networks", "optimisers", "course"):
        for name, table in _tables(content[part]):
            if not torch.isfinite(table).all():
                raise BadCheckpoint(f"{path}: {part}.{name} is not finite; valid: finite numbers")
    return content


def _tables(tree: Any, above: tuple[str, ...] = ()) -> Iterator[tuple[str, torch.Tensor]]:
    """Arrays and numbers anywhere in mappings and lists, with the way to them."""
    if isinstance(tree, torch.Tensor | float):
        yield ".".join(above), torch.as_tensor(tree)
    elif isinstance(tree, Mapping | Sequence) and not isinstance(tree, str):
        for name, part in tree.items() if isinstance(tree, Mapping) else enumerate(tree):
            yield from _tables(part, (*above, str(name)))


def _modules(training: Training) -> dict[str, torch.nn.Module]:
    return {"actor": training.actor, "critic": training.critic, "generator": training.generator}


def _arena(training: Training) -> str:
    """What must not change within a run."""
    settings = training.arena.model_dump(mode="json")
    settings["training"].pop("rounds")
    return repr(sorted(settings.items()))
