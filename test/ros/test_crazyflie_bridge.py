"""The Crazyflie adapter at the level of messages: poses in, full states out, from the moment that it is asked to."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from geometry_msgs.msg import PoseStamped
from rclpy.node import Node
from team_processes import soon
from vehicle_packages import load
from vehicle_samples import ORIGIN, Bench, flight, write_vehicle_task

from l2c_planner.ros.geometry import time as stamp_of
from l2c_planner.ros.vehicles.crazyflie_bridge import CrazyflieBridge

HERE = np.array([0.5, -0.5, 1.0])


@pytest.fixture(scope="module", autouse=True)
def packages(pytestconfig: pytest.Config) -> None:
    load(pytestconfig.cache)


class FakeCrazyswarm(Node):
    """A Crazyflie `cf7` that drifts along x at 0.2 m/s, facing 30 degrees to the left of east."""

    def __init__(self, context) -> None:
        from crazyflie_interfaces.msg import FullState
        from crazyflie_interfaces.srv import NotifySetpointsStop

        super().__init__("crazyflie_server", context=context)
        self.setpoints, self.stops, self.quiet = [], [], False
        self._pose = self.create_publisher(PoseStamped, "cf7/pose", 60)
        self.create_subscription(FullState, "cf7/cmd_full_state", self.setpoints.append, 60)
        self.create_service(NotifySetpointsStop, "cf7/notify_setpoints_stop", self._on_stop)

    def _on_stop(self, request, response):
        self.stops.append(request.remain_valid_millisecs)
        return response

    def step(self, time: float) -> None:
        if self.quiet:
            return
        message = PoseStamped()
        message.header.stamp = stamp_of(round(time * 1e9))
        place, turn = message.pose.position, message.pose.orientation
        place.x, place.y, place.z = (HERE + [0.2 * (time - 100), 0, 0]).tolist()
        turn.w, turn.z = np.cos(np.pi / 12), np.sin(np.pi / 12)
        self._pose.publish(message)


@pytest.fixture
def bench(domain: int, tmp_path: Path) -> Iterator[Bench]:
    with Bench(domain, CrazyflieBridge, write_vehicle_task(tmp_path / "task.yaml")) as made:
        made.server = made.join(FakeCrazyswarm(made.context))
        yield made


def xyz(message) -> np.ndarray:
    return np.array([message.x, message.y, message.z])


def test_poses_are_odometry(bench: Bench):
    assert soon(lambda: len(bench.odometry) > 2, 60)
    told = bench.odometry[-1]
    np.testing.assert_allclose(bench.place()[1:], (HERE + ORIGIN)[1:], atol=1e-9)
    forward = 0.2 * np.array([np.cos(np.pi / 6), -np.sin(np.pi / 6), 0])  # in its body
    np.testing.assert_allclose(xyz(told.twist.twist.linear), forward, atol=1e-5)
    assert told.header.frame_id == "map"


def test_full_states_flow_from_arming_to_disarming(bench: Bench):
    server = bench.server
    assert soon(lambda: bench.odometry, 60)
    assert not soon(lambda: server.setpoints, 0.2), "nobody has asked"
    before = bench.place()
    assert bench.arm().success and soon(lambda: server.setpoints, 60)
    held = server.setpoints[-1]
    place = xyz(held.pose.position) + ORIGIN
    assert before[0] <= place[0] <= bench.place()[0] + 0.01, "where it was when it was asked"
    assert held.pose.orientation.z == pytest.approx(np.sin(np.pi / 12))

    way = np.array([0.0, 0.3, -0.1])
    bench.plan(flight(place, way, seconds=0.5), delay=0.3)
    end = place - ORIGIN + way
    assert soon(lambda: np.allclose(xyz(server.setpoints[-1].pose.position), end, atol=1e-6), 60)
    fastest = max(server.setpoints, key=lambda m: m.twist.linear.y)
    assert fastest.twist.linear.y == pytest.approx(1.5 * way[1] / 0.5, rel=0.1)
    first = 6 * way[1] / 0.5**2  # acceleration of the cubic at its start; on all of it a^2 = first (first - 4 v / T)
    on_the_way = [m for m in server.setpoints if m.twist.linear.y > 0.05]
    assert {m.acc.y > 0 for m in on_the_way} == {True, False}, "it speeds up, then slows down"
    for m in on_the_way:
        assert m.acc.y**2 == pytest.approx(first * (first - 4 * m.twist.linear.y / 0.5), abs=0.02 * first**2)

    assert bench.arm(False).success and soon(lambda: server.stops, 60)
    count = len(server.setpoints)
    assert not soon(lambda: len(server.setpoints) > count + 1, 0.3) and server.stops == [100]


def test_without_a_pose_it_does_not_begin(bench: Bench):
    assert soon(lambda: bench.odometry, 60)
    bench.server.quiet = True
    assert soon(lambda: bench.node._silent(bench.now()), 60)
    assert bench.arm().message == "no pose is heard" and not bench.server.setpoints
    assert soon(lambda: "no pose is heard" in bench.health.get("message", ""), 60)
