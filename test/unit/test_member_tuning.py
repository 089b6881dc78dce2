"""Teams that plan with networks, and what happens when these change while the team runs."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

import pytest
from team_samples import assert_same_plan, idle, lift, reasons, settled, swarm

from l2c_planner.config.network import TransportOptions
from l2c_planner.plan import make_plan, problem_hash
from l2c_planner.team import Loop, Member
from l2c_planner.team.ballot import START_DELAY
from l2c_planner.transport import State
from l2c_planner.tuning.learned import Learned, shipped


@lru_cache
def other() -> Learned:
    """The shipped networks with other biases."""

    def moved(layers):
        *hidden, (weight, bias) = layers
        return (*hidden, (weight, bias + 0.2))

    layers = {s: {c: moved(found) for c, found in classes.items()} for s, classes in shipped().layers.items()}
    return Learned(layers, shipped().rounds)


@lru_cache
def alone(learned: Learned | None):
    return make_plan(lift(), learned=learned)


def test_all_find_the_plan_of_one_process():
    loop = Loop(lift(), learned=shipped())
    assert loop.plan(), reasons(loop)
    for member in loop.members.values():
        assert_same_plan(lift(), member.found, alone(shipped()))


def test_networks_count_from_the_next_plan():
    loop = Loop(lift(), learned=shipped())
    assert loop.plan()
    for member in loop.members.values():
        member.retune(other())
    assert {m.hash for m in loop.members.values()} == {problem_hash(lift(), shipped())}, "not before the plan begins"
    idle(loop, START_DELAY + 0.1)
    assert {m.hash for m in loop.members.values()} == {problem_hash(lift(), other())}
    assert loop.plan(), reasons(loop)
    assert_same_plan(lift(), loop.members["quad_1"].found, alone(other()))


def test_a_team_that_planned_by_the_task_takes_them_too():
    loop = Loop(lift())
    idle(loop, START_DELAY + 0.1)
    for member in loop.members.values():
        member.retune(other())
    assert loop.plan(), reasons(loop)
    assert_same_plan(lift(), loop.members["quad_2"].found, alone(other()))


def test_a_plan_at_work_goes_on_with_the_old_ones():
    loop = Loop(lift(), learned=shipped())
    member = loop.members["quad_0"]
    member.request_plan(loop.now)
    assert loop.run(lambda: all(m.state is State.PLANNING for m in loop.members.values()), 5)
    for m in loop.members.values():
        m.retune(other())
    assert loop.run(lambda: settled(loop), 5), reasons(loop)
    assert_same_plan(lift(), member.found, alone(shipped()))


def test_who_comes_late_is_waited_for():
    """The others hear nothing of a host with other networks until it has the same."""
    loop = Loop(lift(), learned=shipped())
    assert loop.plan()
    first, *others = loop.members.values()
    first.retune(other())
    idle(loop, START_DELAY + 0.1)
    first.request_plan(loop.now)
    idle(loop, 0.3)
    assert first.state is not State.COMMITTED or first.plan == 1
    for member in others:
        member.retune(other())
    done = loop.run(lambda: all(m.plan == 2 and m.state is State.COMMITTED for m in loop.members.values()), 10)
    assert done, reasons(loop)
    assert_same_plan(lift(), first.found, alone(other()))


def test_who_keeps_others_is_named():
    loop = Loop(lift(), TransportOptions(join=2.0), learned=shipped())
    assert loop.plan()
    loop.members["quad_1"].retune(other())
    loop.members["quad_2"].retune(other())
    idle(loop, START_DELAY + 3.0)
    loop.members["quad_1"].request_plan(loop.now)
    idle(loop, 6.0)
    assert loop.members["quad_1"].state is State.HOLD
    assert loop.members["quad_1"].rejected["other problem"] and "quad_0" in loop.members["quad_1"].reason
    assert loop.members["quad_1"].reason.endswith("quad_0: another problem or other networks")


def test_nothing_was_learned_for_a_swarm():
    with pytest.raises(ValueError, match="nothing was learned for a swarm"):
        Member(swarm(), "robot_0", learned=shipped())
    with pytest.raises(ValueError, match="nothing was learned for a swarm"):
        Member(swarm(), "robot_0").retune(shipped())


def test_hash_tells_networks_apart():
    same = replace(shipped())
    assert problem_hash(lift(), same) == problem_hash(lift(), shipped()) != problem_hash(lift(), other())
    assert problem_hash(lift()) != problem_hash(lift(), shipped()) < 2**64


def test_no_switch_while_planning():
    loop = Loop(lift(), learned=shipped())
    idle(loop, START_DELAY + 1.0)
    first = loop.members["quad_0"]
    first.request_plan(loop.now)
    assert loop.run(lambda: all(m.state is State.PLANNING for m in loop.members.values()), 5)
    first.retune(other())
    assert loop.run(lambda: first.state is not State.PLANNING, 5)
    assert first.hash == problem_hash(lift(), shipped()) and first.state is State.COMMITTED


def test_a_hold_is_heard_although_networks_wait():
    loop = Loop(lift(), learned=shipped())
    idle(loop, START_DELAY + 1.0)
    loop.members["quad_0"].request_plan(loop.now)
    assert loop.run(lambda: all(m.state is State.PLANNING for m in loop.members.values()), 5)
    loop.members["quad_1"].retune(other())
    loop.members["quad_1"].hold("asked to hold")
    assert loop.run(lambda: settled(loop), 0.5), reasons(loop)
    assert "quad_1 holds" in loop.members["quad_0"].reason


def test_a_team_that_plans_without_a_pause_takes_them_over():
    loop = Loop(lift(), learned=shipped())
    assert loop.plan()
    for member in loop.members.values():
        member.retune(other())
    for _ in range(2):
        assert loop.plan(), reasons(loop)
    assert {m.hash for m in loop.members.values()} == {problem_hash(lift(), other())}


def test_who_was_not_understood_for_a_while_has_lost_no_packets():
    loop = Loop(lift(), learned=shipped())
    assert loop.plan()
    for name, after in (("quad_0", 0.0), ("quad_2", 0.0), ("quad_1", 3.0)):
        idle(loop, after)
        loop.members[name].retune(other())
    idle(loop, START_DELAY + 0.5)
    assert loop.plan(), reasons(loop)
