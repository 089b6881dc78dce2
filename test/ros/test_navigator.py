"""Navigators: what they decide by what they hear, when they stop, what they refuse; a team of processes in physics."""

from __future__ import annotations

import time
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import rclpy
from diagnostic_msgs.msg import DiagnosticArray, DiagnosticStatus
from geometry_msgs.msg import PoseStamped, Twist
from nav_msgs.msg import OccupancyGrid, Odometry
from navigation_samples import scene, shaken_weights, straight
from rclpy.executors import SingleThreadedExecutor
from rclpy.node import Node, NodeNameNonExistentError
from rclpy.parameter import Parameter
from std_msgs.msg import Header
from visualization_msgs.msg import Marker, MarkerArray

from l2c_planner.config import ConfigError
from l2c_planner.navigation.policy import Body, Policy
from l2c_planner.navigation.surfaces import nearest
from l2c_planner.navigation.weights import BadFile
from l2c_planner.ros import names, navigator
from l2c_planner.ros.enclaves import Enclave
from l2c_planner.ros.environment_layout import layout_markers
from l2c_planner.ros.grid import OCCUPIED
from l2c_planner.ros.navigation_layout import cells, layout_message, read_layout
from l2c_planner.ros.navigation_options import commands
from l2c_planner.ros.navigator import ARRIVED, DRIVING, NO_GOAL, NO_LAYOUT, NO_ODOMETRY, NavigatorNode
from l2c_planner.ros.processes import Processes
from l2c_planner.ros.reading import FRAME, NUMBER
from l2c_planner.ros.topics import latched, sensor

ROWS = np.array([[0.5, 1.0, 0.3, 0.4, 0.2, 0.0], [-1.0, -0.8, 0.0, 0.0, 0.0, 0.3], [0.0, 2.0, 0.0, 5.0, 0.0, 0.0]])
STALE = 0.25


class Robot:
    """A navigator of robot_0, and one who plays its own sensors, robot_1 and the surroundings."""

    def __init__(self, file: Path, **given: Any) -> None:
        self.context = rclpy.Context()
        rclpy.init(context=self.context)
        values = {"policies": str(file), "neighbours": "robot_1", "stale": STALE, **given}
        overrides = [Parameter(name, value=value) for name, value in values.items()]
        self.executor = SingleThreadedExecutor(context=self.context)
        self.node = NavigatorNode(context=self.context, namespace="robot_0", parameter_overrides=overrides)
        self.world = Node("world", context=self.context)
        for each in (self.node, self.world):
            self.executor.add_node(each)
        self.told: list[np.ndarray] = []
        self.bound: list[PoseStamped] = []
        self.health: list[DiagnosticStatus] = []
        self.world.create_subscription(Twist, "/robot_0/cmd_vel", self._on_twist, 10)
        self.world.create_subscription(PoseStamped, "/robot_0/goal", self.bound.append, latched())
        self.world.create_subscription(DiagnosticArray, "/diagnostics", lambda m: self.health.extend(m.status), 10)
        self._odometry = [self.world.create_publisher(Odometry, f"/robot_{i}/odom", 10) for i in range(2)]
        self._goal = self.world.create_publisher(PoseStamped, "/robot_0/goal_pose", 1)
        self._other = self.world.create_publisher(PoseStamped, "/robot_1/goal", latched())
        self._layout = self.world.create_publisher(MarkerArray, "/environment/layout", latched())
        self.speaking: dict[int, tuple[list[float], list[float], float]] = {}

    def _on_twist(self, message: Twist) -> None:
        self.told.append(np.array([message.linear.x, message.linear.y, message.angular.z]))

    def say(self, robot: int, place: list[float], speed: list[float], heading: float = 0.0) -> None:
        """Once; the speed is of the body."""
        message = Odometry(header=Header(frame_id="map"), child_frame_id=f"robot_{robot}/base_link")
        message.pose.pose.position.x, message.pose.pose.position.y = place
        message.pose.pose.orientation.z, message.pose.pose.orientation.w = np.sin(heading / 2), np.cos(heading / 2)
        message.twist.twist.linear.x, message.twist.twist.linear.y = speed
        self._odometry[robot].publish(message)

    def lay_out(self, rows: np.ndarray = ROWS) -> None:
        self._layout.publish(layout_message(rows, Header(frame_id="map")))

    def goal(self, x: float, y: float, other: bool = False) -> None:
        message = PoseStamped(header=Header(frame_id="map"))
        message.pose.position.x, message.pose.position.y = x, y
        (self._other if other else self._goal).publish(message)

    def until(self, condition: Callable[[], object], timeout: float = 20.0) -> bool:
        """Spin; everybody who is to speak goes on."""
        end = time.monotonic() + timeout
        while not condition() and time.monotonic() < end:
            for robot, (place, speed, heading) in self.speaking.items():
                self.say(robot, place, speed, heading)
            self.executor.spin_once(timeout_sec=0.01)
        return bool(condition())

    def tells(self, expected: list[float] | np.ndarray) -> bool:
        """Whether it comes to tell its robot this twist."""
        self.told.clear()
        return self.until(lambda: self.told and np.allclose(self.told[-1], expected, atol=1e-9), 8.0)

    def close(self) -> None:
        self.node.destroy_node()
        self.world.destroy_node()
        self.context.shutdown()


