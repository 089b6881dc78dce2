"""The display over DDS: who is where, how cables pull, which plan counts; whatever it is sent, it goes on."""

from __future__ import annotations

import math
import time
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
import yaml
from flight_samples import moved
from l2c_planner.msg import SolverStatus, TeamPlan, TeamStatus
from nav_msgs.msg import Odometry as OdometryMessage
from rclpy.parameter import Parameter
from rosgraph_msgs.msg import Clock
from std_msgs.msg import Header
from team_processes import Spun, soon, write_swarm
from visualization_msgs.msg import Marker

from l2c_planner.control import Odometry
from l2c_planner.models import GRAVITY
from l2c_planner.report.film import tension_color
from l2c_planner.report.scene import SLACK_COLOR
from l2c_planner.ros import names
from l2c_planner.ros.display import LIFE, DisplayNode, main
from l2c_planner.ros.geometry import time as stamp_of
from l2c_planner.ros.motion import team_plan_message
from l2c_planner.ros.odometry import odometry_message
from l2c_planner.ros.scene_markers import GHOST
from l2c_planner.ros.topics import shown, topics

TASK, PLAN = moved()
START = 5.0
ABOVE = "/team_a"
QUADS = [f"quad_{i}" for i in range(3)]


class Stage(Spun):
    """A display, somebody in the place of team and plant, and somebody who looks."""

    def __init__(self, domain: int, file: Any, **more: Any) -> None:
        super().__init__(domain)
        values = {"task": str(file), "use_sim_time": True, **more}
        given = [Parameter(name, value=value) for name, value in values.items()]
        self.node = DisplayNode(context=self.context, namespace=ABOVE, parameter_overrides=given)
        self.table, self.pictures, self.cables, self.paths = topics(), [], [], []
        self._publishers: dict[str, Any] = {}
        self._clock = self.node.create_publisher(Clock, names.CLOCK, 10)
        self.now = 0.0
        for topic, name, found in (
            (self.table[names.MARKERS], "markers", self.pictures),
            (shown()[names.CABLES], "cables", self.cables),
            (self.table[names.PATH], "load/plan/path", self.paths),
        ):
            self.node.create_subscription(topic.type, f"{ABOVE}/{name}", found.append, topic.qos)
        self.executor.add_node(self.node)

    def tell(self, host: str, name: str, message: Any) -> None:
        full = f"{ABOVE}/{host}/{name}"
        if full not in self._publishers:
            self._publishers[full] = self.node.create_publisher(self.table[name].type, full, self.table[name].qos)
            assert soon(lambda: self._publishers[full].get_subscription_count(), 5)
        self._publishers[full].publish(message)

    def plan(self, number: int, start: float, arrays: dict[str, np.ndarray] = PLAN, host: str = "quad_0") -> None:
        header = Header(stamp=stamp_of(round(start * 1e9)), frame_id="map")
        self.tell(host, names.TEAM_PLAN, team_plan_message(arrays, number, 0, header))

    def see(self, body: str, position: Any, attitude: Any = (1, 0, 0, 0), frame: str = "map") -> None:
        state = Odometry(np.array(position, float), np.zeros(3), np.array(attitude, float), np.zeros(3))
        header = Header(stamp=stamp_of(round(self.now * 1e9)), frame_id=frame)
        self.tell(body, names.ODOMETRY, odometry_message(state, f"{body}/base_link", header))

    def team(self, k: int, shift: Any = (0, 0, 0)) -> None:
        """Odometry of all, as the plan is at a knot."""
        self.see(names.LOAD, PLAN["load_state"][k, :3] + shift, PLAN["load_state"][k, 6:10])
        for i, host in enumerate(QUADS):
            self.see(host, PLAN["quad_position"][i, k] + shift)

    def clock(self, now: float) -> None:
        """Set the node's time."""
        self.now, nanoseconds = now, round(now * 1e9)
        end = time.monotonic() + 10
        while self.node.get_clock().now().nanoseconds != nanoseconds:
            assert time.monotonic() < end, f"it never becomes {now} s"
            self._clock.publish(Clock(clock=stamp_of(nanoseconds)))
            time.sleep(0.02)

    def at(self, now: float) -> dict[tuple[str, int], Marker]:
        """Set the time, to one at which the plan goes on; the picture of that time."""
        self.clock(now)
        stamp = stamp_of(round(now * 1e9))
        assert soon(lambda: self.pictures[-1].markers[-1].header.stamp == stamp, 10), f"no picture of {now} s"
        return by_name(self.pictures[-1])

    def until(self, condition: Any) -> dict[tuple[str, int], Marker]:
        """The first picture of which a condition holds."""
        assert soon(lambda: self.pictures and condition(by_name(self.pictures[-1])), 10), "no such picture"
        return by_name(self.pictures[-1])


