"""Names, sizes and units of the entries of a state, input or parameter vector."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import casadi as ca
import numpy as np

Kind = Literal["vector", "angle", "quaternion", "direction"]


@dataclass(frozen=True)
class Field:
    """A named, contiguous part of a vector."""

    name: str
    size: int
    unit: str
    kind: Kind = "vector"
    """What the entries are: plain numbers, an angle [rad], a unit quaternion (scalar first) or a unit vector."""


@dataclass(frozen=True)
class Layout:
    """The fields of a vector, in order."""

    fields: tuple[Field, ...] = ()

    @property
    def size(self) -> int:
        """Length of the vector."""
        return sum(field.size for field in self.fields)

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the fields, in order."""
        return tuple(field.name for field in self.fields)

    @property
    def slices(self) -> dict[str, slice]:
        """Where each field lies in the vector."""
        ends = np.cumsum([field.size for field in self.fields], dtype=int).tolist()
        return {field.name: slice(end - field.size, end) for field, end in zip(self.fields, ends, strict=True)}

    def split(self, vector: Any) -> list[Any]:
        """The fields of a CasADi column (or of one plain vector), as CasADi columns in the order of the layout."""
        return ca.vertsplit(vector, [0, *(part.stop for part in self.slices.values())])

    def pack(self, **values: Any) -> np.ndarray:
        """Numeric vector from its fields; every field must be given.

        Args:
            values: Field name to a value of shape (..., size), or (...) for a scalar field; leading axes broadcast.

        Returns:
            Array of shape (..., size of the layout).

        Raises:
            TypeError: A field is unknown or missing; the message lists the valid names.
            ValueError: A value has the wrong last axis.
        """
        if set(values) != set(self.names):
            wrong = ", ".join(sorted(set(values) ^ set(self.names)))
            raise TypeError(f"unknown or missing field: {wrong}; the fields are {', '.join(self.names) or 'none'}")
        parts = [_as_field(field, values[field.name]) for field in self.fields]
        leading = np.broadcast_shapes(*(part.shape[:-1] for part in parts))
        empty = np.zeros((*leading, 0))
        return np.concatenate([empty, *(np.broadcast_to(part, (*leading, part.shape[-1])) for part in parts)], -1)


def _as_field(field: Field, value: Any) -> np.ndarray:
    array = np.asarray(value, dtype=float)
    if field.size == 1 and array.shape[-1:] != (1,):
        array = array[..., None]
    if array.shape[-1:] != (field.size,):
        raise ValueError(f"field {field.name} needs {field.size} entries [{field.unit}], got shape {np.shape(value)}")
    return array
