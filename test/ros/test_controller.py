"""The controller's node: answers odometry, takes over plans, and comes down when it is blind."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
import yaml
from flight_samples import hovering
from l2c_planner.msg import TeamPlan
from rclpy.parameter import Parameter
from rosgraph_msgs.msg import Clock
from std_msgs.msg import Header
from team_processes import Spun, soon

from l2c_planner.control import Odometry, Track
from l2c_planner.models import GRAVITY
from l2c_planner.ros import names
from l2c_planner.ros.controller import ControllerNode, main
from l2c_planner.ros.geometry import time as stamp_of
from l2c_planner.ros.motion import team_plan_message
from l2c_planner.ros.odometry import odometry_message
from l2c_planner.ros.topics import topics
from l2c_planner.simulation import planned_state


class Bench(Spun):
    """A controller, and somebody in the place of planner and plant."""

    def __init__(self, domain: int, file, **more) -> None:
        super().__init__(domain)
        values = {"task": str(file), "quads": 4, **more}
        given = [Parameter(name, value=value) for name, value in values.items()]
        self.node = ControllerNode(context=self.context, namespace="/quad_1", parameter_overrides=given)
        self.commands, table = [], topics()
        table[names.COMMAND].subscription(self.node, self.commands.append)
        self.plan, self.own = (table[n].publisher(self.node) for n in (names.TEAM_PLAN, names.ODOMETRY))
        odometry = table[names.ODOMETRY]
        self.load = self.node.create_publisher(odometry.type, "/load/odom", odometry.qos)
        self.executor.add_node(self.node)

    def see(self, now: float, own: Odometry | None, load: Odometry | None) -> None:
        header = Header(stamp=stamp_of(round(now * 1e9)), frame_id="map")
        for publisher, state in ((self.load, load), (self.own, own)):
            if state is not None:
                publisher.publish(odometry_message(state, "body", header))
        time.sleep(0.02)


@pytest.fixture
def file(tmp_path):
    task, _ = hovering()
    path = tmp_path / "task.yaml"
    path.write_text(yaml.safe_dump(task.model_dump(mode="json")))
    return path


@pytest.fixture
def bench(domain, file) -> Iterator[Bench]:
    with Bench(domain, file) as made:
        yield made


def hover():
    task, arrays = hovering()
    return task, arrays, planned_state(Track.of_plan(task.team, arrays), task.team)


def test_a_robot_in_its_place_gets_the_thrust_of_the_plan(bench):
    task, arrays, state = hover()
    bench.plan.publish(team_plan_message(arrays, 1, 0, Header(stamp=stamp_of(10**9), frame_id="map")))
    assert soon(lambda: bench.node.plan == 1, 5)
    for k in range(10):
        bench.see(1.0 + 0.01 * k, state.robots.rows(1), state.load)
    assert soon(lambda: bench.commands, 5)
    command = bench.commands[-1]
    assert command.thrust == pytest.approx(state.thrust[1], rel=1e-2)
    assert max(abs(r) for r in command.rate) < 0.05
    assert 0 < command.thrust - task.team.quad_mass[1] * GRAVITY < 15


def test_without_a_plan_it_says_nothing(bench):
    _, _, state = hover()
    bench.plan.publish(TeamPlan())
    for k in range(5):
        bench.see(1.0 + 0.01 * k, state.robots.rows(1), state.load)
    assert not bench.commands and bench.node.plan == 0


def test_without_odometry_it_comes_down(bench):
    _, arrays, state = hover()
    bench.plan.publish(team_plan_message(arrays, 1, 0, Header(stamp=stamp_of(10**9), frame_id="map")))
    assert soon(lambda: bench.node.plan == 1, 5)
    for k in range(5):
        bench.see(1.0 + 0.01 * k, state.robots.rows(1), state.load)
    assert soon(lambda: "own odometry lost" in bench.node._mode, 5)
    thrust = bench.commands[-1].thrust
    assert 0.8 * state.thrust[1] < thrust < state.thrust[1]


def test_a_load_that_falls_silent_is_not_fed_back(bench):
    """It would else go on for ever as it moved last."""
    _, arrays, state = hover()
    bench.plan.publish(team_plan_message(arrays, 1, 0, Header(stamp=stamp_of(10**9), frame_id="map")))
    assert soon(lambda: bench.node.plan == 1, 5)
    for k in range(10):
        bench.see(1.0 + 0.01 * k, state.robots.rows(1), state.load)
    assert soon(lambda: bench.node._mode.startswith("follow"), 5)
    for k in range(10, 50):
        bench.see(1.0 + 0.01 * k, state.robots.rows(1), None)
    assert soon(lambda: "load odometry lost" in bench.node._mode, 5)
    for k in range(50, 60):
        bench.see(1.0 + 0.01 * k, state.robots.rows(1), state.load)
    assert soon(lambda: "load odometry is back" in bench.node._mode, 5)


def test_a_simulated_world_that_halts_is_not_silent(domain, file):
    """Its clock halts too; once that goes on without odometry, the robot comes down."""
    _, arrays, state = hover()
    with Bench(domain, file, use_sim_time=True) as bench:
        clock = bench.node.create_publisher(Clock, "/clock", 10)
        bench.plan.publish(team_plan_message(arrays, 1, 0, Header(stamp=stamp_of(10**9), frame_id="map")))
        assert soon(lambda: bench.node.plan == 1, 5)
        for k in range(10):
            clock.publish(Clock(clock=stamp_of(round((1.0 + 0.01 * k) * 1e9))))
            bench.see(1.0 + 0.01 * k, state.robots.rows(1), state.load)
        assert soon(lambda: bench.commands, 5)
        time.sleep(0.6)
        assert bench.node._mode.startswith("follow"), bench.node._mode
        for k in range(10, 60):
            clock.publish(Clock(clock=stamp_of(round((1.0 + 0.01 * k) * 1e9))))
            time.sleep(0.02)
        assert soon(lambda: "own odometry lost" in bench.node._mode, 5)


def test_a_newer_plan_of_who_leads_is_flown_when_the_own_planner_is_silent(bench):
    task, plan = hovering()
    led = bench.node.create_publisher(TeamPlan, "/quad_0/plan/team", topics()[names.TEAM_PLAN].qos)
    header = Header(stamp=stamp_of(10**9), frame_id="map")
    led.publish(team_plan_message(plan, 5, 1, header))
    time.sleep(0.3)
    assert bench.node.plan == 0  # before the own planner has said anything, nothing is flown
    bench.plan.publish(team_plan_message(plan, 5, 1, header))
    assert soon(lambda: bench.node.plan == 5)
    for number in (4, 6):
        led.publish(team_plan_message(plan, number, 1, header))
    assert soon(lambda: bench.node.plan == 6)


def test_plan_of_another_team_is_not_flown(bench):
    from flight_samples import moved

    bench.plan.publish(team_plan_message(moved()[1], 2, 0, Header()))
    _, arrays, _ = hover()
    bench.plan.publish(team_plan_message(arrays, 3, 0, Header()))
    assert soon(lambda: bench.node.plan == 3, 5)


@pytest.mark.parametrize("host", ["quad_9", "load"])
def test_a_robot_that_is_none_of_the_team(capfd, file, host):
    assert main(["--ros-args", "-r", f"__ns:=/{host}", "-p", f"task:={file}"]) == 2
    err = capfd.readouterr().err.strip()
    assert host in err and "quad_0 | quad_1" in err and len(err.splitlines()) == 1


def test_before_the_first_odometry_it_waits(bench):
    _, arrays, state = hover()
    bench.plan.publish(team_plan_message(arrays, 1, 0, Header(stamp=stamp_of(10**9), frame_id="map")))
    assert soon(lambda: bench.node.plan == 1, 5)
    time.sleep(0.4)
    assert not bench.commands
    for k in range(5):
        bench.see(1.0 + 0.01 * k, state.robots.rows(1), state.load)
    assert soon(lambda: bench.commands, 5) and bench.node._mode.startswith("follow")