def by_name(message: Any) -> dict[tuple[str, int], Marker]:
    return {(marker.ns, marker.id): marker for marker in message.markers[1:]}


def xyz(point: Any) -> list[float]:
    return [point.x, point.y, point.z]


def places(found: dict, ns: str = "robots") -> np.ndarray:
    return np.array([xyz(marker.pose.position) for (name, _), marker in sorted(found.items()) if name == ns])


def rgb(color: Any) -> list[float]:
    return [color.r, color.g, color.b]


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    path = tmp_path_factory.mktemp("display") / "task.yaml"
    path.write_text(yaml.safe_dump(TASK.model_dump(mode="json")))
    return path


@pytest.fixture
def stage(domain, file) -> Iterator[Stage]:
    with Stage(domain, file) as made:
        yield made


def test_at_first_there_are_the_obstacles(stage):
    assert soon(lambda: stage.pictures, 10)
    first, *others = stage.pictures[0].markers
    assert first.action == Marker.DELETEALL and {marker.ns for marker in others} == {"obstacles"}
    assert np.allclose(places(by_name(stage.pictures[0]), "obstacles")[:, :2], TASK.obstacle_center[:, :2])
    assert [marker.scale.x for marker in others] == pytest.approx(2 * TASK.obstacle_radius)


def test_a_late_viewer_sees_the_last_picture_though_nothing_changes(stage):
    assert soon(lambda: stage.pictures, 10)
    time.sleep(0.5)
    count, late = len(stage.pictures), []
    topic = stage.table[names.MARKERS]
    stage.node.create_subscription(topic.type, f"{ABOVE}/markers", late.append, topic.qos)
    assert soon(lambda: late, 5) and len(stage.pictures) == count == 1


@pytest.mark.parametrize("k", [2, 10])
def test_a_plan_alone_is_shown_as_it_goes(stage, k):
    stage.clock(1.0)
    stage.plan(1, START)
    stage.until(lambda found: ("robots", 2) in found)
    found = stage.at(START + PLAN["time"][k])
    assert np.allclose(places(found), PLAN["quad_position"][:, k], atol=1e-6)
    assert np.allclose(places(found, "load"), PLAN["load_state"][k, :3], atol=1e-6)
    assert [found["robots", i].color.a for i in range(3)] == pytest.approx([GHOST] * 3)
    for i in range(3):
        tail, tip = np.array([xyz(p) for p in found["cables", i].points])
        assert np.linalg.norm(tip - tail) == pytest.approx(TASK.team.cable_length[i], abs=1e-6)
        shade = tension_color(PLAN["tension"][i, k], (0, 2 * TASK.team.load_mass * GRAVITY / 3))
        assert rgb(found["cables", i].color) == pytest.approx(shade.tolist(), abs=1e-6)
        ahead = np.array([xyz(p) for p in found["ahead", i].points])
        assert np.allclose(ahead[[0, -1]], PLAN["quad_position"][i, [k, -1]], atol=1e-6)
    assert np.allclose(xyz(found["load_ahead", 0].points[-1]), PLAN["load_state"][-1, :3], atol=1e-6)


def test_names_do_not_change_and_the_first_marker_clears(stage):
    stage.plan(1, START)
    stage.until(lambda found: ("words", 0) in found)
    seen = [set(stage.at(START + later)) for later in (0.2, 0.5, 1.0)]
    assert seen[0] == seen[1] == seen[2] and all(p.markers[0].action == Marker.DELETEALL for p in stage.pictures)
    assert all(len(by_name(p)) == len(p.markers) - 1 for p in stage.pictures)


def test_the_measured_are_shown_where_they_are(stage):
    stage.clock(START)
    stage.plan(1, START)
    stage.team(5, shift=(0.0, 0.0, 0.3))
    found = stage.until(
        lambda found: found.get(("robots", 2)) and found["robots", 2].color.a == 1 and ("load", 0) in found
    )
    assert np.allclose(places(found), PLAN["quad_position"][:, 5] + [0, 0, 0.3])
    assert np.allclose(places(found, "clearances"), places(found))
    assert found["clearances", 0].scale.x == pytest.approx(TASK.clearance.pair)
    assert found["robots", 0].scale.x == pytest.approx(2 * TASK.team.quad_radius[0])