@pytest.fixture(scope="module")
def file(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("policies") / "policies.npz"
    path.write_bytes(shaken_weights().bytes())
    return path


@pytest.fixture
def robot(domain, file) -> Iterator[Robot]:
    made = Robot(file)
    yield made
    made.close()


def test_it_decides_as_its_policy_does(robot):
    """By everything that it hears; its heading turns the velocity, its twist comes in the body's frame."""
    assert robot.until(lambda: robot.node.mode == NO_ODOMETRY)
    robot.speaking[0] = [-2.0, 0.3], [0.4, 0.1], 0.5
    assert robot.until(lambda: robot.node.mode == NO_GOAL) and not robot.told[-1].any()
    robot.goal(2.0, 0.0)
    assert robot.until(lambda: robot.node.mode == NO_LAYOUT) and not robot.told[-1].any()
    assert robot.until(lambda: robot.bound) and robot.bound[-1].pose.position.x == 2.0
    robot.lay_out()
    policy = Policy.of(shaken_weights())
    turn = np.array([[np.cos(0.5), -np.sin(0.5)], [np.sin(0.5), np.cos(0.5)]])
    own = Body(np.array([-2.0, 0.3]), turn @ [0.4, 0.1], np.array([2.0, 0.0]))

    def expected(*others: Body) -> np.ndarray:
        return np.append(turn.T @ policy.decide(own, others, ROWS), 0.0)

    assert robot.tells(expected()) and robot.node.mode == DRIVING
    place, speed = np.array([-1.0, 0.5]), np.array([-0.5, 0.2])
    robot.speaking[1] = place.tolist(), speed.tolist(), 0.0
    assert robot.tells(expected(Body(place, speed, place))), "without a goal it is taken to be there"
    robot.goal(-2.0, 1.0, other=True)
    driving = expected(Body(place, speed, np.array([-2.0, 1.0])))
    assert robot.tells(driving)
    del robot.speaking[1]
    standing = expected(Body(place, np.zeros(2), np.array([-2.0, 1.0])))
    assert np.abs(standing - driving).max() > 1e-3
    assert robot.tells(standing), "whom it does not hear any more stands where it was"
    robot.health.clear()
    assert robot.until(lambda: robot.health) and robot.health[-1].values[0].value == "robot_1"
    del robot.speaking[0]
    assert robot.tells([0.0, 0.0, 0.0]) and robot.node.mode == NO_ODOMETRY
    assert robot.until(lambda: robot.health[-1].level == DiagnosticStatus.ERROR)


def test_it_stops_at_its_goal_and_goes_on_to_another(domain, file):
    robot = Robot(file, goal="1.0,0.5")
    robot.lay_out(np.zeros((0, 6)))
    robot.speaking[0] = [0.9, 0.5], [0.0, 0.0], 0.0
    assert robot.tells([0.2, 0.0, 0.0]) and robot.node.mode == ARRIVED
    robot.speaking[0] = [1.0, 0.5], [0.0, 0.0], 0.0
    assert robot.tells([0.0, 0.0, 0.0])
    robot.goal(-3.0, 0.5)
    assert robot.until(lambda: robot.told[-1][0] < -0.3) and robot.node.mode == DRIVING
    robot.close()


def test_nonsense_changes_nothing(robot):
    robot.speaking[0] = [-2.0, 0.3], [0.0, 0.0], 0.0
    robot.goal(2.0, 0.0)
    robot.lay_out()
    assert robot.until(lambda: robot.node.mode == DRIVING)
    assert robot.until(lambda: robot.told)
    before = robot.told[-1]
    robot.goal(float("nan"), 0.0)
    robot.lay_out(np.array([[np.nan, 0, 0, 0, 0, 1.0]]))
    robot.say(0, [float("inf"), 0.0], [0.0, 0.0])
    robot.say(1, [0.0, 0.0], [float("nan"), 0.0])
    assert robot.tells(before)
    assert robot.until(lambda: len(robot.told) > 8) and np.allclose(robot.told[-8:], before)


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"policies": ""}, "policies: no file was given"),
        ({"policies": "/nowhere.npz"}, "cannot be read"),
        ({"row": "mine"}, "no policy 'mine'"),
        ({"neighbours": "robot_1,robot_0"}, "the robot itself"),
        ({"goal": "2.0"}, "two numbers"),
        ({"goal": "2.0,x"}, "two numbers"),
        ({"period": 0.0}, "period"),
        ({"peroid": 0.1}, "did you mean period"),
    ],
)
def test_what_cannot_be_is_refused(domain, file, given, says):
    with pytest.raises((ConfigError, BadFile), match=says) as refusal:
        Robot(file, **given)
    assert "\n" not in str(refusal.value)


