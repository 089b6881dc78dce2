"""Files of trained policies: arrays by name and a header, checked before they are used."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, get_args
from zipfile import BadZipFile, ZipFile

import numpy as np

SCHEMA = 1
LARGEST = 16_000_000
"""Bytes of a file's arrays; more is refused before it is unpacked."""
HEADER = "header"
KEYS = ("arena", "agents", "action", "world")
NUMBERS = ("range", "radius", "speed")
"""What must be told of an agent [m, m/s]."""
Action = Literal["gaussian", "truncated"]
"""Distribution that actions are drawn from: normal, or one that is cut off."""
ACTIONS = get_args(Action)


class BadFile(ValueError):
    """A file that holds no usable policies; one line says why."""


@dataclass(frozen=True, eq=False)
class Weights:
    """Arrays of networks, and what they were trained for."""

    header: Mapping[str, Any]
    """`arena` (name), `agents`, `action` (kind of distribution), `world` (range, radius, speed ... of an agent)."""
    arrays: Mapping[str, np.ndarray]
    """By row, network and parameter: "cooptimised/actor/graph.own.weight"."""

    def rows(self) -> list[str]:
        """Names of the policies, in the order of the file."""
        return list(dict.fromkeys(name.split("/")[0] for name in self.arrays))

    def network(self, row: str, name: str) -> dict[str, np.ndarray]:
        """Parameters of a network by name; empty if there is none."""
        prefix = f"{row}/{name}/"
        return {key.removeprefix(prefix): table for key, table in self.arrays.items() if key.startswith(prefix)}

    def bytes(self) -> bytes:
        """Content of the file."""
        stream = io.BytesIO()
        head = json.dumps({"schema": SCHEMA, **self.header}, sort_keys=True).encode()
        np.savez_compressed(stream, **{HEADER: np.frombuffer(head, np.uint8), **self.arrays})
        return stream.getvalue()


def read_weights(path: Path) -> Weights:
    """Policies of a file.

    Raises BadFile if it cannot be read, is damaged, of another schema, too large, or holds numbers that are none.
    """
    try:
        content = Path(path).read_bytes()
    except OSError as error:
        raise BadFile(f"{path}: cannot be read ({error.strerror}); valid: a file of `l2c policy --train`") from None
    try:
        with ZipFile(io.BytesIO(content)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > LARGEST:
                raise BadFile(f"{path}: too large; valid: at most {LARGEST} bytes of arrays")
        with np.load(io.BytesIO(content), allow_pickle=False) as file:
            arrays = {name: file[name] for name in file.files}
        header = json.loads(arrays.pop(HEADER).tobytes())
    except (BadZipFile, ValueError, KeyError, OSError, EOFError) as error:
        if isinstance(error, BadFile):
            raise
        raise BadFile(
            f"{path}: holds no policies ({type(error).__name__}); valid: a file of `l2c policy --train`"
        ) from None
    return _checked(path, header, arrays)


def _checked(path: Path, header: Any, arrays: dict[str, np.ndarray]) -> Weights:
    schema = header.get("schema") if isinstance(header, dict) else None
    if schema != SCHEMA:
        raise BadFile(f"{path}: schema: got {schema!r}; valid: {SCHEMA}")
    for key in KEYS:
        if key not in header:
            raise BadFile(f"{path}: {key} is missing; valid: a file of `l2c policy --train`")
    if header["action"] not in ACTIONS:
        raise BadFile(f"{path}: action: got {header['action']!r}; valid: {' | '.join(ACTIONS)}")
    _check_world(path, header["world"])
    for name, table in arrays.items():
        if table.dtype != np.float32 or not np.isfinite(table).all():
            raise BadFile(f"{path}: {name} is not finite or not float32; valid: finite numbers of 32 bits")
    return Weights({key: header[key] for key in KEYS}, arrays)


def _check_world(path: Path, world: Any) -> None:
    numbers = world if isinstance(world, dict) else {}
    for name in NUMBERS:
        value = numbers.get(name)
        if type(value) not in (int, float) or not 0 < value < np.inf:
            raise BadFile(f"{path}: world: {name}: got {str(value)[:40]}; valid: a positive number")
