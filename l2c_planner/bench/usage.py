"""What another process of this machine uses: memory and CPU time, read from /proc (Linux)."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

TICK = os.sysconf("SC_CLK_TCK")
"""Of the kernel's count of CPU time [1/s]."""


@dataclass(frozen=True)
class Memory:
    """Of a process [B]."""

    rss: int
    """Resident, with everything that it shares with others."""
    pss: int
    """Resident, shared pages divided by who shares them."""
    uss: int
    """Its own alone: what ending it gives back."""


def memory(pid: int) -> Memory:
    """Memory of a process.

    Raises OSError if it has ended, or is not ours to look at.
    """
    sizes: dict[str, int] = {}
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:]:
        name, kilobytes, *_ = line.split()
        sizes[name.rstrip(":")] = 1024 * int(kilobytes)
    return Memory(sizes["Rss"], sizes["Pss"], sizes["Private_Clean"] + sizes["Private_Dirty"])


def cpu_time(pid: int) -> float:
    """CPU time that all threads of a process have taken so far, in user and kernel [s].

    Raises OSError if it has ended.
    """
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICK
