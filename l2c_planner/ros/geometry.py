"""Vectors, quaternions and times as the small messages of ROS."""

from __future__ import annotations

import numpy as np
from builtin_interfaces.msg import Duration, Time
from geometry_msgs.msg import Point, Quaternion, Vector3

from l2c_planner.ros import frames


def vector(values: np.ndarray) -> Vector3:
    """Of (3,)."""
    x, y, z = map(float, values)
    return Vector3(x=x, y=y, z=z)


def point(values: np.ndarray) -> Point:
    """Of (3,)."""
    x, y, z = map(float, values)
    return Point(x=x, y=y, z=z)


def quaternion(values: np.ndarray) -> Quaternion:
    """Of w x y z (4,)."""
    return from_xyzw(frames.to_xyzw(values))


def from_xyzw(values: np.ndarray) -> Quaternion:
    """Of x y z w (4,)."""
    x, y, z, w = map(float, values)
    return Quaternion(x=x, y=y, z=z, w=w)


def duration(seconds: float) -> Duration:
    """To the nanosecond."""
    whole, part = divmod(round(float(seconds) * 1e9), 10**9)
    return Duration(sec=whole, nanosec=part)


def time(nanoseconds: int) -> Time:
    """Of nanoseconds."""
    whole, part = divmod(nanoseconds, 10**9)
    return Time(sec=whole, nanosec=part)
