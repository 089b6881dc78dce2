"""What goes into messages comes out bit for bit, through real CDR; whatever else arrives is refused with a reason."""

from __future__ import annotations

from array import array
from dataclasses import fields, replace
from typing import Any

import casadi as ca
import numpy as np
import pytest
from geometry_msgs.msg import Point, Pose, PoseStamped, Quaternion
from hypothesis import given, settings
from hypothesis import strategies as st
from l2c_planner.msg import Consensus, TeamStatus
from l2c_planner.msg import Heartbeat as HeartbeatMessage
from nav_msgs.msg import Odometry
from rclpy.serialization import deserialize_message, serialize_message
from std_msgs.msg import Header

from l2c_planner.admm.message import Phase
from l2c_planner.models import LOAD, cable
from l2c_planner.ros import frames, reading
from l2c_planner.ros.geometry import duration
from l2c_planner.ros.motion import motion as motion_of
from l2c_planner.ros.motion import path_message, trajectory_message
from l2c_planner.ros.odometry import read_goal, read_odometry
from l2c_planner.ros.wire import consensus_message, heartbeat_message, read_consensus, read_heartbeat
from l2c_planner.transport.packet import LARGEST, Heartbeat, Packet, State

HEADER = Header(frame_id="map")
HEADER.stamp.sec, HEADER.stamp.nanosec = 5, 999_999_999
RNG = np.random.default_rng(3)
PACKET = Packet(
    "quad_0", 2**64 - 1, 2**63 + 1, 7, 1, 30, Phase.COPY, "team", 2.5, 101, 84,
    RNG.normal(size=(17, 182)), RNG.normal(size=(17, 182)), bytes(range(32)),
)  # fmt: skip
BEAT = Heartbeat(
    "quad_0",
    5,
    2**40,
    2**64 - 1,
    State.PLANNING,
    4,
    5,
    1,
    9,
    Phase.DUAL,
    True,
    (("quad_1", 2**64 - 1),),
    (5.5, 1.0, -2.0, 3.0, 0.1, 0.2, -0.3),
    4.5,
    b"x" * 32,
)


def through_cdr(message: Any) -> Any:
    """As it arrives over DDS."""
    return deserialize_message(serialize_message(message), type(message))


def assert_same(a: Packet, b: Packet) -> None:
    for field in fields(Packet):
        left, right = getattr(a, field.name), getattr(b, field.name)
        if isinstance(left, np.ndarray):
            assert left.shape == right.shape and left.tobytes() == right.tobytes(), field.name
        else:
            assert left == right, field.name


tables = st.tuples(st.integers(0, 12), st.integers(1, 12)).flatmap(
    lambda shape: st.lists(
        st.floats(allow_nan=False, allow_infinity=False), min_size=shape[0] * shape[1], max_size=shape[0] * shape[1]
    ).map(lambda numbers: np.array(numbers, float).reshape(shape))
)


class TestNumbers:
    @pytest.mark.parametrize("message", [HeartbeatMessage, TeamStatus])
    def test_states_are_those_of_the_messages(self, message):
        assert {state.name: state.value for state in State} == constants(message)

    def test_phases_that_travel_are_those_of_the_message(self):
        assert {phase.name: phase.value for phase in Phase if phase is not Phase.DUAL} == constants(Consensus)


def constants(message: Any) -> dict[str, int]:
    return {name: getattr(message, name) for name in dir(type(message)) if name[0].isupper() and name.isupper()}


