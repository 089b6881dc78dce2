"""Plans as ROS messages: how one robot flies, to track and to look at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from geometry_msgs.msg import Pose, PoseStamped, Transform, Twist
from nav_msgs.msg import Path
from std_msgs.msg import Header
from trajectory_msgs.msg import MultiDOFJointTrajectory, MultiDOFJointTrajectoryPoint

from l2c_planner.models.base import GRAVITY
from l2c_planner.msg import TeamPlan
from l2c_planner.ros import frames
from l2c_planner.ros.geometry import duration, from_xyzw, point, time, vector
from l2c_planner.ros.reading import NUMBER, SHAPE, need, reading


@dataclass(frozen=True, eq=False)
class Motion:
    """How one robot flies; K = N+1 knots, world frame ENU."""

    time: np.ndarray
    """From the start of the plan, (K,) [s]."""
    position: np.ndarray
    """(K, 3) [m]."""
    velocity: np.ndarray
    """(K, 3) [m/s]."""
    acceleration: np.ndarray
    """(K, 3) [m/s^2]; the last knot repeats the one before, as inputs hold for a step."""
    attitude: np.ndarray
    """Quaternions w x y z, (K, 4)."""


def motion(arrays: dict[str, np.ndarray], robot: int, mass: float) -> Motion:
    """Motion of a robot in a plan (plan.npz), exact: nothing is differentiated.

    The velocity is that of the attachment and of the cable around it (load), or the state's (swarm); the acceleration
    is what thrust, cable and gravity make of the mass. The attitude is the state's where the robot has one, else the
    thrust direction with yaw 0.

    Args:
        arrays: the plan.
        robot: index.
        mass: of the robot [kg].
    """
    position, thrust = arrays["quad_position"][robot], arrays["quad_thrust"][robot]
    force, attitude = thrust, frames.thrust_attitude(thrust)
    if "load_state" in arrays:
        cable = arrays["cable_state"][robot]
        velocity = _carried_velocity(arrays, robot)
        force = thrust - cable[:-1, 6:7] * cable[:-1, :3]
    else:
        velocity, attitude = arrays["quad_velocity"][robot], _own_attitude(arrays, robot, attitude)
    acceleration = force / mass - [0.0, 0.0, GRAVITY]
    return Motion(arrays["time"], position, velocity, _held(acceleration), _held(attitude, len(position)))


def _carried_velocity(arrays: dict[str, np.ndarray], robot: int) -> np.ndarray:
    """p' = R (v + w x r) + L w_c x d."""
    load, cable, arm = arrays["load_state"], arrays["cable_state"][robot], arrays["attachment"][robot]
    attachment = frames.to_world(load[:, 3:6] + np.cross(load[:, 10:13], arm), load[:, 6:10])
    return attachment + arrays["cable_length"][robot] * np.cross(cable[:, 3:6], cable[:, :3])


def _own_attitude(arrays: dict[str, np.ndarray], robot: int, otherwise: np.ndarray) -> np.ndarray:
    return arrays["quad_attitude"][robot] if "quad_attitude" in arrays else otherwise


def _held(values: np.ndarray, knots: int | None = None) -> np.ndarray:
    """Values with the last repeated, unless there is one per knot already."""
    return values if len(values) == knots else np.concatenate([values, values[-1:]])


def trajectory_message(motion: Motion, robot: str, header: Header) -> MultiDOFJointTrajectory:
    """A plan to track: the joint is `<robot>/base_link`; rates are left zero, as the yaw is."""
    points = zip(motion.time, motion.position, frames.to_xyzw(motion.attitude), motion.velocity, motion.acceleration)
    return MultiDOFJointTrajectory(
        header=header,
        joint_names=[f"{robot}/base_link"],
        points=[
            MultiDOFJointTrajectoryPoint(
                transforms=[Transform(translation=vector(where), rotation=from_xyzw(attitude))],
                velocities=[Twist(linear=vector(velocity))],
                accelerations=[Twist(linear=vector(acceleration))],
                time_from_start=duration(at),
            )
            for at, where, attitude, velocity, acceleration in points
        ],
    )


def path_message(motion: Motion, header: Header) -> Path:
    """A plan to look at; every pose has the time at which the robot is there."""
    start = header.stamp.sec * 10**9 + header.stamp.nanosec
    poses = [
        PoseStamped(header=Header(stamp=time(start + round(at * 1e9)), frame_id=header.frame_id), pose=pose)
        for at, pose in zip(motion.time.tolist(), _poses(motion))
    ]
    return Path(header=header, poses=poses)


def _poses(motion: Motion) -> list[Pose]:
    pairs = zip(motion.position, frames.to_xyzw(motion.attitude))
    return [Pose(position=point(where), orientation=from_xyzw(attitude)) for where, attitude in pairs]


TABLES = {"load_state": (13, 1), "load_wrench": (6, 0), "cable_state": (8, 1), "cable_input": (4, 0)}
"""Arrays of a plan that controllers need: columns, and rows beyond the number of steps."""


def team_plan_message(arrays: Mapping[str, np.ndarray], plan: int, problem_hash: int, header: Header) -> TeamPlan:
    """The plan of a team with a load (plan.npz)."""
    message = TeamPlan(header=header, plan_id=plan, problem_hash=problem_hash, quads=len(arrays["cable_state"]))
    message.dt = float(arrays["time"][1] - arrays["time"][0])
    for name in TABLES:
        getattr(message, name).frombytes(np.ascontiguousarray(arrays[name], float).tobytes())
    return message


@reading
def read_team_plan(message: TeamPlan) -> dict[str, np.ndarray]:
    """The arrays of a plan that controllers need, with `time`; no robots: an empty dictionary."""
    if message.quads == 0:
        return {}
    steps = len(message.load_wrench) // 6
    need(steps > 0 and np.isfinite(message.dt) and message.dt > 0, SHAPE)
    arrays = {}
    for name, (columns, more) in TABLES.items():
        numbers = np.frombuffer(getattr(message, name), np.float64)
        count = message.quads if name.startswith("cable") else 1
        need(numbers.size == count * (steps + more) * columns, SHAPE)
        need(bool(np.isfinite(numbers).all()), NUMBER)
        table = numbers.reshape(count, steps + more, columns).copy()
        arrays[name] = table if name.startswith("cable") else table[0]
    return {**arrays, "time": message.dt * np.arange(steps + 1)}
