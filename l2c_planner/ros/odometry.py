"""Where a robot is and shall go, and what it is told to do: odometry, goals and commands as ROS messages."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from geometry_msgs.msg import Point, PoseStamped, Quaternion, Vector3
from nav_msgs.msg import Odometry
from std_msgs.msg import Header

from l2c_planner.control import Command
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
    pose, twist = message.pose.pose, message.twist.twist
    attitude = _attitude(pose.orientation)
    velocity = frames.turned(_numbers(twist.linear), attitude)
    seconds = message.header.stamp.sec + message.header.stamp.nanosec * 1e-9
    parts = _numbers(pose.position), velocity, attitude, _numbers(twist.angular)
    return Located(seconds, *map(np.array, parts))


@reading
def read_goal(message: PoseStamped, frame: str) -> np.ndarray:
    """Position of a goal (3,) [m], which must be given in `frame`."""
    need(message.header.frame_id == frame, FRAME)
    return np.array(_numbers(message.pose.position))


def _numbers(message: Point | Vector3) -> tuple[float, float, float]:
    x, y, z = message.x, message.y, message.z
    need(abs(x) <= FURTHEST and abs(y) <= FURTHEST and abs(z) <= FURTHEST, NUMBER)
    return x, y, z


def _attitude(message: Quaternion) -> tuple[float, float, float, float]:
    w, x, y, z = message.w, message.x, message.y, message.z
    size = math.hypot(w, x, y, z)
    need(abs(size - 1) <= 1e-3, QUATERNION)
    return w / size, x / size, y / size, z / size


def odometry_message(state: State, body: str, header: Header) -> Odometry:
    """Of one body."""
    message = Odometry(header=header, child_frame_id=body)
    message.pose.pose.position, message.pose.pose.orientation = point(state.position), quaternion(state.attitude)
    message.twist.twist.linear = vector(frames.turned_back(state.velocity.tolist(), state.attitude.tolist()))
    message.twist.twist.angular = vector(state.rate)
    return message


def command_message(command: Command, robot: int, header: Header) -> ThrustRate:
    """What one of the robots of a command shall do."""
    return ThrustRate(header=header, thrust=float(command.thrust[robot]), rate=command.rate[robot])


@reading
def read_command(message: ThrustRate) -> tuple[float, float, np.ndarray]:
    """Stamp [s], thrust [N] and body rates (3,) [rad/s]."""
    rate = np.array(message.rate, float)
    need(bool(np.isfinite(message.thrust)) and bool((np.abs(rate) <= FURTHEST).all()), NUMBER)
    stamp = message.header.stamp
    return stamp.sec + stamp.nanosec * 1e-9, float(message.thrust), rate
