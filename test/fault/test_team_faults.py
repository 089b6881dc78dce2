"""Teams on bad networks, with hosts that die, come back, come late: one right plan for all, or a hold that says why."""

from __future__ import annotations

import random
from collections.abc import Iterable
from itertools import permutations

import numpy as np
import pytest
from team_samples import (
    KEY,
    OTHER_KEY,
    TASKS,
    alone,
    assert_nobody_alone,
    assert_same_plan,
    bytes_of,
    faulty,
    idle,
    intercept,
    join,
    lift,
    planning,
    reasons,
    record,
    settled,
    share,
    stand_ins,
    states,
    swarm,
)

from l2c_planner.admm import Phase
from l2c_planner.config.network import TransportOptions
from l2c_planner.plan import make_plan
from l2c_planner.team import Loop
from l2c_planner.team.ballot import START_DELAY
from l2c_planner.team.goal import with_goal
from l2c_planner.transport import Packet, State
from l2c_planner.transport.seal import Seal

every_task = pytest.mark.parametrize("name", ["lift", "lift shared", "swarm"])
NAMED = 1.0
"""Longest time after which a dead host is named [s]."""


def stale(loop: Loop) -> int:
    """Messages that old numbers stood in for in the last plan."""
    return sum(m.last.session.stale for m in loop.members.values())


def rounds(loop: Loop) -> list[int]:
    """Rounds of the last plan, by stage."""
    (found,) = {tuple(m.last.session.rounds) for m in loop.members.values()}
    return list(found)


def assert_committed(loop: Loop, name: str, plan: int = 1) -> None:
    """By all, and it is the plan that one process finds."""
    assert set(states(loop).values()) == {State.COMMITTED}, reasons(loop)
    for member in loop.members.values():
        assert member.plan == plan
        assert_same_plan(TASKS[name](), member.found, alone(name))


def assert_held(loop: Loop, names: str) -> None:
    """By all, without a plan, and somebody says why."""
    assert set(states(loop).values()) == {State.HOLD}, reasons(loop)
    assert all(m.found is None for m in loop.members.values())
    assert any(names in reason for reason in reasons(loop).values()), reasons(loop)


