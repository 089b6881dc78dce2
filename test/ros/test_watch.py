"""The live view hears a team over DDS, shows what it hears, and says nothing."""

from __future__ import annotations

import json
import math
import os
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import closing
from functools import partial

import numpy as np
import pytest
import yaml
from flight_samples import moved
from rclpy.node import Node
from std_msgs.msg import Header
from team_processes import Spun, soon

from l2c_planner.config.scene import Motion
from l2c_planner.control import Odometry, Track
from l2c_planner.ros import names
from l2c_planner.ros.geometry import time as stamp_of
from l2c_planner.ros.motion import team_plan_message
from l2c_planner.ros.odometry import odometry_message
from l2c_planner.ros.topics import topics
from l2c_planner.ros.watch import LiveViewNode
from l2c_planner.simulation import planned_state


class World(Spun):
    """Three robots and a load that are where a plan wants them."""

    def __init__(self, domain: int) -> None:
        super().__init__(domain)
        self.task, self.arrays = moved()
        self.track = Track.of_plan(self.task.team, self.arrays)
        self.node = Node("world", context=self.context)
        self.executor.add_node(self.node)
        odometry, plan = topics()[names.ODOMETRY], topics()[names.TEAM_PLAN]
        self.bodies = {
            body: self.node.create_publisher(odometry.type, f"/{body}/odom", odometry.qos)
            for body in ("quad_0", "quad_1", "quad_2", "load")
        }
        self.plan = self.node.create_publisher(plan.type, "/quad_0/plan/team", plan.qos)

    def tell(self, number: int, start: float) -> None:
        header = Header(stamp=stamp_of(round(start * 1e9)), frame_id="map")
        self.plan.publish(team_plan_message(self.arrays, number, 0, header))

    def show(self, now: float, phase: float, but: str = "") -> None:
        state = planned_state(self.track, self.task.team, phase)
        for i, (body, publisher) in enumerate(self.bodies.items()):
            part: Odometry = state.load if body == names.LOAD else state.robots.rows(i)
            if body != but:
                header = Header(stamp=stamp_of(round(now * 1e9)), frame_id="map")
                publisher.publish(odometry_message(part, body, header))


@pytest.fixture
def world(domain) -> Iterator[World]:
    with World(domain) as made:
        yield made


@pytest.fixture
def view(domain) -> Iterator[LiveViewNode]:
    with closing(LiveViewNode(moved()[0], domain)) as made:
        yield made


def shows(view: LiveViewNode, wanted, before=lambda: None) -> dict:
    """The first picture of which something holds."""
    last: list[dict] = [{}]

    def look() -> bool:
        before()
        last[0], _ = view.look()
        return wanted(last[0])

    assert soon(look, 10), last[0]
    return last[0]


def test_pictures_are_of_what_is_published(world, view):
    world.tell(1, 5.0)
    found = shows(view, lambda p: p["plan"] == 1 and all(p["robots"]) and p["load"], partial(world.show, 5.5, 0.5))
    state = planned_state(world.track, world.task.team, 0.5)
    np.testing.assert_allclose(np.array(found["robots"])[:, :3], state.robots.position, atol=1e-3)
    np.testing.assert_allclose(found["load"][:3], state.load.position, atol=1e-3)
    np.testing.assert_allclose(found["tension"], state.tension, atol=0.02)
    assert found["phase"] == pytest.approx([0.5, world.track.duration]) and found["time"] == 5.5


def test_a_plan_counts_from_its_start_on(world, view):
    world.tell(1, 5.0)
    shows(view, lambda p: p["plan"] == 1, partial(world.show, 5.5, 0.5))
    world.tell(2, 6.0)
    shows(view, lambda p: p["time"] == 5.9 and p["plan"] == 1, partial(world.show, 5.9, 0.9))
    assert shows(view, lambda p: p["plan"] == 2, partial(world.show, 6.2, 0.2))["phase"][0] == pytest.approx(0.2)


def test_a_robot_without_odometry_is_not_shown(world, view):
    found = shows(view, lambda p: sum(map(bool, p["robots"])) == 2, partial(world.show, 1.0, 0.0, but="quad_1"))
    assert found["robots"][1] is None and found["plan"] is None


def test_numbers_that_are_none_are_not_shown(world, view):
    odometry = topics()[names.ODOMETRY].type
    wrong = odometry(header=Header(frame_id="map"))
    wrong.pose.pose.orientation.w = 1.0
    wrong.pose.pose.position.x = math.nan

    def both() -> None:
        world.show(1.0, 0.0, but="quad_2")
        world.bodies["quad_2"].publish(wrong)

    found = shows(view, lambda p: sum(map(bool, p["robots"])) == 2, both)
    assert found["robots"][2] is None
    json.dumps(found, allow_nan=False)


def test_an_obstacle_that_moves_is_where_its_odometry_has_it(world, domain):
    pillar = world.task.obstacles[0].model_copy(update={"name": "walker", "moves": Motion(velocity=(1.0, 0.0, 0.0))})
    task = world.task.model_copy(update={"obstacles": (pillar,)})
    odometry = topics()[names.ODOMETRY]
    walker = world.node.create_publisher(odometry.type, "/walker/odom", odometry.qos)
    still = Odometry(np.array([3.0, 1.0, 0.5]), np.zeros(3), np.array([1.0, 0, 0, 0]), np.zeros(3))

    def walk() -> None:
        walker.publish(odometry_message(still, "walker", Header(stamp=stamp_of(10**9), frame_id="map")))

    with closing(LiveViewNode(task, domain)) as view:
        assert shows(view, lambda p: p["obstacles"], walk)["obstacles"] == {0: [3.0, 1.0, 0.5]}


@pytest.fixture
def command(tmp_path, domain):
    """The command line of `l2c watch` for that task, and its environment."""
    path = tmp_path / "task.yaml"
    path.write_text(yaml.safe_dump(moved()[0].model_dump(mode="json")))
    environment = dict(os.environ, ROS_DOMAIN_ID=str(domain), OMP_NUM_THREADS="1", PYTHONUNBUFFERED="1")
    return [sys.executable, "-m", "l2c_planner.cli", "watch", str(path), "--port"], environment


def test_command_serves_what_it_hears(world, command):
    words, environment = command
    process = subprocess.Popen(
        [*words, "0"], env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    try:
        address = process.stdout.readline().strip()
        assert "<title>3 robots, live</title>" in urllib.request.urlopen(address, timeout=10).read().decode()
        with urllib.request.urlopen(f"{address}events", timeout=10) as stream:

            def seen() -> bool:
                world.show(2.0, 0.4)
                line = stream.readline()
                return line.startswith(b"data: ") and '"load":[' in line.decode()

            assert soon(seen, 20)
    finally:
        process.send_signal(signal.SIGINT)
        said = process.communicate(timeout=20)[1]
    assert process.returncode == 130 and "Traceback" not in said


def test_a_port_that_is_taken_is_one_line(command):
    words, environment = command
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        run = subprocess.run([*words, port], env=environment, capture_output=True, text=True)
    assert run.returncode == 2 and run.stderr.count("\n") == 1
    assert port in run.stderr and "--port" in run.stderr and not run.stdout


def test_a_domain_that_is_none_is_one_line(command):
    words, environment = command
    run = subprocess.run([*words, "0"], env={**environment, "ROS_DOMAIN_ID": "x"}, capture_output=True, text=True)
    assert run.returncode == 2 and run.stderr.count("\n") == 1 and "ROS_DOMAIN_ID: got 'x'" in run.stderr
