"""The nodes between a team and other simulators, over DDS, with somebody in the place of Gazebo and Isaac Sim."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
import pytest
from geometry_msgs.msg import Twist
from l2c_planner.msg import TeamPlan, ThrustRate
from nav_msgs.msg import Odometry
from rclpy.parameter import Parameter
from rclpy.task import Future
from sensor_msgs.msg import JointState
from team_processes import ROOT, Spun, soon, write_task

from l2c_planner.config import ConfigError, load_task
from l2c_planner.control.attitude import body_torque
from l2c_planner.ros import names
from l2c_planner.ros.simulators import gazebo, isaac, seat
from l2c_planner.ros.simulators.gazebo import WARM_UP, GazeboBridge, Opening
from l2c_planner.ros.simulators.isaac import IsaacBridge
from l2c_planner.ros.topics import topics
from l2c_planner.simulation import Physics
from l2c_planner.simulation.rotors import Rotors
from l2c_planner.simulation.start import start_state

N = 3


class Answer:
    def __init__(self, success: bool) -> None:
        self.success = success


class World:
    """Stands in for Gazebo's world: what it was asked, and whether it does that."""

    def __init__(self, node: object) -> None:
        self.asked: list[tuple[bool, int]] = []
        self.there = self.obeys = True

    def ready(self) -> bool:
        return self.there

    def ask(self, pause: bool, steps: int = 0) -> Future:
        self.asked.append((pause, steps))
        answer = Future()
        answer.set_result(Answer(self.obeys))
        return answer


class Bench(Spun):
    """A bridge in the namespace team_a, and the simulator's side of it."""

    def __init__(self, domain: int, make: type, file, heard: type, topic: str) -> None:
        super().__init__(domain)
        given = [Parameter("task", value=str(file))]
        self.node = make(context=self.context, namespace="/team_a/simulator", parameter_overrides=given)
        self.heard: list[list] = [[] for _ in range(N)]
        self.command, self.odometry, self.plan = [], [], []
        table = topics()
        for i in range(N):
            robot = f"/team_a/quad_{i}"
            self.node.create_subscription(heard, f"{robot}/{topic}", self.heard[i].append, 5)
            for kept, name in (
                (self.command, names.COMMAND),
                (self.odometry, names.ODOMETRY),
                (self.plan, names.TEAM_PLAN),
            ):
                kept.append(self.node.create_publisher(table[name].type, f"{robot}/{name}", table[name].qos))
        self.executor.add_node(self.node)

    def fly(self, robot: int, thrust: float, rate: list[float], measured: list[float]) -> None:
        """A command and an odometry, again and again: both may be lost."""
        self.command[robot].publish(ThrustRate(thrust=thrust, rate=rate))
        message = Odometry()
        turn = message.twist.twist.angular
        turn.x, turn.y, turn.z = measured
        self.odometry[robot].publish(message)


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    return write_task(tmp_path_factory.mktemp("task") / "task.yaml", N)


@pytest.fixture
def gazebo_bench(domain, file, monkeypatch) -> Iterator[Bench]:
    """JointState has what Actuators has: header and velocity."""
    monkeypatch.setattr(gazebo, "World", World)
    monkeypatch.setattr(gazebo, "needed", lambda name: {"actuator_msgs/msg/Actuators": JointState}[name])
    with Bench(domain, GazeboBridge, file, JointState, names.MOTORS) as made:
        yield made


def test_the_world_is_stepped_at_hover_and_waits_for_a_plan(gazebo_bench, file):
    node = gazebo_bench.node
    assert soon(lambda: node.opening is Opening.WARM and all(gazebo_bench.heard))
    assert node._world.asked == [(True, WARM_UP)]
    task = load_task(file)
    for i, state_thrust in enumerate(start_state(task).thrust):
        speeds = np.array(gazebo_bench.heard[i][0].velocity)
        constant = Rotors.of(task.team, i, Physics()).constant
        assert speeds == pytest.approx(np.full(4, math.sqrt(state_thrust / 4 / constant)))
    gazebo_bench.plan[1].publish(TeamPlan(quads=N + 1))
    gazebo_bench.plan[2].publish(TeamPlan(quads=0))
    assert not soon(lambda: node.opening is Opening.OPEN, 0.4)
    gazebo_bench.plan[0].publish(TeamPlan(quads=N))
    assert soon(lambda: node.opening is Opening.OPEN)
    assert node._world.asked == [(True, WARM_UP), (False, 0)]