class TestPackets:
    def test_a_packet_arrives_bit_for_bit(self):
        packet, reason = read_consensus(through_cdr(consensus_message(PACKET, HEADER)))
        assert reason == ""
        assert_same(packet, PACKET)

    @settings(max_examples=100, deadline=None)
    @given(
        values=tables, doubled=st.booleans(), phase=st.sampled_from([Phase.PRIMAL, Phase.COPY, Phase.OUTCOME]),
        numbers=st.tuples(*[st.integers(0, 2**64 - 1)] * 2, *[st.integers(0, 2**32 - 1)] * 2, st.integers(0, 255)),
        penalty=st.floats(allow_nan=False, allow_infinity=False), tag=st.binary(max_size=32),
    )  # fmt: skip
    def test_any_packet_arrives_bit_for_bit(self, values, doubled, phase, numbers, penalty, tag):
        boot, problem, plan, number, stage = numbers
        dual = -values if doubled and values.size else None
        sent = Packet(
            "quad_0", boot, problem, plan, stage, number, phase, "a b", penalty, 40 + len(values), 7, values, dual, tag
        )
        packet, reason = read_consensus(through_cdr(consensus_message(sent, HEADER)))
        assert reason == ""
        assert_same(packet, sent)

    def test_the_largest_packet_arrives(self):
        sent = replace(PACKET, values=np.ones((64, 128)), dual=np.ones((64, 128)), total_rows=200)
        assert sent.values.size == LARGEST
        assert_same(read_consensus(through_cdr(consensus_message(sent, HEADER)))[0], sent)

    def test_a_table_with_other_strides_and_type_is_sent_as_it_reads(self):
        values = np.arange(34, dtype=np.float32).reshape(2, 17).T
        sent = replace(PACKET, values=values, dual=None)
        assert np.array_equal(read_consensus(consensus_message(sent, HEADER))[0].values, values)

    def test_too_many_numbers_are_not_sent(self):
        with pytest.raises(ValueError, match="at most 8192"):
            consensus_message(replace(PACKET, values=np.zeros((LARGEST + 1, 1)), dual=None), HEADER)

    def test_what_is_read_is_its_own(self):
        message = consensus_message(PACKET, HEADER)
        packet, _ = read_consensus(message)
        message.primal[0], message.dual[0] = 1e9, 1e9
        message.primal.append(1.0)
        assert_same(packet, PACKET)
        packet.values[0, 0] = 5.0

    def test_what_is_sent_is_its_own(self):
        values = np.zeros((17, 182))
        message = consensus_message(replace(PACKET, values=values), HEADER)
        values[:] = 1.0
        assert max(message.primal) == 0.0


def broken(**changes: Any) -> Consensus:
    message = consensus_message(PACKET, HEADER)
    for name, value in changes.items():
        setattr(message, f"_{name}", value)  # past the checks of the setter
    return message


