"""Shared memory that a run has left behind."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress

from l2c_planner.ros import shared_memory
from l2c_planner.ros.shared_memory import Segment


def left_of(segments: Iterable[Segment]) -> set[Segment]:
    """Those that still lie in memory although no living process holds them; a port's name may be used again."""
    return {s for s in segments if _inode(s.name) == s.inode and not shared_memory._is_held(s, shared_memory.FOLDER)}


def _inode(name: str) -> int | None:
    with suppress(OSError):
        return (shared_memory.FOLDER / name).stat().st_ino
    return None