class TestLoss:
    @every_task
    @pytest.mark.parametrize("seed", range(4))
    def test_a_fifth_costs_few_rounds(self, name, seed):
        loop, expected = Loop(TASKS[name](), faulty(seed, loss=0.2)), alone(name)
        assert loop.plan(), reasons(loop)
        assert_nobody_alone(loop)
        assert rounds(loop)[-1] <= 1.5 * expected.metrics["rounds"], rounds(loop)
        found = loop.members[min(loop.members)].found
        threshold = loop.task.planner.admm.tolerance
        assert max(expected.metrics["residual_primal"][-1], expected.metrics["residual_dual"][-1]) <= threshold
        for residual in (found.primal_residual, found.dual_residual):
            assert residual[-1] <= threshold
        assert found.executed.cost == pytest.approx(expected.metrics["cost"], rel=0.05)

    def test_old_numbers_in_place_of_lost_ones_are_counted(self):
        counts = []
        for seed in range(4):
            loop = Loop(lift(), faulty(seed, loss=0.2))
            loop.plan()
            counts.append(stale(loop))
        assert sum(counts) > 0
        clean = Loop(lift())
        clean.plan()
        assert stale(clean) == 0

    @every_task
    @pytest.mark.parametrize("seed", range(2))
    def test_a_team_that_waits_finds_the_very_plan(self, name, seed):
        loop = Loop(TASKS[name](), faulty(seed, loss=0.2, missing="wait"))
        assert loop.plan(), reasons(loop)
        assert_committed(loop, name)
        assert sum(m.last.resent for m in loop.members.values()) > 0 and stale(loop) == 0

    @every_task
    @pytest.mark.parametrize("seed", range(3))
    def test_half_ends_in_a_hold_that_names_the_link(self, name, seed):
        loop = Loop(TASKS[name](), faulty(seed, loss=0.5))
        assert not loop.plan(limit=60)
        assert_held(loop, "the link from ")

    @pytest.mark.parametrize(("sender", "receiver"), [("quad_0", "quad_1"), ("quad_2", "quad_0")])
    def test_one_bad_link_is_named(self, sender, receiver):
        loop, choose = Loop(lift(), TransportOptions(missing="wait")), random.Random(1)

        def passes(a: str, b: str, parcel) -> bool:
            return (a, b) != (sender, receiver) or choose.random() > 0.6

        intercept(loop, passes)
        loop.members["quad_1"].request_plan(0.0)
        loop.run(lambda: settled(loop), 60)
        if loop.members[receiver].state is State.COMMITTED:  # too quick to be sure; the next one is not
            idle(loop, 3.0)
            loop.members["quad_1"].request_plan(loop.now)
            loop.run(lambda: settled(loop, 2), 60)
        assert set(states(loop).values()) == {State.HOLD}
        assert reasons(loop)[receiver].startswith(f"the link from {sender} loses "), reasons(loop)

    @pytest.mark.parametrize("missing", ["stale", "hold", "wait"])
    def test_packets_lost_for_good_from_a_living_host(self, missing):
        loop = Loop(lift(), TransportOptions(missing=missing))
        planning(loop, "quad_1", round=3, stage=1)
        intercept(loop, lambda a, b, parcel: a != "quad_2" or not isinstance(parcel, Packet))
        assert loop.run(lambda: settled(loop), 30)
        reason = {
            "stale": "quad_2 is alive but 4",
            "hold": "packets of quad_2 are lost",
            "wait": "nothing from quad_2 for 10 s",
        }[missing]
        assert_held(loop, reason)

    def test_a_single_lost_packet_is_sent_again(self):
        ways = [
            ("wait", Phase.PRIMAL, "quad_1", "quad_0"), ("wait", Phase.COPY, "quad_0", "quad_1"),
            ("hold", Phase.OUTCOME, "quad_0", "quad_2"), ("hold", Phase.ACCEPT, "quad_2", "quad_0"),
            ("hold", Phase.BEGIN, "quad_0", "quad_1"),
        ]  # fmt: skip
        for missing, phase, *way in ways:
            loop, lost = Loop(lift(), TransportOptions(missing=missing)), []

            def passes(a: str, b: str, parcel, phase=phase, way=way, lost=lost) -> bool:
                wanted = isinstance(parcel, Packet) and parcel.phase == phase and [a, b] == way
                if wanted and (parcel.stage > 0 or phase is Phase.BEGIN) and not lost:
                    lost.append(parcel)
                    return False
                return True

            intercept(loop, passes)
            assert loop.plan(), (missing, phase, reasons(loop))
            assert_committed(loop, "lift")
            assert lost and (sum(m.last.resent for m in loop.members.values()) > 0 or phase is Phase.ACCEPT)


class TestLateAndTwice:
    @every_task
    @pytest.mark.parametrize(
        "faults",
        [
            {"delay": 0.02},
            {"duplicate": 0.4},
            {"duplicate": 1.0},
            {"reorder": 0.4},
            {"delay": 0.05, "duplicate": 0.5, "reorder": 0.5},
        ],
        ids=str,
    )
    def test_changes_nothing(self, name, faults):
        loop = Loop(TASKS[name](), faulty(7, **faults))
        assert loop.plan(), reasons(loop)
        assert_committed(loop, name)
        assert stale(loop) == 0

    @every_task
    def test_very_late_packets_of_a_team_that_waits(self, name):
        loop = Loop(TASKS[name](), faulty(3, delay=0.5, missing="wait"))
        assert loop.plan(), reasons(loop)
        assert_committed(loop, name)

    def test_seconds_late_is_never_a_wrong_plan(self):
        for seed in range(3):
            loop = Loop(lift(), faulty(seed, delay=3.0))
            loop.plan(120)
            assert_nobody_alone(loop)

    @pytest.mark.parametrize("seed", range(2))
    def test_several_plans(self, seed):
        loop = Loop(lift(), faulty(seed, delay=0.02, duplicate=0.5, reorder=0.5))
        for plan in range(1, 4):
            assert loop.plan(), reasons(loop)
            assert_committed(loop, "lift", plan)


def die_sending(loop: Loop, victim: str, stage: int, phase: Phase, which: int, reaches: Iterable[str]) -> None:
    """Kill a host while it sends a packet of a phase, the ``which``-th; only some hosts get that one.

    Runs until then.
    """
    seen, reaches = [], set(reaches)

    def passes(sender: str, receiver: str, parcel) -> bool:
        if sender != victim:
            return True
        if seen:
            return parcel is seen[0] and receiver in reaches
        nonlocal which
        if isinstance(parcel, Packet) and (parcel.stage, parcel.phase) == (stage, phase):
            which -= receiver == first
            if which < 0:
                seen.append(parcel)
                return receiver in reaches
        return True

    first = next(name for name in loop.network.names() if name != victim)
    intercept(loop, passes)
    assert loop.run(lambda: bool(seen), 30), f"{victim} sends no such packet"
    loop.kill(victim)