class TestRefusedPackets:
    @pytest.mark.parametrize(
        "changes, reason",
        [
            ({"rows": 18}, reading.SHAPE),
            ({"cols": 181}, reading.SHAPE),
            ({"rows": 2**32 - 1, "cols": 2**32 - 1}, reading.SHAPE),
            ({"first_knot": 85}, reading.SHAPE),
            ({"total_rows": 16, "first_knot": 0}, reading.SHAPE),
            ({"dual": array("d", [0.0] * 181)}, reading.SHAPE),
            ({"dual": array("d", [0.0]), "phase": Phase.BEGIN}, reading.SHAPE),
            ({"total_rows": 2**32 - 1}, reading.SIZE),
            ({"primal": array("d", bytes(8 * (LARGEST + 1))), "rows": LARGEST + 1, "cols": 1}, reading.SIZE),
            ({"dual": array("d", bytes(8 * (LARGEST + 1)))}, reading.SIZE),
            ({"primal": array("d"), "dual": array("d"), "rows": 0, "cols": 2**32 - 1}, reading.SIZE),
            ({"primal": array("d"), "dual": array("d"), "rows": 2**32 - 1, "cols": 0}, reading.SHAPE),
            ({"tag": array("B", bytes(33))}, reading.SIZE),
            ({"sender": ""}, reading.NAME),
            ({"sender": "q" * 65}, reading.NAME),
            ({"subject": "s" * 129}, reading.NAME),
            ({"sender": "quad\n0"}, reading.NAME),
            ({"subject": "\x1b[2J"}, reading.NAME),
            ({"sender": "qu\N{REPLACEMENT CHARACTER}d"}, reading.NAME),
            ({"phase": Phase.DUAL}, reading.PHASE),
            ({"phase": 6}, reading.PHASE),
            ({"phase": 255}, reading.PHASE),
            ({"penalty": float("nan")}, reading.NUMBER),
            ({"penalty": float("inf")}, reading.NUMBER),
            ({"primal": array("d", [float("nan")] * 3094)}, reading.NUMBER),
            ({"primal": array("d", [0.0] * 3093 + [float("inf")])}, reading.NUMBER),
            ({"dual": array("d", [0.0] * 3093 + [float("-inf")])}, reading.NUMBER),
            ({"primal": None}, reading.MALFORMED),
            ({"rows": 10**11, "cols": b"0"}, reading.MALFORMED),
            ({"rows": -17, "cols": -182}, reading.MALFORMED),
            ({"sender": 5}, reading.MALFORMED),
        ],
    )
    def test_refused(self, changes, reason):
        assert read_consensus(broken(**changes)) == (None, reason)

    def test_dds_itself_does_not_bound_names(self):
        assert read_consensus(through_cdr(broken(sender="q" * 65))) == (None, reading.NAME)

    @pytest.mark.parametrize("thing", [None, 3, "packet", HeartbeatMessage(), Odometry()])
    def test_another_thing_is_refused(self, thing):
        assert read_consensus(thing)[0] is None and read_heartbeat(Consensus())[0] is None

    @settings(max_examples=400, deadline=None)
    @given(
        changes=st.dictionaries(
            st.sampled_from([name for name in Consensus.get_fields_and_field_types() if name != "header"]),
            st.none() | st.integers() | st.floats() | st.text(max_size=140) | st.binary(max_size=40)
            | st.lists(st.floats(), max_size=30).map(lambda v: array("d", v)), max_size=4,
        )
    )  # fmt: skip
    def test_garbage_never_raises(self, changes):
        message = broken()
        for name, value in changes.items():
            setattr(message, f"_{name}", value)
        packet, reason = read_consensus(message)
        assert (packet is None) == (reason in reading.REASONS)
        if packet is not None:
            assert packet.values.shape == (message.rows, message.cols) and np.isfinite(packet.values).all()

    @settings(max_examples=300, deadline=None)
    @given(place=st.integers(0, 10**6), byte=st.integers(0, 255), keep=st.integers(0, 10**6))
    def test_spoilt_bytes_never_raise_beyond_dds(self, place, byte, keep):
        wire = bytearray(
            serialize_message(consensus_message(replace(PACKET, values=PACKET.values[:2], dual=None), HEADER))
        )
        wire[4 + place % 200] = byte
        try:
            message = deserialize_message(bytes(wire[: len(wire) - keep % 9]), Consensus)
        except Exception:  # noqa: BLE001  what DDS does not hand over never reaches us
            return
        packet, reason = read_consensus(message)
        assert (packet is None) == (reason in reading.REASONS)


class TestHeartbeats:
    def test_a_heartbeat_arrives_as_it_was(self):
        assert read_heartbeat(through_cdr(heartbeat_message(BEAT, HEADER))) == (BEAT, "")

    @pytest.mark.parametrize(
        "changes, reason",
        [
            ({"state": 200}, reading.PHASE),
            ({"phase": 6}, reading.PHASE),
            ({"peer_boots": array("Q")}, reading.SHAPE),
            ({"peers": ["a"] * 257, "peer_boots": array("Q", [1] * 257)}, reading.SIZE),
            ({"peers": ["quad\x00"]}, reading.NAME),
            ({"sender": "q" * 65}, reading.NAME),
            ({"tag": array("B", bytes(33))}, reading.SIZE),
        ],
    )
    def test_refused(self, changes, reason):
        message = heartbeat_message(BEAT, HEADER)
        for name, value in changes.items():
            setattr(message, name, value)
        assert read_heartbeat(message) == (None, reason)

    @settings(max_examples=200, deadline=None)
    @given(
        changes=st.dictionaries(
            st.sampled_from([name for name in HeartbeatMessage.get_fields_and_field_types() if name != "header"]),
            st.none() | st.integers() | st.text(max_size=70) | st.lists(st.text(max_size=3), max_size=300), max_size=4,
        )
    )  # fmt: skip
    def test_garbage_never_raises(self, changes):
        message = heartbeat_message(BEAT, HEADER)
        for name, value in changes.items():
            setattr(message, f"_{name}", value)
        beat, reason = read_heartbeat(message)
        assert (beat is None) == (reason in reading.REASONS)


MASS, LENGTH, DT = 0.8, 1.25, 0.04
ARM = np.array([0.3, -0.2, 0.05])


