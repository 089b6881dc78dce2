"""The robot's part of a plan as its planner publishes it, read back."""

from __future__ import annotations

import numpy as np
from trajectory_msgs.msg import MultiDOFJointTrajectory, MultiDOFJointTrajectoryPoint

from l2c_planner.ros import frames
from l2c_planner.ros.motion import Motion
from l2c_planner.ros.reading import FRAME, FURTHEST, NUMBER, SHAPE, need, reading

MOST_POINTS = 10_000


@reading
def read_trajectory(message: MultiDOFJointTrajectory, frame: str) -> Motion:
    """Motion of the one joint of a trajectory, which must be given in `frame` and have at least two points."""
    need(message.header.frame_id == frame, FRAME)
    points = message.points
    need(2 <= len(points) <= MOST_POINTS and all(_is_full(point) for point in points), SHAPE)
    rows = np.array([_row(point) for point in points])
    need(bool((np.abs(rows) <= FURTHEST).all()) and bool((np.diff(rows[:, 0]) > 0).all()), NUMBER)
    return Motion(rows[:, 0], rows[:, 1:4], rows[:, 4:7], rows[:, 7:10], frames.to_wxyz(rows[:, 10:14]))


def _is_full(point: MultiDOFJointTrajectoryPoint) -> bool:
    return len(point.transforms) == len(point.velocities) == len(point.accelerations) == 1


def _row(point: MultiDOFJointTrajectoryPoint) -> list[float]:
    """Time, position, velocity, acceleration, quaternion x y z w."""
    place, turn = point.transforms[0].translation, point.transforms[0].rotation
    velocity, acceleration = point.velocities[0].linear, point.accelerations[0].linear
    since = point.time_from_start.sec + point.time_from_start.nanosec * 1e-9
    vectors = [value for v in (place, velocity, acceleration) for value in (v.x, v.y, v.z)]
    return [since, *vectors, turn.x, turn.y, turn.z, turn.w]
