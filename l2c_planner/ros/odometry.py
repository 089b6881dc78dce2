"""Where a robot is and shall go: odometry and goals out of ROS messages."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from geometry_msgs.msg import Point, PoseStamped, Quaternion, Vector3
from nav_msgs.msg import Odometry

from l2c_planner.ros import frames
from l2c_planner.ros.reading import FRAME, FURTHEST, NUMBER, QUATERNION, need, reading


@dataclass(frozen=True, eq=False)
class Located:
    """A robot's state in the world frame."""

    time: float
    """Stamp of the message [s]."""
    position: np.ndarray
    """(3,) [m]."""
    velocity: np.ndarray
    """(3,) [m/s]."""
    attitude: np.ndarray
    """Quaternion w x y z, (4,)."""
    rate: np.ndarray
    """Body rates, (3,) [rad/s]."""


@reading
def read_odometry(message: Odometry, frame: str) -> Located:
    """State of a robot; the message's pose must be in `frame`, its twist is in the body frame."""
    need(message.header.frame_id == frame, FRAME)
    pose, twist = message.pose.pose, message.twist.twist
    position, attitude = _numbers(pose.position), _attitude(pose.orientation)
    velocity = frames.to_world(_numbers(twist.linear), attitude)
    stamp = message.header.stamp
    return Located(stamp.sec + stamp.nanosec * 1e-9, position, velocity, attitude, _numbers(twist.angular))


@reading
def read_goal(message: PoseStamped, frame: str) -> np.ndarray:
    """Position of a goal (3,) [m], which must be given in `frame`."""
    need(message.header.frame_id == frame, FRAME)
    return _numbers(message.pose.position)


def _numbers(message: Point | Vector3) -> np.ndarray:
    values = np.array([message.x, message.y, message.z], float)
    need(bool((np.abs(values) <= FURTHEST).all()), NUMBER)
    return values


def _attitude(message: Quaternion) -> np.ndarray:
    values = np.array([message.w, message.x, message.y, message.z], float)
    size = float(np.linalg.norm(values))
    need(abs(size - 1) <= 1e-3, QUATERNION)
    return values / size
