"""Write the tables of all configuration keys into README.md: `python tools/config_table.py`; a test compares them.

The tables are read off the models of `l2c_planner.config`, so that what they say is what the loader accepts.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from l2c_planner.config import MultiliftTask, PlannerOptions, SwarmTask, Team  # noqa: E402
from l2c_planner.config.base import Model  # noqa: E402
from l2c_planner.config.describe import Guide  # noqa: E402
from l2c_planner.config.errors import Key, dotted, show  # noqa: E402

README = ROOT / "README.md"
BEGIN, END = "<!-- configuration: begin -->\n", "<!-- configuration: end -->\n"

FILES: dict[str, tuple[type[Model], tuple[str, ...]]] = {
    "Transport task: `config/transport.yaml`": (MultiliftTask, ("team", "planner")),
    "Team that carries a load: `config/team.yaml`": (Team, ()),
    "Planner: `config/planner.yaml`": (PlannerOptions, ()),
    "Swarm task: `config/swarm.yaml`": (SwarmTask, ("planner",)),
}
"""Heading -> model of the file and its keys that have a table of their own."""

Row = tuple[str, str, str, str]


def tables() -> str:
    """All tables as Markdown, each folded away under its heading."""
    return "\n".join(_section(heading, *file) for heading, file in FILES.items())


def _section(heading: str, model: type[Model], apart: tuple[str, ...]) -> str:
    rows = [("key", "valid", "default", "meaning"), ("---",) * 4, *_rows(model, Guide(model), (), apart)]
    lines = "\n".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in row)} |" for row in rows)
    return f"<details>\n<summary>{_code(heading)}</summary>\n\n{lines}\n\n</details>\n"


def _code(heading: str) -> str:
    """Markdown is not read inside a summary."""
    before, name, _ = heading.split("`")
    return f"{before}<code>{name}</code>"


def _rows(model: type[BaseModel], guide: Guide, key: Key, apart: tuple[str, ...] = ()) -> Iterator[Row]:
    for name, field in model.model_fields.items():
        here, parts = (*key, name), [] if name in apart else list(_models(field.annotation))
        if not parts or _has_plain_form(field.annotation):
            yield _row(here, field, guide, name in apart)
        nested = (row for part in parts for row in _rows(part, guide, (*here, *_entry(field.annotation))))
        yield from {row[0]: row for row in nested}.values()  # two forms of a mapping may share a key


def _row(key: Key, field: FieldInfo, guide: Guide, apart: bool) -> Row:
    meaning = field.description or ""
    valid = "path of a YAML file, or its content" if apart else _short(guide.valid(key).removesuffix(f" ({meaning})"))
    default = "required" if field.is_required() else "that file's" if apart else f"`{show(_plain(field.default))}`"
    return f"`{dotted(key).replace('[0]', '[]')}`", valid, default, meaning


def _short(words: str) -> str:
    """The words of an error message as those of a table."""
    for pattern, short in ((r"a list of (\d+ )?entries, each ", r"list of \1: "), (" :", ":"), (r"\ban? ", "")):
        words = re.sub(pattern, short, words)
    return words


def _plain(value: Any) -> Any:
    return value.model_dump() if isinstance(value, BaseModel) else value


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    """The models in an annotation, however wrapped."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in get_args(annotation):
        yield from _models(part)


def _entry(annotation: Any) -> Key:
    """What stands between the key of a field and those of the models in it: a list's index, a mapping's name."""
    container = get_origin(annotation)
    if container in (tuple, dict):
        return (0,) if container is tuple else ("<name>",)
    return next((entry for part in get_args(annotation) if (entry := _entry(part)) and list(_models(part))), ())


def _has_plain_form(annotation: Any) -> bool:
    """Whether something else than a model may stand here too."""
    if get_origin(annotation) is Annotated:
        return _has_plain_form(get_args(annotation)[0])
    choices = get_args(annotation) if get_origin(annotation) in (Union, UnionType) else ()
    return any(choice is not type(None) and not list(_models(choice)) for choice in choices)


def replaced(text: str) -> str:
    """A README with the tables between its marks.

    Raises `ValueError` if the marks are not there.
    """
    before, rest = text.split(BEGIN)
    return before + BEGIN + "\n" + tables() + "\n" + END + rest.split(END)[1]


if __name__ == "__main__":
    README.write_text(replaced(README.read_text(encoding="utf-8")), encoding="utf-8")