CAPTAIN = [
    (0, Phase.BEGIN, 0), (0, Phase.PRIMAL, 0), (0, Phase.COPY, 0), (0, Phase.OUTCOME, 0), (0, Phase.OUTCOME, 2),
    (1, Phase.PRIMAL, 0), (1, Phase.COPY, 0), (1, Phase.PRIMAL, 41), (1, Phase.COPY, 20), (1, Phase.OUTCOME, 0),
    (1, Phase.OUTCOME, 5), (2, Phase.ACCEPT, 0),
]  # fmt: skip
OTHER = [(1, Phase.PRIMAL, 0), (1, Phase.PRIMAL, 9), (2, Phase.ACCEPT, 0)]
SWARM = [(0, Phase.PRIMAL, 0), (0, Phase.COPY, 0), (0, Phase.PRIMAL, 20), (0, Phase.COPY, 20), (1, Phase.ACCEPT, 0)]
KILLS = [
    *(("lift", "quad_0", *kind) for kind in CAPTAIN),
    *(("lift", quad, *kind) for quad in ("quad_1", "quad_2") for kind in OTHER),
    *(("lift shared", "quad_1", 1, Phase.COPY, which) for which in (0, 20)),
    *(("swarm", "robot_0", *kind) for kind in [(0, Phase.BEGIN, 0), *SWARM, (0, Phase.OUTCOME, 1)]),
    *(("swarm", "robot_1", *kind) for kind in SWARM),
]
"""Task, victim, and stage, phase and number of the packet that it dies with."""
DEATHS = [(*kill, r) for kill in KILLS for r in ((0, 1, 2) if kill[3] in (Phase.BEGIN, Phase.ACCEPT) else (0, 1))]
"""And how many of the others that packet reaches."""


def known_dead(loop: Loop, victim: str) -> bool:
    """Whether somebody names the victim as the reason, if not all have their plan, and nobody believes it alive."""
    members = loop.members.values()
    named = any(victim in m.reason for m in members) or all(m.state is State.COMMITTED for m in members)
    return named and not any(m.view(loop.now).alive[victim] for m in members)


def name_of(value) -> str:
    return value.name if isinstance(value, Phase) else str(value)


