"""What a team does when robots die, links lose packets, clocks stand still: it says so, and flies no wrong plan."""

from __future__ import annotations

import signal
import time
from collections.abc import Iterator

import pytest
import yaml
from rosgraph_msgs.msg import Clock
from team_processes import Ear, Nodes, Team, same_bits, soon
from team_samples import lift

from l2c_planner.config import Task, load_task
from l2c_planner.plan import Seat, Session, agents_of, make_plan, stages_of
from l2c_planner.ros import names
from l2c_planner.team.ballot import START_DELAY
from l2c_planner.transport import State

HOSTS = ("quad_0", "quad_1", "quad_2")
SLOW = {"transport.faults.delay": 0.02}
"""A plan that takes a second."""
QUICK = {"transport.heartbeat": 0.025, "transport.patience": 0.05}
"""What is lost is noticed in half the usual time."""
SOON = 1.2
"""Time in which a dead robot is named: the second that is promised, and the way of the news to the test [s]."""


class TestKilled:
    def test_a_dead_robot_is_named_and_a_restarted_one_rejoins(self, domain, file, expected, tmp_path):
        """SIGKILL while planning: first of a follower, then of the captain."""
        with Team(domain, file, tmp_path / "log", **{"transport.give_up_after": 1.2, **SLOW}) as team:
            assert team.joined()
            pids = dict(team.processes.processes)
            for plan, victim in ((1, "quad_2"), (3, "quad_0")):
                self._dies(team, victim, plan)
                team.processes.start(victim)
                assert team.joined(), "it hears the others, and they hear it"
                assert team.plan() == "committed" and team.observer._session.seat.plan == plan + 1
                assert same_bits(team.observer.plan().arrays, expected)
            assert team.processes.processes["quad_1"] == pids["quad_1"], "nobody else was restarted"
            assert not team.processes.ended()

    @staticmethod
    def _dies(team: Team, victim: str, plan: int) -> None:
        others = [host for host in HOSTS if host != victim]
        team.observer.request_plan()
        assert team.until(lambda: all(team.ear.state(host) is State.PLANNING for host in HOSTS))
        begin = time.monotonic()
        team.processes.signal(victim, signal.SIGKILL)

        def named(host: str) -> list[float]:
            told = [(t, m) for n, h, m, t in list(team.ear.heard) if (n, h) == (names.TEAM, host)]
            return [t - begin for t, m in told if t > begin and victim in m.reason]

        assert team.until(lambda: all(named(host) for host in others))
        assert max(min(named(host)) for host in others) < SOON
        assert team.until(lambda: all(team.ear.state(host) is State.HOLD for host in others))
        reasons = [team.ear.last(names.TEAM, host).reason for host in others]
        assert any(victim in why for why in reasons) and all(victim in w or "holds" in w for w in reasons), reasons
        assert team.until(lambda: any(victim in team.ear.values(host).get("reason", "") for host in others))
        assert team.until(lambda: all(team.ear.values(host).get("state") == "hold" for host in others))
        assert {team.ear.health[host].level for host in others} == {b"\2"}
        assert all(team.ear.last(names.TEAM, host).plan_id == plan for host in others)
        assert [each.host for each in team.processes.ended()] == [victim]


def ask(nodes: Nodes, host: str) -> None:
    member = nodes[host].worker.member
    nodes[host].worker.call(lambda: member.request_plan(time.monotonic()))


class TestFallBack:
    @pytest.mark.parametrize("victim", ["quad_2", "quad_0"])
    def test_another_robot_takes_over(self, domain, tmp_path, victim):
        """Whoever goes in the middle of a plan, its agents have another host: the rest plans anew, and the same."""
        order = {i: [f"quad_{(i + j) % 3}" for j in range(3)] for i in range(3)}
        agents = {f"cable_{i}": {"host": hosts[0], "fallback": hosts[1:]} for i, hosts in order.items()}
        agents["load"] = {"host": "quad_0", "fallback": ["quad_1", "quad_2"]}
        file = tmp_path / "task.yaml"
        file.write_text(yaml.safe_dump(lift(**agents).model_dump(mode="json")), encoding="utf-8")
        others = [host for host in HOSTS if host != victim]
        with Nodes(domain, file, **{"transport.give_up_after": 1.0, **SLOW}) as nodes:
            nodes.fill()
            ask(nodes, "quad_1")
            assert soon(lambda: all(nodes.view(host).state is State.PLANNING for host in HOSTS))
            nodes.stop(victim)
            assert soon(lambda: all(nodes.view(host).state is State.COMMITTED for host in others), 30), nodes.views()
            captain = others[0]
            assert all(nodes.view(host).captain == captain and nodes.view(host).plan == 2 for host in others)
            expected = make_plan(load_task(file)).arrays
            assert all(same_bits(nodes.arrays(host), expected) for host in others)


def total(ear: Ear, *keys: str) -> int:
    """Sum of counts in all hosts' diagnostics."""
    return sum(int(ear.values(host).get(key, 0)) for host in HOSTS for key in keys)


def rounds_of(task: Task) -> int:
    """Rounds of a plan without any network."""
    session = Session(stages_of(task), Seat.alone(agents_of(task)))
    while not session.done:
        session.step()
    return sum(session.rounds)