def test_a_world_that_does_not_obey_is_asked_again(gazebo_bench):
    node = gazebo_bench.node
    node._world.obeys = False
    assert soon(lambda: len(node._world.asked) >= 3)
    assert node.opening is Opening.CLOSED
    node._world.obeys = True
    assert soon(lambda: node.opening is Opening.WARM)


def test_commands_become_rotor_speeds(gazebo_bench, file):
    """The forces of the rotors have the thrust in sum, and the torque of the rate loop."""
    task = load_task(file)
    rotors, rate, measured = Rotors.of(task.team, 1, Physics()), [0.2, -0.1, 0.05], [0.1, 0.1, -0.02]

    def made() -> np.ndarray:
        gazebo_bench.fly(1, 15.0, rate, measured)
        latest = gazebo_bench.heard[1][-1:]
        return np.array([rotors.constant * np.array(m.velocity) ** 2 for m in latest])

    assert soon(lambda: made().size and made()[0].sum() == pytest.approx(15.0))
    torque = body_torque(np.array(rate), np.array(measured), rotors.inertia, rotors.rate_gain)
    force = made()[0]
    assert np.cross(rotors.place, np.outer(force, [0, 0, 1])).sum(0)[:2] == pytest.approx(torque[:2])


def test_garbage_changes_nothing(gazebo_bench, file):
    assert soon(lambda: gazebo_bench.node.opening is Opening.WARM)
    good = [[0.0, 0.0, 0.0], [0.0, 0.0, 0.0]]
    assert soon(lambda: gazebo_bench.fly(0, 12.0, *good) or len(gazebo_bench.heard[0]) > 3)
    gazebo_bench.fly(0, math.nan, [0.0, math.inf, 0.0], [0.0, 0.0, 0.0])
    gazebo_bench.fly(0, 12.0, [0.0, 0.0, 0.0], [math.nan, 0.0, 0.0])
    before = len(gazebo_bench.heard[0])
    assert soon(lambda: gazebo_bench.fly(0, 12.0, *good) or len(gazebo_bench.heard[0]) > before + 3)
    constant = Rotors.of(load_task(file).team, 0, Physics()).constant
    told = [np.array(m.velocity) for m in gazebo_bench.heard[0]]
    assert all(np.isfinite(speeds).all() for speeds in told)
    assert all(constant * (speeds**2).sum() == pytest.approx(12.0) for speeds in told[before:])


def test_isaac_hears_thrust_and_rates(domain, file):
    with Bench(domain, IsaacBridge, file, Twist, names.SETPOINT) as bench:
        assert soon(lambda: bench.fly(2, 9.0, [0.1, 0.2, 0.3], [0.0, 0.0, 0.0]) or bench.heard[2])
        told = bench.heard[2][-1]
        assert told.linear.z == 9.0
        assert (told.angular.x, told.angular.y, told.angular.z) == (0.1, 0.2, 0.3)
        assert not bench.heard[0]


def test_a_missing_interface_is_one_line():
    with pytest.raises(
        ImportError, match=r"^the ROS package no_such_msgs is missing: apt install ros-\S+-no-such-msgs$"
    ):
        seat.needed("no_such_msgs/msg/Actuators")


@pytest.mark.parametrize("main", [gazebo.main, isaac.main], ids=["gazebo", "isaac"])
def test_a_task_that_cannot_be_used_ends_the_process(main, capsys):
    swarm = str(ROOT / "config/swarm.yaml")
    assert main(["--ros-args", "-p", f"task:={swarm}"]) == 2
    told = capsys.readouterr().err
    assert "multilift task" in told and len(told.splitlines()) == 1


def test_errors_have_a_type(domain, file):
    with Spun(domain) as spun, pytest.raises(ConfigError, match="nowhere"):
        IsaacBridge(context=spun.context, parameter_overrides=[Parameter("task", value="/nowhere.yaml")])
