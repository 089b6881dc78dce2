"""Where a robot is and shall go, and what it is told to do: odometry, goals and commands as ROS messages."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from geometry_msgs.msg import Point, PoseStamped, Vector3
from nav_msgs.msg import Odometry
from std_msgs.msg import Header

from l2c_planner.control import Odometry as State
from l2c_planner.msg import ThrustRate
from l2c_planner.ros import frames
from l2c_planner.ros.geometry import point, quaternion, vector
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
    pose, twist, stamp = message.pose.pose, message.twist.twist, message.header.stamp
    turn = pose.orientation
    linear, angular = _three(twist.linear), _three(twist.angular)
    return located((stamp.sec, stamp.nanosec), _three(pose.position), (turn.w, turn.x, turn.y, turn.z), linear, angular)


def located(
    stamp: tuple[int, int],
    position: Sequence[float],
    attitude: Sequence[float],
    velocity: Sequence[float],
    rate: Sequence[float],
) -> Located:
    """The numbers of a message as a state; its velocity is in the body frame. Raises Refused if they are not credible.

    stamp: seconds and nanoseconds.  attitude: w x y z.
    """
    numbers = (*position, *velocity, *rate)
    near = -FURTHEST <= min(numbers) and max(numbers) <= FURTHEST and not math.isnan(sum(numbers))
    need(near, NUMBER)
    size = math.hypot(*attitude)
    need(abs(size - 1) <= 1e-3, QUATERNION)
    w, x, y, z = attitude
    attitude = w / size, x / size, y / size, z / size
    seconds = stamp[0] + stamp[1] * 1e-9
    return Located(seconds, *map(np.array, (position, frames.turned(velocity, attitude), attitude, rate)))


@reading
def read_goal(message: PoseStamped, frame: str) -> np.ndarray:
    """Position of a goal (3,) [m], which must be given in `frame`."""
    need(message.header.frame_id == frame, FRAME)
    x, y, z = position = _three(message.pose.position)
    need(abs(x) <= FURTHEST and abs(y) <= FURTHEST and abs(z) <= FURTHEST, NUMBER)
    return np.array(position)


def _three(message: Point | Vector3) -> tuple[float, float, float]:
    return message.x, message.y, message.z


def odometry_message(state: State, body: str, header: Header) -> Odometry:
    """Of one body."""
    message = Odometry(header=header, child_frame_id=body)
    message.pose.pose.position, message.pose.pose.orientation = point(state.position), quaternion(state.attitude)
    message.twist.twist.linear = vector(frames.turned_back(state.velocity.tolist(), state.attitude.tolist()))
    message.twist.twist.angular = vector(state.rate)
    return message


@reading
def read_command(message: ThrustRate) -> tuple[float, float, np.ndarray]:
    """Stamp [s], thrust [N] and body rates (3,) [rad/s]."""
    rate = np.array(message.rate, float)
    need(bool(np.isfinite(message.thrust)) and bool((np.abs(rate) <= FURTHEST).all()), NUMBER)
    stamp = message.header.stamp
    return stamp.sec + stamp.nanosec * 1e-9, float(message.thrust), rate
