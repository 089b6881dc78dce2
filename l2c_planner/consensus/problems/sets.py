"""Sets X_i onto which robots can project: a box, a ball or a half-space each."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

import numpy as np


@dataclass(frozen=True, eq=False)
class Sets:
    """One set per agent; the other two kinds are the whole space in its row, so that projecting is one formula."""

    lower: np.ndarray
    """(A, n) box."""
    upper: np.ndarray
    centre: np.ndarray
    """(A, n) ball."""
    radius: np.ndarray
    """(A, 1)."""
    normal: np.ndarray
    """(A, n) half-space normal'x <= offset, of unit length."""
    offset: np.ndarray
    """(A, 1)."""

    @classmethod
    def free(cls, agents: int, n: int) -> Sets:
        """The whole space for everybody."""
        zeros, wide = np.zeros((agents, n)), np.full((agents, n), np.inf)
        return cls(-wide, wide, zeros, wide[:, :1], zeros, wide[:, :1])

    @classmethod
    def box(cls, lower: np.ndarray, upper: np.ndarray) -> Sets:
        """Boxes (A, n)."""
        rest = cls.free(*np.shape(lower))
        return replace(rest, lower=np.asarray(lower, float), upper=np.asarray(upper, float))

    @classmethod
    def ball(cls, centre: np.ndarray, radius: np.ndarray) -> Sets:
        """Balls around centres (A, n) of radii (A, 1)."""
        rest = cls.free(*np.shape(centre))
        return replace(rest, centre=np.asarray(centre, float), radius=np.asarray(radius, float))

    @classmethod
    def half_space(cls, normal: np.ndarray, offset: np.ndarray) -> Sets:
        """Half-spaces normal'x <= offset, (A, n) and (A, 1)."""
        rest, length = cls.free(*np.shape(normal)), np.linalg.norm(normal, axis=1, keepdims=True)
        return replace(rest, normal=normal / length, offset=offset / length)

    @classmethod
    def joined(cls, *groups: Sets) -> Sets:
        """Rows of several groups, one after the other."""
        return cls(*(np.concatenate([getattr(group, f.name) for group in groups]) for f in fields(cls)))

    def rows(self, index: np.ndarray) -> Sets:
        """The sets of some agents."""
        return Sets(*(getattr(self, f.name)[index] for f in fields(self)))

    def project(self, x: np.ndarray) -> np.ndarray:
        """Nearest points (A, n) of the sets."""
        x = np.clip(x, self.lower, self.upper)
        away = x - self.centre
        distance = np.linalg.norm(away, axis=1, keepdims=True)
        inside = distance <= self.radius
        x = np.where(inside, x, self.centre + away * np.where(inside, 1.0, self.radius / np.maximum(distance, 1e-300)))
        beyond = np.sum(self.normal * x, axis=1, keepdims=True) - self.offset
        return x - self.normal * np.maximum(beyond, 0.0)
