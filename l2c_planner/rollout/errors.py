"""What goes wrong with roll-outs, their files and bags: one line that names the file and what is the matter."""

from __future__ import annotations

from pathlib import Path


class RolloutError(Exception):
    """A roll-out that cannot be written, read or rebuilt; ``str(error)`` is one printable line."""

    def __init__(self, where: str | Path, trouble: str) -> None:
        super().__init__("".join(c if c.isprintable() else " " for c in f"{where}: {trouble}"))


def reason(error: BaseException) -> str:
    """First line of what another library says, or the name of its exception."""
    text = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return (text.strip().splitlines() or [type(error).__name__])[0][:200]
