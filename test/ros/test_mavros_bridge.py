"""The MAVROS bridge at the level of messages: odometry in, targets out, modes and arming asked for in order."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from l2c_planner.msg import ThrustRate
from nav_msgs.msg import Odometry
from rclpy.node import Node
from rclpy.qos import DurabilityPolicy, QoSProfile, qos_profile_sensor_data
from team_processes import soon
from vehicle_packages import load
from vehicle_samples import HOST, HOVER, ORIGIN, Bench, flight, write_vehicle_task

from l2c_planner.ros import names
from l2c_planner.ros.geometry import time as stamp_of
from l2c_planner.ros.topics import topics
from l2c_planner.ros.vehicles.autopilot import Phase
from l2c_planner.ros.vehicles.mavros_bridge import MavrosBridge

HERE = np.array([1.0, 2.0, 0.5])
RATE = [0.1, -0.2, 0.3]


@pytest.fixture(scope="module", autouse=True)
def packages(pytestconfig: pytest.Config) -> None:
    load(pytestconfig.cache)


@pytest.fixture(scope="module")
def task(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_vehicle_task(tmp_path_factory.mktemp("vehicles") / "task.yaml")


class FakeMavros(Node):
    """MAVROS with an autopilot that stands still at `HERE` in its frame and does what it is asked."""

    def __init__(self, context, connected: bool) -> None:
        from mavros_msgs.msg import AttitudeTarget, PositionTarget, State
        from mavros_msgs.srv import CommandBool, SetMode

        super().__init__("mavros", namespace=f"/{HOST}/mavros", context=context)
        self.state = State(connected=connected, mode="POSCTL")
        self.blind, self.arms, self.asked, self.attitudes, self.positions = False, True, [], [], []
        latched = QoSProfile(depth=10, durability=DurabilityPolicy.TRANSIENT_LOCAL)
        self._state = self.create_publisher(State, "state", latched)
        self._odometry = self.create_publisher(Odometry, "local_position/odom", qos_profile_sensor_data)
        hear = qos_profile_sensor_data
        self.create_subscription(AttitudeTarget, "setpoint_raw/attitude", self.attitudes.append, hear)
        self.create_subscription(PositionTarget, "setpoint_raw/local", self.positions.append, hear)
        self.create_service(SetMode, "set_mode", self._on_mode)
        self.create_service(CommandBool, "cmd/arming", self._on_arming)

    def _on_mode(self, request, response):
        self.asked.append(request.custom_mode)
        self.state.mode, response.mode_sent = request.custom_mode, True
        return response

    def _on_arming(self, request, response):
        self.asked.append(request.value)
        self.state.armed = self.arms and request.value
        response.success, response.result = self.arms, 0 if self.arms else 4
        return response

    def step(self, time: float) -> None:
        self._state.publish(self.state)
        if self.blind:
            return
        message = Odometry()
        message.header.frame_id, message.child_frame_id = "map", "base_link"
        place, turn, velocity = message.pose.pose.position, message.pose.pose.orientation, message.twist.twist.linear
        place.x, place.y, place.z = HERE.tolist()
        turn.w = turn.z = np.sqrt(0.5)  # faces north
        velocity.x = 0.25  # forward
        self._odometry.publish(message)


class FakeController(Node):
    """Commands the robot's weight and some rates, a hundred times a second."""

    def __init__(self, bench: Bench) -> None:
        super().__init__("controller", namespace=f"/{HOST}", context=bench.context)
        self.message = ThrustRate(thrust=bench.node.robot.mass * 9.81, rate=RATE)
        self._command = topics()[names.COMMAND].publisher(self)

    def step(self, time: float) -> None:
        self.message.header.stamp = stamp_of(round(time * 1e9))
        self._command.publish(self.message)


class MavrosBench(Bench):
    def __init__(self, domain: int, task: Path, connected: bool = True, **settings) -> None:
        super().__init__(domain, MavrosBridge, task, **settings)
        self.mavros = self.join(FakeMavros(self.context, connected))


@pytest.fixture
def tracking(domain: int, task: Path) -> Iterator[MavrosBench]:
    with MavrosBench(domain, task, mode="position", takeoff_height=1.5) as bench:
        yield bench


def xyz(message) -> np.ndarray:
    return np.array([message.x, message.y, message.z])


def test_plan_as_position_targets(tracking: MavrosBench):
    mavros, node = tracking.mavros, tracking.node
    assert soon(lambda: tracking.odometry and mavros.positions, 60)
    told = tracking.odometry[-1]
    np.testing.assert_allclose(tracking.place(), HERE + ORIGIN, atol=1e-9)
    assert told.header.frame_id == "map" and told.child_frame_id == f"{HOST}/base_link"
    assert told.twist.twist.linear.x == pytest.approx(0.25) and told.header.stamp.sec > 0
    target = mavros.positions[-1]
    np.testing.assert_allclose(xyz(target.position), HERE, atol=1e-9)
    assert target.yaw == pytest.approx(np.pi / 2) and target.coordinate_frame == 1
    assert target.type_mask == 2048  # all counts but the rate of the heading
    assert not mavros.asked

    assert soon(lambda: tracking.arm().success, 60)
    assert soon(lambda: node.pilot.offboard.phase is Phase.ARMED, 60)
    assert mavros.asked == ["OFFBOARD", True]
    np.testing.assert_allclose(xyz(mavros.positions[-1].position), HERE + [0, 0, 1.5], atol=1e-9)

    way = np.array([0.4, 0.0, 0.2])
    tracking.plan(flight(HERE + ORIGIN + [0, 0, 1.5], way, seconds=0.5), delay=0.4)
    end = HERE + [0, 0, 1.5] + way
    assert soon(lambda: np.allclose(xyz(mavros.positions[-1].position), end, atol=1e-6), 60)
    fastest = max(mavros.positions, key=lambda m: m.velocity.x)
    assert fastest.velocity.x == pytest.approx(1.5 * way[0] / 0.5, rel=0.1)
    assert fastest.velocity.z == pytest.approx(fastest.velocity.x / 2)
    mavros.state.mode = "POSCTL"
    assert soon(lambda: node.pilot.offboard.phase is Phase.LEFT, 60)


def test_commands_as_body_rates(domain: int, task: Path):
    with MavrosBench(domain, task) as bench:
        bench.mavros.arms = False
        bench.join(FakeController(bench))
        assert soon(lambda: bench.mavros.attitudes and bench.node.pilot.offboard.heard(bench.now()), 60)
        target = bench.mavros.attitudes[-1]
        assert target.type_mask == 128 and target.thrust == pytest.approx(HOVER)
        np.testing.assert_allclose(xyz(target.body_rate), RATE)
        assert bench.arm().success
        assert soon(lambda: bench.node.pilot.offboard._refusal == "arming refused: MAV_RESULT 4", 60)
        assert bench.mavros.asked[:2] == ["OFFBOARD", True] and bench.node.pilot.offboard.phase is Phase.OFFBOARD
        bench.mavros.blind = True
        assert soon(lambda: bench.node.pilot.offboard.phase is Phase.WAITING, 60), "blind commands are not sent"


def test_an_autopilot_that_is_not_connected_is_not_heard(domain: int, task: Path):
    with MavrosBench(domain, task, connected=False, mode="position") as bench:
        assert soon(lambda: bench.odometry, 60)
        assert not soon(lambda: bench.node.pilot.offboard.report, 0.5)
        assert bench.arm().message == "the autopilot is not heard"
