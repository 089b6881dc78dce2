"""Write the table of the node's parameters into README.md: `python tools/parameter_table.py`; `--check` only compares.

The table is read off the declarations in `l2c_planner.ros.parameters`; that takes no ROS.  `--print` shows it.
"""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from l2c_planner.config.errors import show  # noqa: E402
from l2c_planner.ros.parameters import Parameter, table  # noqa: E402

README = ROOT / "README.md"
BEGIN, END = "<!-- parameters: begin -->\n", "<!-- parameters: end -->\n"
HEADINGS = ("name", "type", "valid", "default", "meaning")


def markdown() -> str:
    """All parameters as a Markdown table."""
    rows = [HEADINGS, ("---",) * len(HEADINGS), *(_row(parameter) for parameter in table().values())]
    return "".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in row)} |\n" for row in rows)


def _row(parameter: Parameter) -> tuple[str, ...]:
    kind = parameter.type + (", read-only" if parameter.read_only else "")
    valid = parameter.valid.removeprefix("an ").removeprefix("a ")
    return f"`{parameter.name}`", kind, valid, f"`{show(parameter.default)}`", parameter.meaning


def replaced(text: str) -> str:
    """A README with the table between its marks.

    Raises `ValueError` if the marks are not there, once each.
    """
    if text.count(BEGIN) != 1 or text.count(END) != 1:
        raise ValueError(f"README.md: no place for the table; valid: one {BEGIN.strip()} and one {END.strip()}")
    before, rest = text.split(BEGIN)
    return f"{before}{BEGIN}\n{markdown()}\n{END}{rest.split(END)[1]}"


def main(arguments: list[str]) -> int:
    """0: done, or nothing to do; 1: the README is not up to date (`--check`); 2: it has no place for the table."""
    if arguments == ["--print"]:
        print(markdown(), end="")
        return 0
    text = README.read_text(encoding="utf-8")
    try:
        new = replaced(text)
    except ValueError as error:
        print(error, file=sys.stderr)
        return 2
    if arguments == ["--check"]:
        return int(new != text)
    README.write_text(new, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
