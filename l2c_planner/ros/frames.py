"""Frames and quaternion orders: the only module that turns ENU and FLU into NED and FRD, or w x y z into x y z w.

Ours, ROS (REP-103) too: world ENU (east, north, up), body FLU (forward, left, up). PX4: world NED (north, east, down),
body FRD (forward, right, down). Quaternions turn body into world coordinates; here they are w x y z, in ROS messages
x y z w. All functions take any leading axes.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from l2c_planner.models.manifold import quaternion_product, rotation_matrices

_WORLDS = np.array([0.0, np.sqrt(0.5), np.sqrt(0.5), 0.0])
"""Turns ENU into NED, and NED into ENU: half a turn about the diagonal between x and y."""
_BODIES = np.array([0.0, 1.0, 0.0, 0.0])
"""Turns FLU into FRD, and FRD into FLU: half a turn about x."""


def swap_world(vectors: np.ndarray) -> np.ndarray:
    """Vectors (..., 3) from ENU to NED, or from NED to ENU."""
    return np.asarray(vectors, float)[..., [1, 0, 2]] * [1.0, 1.0, -1.0]


def swap_body(vectors: np.ndarray) -> np.ndarray:
    """Vectors (..., 3) from FLU to FRD, or from FRD to FLU."""
    return np.asarray(vectors, float) * [1.0, -1.0, -1.0]


def swap_attitude(quaternions: np.ndarray) -> np.ndarray:
    """Attitudes w x y z (..., 4) from FLU in ENU to FRD in NED, or back; of the two signs the one with w >= 0."""
    world, body = (np.broadcast_to(turn, np.shape(quaternions)) for turn in (_WORLDS, _BODIES))
    turned = quaternion_product(quaternion_product(world, np.asarray(quaternions, float)), body)
    return np.where(turned[..., :1] < 0, -turned, turned)


def swap_yaw(yaw: np.ndarray | float) -> np.ndarray:
    """Headings [rad] from ENU (0 east, counter-clockwise) to NED (0 north, clockwise), or back; within -pi .. pi."""
    turned = np.pi / 2 - np.asarray(yaw, float)
    return np.arctan2(np.sin(turned), np.cos(turned))


def to_xyzw(quaternions: np.ndarray) -> np.ndarray:
    """Quaternions (..., 4) from our order to that of ROS messages."""
    return np.asarray(quaternions, float)[..., [1, 2, 3, 0]]


def to_wxyz(quaternions: np.ndarray) -> np.ndarray:
    """Quaternions (..., 4) from the order of ROS messages to ours."""
    return np.asarray(quaternions, float)[..., [3, 0, 1, 2]]


def to_world(vectors: np.ndarray, attitudes: np.ndarray) -> np.ndarray:
    """Vectors (..., 3) from the body to the world, by attitudes w x y z (..., 4)."""
    return np.einsum("...ij,...j->...i", rotation_matrices(np.asarray(attitudes, float)), vectors)


def turned(vector: Sequence[float], attitude: Sequence[float]) -> tuple[float, float, float]:
    """One vector from the body to the world, in plain numbers: `to_world` where every microsecond counts."""
    x, y, z = vector
    w, a, b, c = attitude
    p, q, r = 2 * (b * z - c * y), 2 * (c * x - a * z), 2 * (a * y - b * x)
    return x + w * p + b * r - c * q, y + w * q + c * p - a * r, z + w * r + a * q - b * p


def turned_back(vector: Sequence[float], attitude: Sequence[float]) -> tuple[float, float, float]:
    """One vector from the world to the body, as `turned`."""
    w, a, b, c = attitude
    return turned(vector, (w, -a, -b, -c))


def thrust_attitude(thrust: np.ndarray) -> np.ndarray:
    """Attitudes w x y z (..., 4) of yaw 0 with the z axis along the thrusts (..., 3) [N]; upright without thrust."""
    x, y, z = np.moveaxis(np.asarray(thrust, float), -1, 0)
    pitch, roll = np.arctan2(x, z) / 2, -np.arctan2(y, np.hypot(x, z)) / 2
    (c, s), (cr, sr) = (np.cos(pitch), np.sin(pitch)), (np.cos(roll), np.sin(roll))
    return np.stack([c * cr, c * sr, s * cr, -s * sr], -1)
