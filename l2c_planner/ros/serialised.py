"""Odometry and commands as the bytes that DDS carries: at hundreds a second the objects of ROS would cost the most.

The bytes are those of plain CDR (OMG DDS-XTypes 1.3, section 7.4.3, version 1): four that tell the byte order, then the
fields, each aligned to its size. What comes in the byte order of another machine is read by way of ROS.
"""

from __future__ import annotations

import struct
import sys
from collections.abc import Sequence

from nav_msgs.msg import Odometry
from rclpy.serialization import deserialize_message, serialize_message
from std_msgs.msg import Header

from l2c_planner.control import Odometry as State
from l2c_planner.msg import ThrustRate
from l2c_planner.ros import frames
from l2c_planner.ros.odometry import Located, located, read_command, read_odometry
from l2c_planner.ros.reading import FRAME, FURTHEST, MALFORMED, NUMBER, Reading, need, reading

HEAD = 4
"""Bytes before the fields."""
NATIVE = b"\x00\x01" if sys.byteorder == "little" else b"\x00\x00"
"""How they begin in the byte order of this machine."""
STAMP, NUMBERS, POSE, TWIST = (struct.Struct(f"={fields}") for fields in ("iI", "4d", "7d", "6d"))
TWIST_AFTER = 8 * (7 + 36)
"""From the pose to the twist, and as far to the end of the message but for one number: covariances lie between."""

Stamp = tuple[int, int]
"""Seconds and nanoseconds."""


class OdometryWriter:
    """Odometry of one body, whose names are written once."""

    def __init__(self, body: str, frame: str) -> None:
        self._data = bytearray(serialize_message(Odometry(header=Header(frame_id=frame), child_frame_id=body)))
        self._pose = _aligned(_after_text(self._data, _after_text(self._data, HEAD + STAMP.size)), 8)

    def bytes(self, state: State, stamp: Stamp) -> bytes:
        """The state of one body, as `odometry_message` tells it."""
        w, x, y, z = attitude = state.attitude.tolist()
        STAMP.pack_into(self._data, HEAD, *stamp)
        POSE.pack_into(self._data, self._pose, *state.position.tolist(), x, y, z, w)
        velocity = frames.turned_back(state.velocity.tolist(), attitude)
        TWIST.pack_into(self._data, self._pose + TWIST_AFTER, *velocity, *state.rate.tolist())
        return bytes(self._data)


class CommandWriter:
    """Commands to one robot."""

    def __init__(self, frame: str) -> None:
        self._data = bytearray(serialize_message(ThrustRate(header=Header(frame_id=frame))))
        self._numbers = _aligned(_after_text(self._data, HEAD + STAMP.size), 8)

    def bytes(self, thrust: float, rate: Sequence[float], stamp: Stamp) -> bytes:
        """A collective thrust [N] and body rates (3,) [rad/s]."""
        STAMP.pack_into(self._data, HEAD, *stamp)
        NUMBERS.pack_into(self._data, self._numbers, thrust, *rate)
        return bytes(self._data)


def stamp_of(data: bytes) -> Stamp:
    """Stamp of a message that begins with a header and has been read."""
    return STAMP.unpack_from(data, HEAD)


def odometry_of(data: bytes, frame: str) -> Reading[Located]:
    """What `read_odometry` reads from the message with these bytes."""
    return _native_odometry(data, frame) if data[:2] == NATIVE else _foreign(data, Odometry, read_odometry, frame)


def command_of(data: bytes) -> Reading[tuple[float, float, tuple[float, float, float]]]:
    """What `read_command` reads from the message with these bytes."""
    return _native_command(data) if data[:2] == NATIVE else _foreign(data, ThrustRate, read_command)


@reading
def _native_odometry(data: bytes, frame: str) -> Located:
    named = _after_text(data, HEAD + STAMP.size)
    pose = _aligned(_after_text(data, named), 8)
    need(len(data) >= pose + 2 * TWIST_AFTER - 8, MALFORMED)
    need(data[HEAD + STAMP.size + 4 : named - 1] == frame.encode(), FRAME)
    px, py, pz, x, y, z, w = POSE.unpack_from(data, pose)
    vx, vy, vz, *rate = TWIST.unpack_from(data, pose + TWIST_AFTER)
    return located(stamp_of(data), (px, py, pz), (w, x, y, z), (vx, vy, vz), rate)


@reading
def _native_command(data: bytes) -> tuple[float, float, tuple[float, float, float]]:
    numbers = _aligned(_after_text(data, HEAD + STAMP.size), 8)
    need(len(data) >= numbers + NUMBERS.size, MALFORMED)
    thrust, *rate = NUMBERS.unpack_from(data, numbers)
    need(abs(thrust) < float("inf") and all(abs(r) <= FURTHEST for r in rate), NUMBER)
    seconds, nanoseconds = stamp_of(data)
    return seconds + nanoseconds * 1e-9, thrust, tuple(rate)


def _foreign(data: bytes, kind: type, read, *arguments) -> Reading:
    try:
        return read(deserialize_message(data, kind), *arguments)
    except Exception:  # of the C++ side, which knows of no other
        return None, MALFORMED


def _after_text(data: bytes | bytearray, at: int) -> int:
    """Where a text ends whose length may lie at a place: a length of four bytes, the text, a zero."""
    begin = _aligned(at, 4) + 4
    size = int.from_bytes(data[begin - 4 : begin], sys.byteorder)
    need(0 < size <= len(data) - begin, MALFORMED)
    return begin + size


def _aligned(at: int, size: int) -> int:
    """The next place for a number of this size."""
    return HEAD + -(-(at - HEAD) // size) * size