class Flow:
    """Load and cable under constant inputs, integrated by the models: the truth of velocity and acceleration."""

    def __init__(self) -> None:
        rng = np.random.default_rng(5)
        self.load_x = np.concatenate([rng.normal(size=6), unit(rng.normal(size=4)), rng.normal(size=3)])
        direction = unit(rng.normal(size=3))
        self.cable_x = np.concatenate([direction, np.cross(direction, rng.normal(size=3)), [4.0, 0.5]])
        self.wrench, self.cable_u = 5 * rng.normal(size=6), np.array([*np.cross(direction, rng.normal(size=3)), 0.2])
        self.load_p = np.array([3.0, 0.1, 0.12, 0.2, 0.02, -0.01, 0.03])
        self.cable_p = np.array([MASS, LENGTH, *ARM])

    def position(self, time: float, steps: int = 20) -> np.ndarray:
        load_x, cable_x, h = ca.DM(self.load_x), ca.DM(self.cable_x), time / steps
        for _ in range(steps):
            load_x = step(LOAD.f, load_x, self.wrench, self.load_p, h)
            cable_x = step(cable.CABLE.f, cable_x, self.cable_u, self.cable_p, h)
        return np.array(ca.evalf(cable.quadrotor_position(ca.SX(load_x), ca.SX(cable_x), ca.SX(self.cable_p)))).ravel()

    def thrust(self) -> np.ndarray:
        given = (self.load_x, self.wrench, self.load_p, self.cable_x, self.cable_u, self.cable_p)
        return np.array(ca.evalf(cable.thrust_from_wrench(*(ca.SX(ca.DM(v)) for v in given)))).ravel()

    def arrays(self) -> dict[str, np.ndarray]:
        """A plan of two knots that begins here."""
        return {
            "time": np.array([0.0, DT]),
            "quad_position": np.stack([self.position(0.0), self.position(DT)])[None],
            "quad_thrust": self.thrust()[None, None],
            "load_state": np.stack([self.load_x] * 2),
            "cable_state": np.stack([self.cable_x] * 2)[None],
            "attachment": ARM[None],
            "cable_length": np.array([LENGTH]),
        }


def step(f: Any, x: Any, u: np.ndarray, p: np.ndarray, h: float) -> ca.DM:
    rate = lambda y: ca.evalf(f(ca.SX(y), ca.SX(ca.DM(u)), ca.SX(ca.DM(p))))  # noqa: E731
    k1 = rate(x)
    k2 = rate(x + h / 2 * k1)
    k3 = rate(x + h / 2 * k2)
    return x + h / 6 * (k1 + 2 * k2 + 2 * k3 + rate(x + h * k3))


def unit(values: np.ndarray) -> np.ndarray:
    return values / np.linalg.norm(values)


class TestMotion:
    def test_velocity_and_acceleration_with_a_load_are_those_of_the_flow(self):
        flow, h = Flow(), 1e-3
        motion = motion_of(flow.arrays(), 0, MASS)
        before, now, after = flow.position(-h), flow.position(0.0), flow.position(h)
        assert np.allclose(motion.velocity[0], (after - before) / (2 * h), atol=1e-5)
        assert np.allclose(motion.acceleration[0], (after - 2 * now + before) / h**2, atol=1e-4)

    def test_the_last_knot_repeats_acceleration_and_attitude(self):
        motion = motion_of(Flow().arrays(), 0, MASS)
        assert motion.acceleration.shape == (2, 3) and motion.attitude.shape == (2, 4)
        assert np.array_equal(motion.acceleration[0], motion.acceleration[1])

    def test_the_attitude_is_the_thrust_direction_with_yaw_zero(self):
        flow = Flow()
        w, x, y, z = motion_of(flow.arrays(), 0, MASS).attitude[0]
        up = np.array([2 * (x * z + w * y), 2 * (y * z - w * x), 1 - 2 * (x * x + y * y)])
        assert np.allclose(up, unit(flow.thrust()))
        assert np.arctan2(2 * (x * y + w * z), 1 - 2 * (y * y + z * z)) == pytest.approx(0, abs=1e-12)

    @pytest.mark.parametrize("axes", [2, 3])
    def test_a_swarm_robot_has_the_velocity_of_its_plan(self, axes):
        velocity, push = np.array([1.0, 2.0, 3.0])[:axes], np.array([0.5, -0.5, 0.25])[:axes]
        force = np.array([*push, 0.0])[:3] + [0, 0, 9.81]
        state = np.concatenate([np.zeros(axes), velocity])
        arrays = swarm_arrays(np.stack([state] * 3)[None], np.stack([2.0 * force] * 2)[None])
        motion = motion_of(arrays, 0, 2.0)
        assert np.array_equal(motion.velocity[1, :axes], velocity) and not motion.velocity[:, axes:].any()
        assert np.allclose(motion.acceleration[2, :axes], push) and np.allclose(motion.acceleration[:, axes:], 0)

    def test_a_quadrotor_of_a_swarm_has_the_attitude_of_its_plan(self):
        attitude = unit(np.array([0.9, 0.1, -0.2, 0.3]))
        state = np.concatenate([np.zeros(3), [1.0, 2.0, 3.0], attitude, np.zeros(3)])
        motion = motion_of(swarm_arrays(np.stack([state] * 3)[None], np.ones((1, 2, 3))), 0, 1.0)
        assert np.array_equal(motion.attitude, np.stack([attitude] * 3))
        assert np.array_equal(motion.velocity[0], [1.0, 2.0, 3.0])