def test_a_process_that_cannot_start_says_why_in_one_line(domain, capfd):
    assert navigator.main(["--ros-args", "-p", "policies:=nothing"]) == 2
    assert capfd.readouterr().err.strip().splitlines()[-1].startswith("nothing:")


class TestLayout:
    def test_obstacles_survive_their_markers(self):
        rows = np.array([*ROWS, [0.0, 1.0, -1.2, 0.0, 2.0, 0.0]])
        found, reason = read_layout(layout_message(rows, Header(frame_id="map")), "map")
        assert not reason and len(found) == len(rows)
        for point in np.random.default_rng(0).uniform(-4, 4, (50, 2)):
            assert nearest(found, point)[0] == pytest.approx(nearest(rows, point)[0], abs=1e-9)

    def test_a_layout_of_an_environment_is_understood(self):
        from l2c_planner.environment.loading import load_scenario

        scenario = load_scenario("warehouse")
        made, theta = scenario.tasks(0), next(iter(scenario.baselines(0).values()))
        message = layout_markers(made, theta, None, Header(frame_id="map"))
        found, _ = read_layout(message, "map")
        shelves = [m for m in message.markers if m.ns == "obstacles"]
        assert (found[:, 5] > 0).sum() == len(shelves) > 0
        assert len(found) < len(message.markers), "starts and goals are in nobody's way"

    def test_what_is_not_credible_is_refused(self):
        good = layout_message(ROWS, Header(frame_id="map"))
        assert read_layout(good, "odom") == (None, FRAME)
        good.markers[1].scale.x = -1.0
        assert read_layout(good, "map") == (None, NUMBER)
        assert read_layout(MarkerArray(markers=[Marker(action=Marker.DELETEALL)]), "map")[0].shape == (0, 6)

    def test_a_map_is_occupied_where_obstacles_are(self):
        made, resolution = scene(obstacles=ROWS.tolist()), 0.05
        found = cells(made, resolution)
        low_x, _, low_y, _ = made.drawn
        random = np.random.default_rng(1)
        for row, column in zip(*(random.integers(n, size=300) for n in found.shape), strict=True):
            place = np.array([low_x + (column + 0.5) * resolution, low_y + (row + 0.5) * resolution])
            near = nearest(ROWS, place)[0]
            assert (found[row, column] == OCCUPIED) == bool((near[:2] < 0).any() or near[2] < resolution * 0.5**0.5)
        wall = found[round((2.0 - low_y) / resolution)]
        assert (wall == OCCUPIED).all(), "nobody sees through a line"
        with pytest.raises(ValueError, match="resolution"):
            cells(made, 1e-3)


