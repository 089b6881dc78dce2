"""Tables as Markdown, which can be read as they are, too."""

from __future__ import annotations

from collections.abc import Sequence


def markdown_table(heads: Sequence[str], *rows: Sequence[str]) -> str:
    """A line per row, without a line break at the end."""
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
