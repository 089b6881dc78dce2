"""Whatever arrives at a live node, it raises nothing, changes nothing, and is counted in diagnostics."""

from __future__ import annotations

import math
import struct
from array import array
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from geometry_msgs.msg import PoseStamped
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from l2c_planner.msg import Consensus, Heartbeat, SolverStatus, TeamStatus
from nav_msgs.msg import Odometry
from rclpy.serialization import serialize_message
from team_processes import Ear, Nodes, same_bits, soon

from l2c_planner.config import load_task
from l2c_planner.plan import make_plan
from l2c_planner.ros import names
from l2c_planner.ros.observer import Observer

HOSTS = ("quad_0", "quad_1", "quad_2")
few = settings(
    max_examples=30, deadline=None, derandomize=True, database=None, phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
EXTREMES = (0.0, -0.0, 1.0, math.nan, math.inf, -math.inf, 1e308, -1e308, 5e-324)
numbers = st.floats(width=64) | st.sampled_from(EXTREMES)
texts = st.sampled_from(["", "quad_0", "quad_1", "quad_2", "load", "cable_0", "map", "pairs", "team"]) | st.text(
    st.characters(codec="utf-8", exclude_characters="\0"), max_size=12
)


def unsigned(bits: int, *likely: int) -> st.SearchStrategy[int]:
    return st.sampled_from([0, 1, 2, 2**bits - 1, *likely]) | st.integers(0, 2**bits - 1)


@pytest.fixture(scope="module")
def ear(domain, team) -> Iterator[Ear]:
    with Ear(domain, HOSTS, told=(names.TEAM,)) as listener:
        yield listener


def position(team: Nodes, host: str) -> tuple:
    """All of a robot that nobody outside may change."""
    member = team[host].worker.member
    boots = {name: (peer.boot, peer.fresh) for name, peer in member.peers.items()}
    goal = None if member.goal is None else member.goal.tobytes()
    return member.state, member.plan, member.wanted, member.reason, member.start, id(member.found), boots, goal


def refused(team: Nodes, host: str) -> int:
    """Everything that a robot has refused."""
    return sum(team.rejected(host).values()) + sum(team[host].ignored.values())


def refuses(team: Nodes, ear: Ear, topic: str, message: Any, host: str, sender: str = "quad_2") -> None:
    """Publish a message; the robot counts it, and goes on as before."""
    before, count = position(team, host), refused(team, host)
    ear.publish(sender, topic, message)
    assert soon(lambda: refused(team, host) > count, 5), f"not counted: {message}"
    assert position(team, host) == before
    assert not team.raised and not team[host].worker.failure and not ear.raised


@st.composite
def consensus(draw: Callable) -> Consensus:
    """Any packet under a robot's name, often with sizes that fit."""
    rows, cols = draw(st.integers(0, 9)), draw(st.integers(0, 14))
    count = draw(st.sampled_from([rows * cols, 0, 1, 8192]))
    fill = array("d", draw(st.lists(numbers, min_size=1, max_size=8)))
    message = Consensus(sender=draw(st.just("quad_2") | texts), subject=draw(texts))
    message.boot, message.problem_hash = draw(unsigned(64)), draw(unsigned(64))
    message.plan_id, message.round = draw(unsigned(32)), draw(unsigned(32))
    message.stage, message.phase = draw(unsigned(8)), draw(unsigned(8, 3, 4, 5))
    message.penalty = draw(numbers)
    message.rows, message.cols = draw(unsigned(32, rows)), draw(unsigned(32, cols))
    message.total_rows, message.first_knot = draw(unsigned(32, rows)), draw(unsigned(32))
    message.primal = array("d", (fill * (count // len(fill) + 1))[:count])
    message.dual = array("d", (fill * (count // len(fill) + 1))[: draw(st.sampled_from([0, count]))])
    message.tag = draw(st.binary(max_size=32))
    message.header.frame_id = draw(texts)
    return message


@st.composite
def heartbeats(draw: Callable) -> Heartbeat:
    """Any heartbeat under a robot's name."""
    message = Heartbeat(sender=draw(st.just("quad_2") | texts))
    message.boot, message.count, message.problem_hash = (draw(unsigned(64)) for _ in range(3))
    message.plan_id, message.wanted_plan, message.round = (draw(unsigned(32)) for _ in range(3))
    message.state, message.stage, message.phase = (draw(unsigned(8, 3, 4, 5)) for _ in range(3))
    message.waiting = draw(st.booleans())
    message.peers = draw(st.lists(texts, max_size=4))
    message.peer_boots = array("Q", draw(st.lists(unsigned(64), max_size=4)))
    message.flight = draw(st.floats())
    message.located = array("d", draw(st.lists(st.floats(), max_size=7)))
    message.tag = draw(st.binary(max_size=32))
    message.header.frame_id = draw(texts)
    return message


def true_words(team: Nodes, message: Any, host: str) -> Any:
    """The message with what somebody knows who listens: boot number, problem and frame."""
    member = team[host].worker.member
    message.sender, message.header.frame_id = "quad_2", "map"
    message.boot, message.problem_hash = member.peers["quad_2"].boot, member.hash
    return message


class TestPackets:
    @few
    @given(message=consensus(), topic=st.sampled_from([names.COPIES, names.AGREEMENT]))
    def test_any(self, team, ear, message, topic):
        refuses(team, ear, topic, message, "quad_1")

    @few
    @given(message=consensus())
    def test_any_trajectory_to_the_captain(self, team, ear, message):
        refuses(team, ear, names.PRIMAL, message, "quad_0")

    @few
    @given(message=consensus(), topic=st.sampled_from([names.COPIES, names.AGREEMENT]), whole=st.booleans())
    def test_from_who_listens(self, team, ear, message, topic, whole):
        """Boot number and problem are right: whatever else it says, a follower leads nobody."""
        message = true_words(team, message, "quad_1")
        if message.phase == Consensus.ACCEPT and message.plan_id == team.view().plan:
            message.plan_id += 1
        message.total_rows, message.first_knot = message.rows, 0
        refuses(team, ear, topic, message, "quad_1")


class TestHeartbeats:
    @few
    @given(message=heartbeats())
    def test_any(self, team, ear, message):
        refuses(team, ear, names.HEARTBEAT, message, "quad_1")

    @few
    @given(message=heartbeats())
    def test_of_the_right_problem_and_another_boot(self, team, ear, message):
        boot = message.boot
        message = true_words(team, message, "quad_1")
        message.boot = boot if boot != message.boot else 3
        refuses(team, ear, names.HEARTBEAT, message, "quad_1")


class TestBytes:
    """Not even messages: what is on the wire is cut, longer than its type allows, or anything."""

    @few
    @given(data=st.data(), kind=st.sampled_from([names.COPIES, names.HEARTBEAT]))
    def test_damaged_messages_do_no_harm(self, team, ear, data, kind):
        whole = bytearray(serialize_message(data.draw(heartbeats() if kind == names.HEARTBEAT else consensus())))
        at = data.draw(st.integers(4, len(whole) - 1))
        how = data.draw(st.sampled_from(["cut", "number", "noise"]))
        if how == "cut":
            whole = whole[:at]
        elif how == "number":  # often a length
            at = 4 + (at - 4) // 4 * 4
            whole[at : at + 4] = struct.pack("<I", data.draw(unsigned(32, 65, 257, 8193)))
        else:
            whole[at:] = data.draw(st.binary(max_size=64))
        before = position(team, "quad_1")
        ear.publish("quad_2", kind, bytes(whole))
        self._still_works(team, ear)
        assert position(team, "quad_1") == before

    @staticmethod
    def _still_works(team: Nodes, ear: Ear) -> None:
        """What comes behind it arrives, and is judged."""
        for topic in (names.COPIES, names.HEARTBEAT):
            count = refused(team, "quad_1")
            ear.publish("quad_2", topic, Consensus(sender="x") if topic == names.COPIES else Heartbeat(sender="x"))
            assert soon(lambda n=count: refused(team, "quad_1") > n, 5)
        assert not team.raised and not team["quad_1"].worker.failure


@st.composite
def odometries(draw: Callable) -> Odometry:
    """Odometry in another frame, or with something in it that no robot can be."""
    message = Odometry()
    message.header.frame_id = draw(st.sampled_from(["map", "map", "odom", ""]) | texts)
    pose, twist = message.pose.pose, message.twist.twist
    bad = st.sampled_from([math.nan, math.inf, -math.inf, 1e300])
    which = draw(st.sampled_from([pose.position, twist.linear, twist.angular, pose.orientation]))
    pose.orientation.w = 1.0
    setattr(which, draw(st.sampled_from("xyz")), draw(bad))
    return message


@st.composite
def goals(draw: Callable) -> PoseStamped:
    """A goal in another frame, or nowhere."""
    message = PoseStamped()
    message.header.frame_id = draw(st.sampled_from(["map", "map", "odom", ""]) | texts)
    setattr(message.pose.position, draw(st.sampled_from("xyz")), draw(st.sampled_from([math.nan, math.inf, -1e300])))
    return message


class TestRobot:
    @few
    @given(message=odometries())
    def test_odometry(self, team, ear, message):
        before = team["quad_1"].hearing.heard()
        refuses(team, ear, names.ODOMETRY, message, "quad_1", sender="quad_1")
        assert team["quad_1"].hearing.heard() is before

    @few
    @given(message=goals())
    def test_goal(self, team, ear, message):
        refuses(team, ear, names.GOAL, message, "quad_0", sender="quad_0")

    def test_goals_out_of_reach_are_counted_under_few_names(self, team, ear):
        message = PoseStamped()
        message.header.frame_id = "map"
        for i in range(20):
            message.pose.position.x = 1e5 + i
            refuses(team, ear, names.GOAL, message, "quad_0", sender="quad_0")
        assert len(team["quad_0"].ignored) < 10, "who sends many must not fill the memory"

    def test_all_of_it_is_in_diagnostics(self, team, ear):
        ear.publish("quad_1", names.ODOMETRY, Odometry())
        ear.publish("quad_2", names.HEARTBEAT, Heartbeat(sender="x"))
        assert soon(lambda: int(ear.values("quad_1").get("rejected packets", 0)) == refused(team, "quad_1") >= 2)
        assert soon(lambda: "rejected: odometry: given in another frame" in ear.values("quad_1"))

    def test_the_team_still_plans(self, team, file):
        assert team.committed()
        wanted = make_plan(load_task(file)).arrays
        assert all(same_bits(team.arrays(host), wanted) for host in HOSTS)


class TestObserver:
    """`l2c team` listens too."""

    @few
    @given(data=st.data())
    def test_what_it_is_told_never_stops_it(self, domain, team, file, ear, data):
        task = load_task(file)
        observer = _observer(task, domain)
        problem = team["quad_0"].worker.member.hash
        likely = data.draw(st.booleans())  # what somebody says who listens
        status = TeamStatus(host="quad_0" if likely else data.draw(texts), state=data.draw(unsigned(8)))
        status.problem_hash = problem if likely else data.draw(unsigned(64))
        status.plan_id, status.reason = data.draw(unsigned(32)), data.draw(texts)
        ear.publish("quad_0", names.TEAM, status)
        _marked(observer, ear, data.draw(numbers))
        assert isinstance(observer.state, str) and isinstance(observer.reason, str)
        assert set(observer.heard) == set(HOSTS) and isinstance(observer.progress, list)

    def test_strangers_do_not_speak_for_the_team(self, domain, team, file, ear):
        observer = _observer(load_task(file), domain)
        problem = team["quad_0"].worker.member.hash
        lie = TeamStatus(host="stranger", state=TeamStatus.HOLD, plan_id=9, problem_hash=problem, reason="lies")
        for _ in range(5):
            ear.publish("quad_0", names.TEAM, lie)
            _marked(observer, ear)
            observer.spin(0.1)  # the topics are heard in any order
        assert "lies" not in observer.reason and "stranger" not in observer.heard

    @pytest.fixture(scope="class", autouse=True)
    def _closed(self) -> Iterator[None]:
        yield
        while OBSERVERS:
            OBSERVERS.popitem()[1].close()


def _marked(observer: Observer, ear: Ear, residual: float = 0.0) -> None:
    """Wait until the observer has heard all that was said so far, and more."""
    before = len(observer.status)
    ear.publish("quad_0", names.STATUS, SolverStatus(host="quad_0", plan_id=2**31, primal_residual=residual))
    assert soon(lambda: observer.spin(0.02) or len(observer.status) > before)


OBSERVERS: dict[int, Observer] = {}


def _observer(task: Any, domain: int) -> Observer:
    """One for all examples, which looks for a plan."""
    if domain not in OBSERVERS:
        observer = OBSERVERS[domain] = Observer(task, domain=domain)
        observer._asked = 1
        assert soon(lambda: observer.spin(0.02) or not observer.missing)
    return OBSERVERS[domain]