class TestLinks:
    def test_late_doubled_and_overtaken_packets_change_no_bit(self, domain, file, expected):
        faults = {"delay": 0.01, "duplicate": 0.3, "reorder": 0.3, "seed": 2}
        with Nodes(domain, file, **{f"transport.faults.{name}": value for name, value in faults.items()}) as nodes:
            assert nodes.fill().committed(), nodes.views()
            assert all(same_bits(nodes.arrays(host), expected) for host in HOSTS)

    def test_lost_ones_neither_if_the_team_waits_for_them(self, domain, file, expected):
        settings = {"transport.missing": "wait", "transport.faults.loss": 0.1}
        with Nodes(domain, file, **settings) as nodes, Ear(domain, HOSTS) as ear:
            assert nodes.fill().committed(), nodes.views()
            assert all(same_bits(nodes.arrays(host), expected) for host in HOSTS)
            assert soon(lambda: total(ear, "resent packets") > 0) and total(ear, "stale packets") == 0

    def test_loss_of_a_fifth_does_no_harm(self, domain, file):
        settings = {"transport.faults.loss": 0.2, "transport.faults.seed": 1, **QUICK}
        with Nodes(domain, file, **settings) as nodes, Ear(domain, HOSTS) as ear:
            nodes.fill()
            assert nodes.committed(), nodes.views()
            found = [nodes[host].worker.member.found for host in HOSTS]
            assert not any(f.executed.measures.problems() for f in found)
            bits = nodes.arrays()
            assert all(same_bits(nodes.arrays(host), bits) for host in HOSTS), "one plan for all"
            assert sum(nodes["quad_0"].worker.member.last.session.rounds) <= 1.5 * rounds_of(load_task(file))
            counted = sum(nodes[host].worker.status.stale + nodes[host].worker.status.resent for host in HOSTS)
            assert soon(lambda: total(ear, "stale packets", "resent packets") == counted > 0)

    def test_loss_of_a_half_ends_in_hold_and_names_the_link(self, domain, file):
        with Nodes(domain, file, **{"transport.faults.loss": 0.5, **QUICK}) as nodes, Ear(domain, HOSTS) as ear:
            nodes.fill()
            assert set(nodes.plan().values()) == {State.HOLD}, nodes.views()
            assert not any(nodes[host].worker.member.found for host in HOSTS)
            reasons = {host: nodes.view(host).reason for host in HOSTS}
            causes = {host: why for host, why in reasons.items() if "of its packets" in why}
            assert causes, reasons
            assert all(any(peer in why for peer in HOSTS if peer != host) for host, why in causes.items()), causes
            assert soon(lambda: all(causes[host] in ear.health[host].message for host in causes))
            assert soon(lambda: all(ear.health[host].level == b"\2" for host in HOSTS))


class Clocks:
    """Publishes /clock."""

    def __init__(self, ear: Ear) -> None:
        self._publisher = ear.node.create_publisher(Clock, names.CLOCK, 10)

    def tell(self, nanoseconds: int) -> None:
        """Publish a time."""
        message = Clock()
        message.clock.sec, message.clock.nanosec = divmod(nanoseconds, 10**9)
        self._publisher.publish(message)


@pytest.fixture
def simulated(domain, file) -> Iterator[tuple[Nodes, Ear, Clocks]]:
    with Nodes(domain, file, use_sim_time=True) as nodes, Ear(domain, HOSTS) as ear:
        yield nodes, ear, Clocks(ear)


def stamp(message) -> float:
    return message.header.stamp.sec + 1e-9 * message.header.stamp.nanosec


def beats_go_on(ear: Ear, clocks: Clocks, at: int) -> bool:
    """Whether every heart beats some times more, at that time by /clock."""
    before = {host: len(ear.all(names.HEARTBEAT, host)) for host in HOSTS}

    def more() -> bool:
        clocks.tell(at)
        time.sleep(0.02)
        return all(len(ear.all(names.HEARTBEAT, host)) > before[host] + 5 for host in HOSTS)

    return soon(more, 5)


class TestClock:
    def test_while_it_stands_still_the_team_plans(self, simulated, expected):
        nodes, ear, clocks = simulated
        nodes.fill()
        now = 100 * 10**9
        assert beats_go_on(ear, clocks, now)
        assert nodes.committed() and same_bits(nodes.arrays(), expected)
        assert soon(lambda: all(ear.last(names.PLAN, host) for host in HOSTS))
        assert {stamp(ear.last(names.PLAN, host)) for host in HOSTS} == {100.0 + START_DELAY}, "of that clock"
        assert stamp(ear.last(names.HEARTBEAT)) == 100.0

    def test_before_it_is_told_the_team_plans_too(self, simulated, expected):
        nodes, ear, _ = simulated
        assert nodes.fill().committed() and same_bits(nodes.arrays(), expected)
        assert soon(lambda: ear.last(names.HEARTBEAT)) and stamp(ear.last(names.HEARTBEAT)) == 0.0

    def test_when_it_jumps_nobody_is_taken_for_dead(self, simulated, expected):
        nodes, ear, clocks = simulated
        nodes.fill()
        for plan, now in enumerate((100 * 10**9, 10**6 * 10**9, 5 * 10**9), 1):
            assert beats_go_on(ear, clocks, now)
            assert all(all(nodes.view(host).alive.values()) for host in HOSTS)
            assert nodes.committed() and nodes.view().plan == plan and same_bits(nodes.arrays(), expected)
        assert soon(lambda: len(ear.all(names.PLAN)) >= 3 and stamp(ear.last(names.PLAN)) == 5.0 + START_DELAY)

    def test_a_jump_while_planning(self, domain, file, expected):
        with Nodes(domain, file, use_sim_time=True, **SLOW) as nodes:
            with Ear(domain, HOSTS) as ear:
                clocks = Clocks(ear)
                nodes.fill()
                assert beats_go_on(ear, clocks, 10**12)
                ask(nodes, "quad_0")
                assert soon(lambda: nodes.view().state is State.PLANNING)
                for now in (10**15, 0, 10**9):
                    clocks.tell(now)
                assert soon(lambda: {nodes.view(host).state for host in HOSTS} == {State.COMMITTED})
                assert same_bits(nodes.arrays(), expected)