def swarm_arrays(states: np.ndarray, thrust: np.ndarray) -> dict[str, np.ndarray]:
    knots, axes = states.shape[1], 2 if states.shape[2] == 4 else 3
    velocity = np.zeros((1, knots, 3))
    velocity[..., :axes] = states[..., axes : 2 * axes]
    attitude = {"quad_attitude": states[..., 6:10]} if states.shape[2] == 13 else {}
    return {
        "time": np.arange(knots) * DT, "quad_position": np.zeros((1, knots, 3)), "quad_thrust": thrust,
        "quad_velocity": velocity, **attitude,
    }  # fmt: skip


class TestPlanMessages:
    motion = motion_of(Flow().arrays(), 0, MASS)

    def test_trajectory(self):
        message = through_cdr(trajectory_message(self.motion, "quad_0", HEADER))
        assert message.header == HEADER and message.joint_names == ["quad_0/base_link"] and len(message.points) == 2
        first, last = message.points
        assert [len(part) for part in (first.transforms, first.velocities, first.accelerations)] == [1, 1, 1]
        where, turn = first.transforms[0].translation, first.transforms[0].rotation
        assert [where.x, where.y, where.z] == self.motion.position[0].tolist()
        assert [turn.w, turn.x, turn.y, turn.z] == self.motion.attitude[0].tolist()
        fast, push = first.velocities[0].linear, first.accelerations[0].linear
        assert [fast.x, fast.y, fast.z] == self.motion.velocity[0].tolist()
        assert [push.x, push.y, push.z] == self.motion.acceleration[0].tolist()
        assert (last.time_from_start.sec, last.time_from_start.nanosec) == (0, 40_000_000)

    def test_path(self):
        path = path_message(self.motion, HEADER)
        assert [pose.header.frame_id for pose in through_cdr(path).poses] == ["map", "map"]
        assert (path.poses[0].header.stamp.sec, path.poses[0].header.stamp.nanosec) == (5, 999_999_999)
        assert (path.poses[1].header.stamp.sec, path.poses[1].header.stamp.nanosec) == (6, 39_999_999)
        assert path.poses[1].pose.position.x == self.motion.position[1, 0]

    @pytest.mark.parametrize("seconds, whole, part", [(0.0, 0, 0), (1.9999999999, 2, 0), (79.96, 79, 960_000_000)])
    def test_durations_to_the_nanosecond(self, seconds, whole, part):
        made = duration(seconds)
        assert (made.sec, made.nanosec) == (whole, part)


def odometry(
    frame: str = "map", turn: tuple[float, ...] = (1, 0, 0, 0), speed: tuple[float, ...] = (1, 0, 0)
) -> Odometry:
    message = Odometry(header=Header(frame_id=frame), child_frame_id="quad_0/base_link")
    w, x, y, z = map(float, turn)
    message.pose.pose = Pose(position=Point(x=1.0, y=2.0, z=3.0), orientation=Quaternion(w=w, x=x, y=y, z=z))
    message.twist.twist.linear.x, message.twist.twist.linear.y, message.twist.twist.linear.z = map(float, speed)
    return message


