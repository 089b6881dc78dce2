"""Read one YAML file safely: plain data with line numbers, YAML 1.2 numbers, no duplicate keys."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from .errors import ConfigError, Key, did_you_mean, show

MAX_BYTES = 1 << 20
MAX_VALUES = 200_000
YAML_SUFFIXES = {".yaml", ".yml"}

_INT = re.compile(r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?|[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")


@dataclass(frozen=True)
class Document:
    """A file that has been read."""

    path: Path
    """The file, as the user wrote it."""
    data: dict[str, Any]
    """Its content."""
    node: yaml.Node
    """Its syntax tree, for line numbers."""

    def line(self, key: Key) -> int:
        """Line (from 1) where `key`, or its deepest existing ancestor, is written."""
        node, line = self.node, self.node.start_mark.line
        for part in key:
            child = _child(node, part)
            if child is None:
                break
            line, node = child
        return line + 1


def read_yaml(path: Path) -> Document:
    """Read the mapping in `path`.

    Raises:
        ConfigError: not a readable file, not UTF-8, not valid YAML, or not a mapping.
    """
    loader = None
    try:
        loader = _Loader(_read_text(path))
        node = loader.get_single_node()
        data = loader.construct_document(node) if node is not None else None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else None
        raise ConfigError(path, "", f"not valid YAML, {error.problem}", _VALID_YAML, line=line) from None
    except yaml.YAMLError as error:
        raise ConfigError(path, "", f"not valid YAML, {error}", _VALID_YAML) from None
    except RecursionError:
        raise ConfigError(path, "", "nested too deeply", _VALID_YAML) from None
    finally:
        if loader is not None:
            loader.dispose()
    if node is None or not isinstance(data, dict):
        given = "the file is empty" if data is None else f"the file holds {show(data)}"
        raise ConfigError(path, "", given, "a mapping of keys to values, 'key: value' on each line")
    return Document(path, data, node)


_VALID_YAML = "one YAML mapping, 'key: value' with spaces for indentation"


def _read_text(path: Path) -> str:
    try:
        _require_file(path)
        content = path.read_bytes()
        if len(content) > MAX_BYTES:
            raise ConfigError(path, "", f"{len(content)} bytes long", f"a file of at most {MAX_BYTES} bytes")
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise ConfigError(path, "", "not UTF-8 text", "a text file in UTF-8", line=line) from None
    except OSError as error:
        raise ConfigError(path, "", f"cannot be read, {error.strerror or error}", "a readable YAML file") from None
    except ValueError as error:  # a NUL in the name
        raise ConfigError(path, "", f"cannot be read, {error}", "a readable YAML file") from None


def _require_file(path: Path) -> None:
    if path.is_file():
        return
    if path.is_dir():
        raise ConfigError(path, "", "is a directory", f"the path of a YAML file{_listing(path)}")
    if path.exists():
        raise ConfigError(path, "", "is not a regular file", "the path of a YAML file")
    names = _yaml_names(path.parent)
    raise ConfigError(
        path, "", "no such file", f"the path of a YAML file{_listing(path.parent)}", hint=did_you_mean(path.name, names)
    )


def _listing(folder: Path) -> str:
    names = _yaml_names(folder)[:8]
    return f", in {folder}: {', '.join(names)}" if names else ""


def _yaml_names(folder: Path) -> list[str]:
    try:
        return sorted(entry.name for entry in folder.iterdir() if entry.suffix in YAML_SUFFIXES)
    except OSError:
        return []


def _child(node: yaml.Node, part: str | int) -> tuple[int, yaml.Node] | None:
    """Line and value of one entry."""
    if isinstance(node, yaml.MappingNode):
        return next(((key.start_mark.line, value) for key, value in node.value if key.value == part), None)
    if isinstance(node, yaml.SequenceNode) and isinstance(part, int) and 0 <= part < len(node.value):
        return node.value[part].start_mark.line, node.value[part]
    return None


class _Loader(yaml.reader.Reader, yaml.scanner.Scanner, yaml.parser.Parser, yaml.composer.Composer,
              yaml.constructor.BaseConstructor, yaml.resolver.BaseResolver):  # fmt: skip
    """Only the YAML 1.2 core types: PyYAML's own loaders read 1e-3 as text, 010 as 8 and 1:30 as 90."""

    def __init__(self, text: str) -> None:
        yaml.reader.Reader.__init__(self, text)
        yaml.scanner.Scanner.__init__(self)
        yaml.parser.Parser.__init__(self)
        yaml.composer.Composer.__init__(self)
        yaml.constructor.BaseConstructor.__init__(self)
        yaml.resolver.BaseResolver.__init__(self)
        self._values = 0

    def construct_object(self, node: yaml.Node, deep: bool = False) -> Any:
        self._values += 1  # repeated aliases could blow a small file up to any size
        if self._values > MAX_VALUES:
            raise _wrong(node, f"more than {MAX_VALUES} values")
        result = super().construct_object(node, deep)
        self.constructed_objects.clear()  # an alias is a copy, and counts as one
        return result

    def mapping(self, node: yaml.Node) -> dict[str, Any]:
        self._require(node, yaml.MappingNode)
        result: dict[str, Any] = {}
        for key_node, value_node in node.value:
            key = self.construct_object(key_node, deep=True)
            if not isinstance(key, str):
                raise _wrong(key_node, f"a key must be a word, got {show(key)}")
            if key in result:
                raise _wrong(key_node, f"the key {show(key)} appears twice")
            result[key] = self.construct_object(value_node, deep=True)
        return result

    def sequence(self, node: yaml.Node) -> list[Any]:
        self._require(node, yaml.SequenceNode)
        return [self.construct_object(child, deep=True) for child in node.value]

    def integer(self, node: yaml.Node) -> int:
        text = self._text(node, _INT)
        base = {"0o": 8, "0x": 16}.get(text[:2], 10)
        if len(text) > 400:
            raise _wrong(node, "an integer of more than 400 digits")
        return int(text, base)

    def float_(self, node: yaml.Node) -> float:
        return float(re.sub(r"\.(?=[iInN])", "", self._text(node, _FLOAT)))

    def boolean(self, node: yaml.Node) -> bool:
        return self._text(node, _BOOL).lower() == "true"

    def null(self, node: yaml.Node) -> None:
        self._text(node, _NULL)

    def text(self, node: yaml.Node) -> str:
        text = self._text(node, _ANY)
        if any("\ud800" <= c <= "\udfff" for c in text):
            raise _wrong(node, f"{show(text)} is not Unicode text")
        return text

    def unknown(self, node: yaml.Node) -> Any:
        raise _wrong(node, f"the tag {show(node.tag)} is not supported")

    def _text(self, node: yaml.Node, pattern: re.Pattern[str]) -> str:
        self._require(node, yaml.ScalarNode)
        if not pattern.fullmatch(node.value):
            raise _wrong(node, f"{show(node.value)} does not fit its tag {show(node.tag)}")
        return node.value

    def _require(self, node: yaml.Node, kind: type[yaml.Node]) -> None:
        if not isinstance(node, kind):
            raise _wrong(node, f"the tag {show(node.tag)} does not fit its value")


_ANY = re.compile(".*", re.DOTALL)
_BOOL = re.compile("true|True|TRUE|false|False|FALSE")
_NULL = re.compile("~|null|Null|NULL|")


def _wrong(node: yaml.Node, problem: str) -> yaml.constructor.ConstructorError:
    return yaml.constructor.ConstructorError(None, None, problem, node.start_mark)


def _tag(name: str) -> str:
    return f"tag:yaml.org,2002:{name}"


for _name, _pattern, _first in (
    ("null", _NULL, ["~", "n", "N", ""]),
    ("bool", _BOOL, list("tTfF")),
    ("int", _INT, list("-+0123456789")),
    ("float", _FLOAT, list("-+.0123456789")),
):
    _Loader.add_implicit_resolver(_tag(_name), re.compile(f"(?:{_pattern.pattern})$"), _first)

for _name, _construct in (
    ("map", _Loader.mapping),
    ("seq", _Loader.sequence),
    ("str", _Loader.text),
    ("int", _Loader.integer),
    ("float", _Loader.float_),
    ("bool", _Loader.boolean),
    ("null", _Loader.null),
):
    _Loader.add_constructor(_tag(_name), _construct)
_Loader.add_constructor(None, _Loader.unknown)