@pytest.fixture(scope="module")
def team(domain, tmp_path_factory) -> Iterator[dict[str, Any]]:
    """Two robots and their world as processes, watched until they have arrived; and who looks at their graph."""
    pytest.importorskip("mujoco", reason="mujoco is not installed: pip install mujoco")
    from l2c_planner.ros.domain import environment
    from l2c_planner.ros.navigation_enclaves import navigation_enclaves
    from l2c_planner.ros.navigation_watch import NavigationWatch

    folder = tmp_path_factory.mktemp("team")
    made = scene(starts=[(-1, 0), (1, 1)], goals=[(1, 0), (-1, 1)], obstacles=[(0, 2, 0, 0.5, 0.2, 0)])
    (folder / "scene.json").write_text(made.model_dump_json())
    (folder / "policies.npz").write_bytes(straight().bytes())
    plant = {"record": str(folder / "record.npz")}
    files = (str(folder / name) for name in ("scene.json", "policies.npz"))
    nodes = commands(made, *files, "cooptimised", plant)
    found: dict[str, Any] = {"scene": made, "record": folder / "record.npz"}
    context = rclpy.Context()
    rclpy.init(context=context, domain_id=domain)
    looker = rclpy.create_node("looker", context=context)
    grids: list[OccupancyGrid] = []
    looker.create_subscription(OccupancyGrid, "/environment/grid", grids.append, latched())
    executor = SingleThreadedExecutor(context=context)
    executor.add_node(looker)
    with Processes(nodes, environment(domain), folder / "log") as running:
        watch = NavigationWatch(made, domain, folder / "bag")
        end = time.monotonic() + 60
        while time.monotonic() < end and not watch.time > watch.all_arrived + 1.0:
            watch.spin(0.05)
            executor.spin_once(timeout_sec=0.0)
            assert not running.ended()
        allowed = {e.path: set(e.publishes) for e in navigation_enclaves(made.robots, "", True)}
        found |= {"watch": watch, "graph": graphs(domain, allowed), "grid": grids[-1]}
        watch.close()
    yield found | {"bag": folder / "bag"}
    looker.destroy_node()
    context.shutdown()


PROCESSES = (("/robot_0", names.NAVIGATOR), ("/wheeled_plant", names.WHEELED_PLANT))


def graphs(domain: int, allowed: dict[str, set[str]]) -> dict[tuple[str, str], tuple[set[str], ...]]:
    """What the processes say, hear and serve, for one who comes late; under load somebody may never hear all of it."""
    for _ in range(3):
        context = rclpy.Context()
        rclpy.init(context=context, domain_id=domain)
        late = rclpy.create_node("late", context=context)
        end = time.monotonic() + 20
        while time.monotonic() < end and any(graph(late, p)[0] != allowed["/".join(p)] for p in PROCESSES):
            time.sleep(0.1)
        found = {p: graph(late, p) for p in PROCESSES}
        late.destroy_node()
        context.shutdown()
        if all(found[p][0] == allowed["/".join(p)] for p in PROCESSES):
            break
    return found


def graph(looker: Node, process: tuple[str, str]) -> tuple[set[str], ...]:
    """What a node publishes, hears and serves; nothing while it is not found."""
    namespace, node = process
    questions = (
        looker.get_publisher_names_and_types_by_node,
        looker.get_subscriber_names_and_types_by_node,
        looker.get_service_names_and_types_by_node,
    )
    try:
        return tuple({name for name, _ in question(node, namespace)} for question in questions)
    except NodeNameNonExistentError:
        return set(), set(), set()


def test_a_team_of_processes_arrives(team):
    assert team["watch"].arrived.all() and team["watch"].moved
    with np.load(team["record"]) as record:
        position, touched = record["position"], record["touched"]
    assert position[0] == pytest.approx(team["scene"].start)
    assert np.linalg.norm(position[-1] - team["scene"].goal, axis=-1).max() < 0.1
    assert not touched.any()
    steps = np.linalg.norm(np.diff(position, axis=0), axis=-1)
    assert 0.03 < steps.max() <= 0.05 * 1.02, "a metre a second, at the pace of decisions"


def test_the_map_is_latched(team):
    info = team["grid"].info
    expected = cells(team["scene"], 0.05)
    assert (info.height, info.width) == expected.shape
    assert list(team["grid"].data) == expected.ravel().tolist()


def test_the_bag_holds_every_topic(team):
    from l2c_planner.rollout.bag_reader import BagReader

    kinds = {channel.type for channel in (*names.NAVIGATED, *names.LAID_OUT, *names.SUBSCRIBED)}
    kinds |= {"rosgraph_msgs/msg/Clock", "diagnostic_msgs/msg/DiagnosticArray"}
    found = {message.topic for message in BagReader(team["bag"]).messages(sorted(kinds))}
    robots = {f"/{robot}/{name}" for robot in team["scene"].robots for name in ("odom", "cmd_vel", "goal")}
    assert found == {*robots, "/environment/layout", "/environment/grid", "/clock", "/diagnostics"}


@pytest.mark.parametrize("index", [0, 1], ids=["navigator", "world"])
def test_nodes_say_and_hear_what_their_enclaves_allow(team, index):
    from l2c_planner.ros.navigation_enclaves import navigation_enclaves

    made: dict[str, Enclave] = {e.path: e for e in navigation_enclaves(team["scene"].robots, "", True)}
    namespace, node = PROCESSES[index]
    allowed = made[f"{namespace}/{node}"]
    said, heard, served = team["graph"][PROCESSES[index]]
    assert said == set(allowed.publishes)
    assert heard == {*allowed.subscribes}
    assert {name for name in served if not name.endswith("type_description")} <= set(allowed.serves)


