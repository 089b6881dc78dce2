"""Shared memory of Fast DDS: which files a process holds, and how those of a dead one are removed.

Beside every segment or port `fastrtps_X` lies a file `fastrtps_X_el` (or `_sl`), which its owner keeps locked as long
as it lives, and for a port a semaphore. A process that is killed leaves them all, and one that ends well leaves the
ports that a killed one had open. Run as a program, this module is a guard: it removes what was announced to it when
whoever announced it is gone, however that ended. It needs nothing but the standard library, to start in no time.
"""

from __future__ import annotations

import fcntl
import os
import re
import sys
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple, TextIO

FOLDER = Path("/dev/shm")
LOCK = re.compile(r"(fast(?:rtps|dds)_\w+)_[es]l")
PATIENCE = 3.0
"""How long the guard waits for processes that are just dying [s]."""
NEW = 0.5
"""Files that are younger may lack their lock yet [s]."""
SWEEPS = 4
"""How often the guard looks for what nobody announced."""
HOLDS = {"el": fcntl.LOCK_SH, "sl": fcntl.LOCK_EX}
"""Kinds of locks, and what fails while an owner has one: owners lock `_el` alone, `_sl` together with others."""


class Segment(NamedTuple):
    """A segment or port as it was when its owner held it."""

    name: str
    inode: int
    """Tells it from a later one of the same name; port names are used again."""


def held_by(process: int, folder: Path = FOLDER) -> set[Segment]:
    """What a living process owns; empty where there is no /proc, or no such process of ours."""
    found = set()
    with suppress(OSError):
        for entry in os.scandir(f"/proc/{process}/fd"):
            with suppress(OSError):
                path = Path(os.readlink(entry.path))
                if path.parent == folder and (lock := LOCK.fullmatch(path.name)):
                    found.add(Segment(lock[1], (folder / lock[1]).stat().st_ino))
    return found


def remove(segments: Iterable[Segment], folder: Path = FOLDER) -> set[Segment]:
    """Remove all files of segments that nobody holds any more; return those that somebody does."""
    segments = set(segments)
    held = {segment for segment in segments if _is_held(segment, folder)}
    for name, _ in filter(lambda segment: _is_the_same(segment, folder), segments - held):
        for file in (name, f"{name}_el", f"{name}_sl", f"sem.{name}_mutex"):
            with suppress(OSError):
                (folder / file).unlink()
    return held


def orphans(since: float, folder: Path = FOLDER) -> set[Segment]:
    """What processes of this user have made since a time [s, Unix], and nobody holds; not what is just being made."""
    found = set()
    for path in folder.iterdir():
        with suppress(OSError):
            if lock := LOCK.fullmatch(path.name):
                made = (folder / lock[1]).stat()
                segment = Segment(lock[1], made.st_ino)
                ours = made.st_uid == os.getuid() and since <= made.st_ctime <= time.time() - NEW
                if ours and not _is_held(segment, folder):
                    found.add(segment)
    return found


def guard(announced: TextIO) -> None:
    """Read names and inodes, one segment a line, until the other end is closed; then remove them.

    And what was made after the last announcement, since the guard began, if nobody holds it.
    """
    since = time.time() - NEW
    left = {Segment(name, int(inode)) for name, inode in map(str.split, announced)}
    end = time.monotonic() + PATIENCE
    while (left := remove(left)) and time.monotonic() < end:
        time.sleep(0.05)
    for _ in range(SWEEPS):  # whoever looks at a lock beside us makes it look held for a moment
        time.sleep(2 * NEW / SWEEPS)
        remove(orphans(since))


def _is_held(segment: Segment, folder: Path) -> bool:
    return any(_is_locked(folder / f"{segment.name}_{kind}", lock) for kind, lock in HOLDS.items())


def _is_locked(path: Path, lock: int) -> bool:
    try:
        descriptor = os.open(path, os.O_RDONLY)
    except OSError:
        return False
    try:
        fcntl.flock(descriptor, lock | fcntl.LOCK_NB)
        return False
    except OSError:
        return True
    finally:
        os.close(descriptor)


def _is_the_same(segment: Segment, folder: Path) -> bool:
    try:
        return (folder / segment.name).stat().st_ino == segment.inode
    except OSError:  # gone, which leaves at most its lock and semaphore
        return True


if __name__ == "__main__":
    guard(sys.stdin)
