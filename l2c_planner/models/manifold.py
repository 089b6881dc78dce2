"""Rotations, unit quaternions and unit directions: the only module that knows how these are represented.

Quaternions q = (q0, q1, q2, q3) are scalar first and turn body into world coordinates. Differences are rotation vectors
[rad]: in the body frame for a quaternion (q = a * exp(dx / 2)), in the world frame for a direction (b = exp(S(dx)) a),
so that dx / dt is the rate that the models use. Functions of the first group take CasADi columns, those of the second
numpy arrays with any leading axes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import casadi as ca
import numpy as np

from l2c_planner.models.layout import Kind, Layout

SMALL = 1e-12
"""Below this sine of an angle the rotation axis is not taken from a division."""


# CasADi columns


def rotation(q: ca.SX) -> ca.SX:
    """Rotation matrix R(q), shape (3, 3), of a unit quaternion as the polynomial that does not normalise q."""
    entries = _rotation_entries(*ca.vertsplit(q))
    return ca.vertcat(*(ca.horzcat(*row) for row in entries))


def quaternion_rate(q: ca.SX, rate: ca.SX) -> ca.SX:
    """Time derivative of q, shape (4,), at body rates `rate` [rad/s]: half of q * (0, rate)."""
    q0, q1, q2, q3 = ca.vertsplit(0.5 * q)
    return ca.vertcat(*_product((q0, q1, q2, q3), (0.0, *ca.vertsplit(rate))))


# Numpy arrays


def rotation_matrices(q: np.ndarray) -> np.ndarray:
    """Rotation matrices, shape (..., 3, 3), of unit quaternions (..., 4); the polynomial of `rotation`."""
    return np.stack([np.stack(row, -1) for row in _rotation_entries(*np.moveaxis(q, -1, 0))], -2)


def quaternion_product(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Hamilton product a * b of quaternions (..., 4): first b, then a."""
    return np.stack(_product(np.moveaxis(a, -1, 0), np.moveaxis(b, -1, 0)), -1)


def quaternion_conjugate(q: np.ndarray) -> np.ndarray:
    """Inverse of unit quaternions (..., 4)."""
    return q * np.array([1.0, -1.0, -1.0, -1.0])


def quaternion_exp(vector: np.ndarray) -> np.ndarray:
    """Unit quaternions (..., 4) that turn by the rotation vectors (..., 3) [rad]."""
    half = 0.5 * np.linalg.norm(vector, axis=-1, keepdims=True)
    return np.concatenate([np.cos(half), 0.5 * np.sinc(half / np.pi) * vector], -1)


def quaternion_log(q: np.ndarray) -> np.ndarray:
    """Rotation vectors (..., 3) [rad] of unit quaternions (..., 4), of length at most pi; q and -q give the same."""
    q = np.where(q[..., :1] < 0, -q, q)
    sine = np.linalg.norm(q[..., 1:], axis=-1, keepdims=True)
    angle = 2 * np.arctan2(sine, q[..., :1])
    return q[..., 1:] * np.divide(angle, sine, where=sine > SMALL, out=np.full_like(sine, 2.0))


