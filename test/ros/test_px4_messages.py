"""What PX4 hears and says: frames by a second way (rotation matrices), topics, commands; missing packages."""

from __future__ import annotations

import sys
from types import SimpleNamespace

import numpy as np
import pytest
from geometry_msgs.msg import PoseStamped, Transform, Twist
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.spatial.transform import Rotation
from std_msgs.msg import Header
from trajectory_msgs.msg import MultiDOFJointTrajectory, MultiDOFJointTrajectoryPoint

from l2c_planner.ros import frames
from l2c_planner.ros.motion import Motion, trajectory_message
from l2c_planner.ros.reading import FRAME, NUMBER, QUATERNION, SHAPE
from l2c_planner.ros.vehicles import px4
from l2c_planner.ros.vehicles.autopilot import Order
from l2c_planner.ros.vehicles.pose import moved, read_pose
from l2c_planner.ros.vehicles.robot import interfaces
from l2c_planner.ros.vehicles.setpoints import Setpoint
from l2c_planner.ros.vehicles.trajectory import read_trajectory

# Rows: north, east, down in east, north, up; forward, right, down in forward, left, up.
NED_OF_ENU = np.array([[0.0, 1, 0], [1, 0, 0], [0, 0, -1]])
FRD_OF_FLU = np.diag([1.0, -1.0, -1.0])
ORIGIN = np.array([10.0, 20.0, 1.0])
vectors = st.tuples(*[st.floats(-50, 50)] * 3).map(np.array)
turns = st.tuples(*[st.floats(-3, 3)] * 3).map(Rotation.from_rotvec)


def odometry(turn: Rotation, **more) -> SimpleNamespace:
    """A VehicleOdometry of FRD in NED."""
    x, y, z, w = turn.as_quat()
    given = {"pose_frame": 1, "velocity_frame": 1, "position": [0.0] * 3, "velocity": [0.0] * 3,
             "angular_velocity": [0.0] * 3, "q": [w, x, y, z]}  # fmt: skip
    return SimpleNamespace(**{**given, **more})


@settings(max_examples=50, deadline=None)
@given(vectors, vectors, vectors, turns)
def test_odometry_is_turned_into_our_world(position, velocity, rate, turn):
    message = odometry(turn, position=position, velocity=velocity, angular_velocity=rate)
    state, _ = px4.read_odometry(message, ORIGIN)
    np.testing.assert_allclose(state.position, NED_OF_ENU.T @ position + ORIGIN, atol=1e-9)
    np.testing.assert_allclose(state.velocity, NED_OF_ENU.T @ velocity, atol=1e-9)
    np.testing.assert_allclose(state.rate, FRD_OF_FLU.T @ rate, atol=1e-9)
    ours = Rotation.from_quat(frames.to_xyzw(state.attitude)).as_matrix()
    np.testing.assert_allclose(ours, NED_OF_ENU.T @ turn.as_matrix() @ FRD_OF_FLU, atol=1e-9)


@settings(max_examples=50, deadline=None)
@given(vectors, turns)
def test_body_and_world_velocities_are_the_same_motion(velocity, turn):
    in_world, _ = px4.read_odometry(odometry(turn, velocity=velocity), ORIGIN)
    body = turn.inv().apply(velocity)
    in_body, _ = px4.read_odometry(odometry(turn, velocity=body, velocity_frame=3), ORIGIN)
    np.testing.assert_allclose(in_body.velocity, in_world.velocity, atol=1e-9)


