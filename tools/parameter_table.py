"""Write the tables of nodes' parameters into README.md: `python tools/parameter_table.py`; `--check` only compares.

They are read off the declarations in `l2c_planner.ros.parameters` and, where the README has a place for it, in
`l2c_planner.ros.consensus_options`; that takes no ROS.  `--print` shows the first, `--print-consensus` the second.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from l2c_planner.config.errors import show  # noqa: E402
from l2c_planner.ros import declaration  # noqa: E402
from l2c_planner.ros.consensus_options import ConsensusOptions  # noqa: E402
from l2c_planner.ros.parameters import Parameter, table  # noqa: E402

README = ROOT / "README.md"
BEGIN, END = "<!-- parameters: begin -->\n", "<!-- parameters: end -->\n"
CONSENSUS_BEGIN, CONSENSUS_END = "<!-- consensus parameters: begin -->\n", "<!-- consensus parameters: end -->\n"
HEADINGS = ("name", "type", "valid", "default", "meaning")


def markdown(parameters: Mapping[str, Parameter] | None = None) -> str:
    """Parameters as a Markdown table; those of a robot's node by default."""
    given = table() if parameters is None else parameters
    rows = [HEADINGS, ("---",) * len(HEADINGS), *(_row(parameter) for parameter in given.values())]
    return "".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in row)} |\n" for row in rows)


def _row(parameter: Parameter) -> tuple[str, ...]:
    kind = parameter.type + (", read-only" if parameter.read_only else "")
    valid = parameter.valid.removeprefix("an ").removeprefix("a ")
    return f"`{parameter.name}`", kind, valid, f"`{show(parameter.default)}`", parameter.meaning


def replaced(text: str) -> str:
    """A README with the tables between their marks; the second one if there are marks for it.

    Raises `ValueError` if the marks of the first are not there, once each.
    """
    if text.count(BEGIN) != 1 or text.count(END) != 1:
        raise ValueError(f"README.md: no place for the table; valid: one {BEGIN.strip()} and one {END.strip()}")
    before, rest = text.split(BEGIN)
    new = f"{before}{BEGIN}\n{markdown()}\n{END}{rest.split(END)[1]}"
    if new.count(CONSENSUS_BEGIN) == new.count(CONSENSUS_END) == 1:
        before, rest = new.split(CONSENSUS_BEGIN)
        own = markdown(declaration.table(ConsensusOptions))
        new = f"{before}{CONSENSUS_BEGIN}\n{own}\n{CONSENSUS_END}{rest.split(CONSENSUS_END)[1]}"
    return new


def main(arguments: list[str]) -> int:
    """0: done, or nothing to do; 1: the README is not up to date (`--check`); 2: it has no place for the table."""
    if arguments == ["--print"]:
        print(markdown(), end="")
        return 0
    if arguments == ["--print-consensus"]:
        print(markdown(declaration.table(ConsensusOptions)), end="")
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