def test_a_policy_is_printed_for_a_scene(tmp_path, capsys):
    from l2c_planner.ros import navigation_enclaves

    file = tmp_path / "scene.json"
    file.write_text(scene().model_dump_json())
    assert navigation_enclaves.main([str(file), "--namespace", "hall", "--use-sim-time"]) == 0
    root = ElementTree.fromstring(capsys.readouterr().out)
    paths = ["/hall/robot_0/navigator", "/hall/robot_1/navigator", "/hall/wheeled_plant/wheeled_plant"]
    assert [each.get("path") for each in root.iter("enclave")] == paths
    assert "/hall/robot_1/goal" in {topic.text for topic in root.iter("topic")}
    assert navigation_enclaves.main([str(tmp_path / "nowhere.json")]) == 2
    assert "no such file" in capsys.readouterr().err


class World:
    """The node of a world with two robots, and one who drives them."""

    def __init__(self, folder: Path, **given: Any) -> None:
        from l2c_planner.ros.wheeled_plant import WheeledPlantNode

        made = scene(starts=[(-1, 0), (1, 1)], goals=[(1, 0), (-1, 1)])
        (folder / "scene.json").write_text(made.model_dump_json())
        self.context = rclpy.Context()
        rclpy.init(context=self.context)
        values = {"scene": str(folder / "scene.json"), "record": str(folder / "record.npz"), "speed": 5.0, **given}
        overrides = [Parameter(name, value=value) for name, value in values.items()]
        self.executor = SingleThreadedExecutor(context=self.context)
        self.node = WheeledPlantNode(context=self.context, namespace="wheeled_plant", parameter_overrides=overrides)
        self.driver = Node("driver", context=self.context)
        for each in (self.node, self.driver):
            self.executor.add_node(each)
        self.seen: list[Odometry] = []
        self.driver.create_subscription(Odometry, "/robot_0/odom", self.seen.append, sensor())
        self.driving = [self.driver.create_publisher(Twist, f"/robot_{i}/cmd_vel", 10) for i in range(2)]

    def until(self, condition: Callable[[], object], told: tuple[int, ...] = (), timeout: float = 20.0) -> bool:
        """Spin; some robots are told to drive ahead, robot_0 along x."""
        end, twist = time.monotonic() + timeout, Twist()
        twist.linear.x = 0.4
        while not condition() and time.monotonic() < end:
            for robot in told:
                self.driving[robot].publish(twist)
            self.executor.spin_once(timeout_sec=0.005)
        return bool(condition())

    @property
    def x(self) -> float:
        return self.seen[-1].pose.pose.position.x if self.seen else float("nan")

    @property
    def speed(self) -> float:
        return self.seen[-1].twist.twist.linear.x

    def close(self) -> None:
        self.node.destroy_node()
        self.driver.destroy_node()
        self.context.shutdown()


def test_a_world_begins_with_everybody_and_brakes_who_is_told_nothing(domain, tmp_path):
    pytest.importorskip("mujoco", reason="mujoco is not installed: pip install mujoco")
    world = World(tmp_path)
    assert world.until(lambda: world.node.now > 1.5, told=(0,)) and world.x == -1.0
    assert world.until(lambda: world.x > -0.9 and world.speed > 0.35, told=(0, 1))
    last = world.node.now
    assert world.until(lambda: world.speed < 0.01, told=(1,)), "the world waits, but not for ever"
    assert world.node.now - last > 0.5
    assert world.until(lambda: world.speed > 0.3, told=(0, 1)), "it is back"
    bad = Twist()
    bad.linear.x = float("nan")
    for _ in range(3):
        world.driving[0].publish(bad)
    assert world.until(lambda: world.speed > 0.35, told=(0, 1))
    world.close()
    with np.load(tmp_path / "record.npz") as record:
        assert len(record["position"]) == len(record["velocity"]) == len(record["touched"]) > 10
        assert record["position"][0] == pytest.approx(world.node.scene.start)


@pytest.mark.parametrize(
    ("given", "says"), [({"scene": ""}, "no file was given"), ({"scene": "/no.json"}, "no such file"),
                        ({"speed": 0.0}, "speed"), ({"sped": 1.0}, "did you mean speed")],
)  # fmt: skip
def test_worlds_that_cannot_be_are_refused(domain, tmp_path, given, says):
    with pytest.raises(ConfigError, match=says) as refusal:
        World(tmp_path, **given)
    assert "\n" not in str(refusal.value)
