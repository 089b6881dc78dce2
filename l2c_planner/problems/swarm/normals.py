"""Half-spaces that follow the plan: parameters of the knot programs from where the robots are."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

CLOSE = 1e-6
"""Offset below which a direction is not defined and the last axis is taken [m]."""


@dataclass(frozen=True, eq=False)
class PairNormals:
    """Normals of two robots, from the second to the first."""

    axes: tuple[int, int]
    """In which the two move."""
    heights: np.ndarray
    """(F, 2) of both robots, for those that keep theirs beside others that do not [m]."""
    distance: float
    """Required between the centres [m]."""

    def __call__(self, components: np.ndarray, groups: np.ndarray) -> dict[str, np.ndarray]:
        """Parameters (I, 1, .) at the positions of both robots (I, >= both axes); ``groups`` are their numbers (I,)."""
        first, second = self.axes
        heights = self.heights[groups]
        places = components[:, :first], components[:, first : first + second]
        if first != second:
            places = [p if p.shape[1] == 3 else np.column_stack([p, heights[:, k]]) for k, p in enumerate(places)]
        normal = directions(places[0] - places[1])
        distance = np.full((len(normal), 1), self.distance)
        own = [heights] if first != second else []
        return {"pair distance": np.concatenate([normal, distance, *own], axis=1)[:, None]}


@dataclass(frozen=True, eq=False)
class ObstacleNormals:
    """Normals of robots at obstacles, outwards."""

    axes: int
    table: np.ndarray
    """Height and obstacle of every robot and obstacle, (n, m, 8)."""

    def __call__(self, components: np.ndarray, groups: np.ndarray) -> dict[str, np.ndarray]:
        """Parameters (I, m, 11) at the positions of robots (I, >= axes); ``groups`` are their numbers (I,)."""
        table = self.table[groups]
        point = np.concatenate([components[:, None, : self.axes] + 0 * table[..., :1], table[..., :1]], axis=-1)[
            ..., :3
        ]
        normal = directions(table[..., 4:7] * (point - table[..., 1:4]))
        return {"obstacle clearance": np.concatenate([normal, table], axis=-1)}


def directions(offset: np.ndarray) -> np.ndarray:
    """Unit vectors (..., axes) along offsets (..., axes)."""
    length = np.linalg.norm(offset, axis=-1, keepdims=True)
    fallback = np.eye(offset.shape[-1])[-1]
    return np.where(length > CLOSE, offset / np.maximum(length, CLOSE), fallback)
