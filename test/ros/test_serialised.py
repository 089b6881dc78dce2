"""Bytes that we write are messages to ROS, and what we read from bytes is what ROS reads; garbage is refused."""

from __future__ import annotations

import struct

import numpy as np
import pytest
from builtin_interfaces.msg import Time
from l2c_planner.msg import ThrustRate
from nav_msgs.msg import Odometry
from rclpy.serialization import deserialize_message, serialize_message
from std_msgs.msg import Header

from l2c_planner.control import Odometry as State
from l2c_planner.ros.odometry import odometry_message, read_command, read_odometry
from l2c_planner.ros.reading import FRAME, MALFORMED, NUMBER, QUATERNION
from l2c_planner.ros.serialised import CommandWriter, OdometryWriter, command_of, odometry_of, stamp_of

RNG = np.random.default_rng(5)
STAMP = (3, 250_000_000)


def header(frame: str = "map") -> Header:
    return Header(stamp=Time(sec=STAMP[0], nanosec=STAMP[1]), frame_id=frame)


def state() -> State:
    attitude = RNG.normal(size=4)
    return State(RNG.normal(size=3), RNG.normal(size=3), attitude / np.linalg.norm(attitude), RNG.normal(size=3))


def command(**changes) -> ThrustRate:
    return ThrustRate(**({"header": header(), "thrust": 9.5, "rate": [0.5, -1.0, 2.0]} | changes))


def foreign(data: bytes, numbers: int) -> bytes:
    """The same message from a machine of the other byte order; its last `numbers` fields are of eight bytes."""
    seconds, nanoseconds, at = *struct.unpack_from("<iI", data, 4), 12
    head = struct.pack(">iI", seconds, nanoseconds)
    while at < len(data) - 8 * numbers - 7:
        (size,) = struct.unpack_from("<I", data, at)
        end = at + 4 + -(-size // 4) * 4
        head, at = head + struct.pack(">I", size) + data[at + 4 : end], end
    head += bytes(len(data) - 8 * numbers - 4 - len(head))
    return b"\0\0\0\0" + head + struct.pack(f">{numbers}d", *struct.unpack(f"<{numbers}d", data[-8 * numbers :]))


class TestOdometry:
    @pytest.mark.parametrize("body", ["a", "ab", "abc", "quad_0/base_link"])
    @pytest.mark.parametrize("frame", ["map", "world", ""])
    def test_ros_reads_the_bytes_and_they_are_read_as_by_ros(self, body, frame):
        writer = OdometryWriter(body, frame)
        for _ in range(3):
            now = state()
            message = odometry_message(now, body, header(frame))
            data = writer.bytes(now, STAMP)
            assert deserialize_message(data, Odometry) == message and len(data) == len(serialize_message(message))
            ours, theirs = odometry_of(data, frame)[0], read_odometry(message, frame)[0]
            assert all(np.array_equal(a, b) for a, b in zip(vars(ours).values(), vars(theirs).values(), strict=True))
            assert stamp_of(data) == STAMP

    def test_of_another_byte_order_it_is_read_all_the_same(self):
        now = state()
        data = foreign(OdometryWriter("body", "map").bytes(now, STAMP), 85)
        found, _ = odometry_of(data, "map")
        assert found.position.tolist() == now.position.tolist() and found.time == 3.25

    def test_in_another_frame_it_is_refused(self):
        assert odometry_of(OdometryWriter("body", "odom").bytes(state(), STAMP), "map") == (None, FRAME)

    @pytest.mark.parametrize("field", ["position", "velocity", "rate"])
    @pytest.mark.parametrize("value", [np.nan, np.inf, 1e7])
    def test_numbers_that_are_none(self, field, value):
        now = state()
        getattr(now, field)[1] = value
        assert odometry_of(OdometryWriter("body", "map").bytes(now, STAMP), "map") == (None, NUMBER)

    def test_an_attitude_that_is_none(self):
        now = state()
        now.attitude[:] *= 1.1
        assert odometry_of(OdometryWriter("body", "map").bytes(now, STAMP), "map") == (None, QUATERNION)

    def test_cut_off_or_scrambled_it_never_raises(self):
        data = OdometryWriter("body", "map").bytes(state(), STAMP)
        for size in range(len(data)):
            assert odometry_of(data[:size], "map")[1], size
        for _ in range(300):
            broken = bytearray(data)
            for at in RNG.integers(0, 60, 3):
                broken[at] = RNG.integers(256)
            found, reason = odometry_of(bytes(broken), "map")
            assert (found is None) == bool(reason)


class TestCommand:
    @pytest.mark.parametrize("frame", ["map", "world", ""])
    def test_ros_reads_the_bytes_and_they_are_read_as_by_ros(self, frame):
        data = CommandWriter(frame).bytes(9.5, [0.5, -1.0, 2.0], STAMP)
        assert deserialize_message(data, ThrustRate) == command(header=header(frame))
        stamp, thrust, rate = command_of(data)[0]
        theirs = read_command(deserialize_message(data, ThrustRate))[0]
        assert (stamp, thrust, list(rate)) == (*theirs[:2], theirs[2].tolist()) == (3.25, 9.5, [0.5, -1.0, 2.0])

    def test_of_another_byte_order_it_is_read_all_the_same(self):
        stamp, thrust, rate = command_of(foreign(serialize_message(command()), 4))[0]
        assert (stamp, thrust, list(rate)) == (3.25, 9.5, [0.5, -1.0, 2.0])

    @pytest.mark.parametrize("changes", [{"thrust": np.nan}, {"thrust": np.inf}, {"rate": [0.0, 1e9, 0.0]}])
    def test_numbers_that_are_none(self, changes):
        assert command_of(serialize_message(command(**changes))) == (None, NUMBER)

    def test_cut_off_it_is_refused(self):
        data = serialize_message(command())
        for size in range(2, len(data)):
            assert command_of(data[:size]) == (None, MALFORMED), size


def test_what_ros_makes_of_another_type_is_refused():
    assert odometry_of(serialize_message(command()), "map")[0] is None
