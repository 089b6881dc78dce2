"""A host as a state machine: what it says of itself, what it does when asked, what it takes no notice of."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from team_samples import (
    alone,
    arrays_of,
    assert_same_plan,
    beat_of,
    idle,
    intercept,
    join,
    last,
    lift,
    planning,
    reasons,
    record,
    settled,
    states,
    swarm,
)

from l2c_planner.admm import Phase
from l2c_planner.config.network import TransportOptions
from l2c_planner.plan import problem_hash
from l2c_planner.team import Loop, Member, robot_of
from l2c_planner.team.ballot import START_DELAY
from l2c_planner.transport import Heartbeat, Packet, State


def hears(member: Member, other: Member, now: float, count: int = 0, **changes) -> None:
    """A heartbeat of another member arrives."""
    member.receive(member.seal.sealed(replace(other.heartbeat(now), count=count, **changes)), now)


class TestNames:
    @pytest.mark.parametrize(("host", "index"), [("quad_0", 0), ("quad_11", 11), ("robot_3", 3)])
    def test_the_robot_of_a_host(self, host, index):
        assert robot_of(host) == index

    def test_a_host_that_is_not_in_the_team(self):
        with pytest.raises(
            ValueError, match=r"^host 'quad_7' is not in the team; its hosts are quad_0, quad_1, quad_2$"
        ):
            Member(lift(), "quad_7")

    def test_the_hash_is_that_of_what_is_planned(self):
        assert problem_hash(lift()) == problem_hash(lift()) < 2**64
        assert problem_hash(lift()) != problem_hash(swarm())
        other = lift(load={"host": "quad_1"})
        assert problem_hash(lift()) != problem_hash(other)


class TestHeartbeat:
    def test_says_whom_it_hears(self):
        first, second = (Member(lift(), name, boot=i) for i, name in enumerate(("quad_0", "quad_1"), start=5))
        assert first.heartbeat(0.0).peers == ()
        hears(first, second, 0.0)
        assert first.heartbeat(0.1).peers == (("quad_1", 6),)
        assert first.heartbeat(0.9).peers == ()

    def test_says_where_it_stands(self):
        loop = Loop(lift())
        member = loop.members["quad_0"]
        beat = member.heartbeat(0.0)
        assert (beat.sender, beat.boot, beat.problem_hash) == ("quad_0", member.boot, problem_hash(lift()))
        assert (beat.state, beat.plan, beat.wanted, beat.waiting) == (State.READY, 0, 0, False)
        planning(loop, "quad_0", round=3, stage=1)
        beat = member.heartbeat(loop.now)
        assert (beat.state, beat.plan, beat.wanted, beat.stage) == (State.PLANNING, 1, 1, 1)
        assert (beat.round, beat.phase) == member.session.position[1:] and beat.round >= 3
        assert beat.waiting == (not member.session.ready())

    def test_is_sent_at_the_pace_that_was_asked_for(self):
        loop = Loop(lift(), TransportOptions(heartbeat=0.1))
        sent = record(loop)
        idle(loop, 5.0)
        beats = [p for p in sent if isinstance(p, Heartbeat) and p.sender == "quad_1"]
        assert len(beats) == pytest.approx(50, abs=2)
        assert [b.count for b in beats] == list(range(len(beats)))


class TestJoining:
    def test_takes_a_heartbeat_in_each_direction_and_an_answer(self):
        first, second = Member(lift(), "quad_0"), Member(lift(), "quad_1")
        hears(first, second, 0.0)
        assert not first.view(0.0).alive["quad_1"]
        hears(second, first, 0.0)
        assert second.view(0.0).alive["quad_0"]
        hears(first, second, 0.1, count=1)
        assert first.view(0.1).alive == {"quad_0": True, "quad_1": True, "quad_2": False}

    def test_own_packets_that_come_back_are_ignored(self):
        member = Member(lift(), "quad_0")
        member.receive(beat_of(member, 0), 0.0)
        assert member.rejected == {"own": 1} and not any(member.view(0.0).alive[q] for q in ("quad_1", "quad_2"))

    def test_another_with_the_own_name_is_a_stranger(self):
        member, twin = Member(lift(), "quad_0"), Member(lift(), "quad_0")
        hears(member, twin, 0.0)
        assert sum(member.rejected.values()) == 1 and "own" not in member.rejected

    @pytest.mark.parametrize(("other", "reason"), [
        ({"problem_hash": 1}, "other problem"), ({"sender": "quad_9"}, "unknown sender"),
    ])  # fmt: skip
    def test_strangers_are_counted(self, other, reason):
        member = Member(lift(), "quad_0")
        for count in range(5):
            hears(member, Member(lift(), "quad_1"), 0.0, count=count, **other)
        assert member.rejected == {reason: 5} and not member.view(0.0).alive["quad_1"]


class TestPlan:
    @pytest.mark.parametrize("asks", ["quad_0", "quad_1", "quad_2"])
    def test_whoever_asks_all_find_the_plan_of_one_process(self, asks):
        loop = Loop(lift())
        assert loop.members[asks].request_plan(0.0) == "plan 1 was asked for"
        assert loop.run(lambda: settled(loop), 5), reasons(loop)
        for member in loop.members.values():
            assert member.state is State.COMMITTED and member.plan == 1 and member.reason == ""
            assert_same_plan(lift(), member.found, alone("lift"))

    def test_plans_are_numbered_and_equal(self):
        loop = Loop(lift())
        for plan in range(1, 4):
            assert loop.plan()
            assert {m.plan for m in loop.members.values()} == {plan}
            assert_same_plan(lift(), loop.members["quad_2"].found, alone("lift"))

    def test_all_name_one_time_for_the_start(self):
        loop = Loop(lift(), clock=lambda: 500.0)
        assert loop.plan()
        assert {m.start for m in loop.members.values()} == {500.0 + START_DELAY}

    def test_nobody_but_the_captain_sets_the_start(self):
        loop = Loop(lift(), clock=lambda: 500.0)

        def passes(a, b, parcel) -> bool:
            if isinstance(parcel, Packet) and parcel.phase == Phase.ACCEPT and parcel.sender != "quad_0":
                parcel.values[0, 1] = 123.0
            return True

        intercept(loop, passes)
        assert loop.plan()
        assert {m.start for m in loop.members.values()} == {500.0 + START_DELAY}

    def test_progress_is_reported_by_every_host_of_a_stage(self):
        reports = []
        loop = Loop(lift(), progress=reports.append)
        assert loop.plan()
        references, trajectories = loop.members["quad_0"].last.session.rounds
        assert len([r for r in reports if r.stage == "references"]) == references
        # the others may have begun a round that the captain has not
        assert len([r for r in reports if r.stage == "trajectories"]) in range(
            3 * trajectories - 2, 3 * trajectories + 3
        )

    def test_rounds_that_cannot_reach_a_plan_end_in_a_hold_that_says_why(self):
        data = swarm().model_dump(mode="json")
        data["planner"]["admm"] |= {"rounds": 1}
        loop = Loop(type(swarm()).model_validate(data))
        assert not loop.plan(limit=10)
        assert set(states(loop).values()) == {State.HOLD} and all(reasons(loop).values())
        assert all(m.found is None and m.last.session.done for m in loop.members.values())

    def test_a_host_measures_the_plan_itself(self):
        """A captain whose outcome is no plan is found out by the others."""
        loop = Loop(lift())

        def passes(a, b, parcel) -> bool:
            if isinstance(parcel, Packet) and parcel.phase == Phase.OUTCOME and parcel.subject == "primal/cable_1":
                parcel.values[:, 0] += 0.8
            return True

        intercept(loop, passes)
        loop.members["quad_0"].request_plan(0.0)
        assert loop.run(lambda: settled(loop), 10)
        assert State.COMMITTED not in states(loop).values(), states(loop)

    def test_a_host_that_starts_anew_counts_on(self):
        loop = Loop(lift())
        assert loop.plan() and loop.plan()
        loop.start("quad_1")
        join(loop)
        assert loop.members["quad_1"].plan == 2 and loop.members["quad_1"].state is State.READY
        assert loop.members["quad_1"].request_plan(loop.now) == "plan 3 was asked for"
        assert loop.run(lambda: settled(loop, 3), 5)
        assert set(states(loop).values()) == {State.COMMITTED}


class TestDuplicates:
    @pytest.mark.parametrize("phase", list(Phase))
    def test_of_any_packet_do_nothing(self, phase):
        loop = Loop(lift())
        sent = record(loop)
        assert loop.plan()
        expected = arrays_of(lift(), loop.members["quad_1"].found)
        again = [p for p in sent if isinstance(p, Packet) and p.phase == phase]
        assert again or phase is Phase.DUAL
        for parcel in again:
            for name, member in loop.members.items():
                if name != parcel.sender:
                    member.receive(parcel, loop.now)
        idle(loop, 0.5)
        assert set(states(loop).values()) == {State.COMMITTED} and {m.plan for m in loop.members.values()} == {1}
        np.testing.assert_equal(arrays_of(lift(), loop.members["quad_1"].found), expected)

    def test_of_a_vote_do_not_keep_a_plan_from_being_taken_back(self):
        loop = Loop(lift())
        sent = record(loop)
        assert loop.plan()
        member = loop.members["quad_1"]
        member.receive(last(sent, "quad_0", Phase.ACCEPT), loop.now)
        member.hold("enough")
        assert (member.found, member.start) == (None, 0.0)

    def test_of_a_vote_on_a_plan_of_the_others_commit_nothing(self):
        loop = Loop(lift())
        sent = record(loop)
        assert loop.plan()
        member, captain, start = loop.members["quad_2"], loop.members["quad_0"], loop.members["quad_2"].start
        hears(member, captain, loop.now, count=1000, plan=2, state=State.COMMITTED)
        vote = last(sent, "quad_0", Phase.ACCEPT)
        member.receive(replace(vote, plan=2, values=vote.values + [[0.0, 10.0, 0.0, 0.0]]), loop.now)
        assert (member.state, member.plan, member.start) == (State.READY, 2, start)

    def test_a_begin_of_somebody_who_is_no_captain_is_refused(self):
        loop = Loop(lift())
        sent = record(loop)
        assert loop.plan()
        begin = last(sent, "quad_0", Phase.BEGIN)
        member, other = loop.members["quad_2"], loop.members["quad_1"]
        forged = replace(begin, sender="quad_1", boot=other.boot, plan=2)
        member.receive(forged, loop.now)
        assert member.state is State.COMMITTED and member.rejected["not from the captain"] == 1

    def test_a_begin_that_names_a_part_of_the_team_is_refused(self):
        loop = Loop(lift())
        sent = record(loop)
        assert loop.plan()
        begin = last(sent, "quad_0", Phase.BEGIN)
        member = loop.members["quad_2"]
        for mask in ([1.0, 0.0, 1.0], [0.0, 1.0, 1.0], [0.0, 0.0, 0.0], [1.0, 1.0, 0.0]):
            member.receive(replace(begin, plan=2, values=np.array([mask])), loop.now)
            assert member.state is State.COMMITTED and member.plan == 1
        assert sum(member.rejected.values()) >= 4

    def test_parts_of_different_lives_make_no_table(self):
        member, first, second = (Member(lift(), name) for name in ("quad_0", "quad_1", "quad_1"))
        refused = []
        for part, other in enumerate((first, second)):
            hears(other, member, 0.0)
            hears(member, other, 0.0)
            packet = Packet("quad_1", other.boot, member.hash, 1, 0, 0, 0, "cable_1", 0.1, 2, part, np.zeros((1, 3)))
            member.receive(packet, 0.0)
            refused.append(sum(member.rejected.values()))
        assert refused == [0, 0]
        member.receive(replace(packet, first_knot=0), 0.0)  # now it is whole, and of no plan
        assert sum(member.rejected.values()) == 1


class TestCommands:
    @pytest.mark.parametrize("state", ["ready", "planning", "committed"])
    def test_hold(self, state):
        """A committed plan is flown on once it has started; before, nobody flies it."""
        loop = Loop(lift())
        {"ready": join, "planning": lambda x: planning(x, "quad_1", stage=1), "committed": Loop.plan}[state](loop)
        member = loop.members["quad_1"]
        if state == "committed":
            idle(loop, 2.0)
        found = member.found
        member.hold("enough")
        assert (member.state, member.reason) == (State.HOLD, "enough") and member.found is found
        assert not member.work(loop.now) and not member.heartbeat(loop.now).waiting

    def test_hold_before_the_start_takes_the_plan_back_on_all_hosts(self):
        wall = [500.0]
        loop = Loop(lift(), clock=lambda: wall[0])
        assert loop.plan()
        first = {name: m.found for name, m in loop.members.items()}
        wall[0] += 10.0
        assert loop.plan() and not any(m.found is first[name] for name, m in loop.members.items())
        loop.members["quad_1"].hold("enough")
        idle(loop, 0.2)
        assert set(states(loop).values()) == {State.HOLD}
        assert all(m.found is first[name] and m.start == 500.0 + START_DELAY for name, m in loop.members.items())

    def test_hold_of_an_inactive_host_leaves_it_inactive(self):
        member = Member(lift(), "quad_0")
        member.deactivate()
        member.hold("enough")
        assert member.state is State.INACTIVE

    def test_a_plan_that_was_asked_for_is_called_off_by_hold(self):
        loop = Loop(lift())
        loop.kill("quad_2")
        loop.members["quad_0"].request_plan(0.0)
        idle(loop, 1.0)
        for name in ("quad_0", "quad_1"):
            loop.members[name].hold("enough")
        loop.start("quad_2")
        idle(loop, 2.0)
        assert all(m.found is None and m.state is not State.PLANNING for m in loop.members.values()), states(loop)

    def test_deactivate_and_activate(self):
        member = Member(lift(), "quad_0")
        member.deactivate()
        assert member.state is State.INACTIVE
        member.activate()
        assert member.state is State.READY


def test_an_activation_whose_news_is_on_the_way_is_waited_for():
    """One host hears of the plan from a second one before it hears that a third one is active."""
    loop = Loop(lift())
    captain = loop.members["quad_0"]
    captain.deactivate()
    join(loop)
    idle(loop, 0.5)
    intercept(loop, lambda sender, receiver, parcel: (sender, receiver) != ("quad_0", "quad_1"))
    captain.activate()
    captain.request_plan(loop.now)
    idle(loop, 0.3)
    assert loop.members["quad_1"].state is not State.HOLD
    intercept(loop, lambda sender, receiver, parcel: True)
    assert loop.run(lambda: {m.state for m in loop.members.values()} == {State.COMMITTED}, 10), reasons(loop)
