"""Between our packets, plans and positions and ROS messages; what arrives is judged here and never raises.

Functions `read_...` return what they read, or None and one of `REASONS`. Sizes are judged before anything is made of
them. Tables are copied both ways, so that nobody holds a view of a message.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, TypeVar

import numpy as np
from builtin_interfaces.msg import Duration, Time
from geometry_msgs.msg import Point, Pose, PoseStamped, Quaternion, Transform, Twist, Vector3
from nav_msgs.msg import Odometry, Path
from std_msgs.msg import Header
from trajectory_msgs.msg import MultiDOFJointTrajectory, MultiDOFJointTrajectoryPoint

from l2c_planner.admm.message import Phase
from l2c_planner.models.base import GRAVITY
from l2c_planner.msg import Consensus, Tuning
from l2c_planner.msg import Heartbeat as HeartbeatMessage
from l2c_planner.ros import frames
from l2c_planner.transport.announcement import Announcement
from l2c_planner.transport.assembly import MOST_NUMBERS
from l2c_planner.transport.packet import LARGEST, LONGEST_NAME, LONGEST_SUBJECT, MOST_PEERS, Heartbeat, Packet, State

LONGEST_TAG = 32
MOST_BYTES = 2**20
"""Of the networks of an announcement, as in msg/Tuning.msg."""
FURTHEST = 1e6
"""Positions and velocities beyond are not believed [m, m/s]."""

MALFORMED, NAME, PHASE, SIZE, SHAPE, NUMBER, FRAME, QUATERNION = REASONS = (
    "not the message it should be",
    "a name is empty, too long or not printable",
    "no such phase or state",
    "too many numbers",
    "shape and numbers do not fit",
    "a number is not finite or out of range",
    "given in another frame",
    "not a unit quaternion",
)
"""Why something is not read: a fixed set, so that counts of them stay bounded."""

T = TypeVar("T")
Reading = tuple[T | None, str]
"""What was read and an empty text, or None and one of `REASONS`."""

_SENT = frozenset((Phase.PRIMAL, Phase.COPY, Phase.BEGIN, Phase.OUTCOME, Phase.ACCEPT))
_PHASES, _STATES = frozenset(Phase), frozenset(State)


class _Refused(Exception):
    """Carries the reason."""


def _reading(function: Callable[..., T]) -> Callable[..., Reading[T]]:
    """Turn what a function raises about its message into a reason."""

    @wraps(function)
    def read(*arguments: Any) -> Reading[T]:
        try:
            return function(*arguments), ""
        except _Refused as refused:
            return None, str(refused)
        except (AttributeError, TypeError, ValueError, OverflowError, BufferError):
            return None, MALFORMED

    return read


def _need(holds: bool, reason: str) -> None:
    if not holds:
        raise _Refused(reason)


# Packets, heartbeats, announcements


def consensus_message(packet: Packet, header: Header) -> Consensus:
    """The message of a packet.

    Raises:
        ValueError: more numbers than a packet holds.
    """
    if packet.values.size > LARGEST or (packet.dual is not None and packet.dual.size > LARGEST):
        raise ValueError(f"packet of {packet.subject}: {packet.values.shape} numbers; valid: at most {LARGEST}")
    message = Consensus(header=header)
    message.sender, message.boot, message.problem_hash = packet.sender, packet.boot, packet.problem_hash
    message.plan_id, message.stage, message.round = packet.plan, packet.stage, packet.round
    message.phase, message.subject, message.penalty = int(packet.phase), packet.subject, float(packet.penalty)
    message.total_rows, message.first_knot = packet.total_rows, packet.first_knot
    message.rows, message.cols = packet.values.shape
    message.primal.frombytes(_bytes(packet.values))
    if packet.dual is not None:
        message.dual.frombytes(_bytes(packet.dual))
    message.tag.frombytes(packet.tag)
    return message


def _bytes(values: np.ndarray) -> bytes:
    return np.asarray(values, np.float64).tobytes()


@_reading
def read_consensus(message: Consensus) -> Packet:
    """The packet in a message, with tables (rows, cols) of its own."""
    rows, cols, count = message.rows, message.cols, len(message.primal)
    _need(type(rows) is type(cols) is int and rows >= 0 and cols >= 0, MALFORMED)
    _need(max(count, len(message.dual)) <= LARGEST and len(message.tag) <= LONGEST_TAG, SIZE)
    _need(_named(message.sender, LONGEST_NAME) and _named(message.subject, LONGEST_SUBJECT), NAME)
    _need(message.phase in _SENT, PHASE)
    _need(rows * cols == count and message.first_knot + rows <= message.total_rows, SHAPE)
    _need(cols <= LARGEST and message.total_rows * max(cols, 1) <= MOST_NUMBERS, SIZE)
    _need(len(message.dual) in (0, count), SHAPE)
    values = _table(message.primal, (rows, cols))
    dual = _table(message.dual, (rows, cols)) if len(message.dual) else None
    finite = np.isfinite(message.penalty) and np.isfinite(values).all() and (dual is None or np.isfinite(dual).all())
    _need(bool(finite), NUMBER)
    return Packet(
        message.sender, message.boot, message.problem_hash, message.plan_id, message.stage, message.round,
        message.phase, message.subject, message.penalty, message.total_rows, message.first_knot,
        values, dual, bytes(message.tag),
    )  # fmt: skip


def tuning_message(announcement: Announcement, header: Header) -> Tuning:
    """The message of an announcement."""
    message = Tuning(header=header, digest=announcement.digest, steps=announcement.steps)
    message.networks.frombytes(announcement.networks)
    message.tag.frombytes(announcement.tag)
    return message


@_reading
def read_tuning(message: Tuning) -> Announcement:
    """The announcement in a message."""
    _need(len(message.networks) <= MOST_BYTES and len(message.tag) <= LONGEST_TAG, SIZE)
    _need(_named(message.digest, LONGEST_NAME), NAME)
    return Announcement(message.digest, message.steps, bytes(message.networks), bytes(message.tag))


def _table(numbers: array[float], shape: tuple[int, int]) -> np.ndarray:
    return np.frombuffer(numbers, np.float64).reshape(shape).copy() if len(numbers) else np.zeros(shape)


def heartbeat_message(heartbeat: Heartbeat, header: Header) -> HeartbeatMessage:
    """The message of a heartbeat."""
    message = HeartbeatMessage(header=header)
    message.sender, message.boot, message.count = heartbeat.sender, heartbeat.boot, heartbeat.count
    message.problem_hash, message.state = heartbeat.problem_hash, int(heartbeat.state)
    message.plan_id, message.wanted_plan = heartbeat.plan, heartbeat.wanted
    message.stage, message.round, message.phase = heartbeat.stage, heartbeat.round, int(heartbeat.phase)
    message.waiting = bool(heartbeat.waiting)
    message.peers = [name for name, _ in heartbeat.peers]
    message.peer_boots = array("Q", [boot for _, boot in heartbeat.peers])
    message.tag.frombytes(heartbeat.tag)
    return message


@_reading
def read_heartbeat(message: HeartbeatMessage) -> Heartbeat:
    """The heartbeat in a message."""
    names, boots = message.peers, message.peer_boots
    _need(max(len(names), len(boots)) <= MOST_PEERS and len(message.tag) <= LONGEST_TAG, SIZE)
    _need(len(names) == len(boots), SHAPE)
    _need(_named(message.sender, LONGEST_NAME) and all(_named(name, LONGEST_NAME) for name in names), NAME)
    _need(message.phase in _PHASES and message.state in _STATES, PHASE)
    return Heartbeat(
        message.sender, message.boot, message.count, message.problem_hash, message.state, message.plan_id,
        message.wanted_plan, message.stage, message.round, message.phase, message.waiting,
        tuple(zip(names, boots)), bytes(message.tag),
    )  # fmt: skip


def _named(name: str, longest: int) -> bool:
    return 0 < len(name) <= longest and name.isascii() and name.isprintable()


# Plans


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
        velocity, attitude = _own_velocity(arrays["quad_state"][robot]), _own_attitude(arrays, robot, attitude)
    acceleration = force / mass - [0.0, 0.0, GRAVITY]
    return Motion(arrays["time"], position, velocity, _held(acceleration), _held(attitude, len(position)))


def _carried_velocity(arrays: dict[str, np.ndarray], robot: int) -> np.ndarray:
    """p' = R (v + w x r) + L w_c x d."""
    load, cable, arm = arrays["load_state"], arrays["cable_state"][robot], arrays["attachment"][robot]
    attachment = frames.to_world(load[:, 3:6] + np.cross(load[:, 10:13], arm), load[:, 6:10])
    return attachment + arrays["cable_length"][robot] * np.cross(cable[:, 3:6], cable[:, :3])