def difference(layout: Layout, a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Tangent vector at a that leads to b: `integrate(layout, a, difference(layout, a, b))` is b.

    Args:
        layout: Fields of the state.
        a: States, shape (..., n).
        b: States, shape (..., n).

    Returns:
        Shape (..., `tangent_size(layout)`); three entries for a quaternion, three for a direction (orthogonal to it).
    """
    return np.concatenate([chart.difference(a[..., s], b[..., s]) for chart, s, _ in _atlas(layout)], -1)


def integrate(layout: Layout, x: np.ndarray, dx: np.ndarray) -> np.ndarray:
    """State reached from x (..., n) along the tangent vector dx (..., tangent_size(layout))."""
    return np.concatenate([chart.integrate(x[..., s], dx[..., t]) for chart, s, t in _atlas(layout)], -1)


def normalise(layout: Layout, x: np.ndarray) -> np.ndarray:
    """Copy of the states x (..., n) with quaternions and directions scaled to unit length, angles to [-pi, pi)."""
    return np.concatenate([chart.normalise(x[..., s]) for chart, s, _ in _atlas(layout)], -1)


def tangent_size(layout: Layout) -> int:
    """Length of a difference of two states."""
    return sum(CHARTS[field.kind].tangent_size(field.size) for field in layout.fields)


def unit_slices(layout: Layout) -> tuple[slice, ...]:
    """Parts of the state that must have unit length: the quaternions and directions."""
    return tuple(layout.slices[field.name] for field in layout.fields if field.kind in ("quaternion", "direction"))


@dataclass(frozen=True)
class Chart:
    """Difference and integration of one kind of field."""

    difference: Callable[[np.ndarray, np.ndarray], np.ndarray]
    integrate: Callable[[np.ndarray, np.ndarray], np.ndarray]
    normalise: Callable[[np.ndarray], np.ndarray]
    tangent_size: Callable[[int], int] = lambda size: size


def _atlas(layout: Layout) -> Iterator[tuple[Chart, slice, slice]]:
    """Chart of each field with its place in the state and in a tangent vector."""
    end = 0
    for field in layout.fields:
        chart, start = CHARTS[field.kind], end
        end += chart.tangent_size(field.size)
        yield chart, layout.slices[field.name], slice(start, end)


def _wrap(angle: np.ndarray) -> np.ndarray:
    return (angle + np.pi) % (2 * np.pi) - np.pi


def _unit(vector: np.ndarray) -> np.ndarray:
    return vector / np.linalg.norm(vector, axis=-1, keepdims=True)


def _turn(direction: np.ndarray, vector: np.ndarray) -> np.ndarray:
    return (rotation_matrices(quaternion_exp(vector)) @ direction[..., None])[..., 0]


def _direction_difference(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    axis, cosine = np.cross(a, b), np.sum(a * b, -1, keepdims=True)
    sine = np.linalg.norm(axis, axis=-1, keepdims=True)
    angle = np.arctan2(sine, cosine)
    near = axis * np.divide(angle, sine, where=sine > SMALL, out=np.ones_like(sine))
    return np.where((sine <= SMALL) & (cosine < 0), np.pi * _any_orthogonal(a), near)


def _any_orthogonal(direction: np.ndarray) -> np.ndarray:
    smallest = np.eye(3)[np.argmin(np.abs(direction), axis=-1)]
    return _unit(np.cross(direction, smallest))


CHARTS: dict[Kind, Chart] = {
    "vector": Chart(lambda a, b: b - a, lambda x, dx: x + dx, lambda x: x),
    "angle": Chart(lambda a, b: _wrap(b - a), lambda x, dx: x + dx, _wrap),
    "quaternion": Chart(
        lambda a, b: quaternion_log(quaternion_product(quaternion_conjugate(a), b)),
        lambda x, dx: quaternion_product(x, quaternion_exp(dx)),
        _unit,
        lambda size: 3,
    ),
    "direction": Chart(_direction_difference, _turn, _unit),
}


# Shared by both groups: scalars may be CasADi expressions or numpy arrays


def _rotation_entries(q0: Any, q1: Any, q2: Any, q3: Any) -> tuple[tuple[Any, ...], ...]:
    a, b, c, d = 2 * q0, 2 * q1, 2 * q2, 2 * q3
    diagonal = a * q0 - 1
    return (
        (diagonal + b * q1, b * q2 - a * q3, b * q3 + a * q2),
        (b * q2 + a * q3, diagonal + c * q2, c * q3 - a * q1),
        (b * q3 - a * q2, c * q3 + a * q1, diagonal + d * q3),
    )


def _product(a: Sequence[Any], b: Sequence[Any]) -> tuple[Any, ...]:
    (a0, a1, a2, a3), (b0, b1, b2, b3) = a, b
    return (
        a0 * b0 - a1 * b1 - a2 * b2 - a3 * b3,
        a0 * b1 + a1 * b0 + a2 * b3 - a3 * b2,
        a0 * b2 - a1 * b3 + a2 * b0 + a3 * b1,
        a0 * b3 + a1 * b2 - a2 * b1 + a3 * b0,
    )
