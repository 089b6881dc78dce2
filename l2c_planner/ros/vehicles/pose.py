"""A vehicle that tells its pose only: how it moves follows from two of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from geometry_msgs.msg import PoseStamped

from l2c_planner.models.manifold import quaternion_conjugate, quaternion_log, quaternion_product
from l2c_planner.ros import frames
from l2c_planner.ros.reading import FURTHEST, NUMBER, QUATERNION, need, reading

LONGEST = 0.5
"""Poses further apart say nothing of the motion between them [s]."""


@dataclass(frozen=True, eq=False)
class Place:
    """Where a robot is."""

    time: float
    """Stamp [s]."""
    position: np.ndarray
    """World, (3,) [m]."""
    attitude: np.ndarray
    """Quaternion w x y z, (4,)."""


@reading
def read_pose(message: PoseStamped, origin: np.ndarray) -> Place:
    """Place of a pose that is given about an origin in the world, (3,) [m], with the world's axes."""
    where, turn, stamp = message.pose.position, message.pose.orientation, message.header.stamp
    position = np.array([where.x, where.y, where.z])
    attitude = frames.to_wxyz(np.array([turn.x, turn.y, turn.z, turn.w]))
    size = float(np.linalg.norm(attitude))
    need(bool((np.abs(position) <= FURTHEST).all()), NUMBER)
    need(abs(size - 1) <= 1e-2, QUATERNION)  # Crazyflies send them compressed
    return Place(stamp.sec + stamp.nanosec * 1e-9, position + origin, attitude / size)


def moved(before: Place, now: Place) -> tuple[np.ndarray, np.ndarray]:
    """Velocity in the world (3,) [m/s] and body rates (3,) [rad/s] between two places; 0 if that is not known."""
    dt = now.time - before.time
    if not 0 < dt <= LONGEST:
        return np.zeros(3), np.zeros(3)
    turn = quaternion_product(quaternion_conjugate(before.attitude), now.attitude)
    return (now.position - before.position) / dt, quaternion_log(turn) / dt
