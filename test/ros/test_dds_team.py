"""Robots as processes plan over DDS what one process plans, whoever starts first, is asked, or talks beside them."""

from __future__ import annotations

import time

import numpy as np
import pytest
from team_processes import Nodes, Team, same_bits, soon, write_swarm, write_task

from l2c_planner.config import load_task
from l2c_planner.plan import make_plan
from l2c_planner.ros import names
from l2c_planner.transport import State

HOSTS = ("quad_0", "quad_1", "quad_2")
ELSEWHERE = [{"time": 0.0, "position": [0.0, 0.0, 0.5]}, {"time": 1.6, "position": [0.4, 0.3, 0.8]}]
HARMLESS = {"late", "early", "other plan", "other plan or stage", "not introduced", "before all are heard"}
"""What a packet is refused for that was sent again to be sure."""


class TestProcesses:
    def test_a_late_captain_is_waited_for_and_the_plan_is_that_of_one_process(self, domain, file, expected, tmp_path):
        with Team(domain, file, tmp_path / "log", start=False) as team:
            for host in ("quad_2", "quad_1"):
                team.processes.start(host)
            assert team.until(lambda: all(team.ear.state(host) is State.READY for host in ("quad_1", "quad_2")))
            assert team.ear.call("quad_1", names.PLAN_SERVICE).success
            assert team.until(lambda: "quad_0" in team.ear.last(names.TEAM, "quad_1").reason)
            assert team.ear.state("quad_2") is State.READY
            team.processes.start("quad_0")
            assert team.until(lambda: all(_committed(team, host, 1) for host in HOSTS))
            self._every_robot_gets_its_part(team, expected)
            assert team.joined()
            self._any_host_may_be_asked(team, expected)
            assert team.until(lambda: all(team.ear.values(h).get("plan") == "4" for h in HOSTS))
            assert all(team.ear.values(host)["peers alive"] == "2 of 2" for host in HOSTS)
            assert not team.processes.ended()

    @staticmethod
    def _every_robot_gets_its_part(team: Team, expected: dict[str, np.ndarray]) -> None:
        assert team.until(lambda: all(team.ear.last(names.PLAN, host) for host in HOSTS))
        for i, host in enumerate(HOSTS):
            points = [p.transforms[0].translation for p in team.ear.last(names.PLAN, host).points]
            assert np.array([(p.x, p.y, p.z) for p in points]).tobytes() == expected["quad_position"][i].tobytes()

    @staticmethod
    def _any_host_may_be_asked(team: Team, expected: dict[str, np.ndarray]) -> None:
        for plan, host in enumerate(HOSTS, 2):
            assert team.ear.call(host, names.PLAN_SERVICE).success
            assert team.until(lambda n=plan: all(_committed(team, h, n) for h in HOSTS) and _seen(team, n))
            assert same_bits(team.observer.plan().arrays, expected)


def _committed(team: Team, host: str, plan: int) -> bool:
    said = team.ear.last(names.TEAM, host)
    return said is not None and said.plan_id == plan and said.state == State.COMMITTED


def _seen(team: Team, plan: int) -> bool:
    session = team.observer._session
    return session is not None and session.done and session.seat.plan == plan


def ask(nodes: Nodes, host: str) -> None:
    member = nodes[host].worker.member
    nodes[host].worker.call(lambda: member.request_plan(time.monotonic()))


class TestStartOrder:
    @pytest.mark.parametrize("order", [(0, 1, 2), (1, 2, 0), (2, 0, 1)])
    def test_the_first_asks_and_the_last_is_waited_for(self, domain, file, expected, order):
        first, second, last = (f"quad_{i}" for i in order)
        with Nodes(domain, file) as nodes:
            nodes.start(first)
            ask(nodes, first)
            nodes.start(second)
            assert soon(lambda: nodes.view(first).alive[second] and last in nodes.view(first).waiting_for)
            assert nodes.view(first).plan == 0 and last in nodes.view(first).reason
            nodes.start(last)
            assert soon(lambda: {nodes.view(host).state for host in HOSTS} == {State.COMMITTED}), nodes.views()
            assert all(same_bits(nodes.arrays(host), expected) and nodes.view(host).plan == 1 for host in HOSTS)

    def test_who_never_comes_is_named(self, domain, file):
        with Nodes(domain, file, **{"transport.join": 0.3}) as nodes:
            nodes.start("quad_0")
            nodes.start("quad_1")
            assert soon(lambda: nodes.view().alive["quad_1"])
            ask(nodes, "quad_0")
            assert soon(lambda: nodes.view().state is State.HOLD) and "quad_2" in nodes.view().reason
            nodes.start("quad_2")
            assert nodes.joined() and nodes.committed(), "it may still come for the next plan"


class TestSwarm:
    def test_it_plans_what_one_process_plans(self, domain, tmp_path):
        file = write_swarm(tmp_path / "task.yaml", 3)
        with Nodes(domain, file) as nodes:
            for host in load_task(file).team.hosts:
                nodes.start(host)
            assert nodes.joined() and nodes.committed(host=next(iter(nodes.nodes)))
            wanted = make_plan(load_task(file)).arrays
            assert all(same_bits(nodes.arrays(host), wanted) for host in nodes.nodes)


class TestTwoTeamsInOneDomain:
    def test_under_other_namespaces_they_do_not_hear_each_other(self, domain, file, expected, tmp_path):
        other = write_task(tmp_path / "other.yaml", waypoints=ELSEWHERE)
        with Nodes(domain, file, above="/a") as a, Nodes(domain, other, above="/b") as b:
            for nodes in (a, b):
                nodes.fill()
            ask(a, "quad_0")
            assert b.committed() and soon(lambda: a.view().state is State.COMMITTED)
            assert same_bits(a.arrays(), expected) and same_bits(b.arrays(), make_plan(load_task(other)).arrays)
            assert all(nodes.rejected(host).keys() <= HARMLESS for nodes in (a, b) for host in HOSTS)

    def test_of_the_same_names_the_problem_tells_them_apart(self, domain, file, expected, tmp_path):
        other = write_task(tmp_path / "other.yaml", waypoints=ELSEWHERE)
        with Nodes(domain, file) as a, Nodes(domain, other) as b:
            for nodes in (a, b):
                nodes.fill()
            assert soon(lambda: all("other problem" in n.rejected(host) for n in (a, b) for host in HOSTS))
            ask(a, "quad_0")
            assert b.committed() and soon(lambda: a.view().state is State.COMMITTED)
            assert all(same_bits(a.arrays(host), expected) for host in HOSTS)
            assert all(same_bits(b.arrays(host), make_plan(load_task(other)).arrays) for host in HOSTS)
            refused = [nodes.rejected(host) for nodes in (a, b) for host in HOSTS]
            assert all(each.keys() - HARMLESS == {"other problem"} for each in refused), refused

    def test_a_robot_that_is_there_twice_spoils_no_plan(self, domain, file, expected):
        """Two nodes that call themselves quad_2 and plan the same: the right plan, or none and a reason."""
        with Nodes(domain, file) as a, Nodes(domain, file) as twin:
            a.fill()
            twin.start("quad_2")
            ask(a, "quad_0")
            over = (State.COMMITTED, State.HOLD)
            soon(lambda: all(a.view(h).state in over for h in HOSTS[:2]), 6)
            for host in HOSTS:
                if a.view(host).state is State.COMMITTED:
                    assert same_bits(a.arrays(host), expected)
                else:
                    assert a.view(host).reason or a.rejected(host), host
