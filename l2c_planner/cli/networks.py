"""The networks that a command line names: `task` for none, `learned` for the shipped ones, or a file."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import TYPE_CHECKING

from l2c_planner.cli.codes import Refused

if TYPE_CHECKING:
    from l2c_planner.config import Task
    from l2c_planner.tuning.learned import Learned

TASK, LEARNED = "task", "learned"


def tuning_networks(task: Task, tuning: str) -> Learned | None:
    """What the option `--tuning` names.

    Raises `Refused` if a file holds no networks, or none are trained for the task.
    """
    from l2c_planner.config import MultiliftTask

    if tuning == TASK:
        return None
    if not isinstance(task, MultiliftTask):
        raise Refused(f"--tuning {tuning}: nothing was learned for a {task.problem}; leave it out")
    path = None if tuning == LEARNED else Path(tuning).expanduser()
    if path is not None and not path.exists():
        raise Refused(f"--tuning {tuning}: no such file; valid: {TASK}, {LEARNED}, or a file that `l2c train` wrote")
    return networks(path)


def networks(path: Path | None) -> Learned:
    """Networks of an exported file, the folder of a training run, or a checkpoint (which needs torch); None: shipped.

    Raises `Refused` if there are none.
    """
    from l2c_planner.config import ConfigError
    from l2c_planner.tuning.learned import BadFile, load_learned, shipped

    try:
        if path is None:
            return shipped()
        if path.suffix != ".pt":
            return load_learned(path / "learned.npz" if path.is_dir() else path)
        need_torch()
        from l2c_planner.learning.checkpoint import networks_of

        found, options = networks_of(path)
        return found.exported(options.rounds.most())
    except (BadFile, ConfigError) as error:
        raise Refused(str(error)) from error
    except ValueError as error:  # a bad checkpoint; its class needs torch
        raise Refused(str(error)) from error


def need_torch() -> None:
    """Raises `Refused` where torch is not installed, or cannot be imported."""
    if importlib.util.find_spec("torch") is None:
        raise Refused("learning needs the Python module torch: pip install 'l2c_planner[learn]'")
    try:
        importlib.import_module("torch")
    except (ImportError, OSError) as error:  # the latter where a shared library of it cannot be loaded
        raise Refused(f"learning needs the Python module torch, which cannot be imported here: {error}") from error
