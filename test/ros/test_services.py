"""Services of a node: plan, hold and reload; asked twice they say yes twice, and never do more than they are asked."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from team_processes import Nodes, same_bits, soon, write_task

from l2c_planner.config import load_task
from l2c_planner.plan import make_plan
from l2c_planner.ros import names
from l2c_planner.transport import State
from l2c_planner.transport.seal import create_key

ELSEWHERE = [{"time": 0.0, "position": [0.0, 0.0, 0.5]}, {"time": 1.6, "position": [0.4, 0.3, 0.8]}]
HOSTS = ("quad_0", "quad_1", "quad_2")
PLAN, HOLD, RELOAD = names.PLAN_SERVICE, names.HOLD_SERVICE, names.RELOAD_SERVICE


@pytest.fixture
def file(tmp_path) -> Path:
    return write_task(tmp_path / "task.yaml")


@pytest.fixture
def team(domain, file) -> Iterator[Nodes]:
    with Nodes(domain, file) as nodes:
        yield nodes.fill()


@pytest.fixture
def slow(domain, file) -> Iterator[Nodes]:
    """A plan takes two seconds, for packets are late."""
    with Nodes(domain, file, **{"transport.faults.delay": 0.03}) as nodes:
        yield nodes.fill()


def states(team: Nodes) -> set[State]:
    return {team.view(host).state for host in team.nodes}


class TestPlan:
    def test_any_host_may_be_asked(self, team, ear):
        for number, host in enumerate(HOSTS, 1):
            answer = ear.call(host, PLAN)
            assert answer.success and answer.message == "a plan is asked for"
            assert soon(lambda n=number: all(team.view(h).plan == n for h in HOSTS))
            assert soon(lambda: states(team) == {State.COMMITTED})

    def test_asked_while_planning_it_is_the_same_plan(self, slow, ear):
        assert ear.call("quad_0", PLAN).success and soon(lambda: slow.view().state is State.PLANNING)
        answers = [ear.call(host, PLAN) for host in HOSTS]
        assert all(answer.success for answer in answers) and answers[0].message == "plan 1 is at work"
        assert soon(lambda: states(slow) == {State.COMMITTED}, 60)
        assert not soon(lambda: slow.view().plan > 1, 0.5)

    def test_asked_at_once_everywhere_it_is_one_plan(self, team, ear):
        futures = []
        for host in HOSTS:
            client = ear.node.create_client(team_trigger(), names.absolute(f"/{host}", PLAN))
            assert client.wait_for_service(5)
            futures.append(client.call_async(team_trigger().Request()))
        assert soon(lambda: all(f.done() and f.result().success for f in futures))
        assert soon(lambda: states(team) == {State.COMMITTED})
        assert not soon(lambda: team.view().plan > 1, 0.5)


def team_trigger():
    from std_srvs.srv import Trigger

    return Trigger


class TestHold:
    def test_twice(self, team, ear):
        for _ in range(2):
            assert ear.call("quad_1", HOLD).success
            assert soon(lambda: team.view("quad_1").state is State.HOLD)
        assert team.view("quad_1").reason == "asked to hold"
        assert team.flush("quad_1")
        assert team.committed(), "a team that held plans when it is asked to"

    def test_while_planning_all_hold(self, slow, ear):
        assert ear.call("quad_0", PLAN).success and soon(lambda: slow.view("quad_2").state is State.PLANNING)
        assert ear.call("quad_2", HOLD).success
        assert soon(lambda: states(slow) == {State.HOLD})
        assert slow.view("quad_0").reason in ("quad_2 holds", "quad_1 holds") and slow.view().plan == 1
        assert slow["quad_0"].worker.member.found is None
        assert soon(lambda: ear.health.get("quad_0") and ear.health["quad_0"].level == b"\2")

    def test_a_plan_that_has_not_started_is_taken_back_everywhere(self, domain, file, ear):
        """By a clock that stands still it never starts."""
        with Nodes(domain, file, use_sim_time=True) as team:
            assert team.fill().committed()
            assert soon(lambda: all(ear.last(names.PLAN, host) for host in HOSTS))
            assert all(ear.last(names.PLAN, host).points for host in HOSTS)
            assert ear.call("quad_1", HOLD).success and soon(lambda: states(team) == {State.HOLD})
            assert soon(lambda: not any(ear.last(names.PLAN, host).points for host in HOSTS)), "who tracks it must know"
            assert not any(team[host].worker.member.found for host in HOSTS)

    def test_a_plan_that_has_started_stays(self, team, ear):
        assert team.committed() and soon(lambda: ear.last(names.PLAN))
        member, plans = team["quad_0"].worker.member, len(ear.all(names.PLAN))
        found = member.found
        assert soon(lambda: member.clock() > member.start + 0.5)
        assert ear.call("quad_0", HOLD).success and soon(lambda: states(team) == {State.HOLD})
        assert member.found is found and len(ear.all(names.PLAN)) == plans


class TestReload:
    def test_of_an_unchanged_file_changes_nothing(self, team, ear, file):
        before = team["quad_0"].worker.member.hash
        for host in (*HOSTS, "quad_0"):
            answer = ear.call(host, RELOAD)
            assert answer.success and f"{before:016x}" in answer.message
        assert soon(team.joined) and team.committed()
        assert same_bits(team.arrays(), make_plan(load_task(file)).arrays)

    def test_of_a_changed_file_counts_at_once(self, team, ear, file):
        assert team.committed()
        write_task(
            file, waypoints=[{"time": 0.0, "position": [0.0, 0.0, 0.5]}, {"time": 1.6, "position": [0.4, 0.3, 0.8]}]
        )
        assert all(ear.call(host, RELOAD).success for host in HOSTS)
        assert soon(team.joined) and team.committed()
        wanted = make_plan(load_task(file)).arrays
        assert all(same_bits(team.arrays(host), wanted) for host in HOSTS)
        assert np.linalg.norm(wanted["load_state"][-1, :3] - [0.4, 0.3, 0.8]) < 0.1

    def test_of_one_host_alone_keeps_it_out_until_the_others_follow(self, team, ear, file):
        write_task(
            file, steps=9, waypoints=[{"time": 0.0, "position": [0, 0, 0.5]}, {"time": 1.8, "position": [0.5, 0, 0.5]}]
        )
        assert ear.call("quad_2", RELOAD).success
        assert soon(lambda: not team.view("quad_0").alive["quad_2"])
        assert soon(lambda: team.rejected("quad_0").get("other problem", 0) > 0)
        assert soon(lambda: int(ear.values("quad_0").get("rejected: other problem", 0)) > 0)
        assert all(ear.call(host, RELOAD).success for host in ("quad_0", "quad_1"))
        assert soon(team.joined) and team.committed()

    def test_of_a_file_with_an_error_changes_nothing(self, team, ear, file):
        text = file.read_text()
        file.write_text(text.replace("waypoints:", "waypoint:"))
        answer = ear.call("quad_0", RELOAD)
        assert not answer.success and "waypoint" in answer.message and "\n" not in answer.message
        assert str(file) in answer.message
        assert team.committed()
        file.unlink()
        assert not ear.call("quad_0", RELOAD).success and team.committed()

    def test_while_planning_it_is_refused(self, slow, ear):
        assert ear.call("quad_0", PLAN).success and soon(lambda: slow.view().state is State.PLANNING)
        answer = ear.call("quad_0", RELOAD)
        assert not answer.success and "hold" in answer.message
        assert soon(lambda: states(slow) == {State.COMMITTED}, 60)

    def test_without_the_key_file_the_node_lives_on(self, domain, ear, file, tmp_path):
        key = tmp_path / "team.key"
        create_key(key)
        with Nodes(domain, file, **{"security.key_file": str(key)}) as nodes:
            nodes.fill()
            key.rename(tmp_path / "away")
            answer = ear.call("quad_0", RELOAD)
            assert not answer.success and str(key) in answer.message
            (tmp_path / "away").rename(key)
            assert ear.call("quad_0", RELOAD).success, "it can be asked again once the file is back"
            assert nodes.joined() and nodes.committed()


class TestInactive:
    @pytest.mark.parametrize("service", [PLAN, RELOAD])
    def test_an_inactive_node_says_what_it_needs(self, domain, ear, file, service):
        with Nodes(domain, file) as nodes:
            nodes.start("quad_0").trigger_deactivate()
            assert soon(lambda: nodes.view().state is State.INACTIVE)
            for _ in range(2):
                answer = ear.call("quad_0", service)
                assert not answer.success and "activate" in answer.message
            assert nodes.view().state is State.INACTIVE and nodes.view().plan == 0

    def test_an_inactive_node_holds_already(self, domain, ear, file):
        with Nodes(domain, file) as nodes:
            nodes.start("quad_0").trigger_deactivate()
            assert soon(lambda: nodes.view().state is State.INACTIVE)
            assert ear.call("quad_0", HOLD).success, "idempotent: it does not plan, which is what is asked"
            assert nodes.view().state is State.INACTIVE

    @pytest.mark.parametrize("service", [PLAN, HOLD, RELOAD])
    def test_an_unconfigured_node_answers(self, domain, ear, file, service):
        with Nodes(domain, file) as nodes:
            nodes.start("quad_0", active=False)
            answer = ear.call("quad_0", service)
            assert answer.message and "\n" not in answer.message and nodes["quad_0"].worker is None