class TestKill:
    @pytest.mark.parametrize("name", ["lift", "swarm"])
    def test_every_kind_of_packet_is_in_the_table(self, name):
        loop = Loop(TASKS[name]())
        sent = record(loop)
        assert loop.plan()
        killed = {(victim, stage, phase) for task, victim, stage, phase, _ in KILLS if task == name}
        assert len({victim for victim, *_ in killed}) >= 2
        for victim in {victim for victim, *_ in killed}:
            told = {(p.sender, p.stage, p.phase) for p in sent if isinstance(p, Packet) and p.sender == victim}
            assert told <= killed

    @pytest.mark.parametrize(("name", "victim", "stage", "phase", "which", "reach"), DEATHS, ids=name_of)
    def test_the_others_hold_or_commit_together_and_name_it(self, name, victim, stage, phase, which, reach):
        loop = Loop(TASKS[name](), clock=lambda: 1e6 + loop.now)
        others = [host for host in loop.members if host != victim]
        join(loop)
        loop.members[others[0]].request_plan(loop.now)
        die_sending(loop, victim, stage, phase, which, others[:reach])
        died = loop.now
        assert loop.run(lambda: known_dead(loop, victim), NAMED), (states(loop), reasons(loop))
        assert loop.run(lambda: settled(loop), 5) or phase is Phase.BEGIN, (states(loop), reasons(loop))
        idle(loop, 2 * loop.options.heartbeat)  # who has committed hears of those who hold, before the plan starts
        assert loop.now - died < START_DELAY or phase is not Phase.ACCEPT
        assert_nobody_alone(loop)
        if set(states(loop).values()) == {State.COMMITTED}:
            assert phase is Phase.ACCEPT
            for member in loop.members.values():
                assert_same_plan(loop.task, member.found, alone(name))
            assert len({m.start for m in loop.members.values()}) == 1
            return
        if phase is Phase.ACCEPT:  # who has heard that all accept tells the others, unless the start is unknown to them
            assert reach < (2 if victim.endswith("_0") else 1)
        begun = [m for m in loop.members.values() if m.last is not None or m.name == others[0]]
        assert begun and {m.state for m in begun} == {State.HOLD} and not any(m.found for m in loop.members.values())
        assert any(victim in reason for reason in reasons(loop).values()), reasons(loop)
        for member in loop.members.values():
            assert member.state is State.HOLD or (member.state, member.reason) == (State.READY, ""), reasons(loop)
        assert loop.now - died <= loop.options.give_up_after + 7 * loop.options.heartbeat or phase is Phase.BEGIN

    @pytest.mark.parametrize("victim", ["quad_0", "quad_1", "quad_2"])
    def test_before_the_plan(self, victim):
        loop = Loop(lift())
        join(loop)
        loop.kill(victim)
        idle(loop, 1.0)
        asked, other = loop.members.values()
        asked.request_plan(loop.now)
        assert loop.run(lambda: victim in asked.reason, NAMED), reasons(loop)
        assert loop.run(lambda: asked.state is State.HOLD, loop.options.give_up_after), "it may only have been busy"
        idle(loop, 1.0)
        assert other.state in (State.READY, State.HOLD) and other.plan == 1

    def test_after_the_plan_it_stays_committed(self):
        loop = Loop(lift())
        assert loop.plan()
        loop.kill("quad_1")
        idle(loop, 3.0)
        assert_committed(loop, "lift")
        assert loop.members["quad_0"].view(loop.now).alive == {"quad_0": True, "quad_1": False, "quad_2": True}


class TestRestart:
    @pytest.mark.parametrize("victim", ["quad_0", "quad_2"])
    @pytest.mark.parametrize("pause", [0.0, 0.3, 1.5, 4.0])
    def test_rejoins_at_the_next_plan(self, victim, pause):
        loop = Loop(lift())
        join(loop)
        planning(loop, "quad_1", round=4, stage=1)
        loop.kill(victim)
        idle(loop, pause)
        loop.start(victim)
        assert loop.run(lambda: all(m.state is not State.PLANNING for m in loop.members.values()), 5)
        assert not any(m.found for m in loop.members.values())
        join(loop)
        loop.members["quad_1"].request_plan(loop.now)
        plan = loop.members["quad_1"].wanted
        assert loop.run(lambda: settled(loop, plan), 30), (states(loop), reasons(loop))
        assert_committed(loop, "lift", plan)

    def test_a_restart_during_a_plan_is_named(self):
        loop = Loop(lift(), TransportOptions(lost="hold"))
        planning(loop, "quad_1", round=4, stage=1)
        loop.start("quad_2")
        assert loop.run(lambda: loop.members["quad_0"].state is State.HOLD, NAMED)
        assert any("quad_2 restarted during plan 1" in reason for reason in reasons(loop).values())

    def test_again_and_again(self):
        loop = Loop(lift())
        for plan in range(1, 6):
            assert loop.plan(), (plan, reasons(loop))
            assert_committed(loop, "lift", plan)
            loop.start(f"quad_{plan % 3}")
            join(loop)

    def test_all_of_them(self):
        loop = Loop(lift())
        assert loop.plan()
        for name in list(loop.members):
            loop.start(name)
        assert loop.plan()
        assert_committed(loop, "lift", 1)