def _own_velocity(states: np.ndarray) -> np.ndarray:
    """Of a swarm's robot with states (K, nx): position and velocity come first; in the plane it keeps its height."""
    axes = 2 if states.shape[1] == 4 else 3
    velocity = np.zeros((len(states), 3))
    velocity[:, :axes] = states[:, axes : 2 * axes]
    return velocity


def _own_attitude(arrays: dict[str, np.ndarray], robot: int, otherwise: np.ndarray) -> np.ndarray:
    states = arrays["quad_state"][robot]
    return states[:, 6:10] if states.shape[1] == 13 else otherwise


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
                transforms=[Transform(translation=vector(where), rotation=_quaternion(attitude))],
                velocities=[Twist(linear=vector(velocity))],
                accelerations=[Twist(linear=vector(acceleration))],
                time_from_start=duration(time),
            )
            for time, where, attitude, velocity, acceleration in points
        ],
    )


def path_message(motion: Motion, header: Header) -> Path:
    """A plan to look at; every pose has the time at which the robot is there."""
    start = header.stamp.sec * 10**9 + header.stamp.nanosec
    poses = [
        PoseStamped(header=Header(stamp=_time(start + round(time * 1e9)), frame_id=header.frame_id), pose=pose)
        for time, pose in zip(motion.time.tolist(), _poses(motion))
    ]
    return Path(header=header, poses=poses)


