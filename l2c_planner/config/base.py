"""The base of every configuration model, and the field types they share."""

from __future__ import annotations

import hashlib
import json
from typing import Annotated, Any, TypeVar

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Discriminator, Field, Strict, Tag

Array = NDArray[np.float64]

SCALAR, LIST = "<scalar>", "<list>"
TAGS = {SCALAR, LIST}
"""Branch names that pydantic puts into error locations; users never see them."""

T = TypeVar("T")


def _kind(value: Any) -> str:
    return LIST if isinstance(value, list | tuple) else SCALAR


def _kind_of_pair(value: Any) -> str:
    nested = isinstance(value, list | tuple) and any(isinstance(v, list | tuple) for v in value)
    return LIST if nested else SCALAR


Number = Annotated[float, Field(ge=-1e6, le=1e6)]
Positive = Annotated[float, Field(gt=0, le=1e6)]
NonNegative = Annotated[float, Field(ge=0, le=1e6)]
Length = Annotated[float, Field(gt=0, le=1e3)]

Pair = Annotated[tuple[NonNegative, NonNegative], Strict(False)]
Vector3 = Annotated[tuple[Number, Number, Number], Strict(False)]
Positive3 = Annotated[tuple[Positive, Positive, Positive], Strict(False)]
Positive4 = Annotated[tuple[Positive, Positive, Positive, Positive], Strict(False)]
Quaternion = Annotated[tuple[Number, Number, Number, Number], Strict(False)]
Many = Annotated[tuple[T, ...], Strict(False)]

OneOrMany = Annotated[
    Annotated[T, Tag(SCALAR)] | Annotated[tuple[T, ...], Strict(False), Tag(LIST)], Discriminator(_kind)
]
"""One value for every robot, or a list with one value each."""

OnePairOrMany = Annotated[
    Annotated[Pair, Tag(SCALAR)] | Annotated[tuple[Pair, ...], Strict(False), Tag(LIST)],
    Discriminator(_kind_of_pair),
]
"""One ``[lower, upper]`` for every robot, or a list with one pair each."""

Weight3 = Annotated[Annotated[Positive, Tag(SCALAR)] | Annotated[Positive3, Tag(LIST)], Discriminator(_kind)]
Weight4 = Annotated[Annotated[Positive, Tag(SCALAR)] | Annotated[Positive4, Tag(LIST)], Discriminator(_kind)]


class Model(BaseModel):
    """Immutable, strict about types and keys, finite numbers only; hashable by content."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=False)

    def digest(self) -> str:
        """SHA-256 (64 hex digits) of the content, equal on every machine and independent of file layout."""
        text = json.dumps(_canonical(self.model_dump(mode="json")), sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()

    def __hash__(self) -> int:
        return int(self.digest()[:15], 16)


def _canonical(value: Any) -> Any:
    if isinstance(value, dict):
        return {k: _canonical(v) for k, v in value.items()}
    if isinstance(value, list):
        return [_canonical(v) for v in value]
    return value + 0.0 if isinstance(value, float) else value  # -0.0 equals 0.0 and must hash alike


def expand(value: Any, n: int) -> Array:
    """One value or n values as an array of shape (n,)."""
    return np.broadcast_to(np.asarray(value, float), (n,)).copy()


def expand_pairs(value: Any, n: int) -> Array:
    """One pair or n pairs as an array of shape (n, 2)."""
    return np.broadcast_to(np.asarray(value, float), (n, 2)).copy()