class TestStart:
    @pytest.mark.parametrize("order", list(permutations(["quad_0", "quad_1", "quad_2"])), ids="-".join)
    def test_every_order(self, order):
        loop = Loop(lift())
        for name in order:
            loop.kill(name)
        loop.start(order[0]).request_plan(loop.now)
        for name in order[1:]:
            idle(loop, 1.3)
            assert loop.members[order[0]].state is State.READY
            loop.start(name)
        assert loop.run(lambda: settled(loop), 10), reasons(loop)
        assert_committed(loop, "lift")

    def test_a_late_one_is_waited_for_and_named(self):
        loop = Loop(lift())
        loop.kill("quad_2")
        loop.members["quad_0"].request_plan(loop.now)
        idle(loop, 10.0)
        view = loop.members["quad_0"].view(loop.now)
        assert view.state is State.READY and "quad_2" in view.reason and view.waiting_for == ("quad_2",)
        loop.start("quad_2")
        assert loop.run(lambda: settled(loop), 2), reasons(loop)
        assert_committed(loop, "lift")

    def test_who_never_comes_ends_the_wait(self):
        loop = Loop(lift(), TransportOptions(join=3.0))
        loop.kill("quad_2")
        loop.members["quad_0"].request_plan(loop.now)
        idle(loop, 2.5)
        assert not settled(loop)
        assert loop.run(lambda: loop.members["quad_0"].state is State.HOLD, 2)
        assert "cable_2 has no living host (quad_2)" in loop.members["quad_0"].reason
        idle(loop, 1.0)
        assert loop.members["quad_1"].state in (State.READY, State.HOLD)

    def test_two_ask_at_once_for_one_plan(self):
        loop = Loop(lift())
        for member in loop.members.values():
            member.request_plan(0.0)
        assert loop.run(lambda: settled(loop), 5)
        idle(loop, 1.0)
        assert_committed(loop, "lift", 1)

    def test_asking_while_a_plan_is_at_work_changes_nothing(self):
        loop = Loop(lift())
        planning(loop, "quad_1", stage=1)
        for member in loop.members.values():
            assert member.request_plan(loop.now) == "plan 1 is at work"
        assert loop.run(lambda: settled(loop), 5)
        idle(loop, 1.0)
        assert_committed(loop, "lift", 1)


class TestTakeOver:
    @pytest.mark.parametrize("victim", ["quad_0", "quad_1"])
    @pytest.mark.parametrize("stage", [0, 1])
    def test_continue(self, victim, stage):
        loop = Loop(stand_ins())
        join(loop)
        if stage:
            planning(loop, "quad_2", round=5, stage=1)
        else:
            loop.members["quad_2"].request_plan(loop.now)
            assert loop.run(lambda: loop.members["quad_2"].state is State.PLANNING, 2)
        loop.kill(victim)
        assert loop.run(lambda: settled(loop, 2), 10), (states(loop), reasons(loop))
        assert_nobody_alone(loop, plan=2)
        assert set(states(loop).values()) == {State.COMMITTED}
        for member in loop.members.values():
            assert set(member.last.session.seat.agents.values()) == set(loop.members)
            assert member.last.session.seat.captain == ("quad_1" if victim == "quad_0" else "quad_0")
            assert_same_plan(loop.task, member.found, alone("lift"))

    def test_hold(self):
        loop = Loop(stand_ins(), TransportOptions(lost="hold"))
        planning(loop, "quad_2", round=5, stage=1)
        loop.kill("quad_0")
        assert loop.run(lambda: settled(loop), 5)
        idle(loop, 5.0)
        assert_held(loop, "quad_0 has not been heard")
        assert {m.plan for m in loop.members.values()} == {1}

    def test_two_of_three(self):
        loop = Loop(stand_ins())
        planning(loop, "quad_2", round=5, stage=1)
        loop.kill("quad_0")
        loop.kill("quad_1")
        assert loop.run(lambda: settled(loop, 2), 10), reasons(loop)
        assert_same_plan(loop.task, loop.members["quad_2"].found, alone("lift"))

    def test_the_one_that_was_replaced_takes_its_place_again(self):
        loop = Loop(stand_ins())
        planning(loop, "quad_2", round=5, stage=1)
        loop.kill("quad_0")
        assert loop.run(lambda: settled(loop, 2), 10)
        loop.start("quad_0")
        join(loop)
        loop.members["quad_1"].request_plan(loop.now)
        assert loop.run(lambda: settled(loop, 3), 10), reasons(loop)
        assert {m.last.session.seat.captain for m in loop.members.values()} == {"quad_0"}
        assert set(states(loop).values()) == {State.COMMITTED}