def test_a_slack_cable_is_thin_and_grey(stage):
    stage.clock(START)
    stage.plan(1, START)
    stage.team(0)
    stage.see("quad_1", PLAN["quad_position"][1, 0] - 0.1 * PLAN["cable_state"][1, 0, :3])
    found = stage.until(
        lambda found: ("cables", 1) in found and rgb(found["cables", 1].color) == pytest.approx(SLACK_COLOR)
    )
    assert found["cables", 1].scale.x < found["cables", 0].scale.x == found["cables", 2].scale.x
    assert rgb(found["cables", 0].color) != pytest.approx(SLACK_COLOR)


def test_old_odometry_gives_way_to_the_plan(stage):
    stage.clock(START)
    stage.plan(1, START)
    stage.team(5)
    stage.until(lambda found: found.get(("robots", 0)) and found["robots", 0].color.a == 1)
    assert stage.at(START + 0.9 * LIFE)["robots", 0].color.a == 1
    assert stage.at(START + 1.1 * LIFE)["robots", 0].color.a == pytest.approx(GHOST)


def test_who_falls_silent_grows_pale_though_nothing_else_changes(stage):
    stage.clock(START + 90.0)
    stage.plan(1, START)
    stage.see("quad_1", PLAN["quad_position"][1, -1])
    stage.until(lambda found: found.get(("robots", 1)) and found["robots", 1].color.a == 1)
    assert stage.at(START + 90.0 + 1.1 * LIFE)["robots", 1].color.a == pytest.approx(GHOST)


def test_a_new_plan_counts_from_its_start_on(stage):
    aside = {**PLAN, "load_state": PLAN["load_state"] + np.eye(13)[1]}  # a metre to the left
    first = aside["load_state"][0, :3].tolist()
    stage.clock(START)
    stage.plan(1, START)
    stage.until(lambda found: ("robots", 0) in found)
    stage.plan(2, START + 0.8, aside)
    stage.plan(2, START + 0.8, aside, host="quad_1")
    assert soon(lambda: xyz(stage.paths[-1].poses[0].pose.position) == pytest.approx(first), 5)
    before, after = stage.at(START + 0.72), stage.at(START + 0.8 + PLAN["time"][3])
    k = round(0.72 / TASK.dt)
    assert np.allclose(places(before), PLAN["quad_position"][:, k], atol=1e-6)
    assert np.allclose(places(after), PLAN["quad_position"][:, 3] + [0, 1, 0], atol=1e-6)
    assert "flies plan 1" in before["words", 0].text and "flies plan 2" in after["words", 0].text


def test_plans_that_come_together_are_all_known(stage):
    aside = {**PLAN, "load_state": PLAN["load_state"] + np.eye(13)[1]}
    stage.clock(START)
    stage.tell("quad_0", names.TEAM_PLAN, TeamPlan(header=Header(frame_id="map")))
    stage.plan(1, START)
    stage.plan(2, START + 0.8, aside)
    stage.until(lambda found: ("robots", 0) in found)
    assert np.allclose(places(stage.at(START + TASK.dt)), PLAN["quad_position"][:, 1], atol=1e-6)
    assert np.allclose(places(stage.at(START + 0.8 + TASK.dt)), PLAN["quad_position"][:, 1] + [0, 1, 0], atol=1e-6)


def test_a_plan_that_is_taken_back_is_not_shown(stage):
    stage.clock(1.0)
    stage.plan(1, START)
    stage.until(lambda found: ("robots", 0) in found)
    stage.tell("quad_0", names.TEAM_PLAN, TeamPlan(header=Header(frame_id="map")))
    stage.until(lambda found: {ns for ns, _ in found} == {"obstacles"})
    assert soon(lambda: stage.paths and not stage.paths[-1].poses, 5)


def test_a_clock_that_begins_anew_forgets(stage):
    stage.clock(START)
    stage.plan(1, START)
    stage.team(0)
    stage.until(lambda found: ("robots", 0) in found)
    assert {ns for ns, _ in stage.at(0.5)} == {"obstacles"}


def test_the_path_of_the_load_and_the_cables_are_told(stage):
    stage.clock(START)
    stage.plan(1, START)
    stage.team(0)
    assert soon(lambda: stage.paths and stage.cables and np.isfinite(stage.cables[-1].position).all(), 10)
    path, told = stage.paths[-1], stage.cables[-1]
    assert np.allclose([xyz(pose.pose.position) for pose in path.poses], PLAN["load_state"][:, :3])
    last = path.poses[-1].header.stamp
    assert last.sec + last.nanosec * 1e-9 == pytest.approx(START + PLAN["time"][-1])
    assert list(told.name) == QUADS and np.allclose(told.effort, PLAN["tension"][:, 0], atol=1e-9)
    assert np.allclose(told.position, TASK.team.cable_length, atol=1e-3)


