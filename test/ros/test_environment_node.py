"""The node of an environment: what it answers, what it shows, what it refuses, and that it stays awake meanwhile."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import casadi as ca
import numpy as np
import pytest
import rclpy
from crossing_samples import write_scenario
from diagnostic_msgs.msg import DiagnosticArray
from l2c_planner.srv import Optimise
from nav_msgs.msg import OccupancyGrid
from rclpy.executors import SingleThreadedExecutor
from rclpy.node import Node
from rclpy.parameter import Parameter
from scipy.ndimage import label
from std_msgs.msg import Header
from visualization_msgs.msg import Marker, MarkerArray

from l2c_planner.config import ConfigError
from l2c_planner.environment.loading import load_scenario
from l2c_planner.environment.scene import Border
from l2c_planner.environment.shapes import Segment, constant
from l2c_planner.environment.study import study
from l2c_planner.ros import environment
from l2c_planner.ros.environment import EnvironmentNode, main
from l2c_planner.ros.environment_layout import layout_markers, occupancy
from l2c_planner.ros.grid import OCCUPIED, grid_message
from l2c_planner.ros.topics import latched


class Both:
    """The node and one that asks it, on two executors as in two processes."""

    def __init__(self, scenario: str, **given: Any) -> None:
        self.context = rclpy.Context()
        rclpy.init(context=self.context)
        values = {"scenario": scenario, "resolution": 0.1, **given}
        overrides = [Parameter(name, value=value) for name, value in values.items()]
        self.node = EnvironmentNode(context=self.context, parameter_overrides=overrides)
        self.asking = Node("asking", context=self.context)
        self.heard: dict[str, list[Any]] = {"layout": [], "grid": [], "health": []}
        self.asking.create_subscription(MarkerArray, "/environment/layout", self.heard["layout"].append, latched())
        self.asking.create_subscription(OccupancyGrid, "/environment/grid", self.heard["grid"].append, latched())
        self.asking.create_subscription(DiagnosticArray, "/diagnostics", self.heard["health"].append, 10)
        self.client = self.asking.create_client(Optimise, "/environment/optimise")
        self._stop = threading.Event()
        self._executor = SingleThreadedExecutor(context=self.context)
        self._executor.add_node(self.node)
        self._thread = threading.Thread(target=self._spin)
        self._ours = SingleThreadedExecutor(context=self.context)
        self._ours.add_node(self.asking)

    def __enter__(self) -> Both:
        self._thread.start()
        assert self.client.wait_for_service(20)
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()
        self.node.destroy_node()
        self.asking.destroy_node()
        self.context.shutdown()

    def _spin(self) -> None:
        while not self._stop.is_set():
            self._executor.spin_once(timeout_sec=0.05)

    def until(self, condition: Callable[[], object], timeout: float = 60.0) -> bool:
        end = time.monotonic() + timeout
        while not condition() and time.monotonic() < end:
            self._ours.spin_once(timeout_sec=0.05)
        return bool(condition())

    def ask(self, **given: Any) -> Any:
        return self.client.call_async(Optimise.Request(**given))

    def answer(self, **given: Any) -> Optimise.Response:
        future = self.ask(**given)
        assert self.until(future.done)
        return future.result()


@pytest.fixture(scope="module")
def small(tmp_path_factory) -> str:
    return str(write_scenario(tmp_path_factory.mktemp("scenario") / "small.yaml"))


@pytest.fixture(scope="module")
def both(domain, small) -> Iterator[Both]:
    with Both(small, starts=2) as made:
        yield made


def test_answers_what_a_study_finds_and_shows_it(both, small):
    assert both.until(lambda: both.heard["layout"] and both.heard["grid"]), "a first layout is latched"
    before = len(both.heard["layout"])
    answer = both.answer(seed=3)
    made = study(load_scenario(small), tasks=5, starts=2, seed=3)
    assert answer.success, answer.message
    row = made.comparison.rows["optimised"]
    assert list(answer.theta) == row.layouts[0].tolist() and answer.safety == row.mean("safety")
    assert (list(answer.names), list(answer.units)) == (["angle"], ["deg"])
    assert list(answer.baselines) == ["90 deg"]
    assert answer.baseline_safety[0] == made.comparison.rows["90 deg"].mean("safety")
    assert both.until(lambda: len(both.heard["layout"]) > before)
    paths = [marker for marker in both.heard["layout"][-1].markers if marker.ns == "paths"]
    assert [len(path.points) for path in paths] == [33, 33]


def test_one_request_at_a_time_and_progress_meanwhile(both, monkeypatch):
    begun, go_on = threading.Event(), threading.Event()

    def slow(scenario, tasks, starts, seed, watch):
        begun.set()
        go_on.wait(20)
        return study(scenario, tasks, starts, seed, watch)

    monkeypatch.setattr(environment, "study", slow)
    first = both.ask()
    assert both.until(begun.is_set)
    refused = both.answer()
    assert not refused.success and "busy" in refused.message and not refused.theta
    both.heard["health"].clear()
    assert both.until(lambda: both.heard["health"]) and "reading" in both.heard["health"][-1].status[0].message
    go_on.set()
    assert both.until(first.done) and first.result().success
    assert both.answer().success, "it is free again"


@pytest.mark.parametrize("scenario, words", [("warehous", "warehouse"), ("/no/such.yaml", "no such")])
def test_bad_scenario_is_an_answer(both, scenario, words):
    answer = both.answer(scenario=scenario)
    assert not answer.success and words in answer.message.lower() and "\n" not in answer.message


def test_start_over_another_one_is_an_answer(both, tmp_path):
    answer = both.answer(scenario=str(write_scenario(tmp_path / "bad.yaml", starts="[-2.0, -2.1]")))
    assert not answer.success and "overlaps" in answer.message


def test_what_nobody_has_thought_of_is_an_answer_and_the_node_lives(both, monkeypatch):
    monkeypatch.setattr(environment, "study", lambda *_: 1 / 0)
    answer = both.answer()
    assert not answer.success and answer.message.startswith("ZeroDivisionError")
    monkeypatch.undo()
    assert both.answer().success


@pytest.mark.parametrize(
    "name, value, words",
    [("resolution", 0.0, "0.001"), ("resolution", "fine", "number"), ("starts", 0, "integer"), ("start", 2, "starts")],
)
def test_wrong_parameters_are_refused(domain, small, name, value, words):
    context = rclpy.Context()
    rclpy.init(context=context)
    overrides = [Parameter("scenario", value=small), Parameter(name, value=value)]
    with pytest.raises(ConfigError, match=words) as refusal:
        EnvironmentNode(context=context, parameter_overrides=overrides)
    assert "\n" not in str(refusal.value)
    context.shutdown()


def test_process_that_cannot_start_says_why_in_one_line(domain, capfd):
    assert main(["--ros-args", "-p", "scenario:=nothing"]) == 2
    assert capfd.readouterr().err.strip().splitlines()[-1].startswith("nothing:")


def test_process_answers_and_ends_when_it_is_interrupted(domain, small):
    command = [sys.executable, "-m", "l2c_planner.ros.environment", "--ros-args", "-p", f"scenario:={small}"]
    context = rclpy.Context()
    rclpy.init(context=context)
    asking, executor = Node("asking", context=context), SingleThreadedExecutor(context=context)
    executor.add_node(asking)
    client = asking.create_client(Optimise, "/alone/environment/optimise")
    process = subprocess.Popen([*command, "-r", "__ns:=/alone"], stderr=subprocess.PIPE, text=True)
    try:
        assert client.wait_for_service(30)
        future = client.call_async(Optimise.Request(starts=1))
        executor.spin_until_future_complete(future, timeout_sec=60)
        assert future.done() and future.result().success
        process.send_signal(signal.SIGINT)
        assert process.wait(20) == 0 and "Traceback" not in process.stderr.read()
    finally:
        process.kill()
        asking.destroy_node()
        context.shutdown()


def test_node_that_ends_does_not_wait_for_the_whole_ascent(domain, tmp_path):
    long = write_scenario(tmp_path / "long.yaml", ascent="{method: momentum, iterations: 10000}")
    with Both(str(long)) as made:
        made.ask()
        assert made.until(lambda: made.heard["health"] and "evaluation" in made.heard["health"][-1].status[0].message)
        worker = made.node._worker
    assert not worker.is_alive()


@pytest.mark.parametrize("name", ["warehouse", "intersection", "track"])
def test_grid_is_occupied_where_no_agent_may_be(name):
    scenario, resolution = load_scenario(name), 0.3
    scene, theta = scenario.tasks(0), next(iter(scenario.baselines(0).values()))
    cells = occupancy(scenario, scene, theta, resolution)
    message = grid_message(cells, scenario.drawn, resolution, Header())
    assert len(message.data) == message.info.width * message.info.height
    random = np.random.default_rng(0)
    for _ in range(60):
        row, column = (int(random.integers(n)) for n in cells.shape)
        x = message.info.origin.position.x + (column + 0.5) * resolution
        y = message.info.origin.position.y + (row + 0.5) * resolution
        assert (message.data[row * message.info.width + column] == OCCUPIED) == forbidden(scene, theta, x, y)


def forbidden(scene, theta, x: float, y: float) -> bool:
    """By distances of one place after the other."""
    for agent in range(scene.agents):
        mine = [b.shape for b in scene.borders if b.agents is None or agent in b.agents]
        if all(float(shape.distance(ca.DM([x, y]), ca.DM(theta))) >= 0 for shape in mine):
            return False
    return True


@pytest.mark.parametrize("angle", [0.0, 0.3, np.pi / 4, 1.1, 2.5])
def test_walls_without_thickness_have_no_holes(angle):
    """A wall across the whole frame leaves two rooms, between which no way along the axes leads."""
    scenario = load_scenario("warehouse")
    end = 20 * np.array([np.cos(angle), np.sin(angle)])
    wall = Segment("wall", constant(-end), constant(end))
    scene = replace(scenario.tasks(0), borders=(Border(wall),))
    cells = occupancy(scenario, scene, np.zeros(scene.parameters), 0.1)
    assert label(cells != OCCUPIED)[1] == 2
    assert np.mean(cells == OCCUPIED) < 0.03


def test_a_grid_of_too_many_cells_is_refused():
    scenario = load_scenario("warehouse")
    with pytest.raises(ValueError, match="resolution"):
        occupancy(scenario, scenario.tasks(0), next(iter(scenario.baselines(0).values())), 1e-3)


def test_markers_are_where_the_layout_is():
    scenario = load_scenario("warehouse")
    scene, theta = scenario.tasks(0), next(iter(scenario.baselines(0).values()))
    first, *rest = layout_markers(scene, theta, None, Header(frame_id="hall")).markers
    assert first.action == Marker.DELETEALL
    shelves = [m for m in rest if m.ns == "obstacles"]
    centres = np.array([[m.pose.position.x, m.pose.position.y] for m in shelves])
    assert np.allclose(centres, np.reshape(theta, (-1, 2))) and np.allclose([m.scale.x for m in shelves], 1.0)
    assert len({(m.ns, m.id) for m in rest}) == len(rest) and {m.header.frame_id for m in rest} == {"hall"}
    assert not [m for m in rest if m.ns == "paths"]