class TestTwoTeams:
    """On one network, with the same names of hosts."""

    @staticmethod
    def run(first: Loop, second: Loop) -> None:
        share(first, second)
        for loop in (first, second):
            next(iter(loop.members.values())).request_plan(0.0)
        for _ in range(2000):
            for loop in (first, second):
                loop.step()
            if settled(first) and settled(second):
                break

    def test_other_problems(self):
        other = lift().model_copy(update={"waypoints": with_goal(lift(), np.array([0.5, 0.2, 0.6])).waypoints})
        first, second = Loop(lift()), Loop(other)
        self.run(first, second)
        assert_committed(first, "lift")
        assert_nobody_alone(second)
        assert_same_plan(other, second.members["quad_1"].found, make_plan(other))
        for loop in (first, second):
            for member in loop.members.values():
                assert member.rejected["other problem"] > 0

    def test_other_keys(self):
        first, second = (Loop(lift(), seal=Seal(key)) for key in (KEY, OTHER_KEY))
        self.run(first, second)
        for loop in (first, second):
            assert_committed(loop, "lift")
            for member in loop.members.values():
                assert member.rejected["wrong tag"] > 0

    def test_other_robots(self):
        first, second = Loop(lift()), Loop(swarm())
        self.run(first, second)
        assert_committed(first, "lift")
        assert_committed(second, "swarm")
        assert all(m.rejected["unknown sender"] for loop in (first, second) for m in loop.members.values())


class TestGoal:
    GOAL = np.array([0.5, 0.2, 0.7])

    @pytest.mark.parametrize("asks", ["quad_0", "quad_2"])
    def test_of_the_captain_is_that_of_all(self, asks):
        loop = Loop(lift())
        loop.members["quad_0"].query.goal = self.GOAL
        loop.members[asks].request_plan(0.0)
        assert loop.run(lambda: settled(loop), 10), reasons(loop)
        task = with_goal(lift(), self.GOAL)
        expected = make_plan(task)
        for member in loop.members.values():
            assert_same_plan(task, member.found, expected)
        assert bytes_of(loop.members["quad_0"].found) != bytes_of_plan_without_goal()

    def test_of_another_host_counts_for_nothing(self):
        loop = Loop(lift())
        loop.members["quad_1"].query.goal = self.GOAL
        assert loop.plan()
        assert_committed(loop, "lift")

    def test_of_a_swarm(self):
        goal = np.array([[1.2, 0.1, 1.0], [-0.6, 0.9, 1.0], [-0.5, -0.8, 1.2]])
        loop = Loop(swarm())
        loop.members["robot_0"].query.goal = goal.reshape(-1)
        assert loop.plan(), reasons(loop)
        for member in loop.members.values():
            last = np.concatenate([x[:, -1, :3] for x, _ in member.found.executed.plan.values()])
            np.testing.assert_allclose(last, goal, atol=0.05)

    @pytest.mark.parametrize("goal", [np.zeros(2), np.full(3, np.nan), np.array([0.0, 0.0, np.inf]), np.zeros(4)])
    def test_that_cannot_be_is_held_and_the_next_plan_is_as_ever(self, goal):
        loop = Loop(lift())
        join(loop)
        captain = loop.members["quad_0"]
        captain.query.goal = goal
        loop.members["quad_1"].request_plan(loop.now)
        assert loop.run(lambda: captain.state is State.HOLD, 2)
        assert captain.reason.startswith("goal: ") and "\n" not in captain.reason
        idle(loop, 1.0)
        assert State.COMMITTED not in states(loop).values() and State.PLANNING not in states(loop).values()
        captain.query.goal = None
        loop.members["quad_1"].request_plan(loop.now)
        assert loop.run(lambda: settled(loop, 2), 5), (states(loop), reasons(loop))
        assert_committed(loop, "lift", 2)


def bytes_of_plan_without_goal() -> bytes:
    loop = Loop(lift())
    loop.plan()
    return bytes_of(loop.members["quad_0"].found)


