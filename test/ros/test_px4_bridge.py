"""The PX4 bridge flies a fake autopilot: arming, hovering, a plan, rates, and what happens when nobody commands."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from l2c_planner.msg import ThrustRate
from rclpy.node import Node
from scipy.spatial.transform import Rotation
from std_srvs.srv import Trigger
from team_processes import soon
from vehicle_packages import load
from vehicle_samples import HOST, HOVER, INSTANCE, ORIGIN, Bench, flight, write_vehicle_task

from l2c_planner.ros import names
from l2c_planner.ros.topics import topics
from l2c_planner.ros.vehicles.autopilot import Phase
from l2c_planner.ros.vehicles.px4_bridge import Px4Bridge, main

SYSTEM = INSTANCE + 1
ROOT = f"/px4_{INSTANCE}"


@pytest.fixture(scope="module", autouse=True)
def packages(pytestconfig: pytest.Config) -> None:
    load(pytestconfig.cache)


@pytest.fixture(scope="module")
def task(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_vehicle_task(tmp_path_factory.mktemp("vehicles") / "task.yaml")


class Px4Bench(Bench):
    """The bridge and a fake autopilot."""

    def __init__(self, domain: int, task: Path, system: int = SYSTEM, heading: float = 0.5, **settings) -> None:
        from fake_px4 import FakePx4

        super().__init__(domain, Px4Bridge, task, **settings)
        self.px4 = self.join(FakePx4(ROOT, system, HOVER, heading, context=self.context))

    @property
    def phase(self) -> Phase:
        return self.node.pilot.offboard.phase


@pytest.fixture
def tracking(domain: int, task: Path) -> Iterator[Px4Bench]:
    with Px4Bench(domain, task, mode="position") as bench:
        yield bench


class Commander(Node):
    """A controller that holds a height and a heading by thrust and body rates, from odometry."""

    def __init__(self, bench: Bench, mass: float, goal: np.ndarray) -> None:
        super().__init__("commander", namespace=f"/{HOST}", context=bench.context)
        self.mass, self.goal, self.quiet = mass, goal, False
        self._command = topics()[names.COMMAND].publisher(self)
        topics()[names.ODOMETRY].subscription(self, self._on_odometry)

    def _on_odometry(self, message) -> None:
        if self.quiet:
            return
        p, q, v = message.pose.pose.position, message.pose.pose.orientation, message.twist.twist.linear
        turn = Rotation.from_quat([q.x, q.y, q.z, q.w])
        velocity = turn.apply([v.x, v.y, v.z])
        pull = np.clip(4 * (self.goal - [p.x, p.y, p.z]) - 4 * velocity, -3, 3) + [0, 0, 9.81]
        lean = turn.inv().apply(pull / np.linalg.norm(pull))
        thrust = self.mass * float(turn.apply([0, 0, 1]) @ pull)
        self._command.publish(ThrustRate(header=message.header, thrust=thrust, rate=[-6 * lean[1], 6 * lean[0], 0.0]))


def test_arms_hovers_follows_a_plan_and_lands(tracking: Px4Bench):
    px4 = tracking.px4
    assert soon(lambda: tracking.phase is Phase.STREAMING, 60)
    np.testing.assert_allclose(tracking.place(), ORIGIN, atol=1e-6)
    assert not px4.commands, "nobody has asked for anything"
    assert tracking.arm().success
    assert soon(lambda: px4.height > 0.97, 60), tracking.health
    assert px4.answers == [(176, 0), (400, 0)], "offboard mode, then arming, each accepted at once"
    assert {command.target_system for command in px4.commands} == {SYSTEM}
    assert px4.attitude.as_euler("ZYX")[0] == pytest.approx(0.5, abs=1e-3), "the heading is kept"

    hover, way, worst = ORIGIN + [0, 0, 1.0], np.array([0.6, 0.3, 0.4]), 0.0
    planned = flight(hover, way)
    start = tracking.plan(planned)
    while (since := tracking.now() - start) < 2.0:
        expected = [np.interp(since, planned.time, column) for column in planned.position.T]
        worst = max(worst, float(np.linalg.norm(tracking.place() - expected)))
        time.sleep(0.01)
    assert worst < 0.2
    np.testing.assert_allclose(tracking.place(), hover + way, atol=0.03)
    np.testing.assert_allclose(px4.position, [0.3, 0.6, -1.4], atol=0.03)  # north, east, down

    assert tracking.call("land", Trigger.Request()).success
    assert soon(lambda: tracking.phase is Phase.LEFT, 60) and tracking.node.pilot.offboard.reason == "landing"
    proofs = px4.proofs
    assert soon(lambda: not px4.armed, 60) and px4.height == 0
    assert px4.proofs <= proofs + 1, "no setpoints while it lands"


def test_in_the_air_it_does_not_disarm_and_without_the_bridge_it_helps_itself(domain: int, task: Path):
    with Px4Bench(domain, task, mode="position", arm_on_start=True, takeoff_height=0.5) as bench:
        assert soon(lambda: bench.px4.height > 0.45, 60), bench.health
        assert bench.arm(False).success
        assert soon(lambda: (400, 2) in bench.px4.answers, 60)
        assert soon(lambda: "disarm: arming refused: denied" in bench.node.pilot.offboard.reason, 60)
        assert bench.px4.armed and bench.phase is Phase.ARMED

        bench.executor.remove_node(bench.node)
        assert soon(lambda: bench.px4.failsafe, 60)
        bench.executor.add_node(bench.node)
        assert soon(lambda: bench.phase is Phase.LEFT, 60), "it does not take the vehicle back"


def test_a_pilot_may_switch_to_offboard_and_back(tracking: Px4Bench):
    px4, here = tracking.px4, np.array([1.0, 2.0, -3.0])
    px4.position, px4.armed = here.copy(), True
    assert soon(lambda: tracking.phase is Phase.STREAMING and px4.alive - px4.alive_since > 1, 60)
    px4.mode = 14
    assert soon(lambda: tracking.phase is Phase.ARMED, 60)
    px4.velocity, until = np.array([0.8, 0.0, 0.0]), tracking.now() + 3
    assert soon(lambda: tracking.now() > until, 60)
    np.testing.assert_allclose(px4.position, here, atol=0.02)  # pushed, it comes back; it does not climb

    px4.mode = 4
    assert soon(lambda: tracking.phase is Phase.LEFT, 60) and not px4.commands
    px4.armed, px4.position = False, np.array([5.0, 5.0, 0.0])
    assert soon(lambda: tracking.phase is Phase.STREAMING, 60)
    assert soon(lambda: np.allclose(px4.setpoint.position, px4.position, atol=1e-3), 5), "no place of before is kept"


def test_rates_of_a_controller_fly_and_their_silence_is_a_failsafe(domain: int, task: Path):
    with Px4Bench(domain, task) as bench:
        px4, goal = bench.px4, ORIGIN + [0.5, -0.5, 1.0]
        assert soon(lambda: bench.odometry, 60)
        refused = bench.arm()
        assert not refused.success and refused.message in ("there are no fresh setpoints", "the autopilot is not heard")
        commander = Commander(bench, bench.node.robot.mass, goal)
        bench.executor.add_node(commander)
        assert soon(lambda: bench.phase is Phase.STREAMING and bench.node.pilot.offboard.heard(bench.now()), 60)
        assert bench.arm().success
        assert soon(lambda: np.linalg.norm(bench.place() - goal) < 0.05, 60), (bench.place(), bench.health)
        assert px4.throttle == pytest.approx(HOVER, abs=0.1) and px4.control.body_rate and not px4.control.position

        commander.quiet = True
        assert soon(lambda: bench.phase is Phase.LEFT, 60)
        assert soon(lambda: px4.failsafe, 60) and px4.armed
        commander.quiet, proofs = False, px4.proofs
        assert soon(lambda: bench.node.pilot.age(bench.now()) < 0.1, 60)
        assert not soon(lambda: px4.proofs > proofs or bench.phase is not Phase.LEFT, 1.0)
        assert soon(lambda: bench.health.get("level") == b"\x02", 60) and "left" in bench.health["message"]
        assert bench.arm().success and soon(lambda: bench.phase is Phase.ARMED, 60), "asked again, it flies again"


def test_commands_that_come_late_are_not_sent(domain: int, task: Path):
    with Px4Bench(domain, task) as bench:
        assert soon(lambda: bench.odometry, 60)
        late = ThrustRate(thrust=9.0)
        late.header.stamp = bench.odometry[0].header.stamp
        assert soon(lambda: bench.commands.get_subscription_count() > 0, 60)
        assert soon(lambda: bench.now() - late.header.stamp.sec - late.header.stamp.nanosec * 1e-9 > 0.3, 60)
        for _ in range(20):
            bench.commands.publish(late)
        assert not soon(lambda: bench.phase is not Phase.WAITING or bench.px4.throttle, 0.5)


def test_a_vehicle_with_another_system_id_is_not_flown(domain: int, task: Path):
    with Px4Bench(domain, task, system=2, mode="position") as bench:
        assert soon(lambda: bench.odometry, 60)
        assert not soon(lambda: bench.node.pilot.offboard.heard(bench.now()), 0.5)
        assert bench.arm().message == "the autopilot is not heard" and not bench.px4.commands


def test_what_cannot_be_made_is_one_line(capfd, monkeypatch, task: Path):
    words = ["--ros-args", "-r", f"__ns:=/{HOST}", "-p", f"task:={task}"]
    assert main([*words, "-p", "mode:=acro"]) == 2
    assert "mode: got acro; valid: rates | position" in capfd.readouterr().err
    assert main([*words[:2], "__ns:=/quad_9", *words[3:]]) == 2
    assert "got quad_9; valid: quad_0 | quad_1 | quad_2" in capfd.readouterr().err
    swarm = Path(__file__).resolve().parents[2] / "config/swarm.yaml"
    assert main(["--ros-args", "-r", "__ns:=/robot_0", "-p", f"task:={swarm}"]) == 2
    assert "mode: a swarm has no controllers; valid: position" in capfd.readouterr().err
    monkeypatch.setitem(sys.modules, "px4_msgs.msg", None)
    assert main(words) == 2
    lines = [line for line in capfd.readouterr().err.splitlines() if "hover_thrust" not in line]
    assert len(lines) == 1 and "px4_msgs cannot be imported" in lines[0]