@settings(max_examples=50, deadline=None)
@given(vectors, vectors, vectors, st.floats(-3, 3))
def test_a_setpoint_comes_back_as_odometry(position, velocity, acceleration, yaw):
    messages = SimpleNamespace(TrajectorySetpoint=SimpleNamespace)
    sent = px4.trajectory(messages, Setpoint(position, velocity, acceleration, yaw), ORIGIN)
    message = odometry(Rotation.from_euler("z", sent.yaw), position=sent.position, velocity=sent.velocity)
    state, _ = px4.read_odometry(message, ORIGIN)
    np.testing.assert_allclose(state.position, position, atol=1e-9)
    np.testing.assert_allclose(state.velocity, velocity, atol=1e-9)
    np.testing.assert_allclose(NED_OF_ENU.T @ sent.acceleration, acceleration, atol=1e-9)
    nose = frames.to_world(np.array([1.0, 0, 0]), state.attitude)
    np.testing.assert_allclose(nose, [np.cos(yaw), np.sin(yaw), 0], atol=1e-9)
    assert np.isnan([*sent.jerk, sent.yawspeed]).all()


def test_north_of_px4_is_our_y():
    state, _ = px4.read_odometry(odometry(Rotation.identity(), position=[3.0, 0, -2]), np.zeros(3))
    assert state.position.tolist() == [0, 3, 2]
    np.testing.assert_allclose(frames.to_world(np.array([1.0, 0, 0]), state.attitude), [0, 1, 0], atol=1e-12)


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ({"pose_frame": 2}, FRAME),
        ({"velocity_frame": 2}, FRAME),
        ({"position": [float("nan"), 0, 0]}, NUMBER),
        ({"velocity": [0, 1e9, 0]}, NUMBER),
        ({"q": [float("nan"), 0, 0, 0]}, QUATERNION),
    ],
)
def test_odometry_that_cannot_be_used(more, reason):
    assert px4.read_odometry(odometry(Rotation.identity(), **more), ORIGIN) == (None, reason)


def test_rates_and_throttle():
    message = px4.rates(SimpleNamespace(VehicleRatesSetpoint=SimpleNamespace), 0.6, np.array([0.1, 0.2, 0.3]))
    assert (message.roll, message.pitch, message.yaw) == (0.1, -0.2, -0.3)
    assert message.thrust_body == [0, 0, -0.6]


@pytest.mark.parametrize(
    ("order", "number", "first", "second"),
    [(Order.OFFBOARD, 176, 1, 6), (Order.ARM, 400, 1, 0), (Order.DISARM, 400, 0, 0), (Order.LAND, 21, 0, 0)],
)
def test_commands_are_to_one_system(order, number, first, second):
    message = px4.command(SimpleNamespace(VehicleCommand=SimpleNamespace), order, 7)
    assert (message.command, message.param1, message.param2) == (number, first, second)
    assert (message.target_system, message.target_component, message.from_external) == (7, 1, True)


@pytest.mark.parametrize(
    ("name", "version", "expected"),
    [
        ("VehicleStatus", 4, "/px4_1/fmu/out/vehicle_status_v4"),
        ("VehicleOdometry", 0, "/px4_1/fmu/out/vehicle_odometry"),
        ("OffboardControlMode", None, "/px4_1/fmu/out/offboard_control_mode"),
    ],
)
def test_topics_end_with_the_version_of_the_message(name, version, expected):
    kind = type(name, (), {} if version is None else {"MESSAGE_VERSION": version})
    assert px4.topic("/px4_1", "out", kind) == expected
    assert px4.topic("", "in", kind, suffixed=False) == expected[6:].replace("/out/", "/in/").split("_v4")[0]


def test_answers():
    refused = SimpleNamespace(command=176, result=1)
    assert px4.read_answer(refused) == (Order.OFFBOARD, "not now")
    assert px4.read_answer(SimpleNamespace(command=400, result=99)) == (Order.ARM, "result 99")
    assert px4.read_answer(SimpleNamespace(command=400, result=0)) is None
    assert px4.read_answer(SimpleNamespace(command=11, result=2)) is None


def test_status():
    message = SimpleNamespace(arming_state=2, nav_state=4, failsafe=True, pre_flight_checks_pass=False)
    report = px4.read_status(message)
    assert (report.armed, report.offboard, report.note) == (True, False, "in failsafe, preflight checks fail")


