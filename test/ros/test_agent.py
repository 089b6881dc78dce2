"""Nodes plan over DDS: what they publish is the plan, and goals and odometry count as they should."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator

import numpy as np
import pytest
from geometry_msgs.msg import PoseStamped
from nav_msgs.msg import Odometry
from team_processes import Ear, Nodes, same_bits, soon
from visualization_msgs.msg import Marker

from l2c_planner.config import load_task
from l2c_planner.plan import make_plan
from l2c_planner.ros import names
from l2c_planner.team.goal import with_goal
from l2c_planner.transport import State

HOSTS = ("quad_0", "quad_1", "quad_2")


@pytest.fixture(scope="module")
def ear(domain, team) -> Iterator[Ear]:
    """Comes after the plan, like a tracker that is started late."""
    with Ear(domain, HOSTS) as listener:
        assert soon(lambda: all(listener.last(names.PATH, h) for h in HOSTS) and listener.last(names.MARKERS))
        assert soon(lambda: all(listener.last(names.TEAM, h) and listener.values(h) for h in HOSTS))
        yield listener


def xyz(p) -> list[float]:
    return [p.x, p.y, p.z]


class TestOutputs:
    def test_every_host_commits_the_plan_of_one_process(self, team, expected):
        assert all(same_bits(team.arrays(host), expected) for host in HOSTS)

    def test_plan_is_latched_and_starts_for_all_at_once(self, ear, expected):
        plans = [ear.last(names.PLAN, host) for host in HOSTS]
        assert len({(p.header.stamp.sec, p.header.stamp.nanosec) for p in plans}) == 1
        for i, plan in enumerate(plans):
            assert plan.joint_names == [f"{HOSTS[i]}/base_link"] and plan.header.frame_id == "map"
            assert [xyz(p.transforms[0].translation) for p in plan.points] == expected["quad_position"][i].tolist()
            times = [p.time_from_start.sec + 1e-9 * p.time_from_start.nanosec for p in plan.points]
            assert np.allclose(times, expected["time"], atol=2e-9)

    def test_velocities_are_those_of_the_positions(self, ear, expected):
        """Hermite: the mean of the velocities at both ends of a step is the way over the time, to third order."""
        points = ear.last(names.PLAN).points
        velocity = np.array([xyz(p.velocities[0].linear) for p in points])
        way = np.diff(expected["quad_position"][0], axis=0) / np.diff(expected["time"])[:, None]
        assert np.abs(way - (velocity[1:] + velocity[:-1]) / 2).max() < 0.1 * np.abs(velocity).max()

    def test_path(self, ear, expected):
        for i, host in enumerate(HOSTS):
            path = ear.last(names.PATH, host)
            assert [xyz(p.pose.position) for p in path.poses] == expected["quad_position"][i].tolist()
            assert path.header == ear.last(names.PLAN, host).header

    def test_markers_begin_anew_and_come_from_the_captain_alone(self, ear):
        markers = ear.last(names.MARKERS).markers
        assert markers[0].action == Marker.DELETEALL
        assert len({(m.ns, m.id) for m in markers[1:]}) == len(markers) - 1 > 3
        assert {m.header.frame_id for m in markers[1:]} == {"map"}
        assert not ear.all(names.MARKERS, "quad_1") and not ear.all(names.MARKERS, "quad_2")

    def test_team_status(self, ear, team):
        for host in HOSTS:
            said = ear.last(names.TEAM, host)
            assert (said.host, said.state, said.captain, said.reason) == (host, State.COMMITTED, "quad_0", "")
            assert tuple(said.hosts) == HOSTS and all(said.alive) and not said.waiting_for
            assert said.plan_id == 1 and said.problem_hash == team[host].worker.member.hash

    def test_rollout_head(self, ear, team, file):
        head = ear.last(names.ROLLOUT)
        assert head.committed and head.captain == "quad_0" and head.plan_id == 1
        assert dict(zip(head.agents, head.hosts, strict=True))["cable_2"] == "quad_2"
        assert type(load_task(file)).model_validate(json.loads(head.task)) == load_task(file)
        assert list(head.rounds) == team["quad_0"].worker.member.last.session.rounds
        assert not ear.all(names.ROLLOUT, "quad_1")

    def test_diagnostics(self, ear):
        for host in HOSTS:
            values = ear.values(host)
            assert ear.health[host].name == f"l2c_planner: {host}"
            assert (values["state"], values["plan"], values["peers alive"]) == ("committed", "1", "2 of 2")
            assert 0 < float(values["round time [s]"]) < 10
            assert values["odometry age [s]"] == "none"
            assert all(float(values[f"age of {peer} [s]"]) < 1 for peer in set(HOSTS) - {host})
        residuals = [ear.values(host)["primal residual"] for host in HOSTS]
        assert 0 <= float(residuals[0]) < 1 and "nan" not in residuals, "who does not coordinate does not know them"

    def test_nothing_is_wrong_with_a_team_that_has_just_planned(self, ear):
        assert [ear.health[host].level for host in HOSTS] == [b"\0"] * 3, [ear.health[h].message for h in HOSTS]

    def test_rounds_are_reported_by_the_captain_while_they_run(self, ear, team):
        before = len(ear.all(names.STATUS))
        assert team.committed()
        rounds = team["quad_0"].worker.member.last.session.rounds
        assert soon(lambda: len(ear.all(names.STATUS)) - before >= sum(rounds))
        told = ear.all(names.STATUS)[before:]
        assert {s.stage_name for s in told} == {"references", "trajectories"}
        assert [s.round for s in told if s.stage == 1][: rounds[1]] == list(range(rounds[1]))
        assert told[-1].primal_residual <= told[len(told) // 2].primal_residual


def goal(frame: str, *position: float) -> PoseStamped:
    message = PoseStamped()
    message.header.frame_id = frame
    message.pose.orientation.w = 1.0
    message.pose.position.x, message.pose.position.y, message.pose.position.z = position
    return message


def goal_of(team: Nodes, host: str = "quad_0") -> list[float]:
    """Where a host goes in the next plan that it opens."""
    given = team[host].worker.member.goal
    return [float("nan")] * 3 if given is None else given.tolist()


class TestGoal:
    def test_it_is_the_end_of_the_next_plan(self, team, ear, file):
        ear.publish("quad_0", names.GOAL, goal("map", 0.5, 0.2, 0.7))
        assert soon(lambda: team["quad_0"].worker.member.goal is not None)
        assert team.committed()
        task = with_goal(load_task(file), np.array([0.5, 0.2, 0.7]))
        wanted = make_plan(task).arrays
        assert all(same_bits(team.arrays(host, task), wanted) for host in HOSTS)
        assert np.linalg.norm(wanted["load_state"][-1, :3] - [0.5, 0.2, 0.7]) < 0.1
        assert soon(lambda: ear.last(names.ROLLOUT).plan_id == team.view().plan)
        assert list(ear.last(names.ROLLOUT).goal) == [0.5, 0.2, 0.7]

    def test_in_another_frame_it_is_ignored_and_counted(self, team, ear):
        before = str(goal_of(team))
        ear.publish("quad_0", names.GOAL, goal("odom", 0.1, 0.1, 0.6))
        assert soon(lambda: ear.values().get("rejected: goal: given in another frame") == "1")
        assert str(goal_of(team)) == before

    def test_out_of_reach_it_is_ignored_and_counted(self, team, ear):
        before = str(goal_of(team))
        ear.publish("quad_0", names.GOAL, goal("map", 50_000.0, 0.0, 1.0))
        assert soon(lambda: any(key.startswith("rejected: goal: ") and "frame" not in key for key in ear.values()))
        assert str(goal_of(team)) == before and team.committed()

    def test_the_head_of_a_plan_has_the_goal_of_that_plan(self, team, ear):
        """Also if another goal comes while the plan is at work."""
        member, plan = team["quad_0"].worker.member, team.view().plan + 1
        tell = member.progress

        def changing_its_mind(report) -> None:
            member.query.goal = np.array([0.55, 0.15, 0.65])
            tell(report)

        member.query.goal, member.progress = np.array([0.6, 0.1, 0.6]), changing_its_mind
        assert team.committed() and goal_of(team) == [0.55, 0.15, 0.65]
        member.progress = tell
        assert soon(lambda: ear.last(names.ROLLOUT).plan_id == plan)
        assert list(ear.last(names.ROLLOUT).goal) == [0.6, 0.1, 0.6]


def odometry(
    frame: str, position, twist=(0.0, 0.0, 0.0), child: str = "quad_1/base_link", yaw: float = 0.0
) -> Odometry:
    message = Odometry(child_frame_id=child)
    message.header.frame_id = frame
    place, speed, turn = message.pose.pose.position, message.twist.twist.linear, message.pose.pose.orientation
    place.x, place.y, place.z = map(float, position)
    speed.x, speed.y, speed.z = map(float, twist)
    turn.w, turn.z = float(np.cos(yaw / 2)), float(np.sin(yaw / 2))
    return message


class TestOdometry:
    def test_twist_is_in_the_body_frame(self, team, ear):
        """A robot that looks along y and flies forward flies along y."""
        ear.publish("quad_1", names.ODOMETRY, odometry("map", (1, 2, 3), (0.5, 0.0, 0.1), yaw=np.pi / 2))
        assert soon(lambda: team["quad_1"].hearing.heard() is not None)
        located = team["quad_1"].hearing.heard()[0]
        assert located.position.tolist() == [1, 2, 3] and np.allclose(located.velocity, [0, 0.5, 0.1], atol=1e-12)
        assert soon(lambda: ear.values("quad_1").get("odometry age [s]", "none") != "none")

    def test_in_another_frame_it_is_ignored_and_counted(self, team, ear):
        before = team["quad_1"].hearing.heard()
        ear.publish("quad_1", names.ODOMETRY, odometry("earth", (9, 9, 9)))
        assert soon(lambda: ear.values("quad_1").get("rejected: odometry: given in another frame") == "1")
        assert team["quad_1"].hearing.heard() is before

    def test_far_from_the_start_the_robot_does_not_accept(self, team, ear):
        start = team.arrays()["quad_position"][1, 0]
        assert soon(lambda: self._stream(ear, start + [0.0, 3.0, 0.0]))
        plan = team.view().plan + 1
        team["quad_0"].worker.call(lambda: team["quad_0"].worker.member.request_plan(time.monotonic()))

        def over() -> bool:
            self._stream(ear, start + [0.0, 3.0, 0.0])
            return all(team.view(h).plan == plan and team.view(h).state is State.HOLD for h in HOSTS)

        assert soon(over)
        assert "quad_1 is 3.00 m" in team.view("quad_1").reason and "quad_1" in team.view("quad_0").reason
        assert soon(lambda: not ear.last(names.ROLLOUT).committed and ear.last(names.ROLLOUT).plan_id == plan)

    def test_near_the_start_it_does(self, team, ear):
        start, plan = team.arrays()["quad_position"][1, 0], team.view().plan + 1
        self._stream(ear, start + 0.1)
        team["quad_0"].worker.call(lambda: team["quad_0"].worker.member.request_plan(time.monotonic()))

        def over() -> bool:
            self._stream(ear, start + 0.1)
            return all(team.view(h).plan == plan and team.view(h).state is State.COMMITTED for h in HOSTS)

        assert soon(over)

    @staticmethod
    def _stream(ear, position) -> bool:
        ear.publish("quad_1", names.ODOMETRY, odometry("map", position))
        return True