class TestActivation:
    @pytest.mark.parametrize("victim", ["quad_0", "quad_1"])
    def test_deactivated_during_a_plan(self, victim):
        loop = Loop(lift())
        planning(loop, "quad_2", round=3, stage=1)
        loop.members[victim].deactivate()
        others = [m for name, m in loop.members.items() if name != victim]
        assert loop.run(lambda: all(m.state is State.HOLD for m in others), NAMED), reasons(loop)
        assert any(f"{victim} was deactivated" in m.reason for m in others)
        assert loop.members[victim].state is State.INACTIVE and not any(m.found for m in loop.members.values())

    def test_no_plan_without_it_and_the_next_with_it(self):
        loop = Loop(lift())
        join(loop)
        loop.members["quad_1"].deactivate()
        idle(loop, 0.2)
        loop.members["quad_0"].request_plan(loop.now)
        assert loop.run(lambda: loop.members["quad_0"].state is State.HOLD, 2)
        assert "cable_1 has no living host (quad_1)" in loop.members["quad_0"].reason
        idle(loop, 1.0)
        assert loop.members["quad_1"].state is State.INACTIVE
        loop.members["quad_1"].activate()
        idle(loop, 0.2)
        loop.members["quad_0"].request_plan(loop.now)
        plan = loop.members["quad_0"].wanted
        assert loop.run(lambda: settled(loop, plan), 5), (states(loop), reasons(loop))
        assert_committed(loop, "lift", plan)

    def test_stand_ins_take_over_from_an_inactive_captain(self):
        loop = Loop(stand_ins())
        join(loop)
        loop.members["quad_0"].deactivate()
        idle(loop, 0.2)
        loop.members["quad_1"].request_plan(loop.now)
        active = [loop.members["quad_1"], loop.members["quad_2"]]
        assert loop.run(lambda: all(m.state is State.COMMITTED for m in active), 5), reasons(loop)
        assert loop.members["quad_0"].state is State.INACTIVE and loop.members["quad_0"].found is None
        assert {m.last.session.seat.captain for m in active} == {"quad_1"}

    def test_activating_an_active_host_changes_nothing(self):
        loop = Loop(lift())
        planning(loop, "quad_2", stage=1)
        loop.members["quad_1"].activate()
        assert loop.run(lambda: settled(loop), 5)
        assert_committed(loop, "lift")

    def test_a_host_told_to_hold_stops_all_and_keeps_the_last_plan(self):
        loop = Loop(lift())
        assert loop.plan()
        found = {name: m.found for name, m in loop.members.items()}
        planning(loop, "quad_2", round=3, stage=1)
        loop.members["quad_1"].hold("the operator says so")
        assert loop.run(lambda: all(m.state is State.HOLD for m in loop.members.values()), NAMED)
        assert reasons(loop)["quad_1"] == "the operator says so" and reasons(loop)["quad_0"] == "quad_1 holds"
        assert {name: m.found for name, m in loop.members.items()} == found

    @pytest.mark.parametrize("objects", ["quad_0", "quad_2"])
    def test_a_host_that_does_not_accept_the_plan(self, objects):
        loop = Loop(lift())
        loop.members[objects].acceptable = lambda found: "too close to the wall"
        assert not loop.plan()
        assert_held(loop, "too close to the wall")
        assert reasons(loop)[objects] == "too close to the wall"
        others = {r for name, r in reasons(loop).items() if name != objects}
        assert others <= {f"{objects} does not accept the plan", f"{objects} holds"}


class TestClock:
    """The time that all hosts share is for the start of the plan only."""

    @pytest.mark.parametrize("jump", [3600.0, -3600.0])
    def test_jumps(self, jump):
        wall = [1e9]

        def clock() -> float:
            wall[0] += jump
            return wall[0]

        loop, plain = Loop(lift(), clock=clock), Loop(lift(), clock=lambda: 1e9)
        sent, expected = record(loop), record(plain)
        assert loop.plan() and plain.plan()
        assert_committed(loop, "lift")
        assert loop.now == plain.now and len(sent) == len(expected)
        assert {m.start for m in plain.members.values()} == {1e9 + START_DELAY}
        (start,) = {m.start for m in loop.members.values()}
        assert start == 1e9 + jump + START_DELAY

    def test_hosts_with_other_clocks_start_when_the_captain_says(self):
        loop = Loop(lift())
        for i, member in enumerate(loop.members.values()):
            member.clock = lambda i=i: 100.0 * (i + 1)
        assert loop.plan()
        assert {m.start for m in loop.members.values()} == {100.0 + START_DELAY}

    @pytest.mark.parametrize("jump", [3600.0, -3600.0])
    def test_a_jump_while_the_captain_dies_leaves_nobody_with_a_plan_of_its_own(self, jump):
        """Its last word, with the start, has reached one host only; then the clock jumps."""
        wall = [1e6]
        loop = Loop(lift(), clock=lambda: wall[0])
        join(loop)
        loop.members["quad_1"].request_plan(loop.now)
        die_sending(loop, "quad_0", 2, Phase.ACCEPT, 0, ["quad_1"])
        assert loop.run(lambda: loop.members["quad_1"].state is State.COMMITTED, 0.5)
        wall[0] += jump
        idle(loop, 2.0)
        assert_held(loop, "quad_0")