def test_a_package_that_is_missing_says_where_it_comes_from(monkeypatch):
    for name in ("px4_msgs", "px4_msgs.msg"):
        monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(ImportError, match="px4_msgs cannot be imported .*github.com/PX4/px4_msgs"):
        interfaces("px4_msgs", "msg", "VehicleStatus")


def test_a_package_of_another_time_says_what_it_lacks(monkeypatch):
    monkeypatch.setitem(sys.modules, "px4_msgs", SimpleNamespace())
    monkeypatch.setitem(sys.modules, "px4_msgs.msg", SimpleNamespace(VehicleStatus=int))
    with pytest.raises(ImportError, match="px4_msgs has no VehicleOdometry"):
        interfaces("px4_msgs", "msg", "VehicleStatus", "VehicleOdometry")


def motion(knots: int = 4) -> Motion:
    rng = np.random.default_rng(1)
    attitude = rng.normal(size=(knots, 4))
    attitude /= np.linalg.norm(attitude, axis=1, keepdims=True)
    return Motion(0.1 * np.arange(knots), *rng.normal(size=(3, knots, 3)), attitude)


def test_a_plan_comes_back_as_it_was():
    planned = motion()
    read, reason = read_trajectory(trajectory_message(planned, "quad_0", Header(frame_id="map")), "map")
    assert reason == ""
    for name, value in vars(planned).items():
        np.testing.assert_allclose(getattr(read, name), value, atol=1e-9)


def test_plans_that_cannot_be_flown():
    message = trajectory_message(motion(), "quad_0", Header(frame_id="map"))
    assert read_trajectory(message, "odom") == (None, FRAME)
    assert read_trajectory(MultiDOFJointTrajectory(header=message.header), "map") == (None, SHAPE)
    message.points[1].transforms[0].translation.x = float("nan")
    assert read_trajectory(message, "map") == (None, NUMBER)
    message.points[1] = MultiDOFJointTrajectoryPoint(transforms=[Transform()], velocities=[Twist()])
    assert read_trajectory(message, "map") == (None, SHAPE)
    late = trajectory_message(motion(), "quad_0", Header(frame_id="map"))
    late.points[2].time_from_start = late.points[1].time_from_start
    assert read_trajectory(late, "map") == (None, NUMBER)


def pose(seconds: float, position: np.ndarray, turn: Rotation) -> PoseStamped:
    message = PoseStamped()
    message.header.stamp.sec, message.header.stamp.nanosec = int(seconds), round(seconds % 1 * 1e9)
    where, attitude = message.pose.position, message.pose.orientation
    where.x, where.y, where.z = position.tolist()
    attitude.x, attitude.y, attitude.z, attitude.w = turn.as_quat().tolist()
    return message


def test_two_poses_are_a_motion():
    velocity, rate, first = np.array([1.0, -2, 0.5]), np.array([0.3, 0.1, -2]), Rotation.from_rotvec([0.2, 0.5, 1])
    a, _ = read_pose(pose(5.0, np.zeros(3), first), ORIGIN)
    b, _ = read_pose(pose(5.02, 0.02 * velocity, first * Rotation.from_rotvec(0.02 * rate)), ORIGIN)
    np.testing.assert_allclose(b.position, ORIGIN + 0.02 * velocity)
    found = moved(a, b)
    np.testing.assert_allclose(found[0], velocity, atol=1e-9)
    np.testing.assert_allclose(found[1], rate, atol=1e-6)
    assert not np.any(moved(b, a)) and not np.any(moved(a, a))


def test_poses_that_are_none():
    broken = pose(1.0, np.zeros(3), Rotation.identity())
    broken.pose.orientation.w = 0.5
    assert read_pose(broken, ORIGIN) == (None, QUATERNION)
    broken.pose.position.x = float("inf")
    assert read_pose(broken, ORIGIN) == (None, NUMBER)
