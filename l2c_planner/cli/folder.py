"""The folder of results: found writable before the work starts, and changed only when all files are complete."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from l2c_planner.cli.codes import Refused
from l2c_planner.cli.signals import Interrupted, undisturbed


@contextmanager
def staged(folder: Path, names: Sequence[str]) -> Iterator[Path]:
    """Yield an empty folder whose files replace those called `names` in `folder` when the block ends without an error.

    A file of `names` that the block did not write is removed from `folder`: what lies there afterwards belongs
    together. If the block fails, `folder` is as it was, or not there if it was not.

    Raises `Refused` at once if `folder` cannot be written, whatever the block raises otherwise.
    """
    made = _missing(folder)
    stage = None
    try:
        with refusing(folder):
            stage = _open(folder, names)
        yield stage
        with refusing(folder), undisturbed():
            _move(stage, folder, names)
    except Interrupted as stop:
        stop.note = f", the results in {folder} are as they were"
        raise
    finally:
        if stage is not None:
            shutil.rmtree(stage, ignore_errors=True)
        _remove_empty(made)


@contextmanager
def refusing(folder: Path) -> Iterator[None]:
    """Turn an `OSError` into a `Refused` that names `folder`."""
    try:
        yield
    except OSError as error:
        raise Refused(f"{folder}: cannot be written, {error.strerror or error}") from error


def _missing(folder: Path) -> list[Path]:
    """The folders that have to be made, innermost first."""
    return [path for path in (folder, *folder.parents) if not os.path.lexists(path)]


def _open(folder: Path, names: Sequence[str]) -> Path:
    if os.path.lexists(folder) and not folder.is_dir():
        raise NotADirectoryError("it is not a folder")
    folder.mkdir(parents=True, exist_ok=True)
    for name in names:
        if (folder / name).is_dir():
            raise IsADirectoryError(f"{name} in it is a folder")
    return Path(tempfile.mkdtemp(prefix=".l2c-", dir=folder))


def _move(stage: Path, folder: Path, names: Sequence[str]) -> None:
    for name in names:
        if (stage / name).exists():
            os.replace(stage / name, folder / name)
        else:
            (folder / name).unlink(missing_ok=True)


def _remove_empty(folders: Sequence[Path]) -> None:
    for path in folders:
        with suppress(OSError):  # not empty, or never made
            path.rmdir()