def test_residuals_and_the_team_are_told_in_words(stage):
    stage.clock(START)
    stage.plan(7, START)
    unknown = SolverStatus(host="quad_1", primal_residual=math.nan, dual_residual=math.nan)
    known = SolverStatus(host="quad_0", plan_id=7, stage_name="trajectories", round=11)
    known.primal_residual, known.dual_residual = 1.2e-3, 4e-5
    stage.tell("quad_1", names.STATUS, unknown)
    stage.tell("quad_0", names.STATUS, known)
    team = TeamStatus(
        host="quad_0", captain="quad_0", state=TeamStatus.COMMITTED, hosts=QUADS, alive=[True, True, False]
    )
    stage.tell("quad_0", names.TEAM, team)
    found = stage.until(lambda found: ("words", 0) in found and "robots" in found["words", 0].text
                        and "residuals" in found["words", 0].text)  # fmt: skip
    words = found["words", 0].text.splitlines()
    assert words[:2] == ["committed, 2 of 3 robots", "plan 7, trajectories, round 12"]
    assert words[2] == "residuals 1.2e-03 primal, 4.0e-05 dual"
    top = places(found)[:, 2].max()
    assert found["words", 0].pose.position.z > top


def test_what_cannot_be_used_is_counted_and_it_goes_on(stage):
    stage.clock(START)
    stage.plan(1, START)
    bad = OdometryMessage(header=Header(frame_id="map"))
    bad.pose.pose.position.x, bad.pose.pose.orientation.w = math.nan, 1.0
    stage.tell("quad_0", names.ODOMETRY, bad)
    stage.see("quad_1", (0, 0, 1), frame="odom")
    stage.see("quad_2", (0, 0, 1), attitude=(2, 0, 0, 0))
    stage.tell("quad_1", names.TEAM_PLAN, team_plan_message(other_team(), 9, 0, Header(frame_id="map")))
    stage.tell("quad_2", names.TEAM_PLAN, TeamPlan(header=Header(frame_id="map"), quads=3))
    elsewhere = Header(stamp=stamp_of(round(START * 1e9)), frame_id="odom")
    stage.tell("quad_0", names.TEAM_PLAN, team_plan_message(PLAN, 10, 0, elsewhere))
    stage.tell("quad_2", names.TEAM, TeamStatus(state=200, hosts=["stranger"] * 9))
    assert soon(lambda: len(stage.node.ignored) == 6, 10), stage.node.ignored
    assert "odometry of quad_0: a number is not finite or out of range" in stage.node.ignored
    found = stage.at(START + PLAN["time"][3])
    assert np.allclose(places(found), PLAN["quad_position"][:, 3], atol=1e-6)
    stage.see("quad_0", (4, 5, 6))
    stage.until(lambda found: np.allclose(places(found)[0], (4, 5, 6)))


def other_team() -> dict[str, np.ndarray]:
    """A plan of two robots."""
    return {**PLAN, "cable_state": PLAN["cable_state"][:2], "cable_input": PLAN["cable_input"][:2]}


def test_a_swarm_has_robots_and_no_cables(domain, tmp_path):
    with Stage(domain, write_swarm(tmp_path / "swarm.yaml", 3)) as stage:
        stage.clock(1.0)
        stage.see("robot_1", (1, 2, 3))
        found = stage.until(lambda found: ("robots", 1) in found)
        assert {ns for ns, _ in found} == {"robots", "clearances"}
        assert places(found).tolist() == [[1, 2, 3]]


def test_topics_can_be_remapped(domain, file):
    with Spun(domain) as spun:
        given = [Parameter("task", value=str(file))]
        words = ["--ros-args", "-r", "quad_0/odom:=/model/quad_0/odometry", "-r", "__node:=looker"]
        node = DisplayNode(context=spun.context, parameter_overrides=given, cli_args=words)
        spun.executor.add_node(node)
        assert soon(lambda: node.count_subscribers("/model/quad_0/odometry") == 1, 5)
        assert node.count_subscribers("/quad_0/odom") == 0 and node.count_subscribers("/quad_1/odom") == 1


@pytest.mark.parametrize(("words", "named"), [("task:=nowhere.yaml", "nowhere.yaml"), ("frame:=odom", "world_frame")])
def test_what_it_cannot_be_made_of_is_one_line(capfd, words, named):
    assert main(["--ros-args", "-p", words]) == 2
    err = capfd.readouterr().err.strip()
    assert named in err and len(err.splitlines()) == 1