class TestArrivals:
    def test_the_twist_is_turned_from_the_body_to_the_world(self):
        north = (np.sqrt(0.5), 0, 0, np.sqrt(0.5))  # a quarter turn to the left: forward is north
        located, reason = read_odometry(through_cdr(odometry(turn=north, speed=(2, 0, 1))), "map")
        assert reason == "" and located.position.tolist() == [1, 2, 3]
        assert np.allclose(located.velocity, [0, 2, 1])

    @pytest.mark.parametrize(
        "message, reason",
        [
            (odometry(frame="odom"), reading.FRAME),
            (odometry(turn=(0, 0, 0, 0)), reading.QUATERNION),
            (odometry(turn=(2, 0, 0, 0)), reading.QUATERNION),
            (odometry(turn=(float("nan"), 0, 0, 0)), reading.QUATERNION),
            (odometry(speed=(float("nan"), 0, 0)), reading.NUMBER),
            (odometry(speed=(0, float("inf"), 0)), reading.NUMBER),
            (odometry(speed=(0, 0, 1e9)), reading.NUMBER),
            (PoseStamped(header=Header(frame_id="map")), reading.MALFORMED),
            (None, reading.MALFORMED),
        ],
    )
    def test_refused_odometry(self, message, reason):
        assert read_odometry(message, "map") == (None, reason)

    def test_a_goal_is_read_in_the_world_frame_only(self):
        goal = PoseStamped(header=Header(frame_id="map"))
        goal.pose.position.y = 4.0
        assert read_goal(goal, "map")[0].tolist() == [0, 4, 0]
        assert read_goal(goal, "earth") == (None, reading.FRAME)
        goal.pose.position.x = float("nan")
        assert read_goal(goal, "map") == (None, reading.NUMBER)


vectors = st.lists(st.floats(-1e3, 1e3), min_size=3, max_size=3).map(np.array)
attitudes = (
    st.lists(st.floats(-1, 1), min_size=4, max_size=4).map(np.array).filter(lambda q: np.linalg.norm(q) > 0.1).map(unit)
)


class TestFrames:
    @given(vector=vectors, attitude=attitudes, yaw=st.floats(-3.1, 3.1))
    def test_there_and_back_is_where_it_was(self, vector, attitude, yaw):
        assert np.array_equal(frames.swap_world(frames.swap_world(vector)), vector)
        assert np.array_equal(frames.swap_body(frames.swap_body(vector)), vector)
        assert np.array_equal(frames.to_wxyz(frames.to_xyzw(attitude)), attitude)
        again = frames.swap_attitude(frames.swap_attitude(attitude))
        assert min(np.abs(again - attitude).max(), np.abs(again + attitude).max()) < 1e-12
        assert frames.swap_yaw(frames.swap_yaw(yaw)) == pytest.approx(yaw, abs=1e-12)

    def test_identity_in_enu_points_east(self):
        forward = frames.to_world(np.array([1.0, 0, 0]), frames.swap_attitude(np.array([1.0, 0, 0, 0])))
        assert np.allclose(forward, [0, 1, 0])  # north, east, down
        assert frames.swap_yaw(0.0) == pytest.approx(np.pi / 2)

    def test_axes_of_the_world(self):
        assert frames.swap_world(np.array([1.0, 2.0, 3.0])).tolist() == [2, 1, -3]  # east 1, north 2, up 3

    @given(vector=vectors, attitude=attitudes)
    def test_a_vector_turned_in_either_frame_is_the_same(self, vector, attitude):
        here = frames.swap_world(frames.to_world(vector, attitude))
        there = frames.to_world(frames.swap_body(vector), frames.swap_attitude(attitude))
        assert np.allclose(here, there, atol=1e-9)

    @given(thrust=vectors.filter(lambda v: np.linalg.norm(v) > 1e-3))
    def test_the_thrust_attitude_lifts_along_the_thrust(self, thrust):
        attitude = frames.thrust_attitude(thrust)
        assert np.linalg.norm(attitude) == pytest.approx(1)
        assert np.allclose(frames.to_world(np.array([0, 0, 1.0]), attitude), unit(thrust), atol=1e-9)
        assert frames.to_world(np.array([1.0, 0, 0]), attitude)[1] == pytest.approx(0, abs=1e-12)

    def test_without_thrust_it_is_upright(self):
        assert frames.thrust_attitude(np.zeros((2, 3))).tolist() == [[1, 0, 0, 0]] * 2