def _poses(motion: Motion) -> list[Pose]:
    pairs = zip(motion.position, frames.to_xyzw(motion.attitude))
    return [Pose(position=point(where), orientation=_quaternion(attitude)) for where, attitude in pairs]


# Where a robot is and shall go


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


@_reading
def read_odometry(message: Odometry, frame: str) -> Located:
    """State of a robot; the message's pose must be in `frame`, its twist is in the body frame."""
    _need(message.header.frame_id == frame, FRAME)
    pose, twist = message.pose.pose, message.twist.twist
    position, attitude = _numbers(pose.position), _attitude(pose.orientation)
    velocity = frames.to_world(_numbers(twist.linear), attitude)
    stamp = message.header.stamp
    return Located(stamp.sec + stamp.nanosec * 1e-9, position, velocity, attitude, _numbers(twist.angular))


@_reading
def read_goal(message: PoseStamped, frame: str) -> np.ndarray:
    """Position of a goal (3,) [m], which must be given in `frame`."""
    _need(message.header.frame_id == frame, FRAME)
    return _numbers(message.pose.position)


def _numbers(message: Point | Vector3) -> np.ndarray:
    values = np.array([message.x, message.y, message.z], float)
    _need(bool((np.abs(values) <= FURTHEST).all()), NUMBER)
    return values


def _attitude(message: Quaternion) -> np.ndarray:
    values = np.array([message.w, message.x, message.y, message.z], float)
    size = float(np.linalg.norm(values))
    _need(abs(size - 1) <= 1e-3, QUATERNION)
    return values / size


# Small messages


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
    return _quaternion(frames.to_xyzw(values))


def _quaternion(values: np.ndarray) -> Quaternion:
    x, y, z, w = map(float, values)
    return Quaternion(x=x, y=y, z=z, w=w)


def duration(seconds: float) -> Duration:
    """To the nanosecond."""
    whole, part = divmod(round(float(seconds) * 1e9), 10**9)
    return Duration(sec=whole, nanosec=part)


def _time(nanoseconds: int) -> Time:
    whole, part = divmod(nanoseconds, 10**9)
    return Time(sec=whole, nanosec=part)
