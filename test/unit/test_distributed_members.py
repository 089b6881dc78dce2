"""Agents that run by themselves: lock step, loss, death, return and joining, by a made-up clock."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from itertools import permutations

import numpy as np
import pytest

from l2c_planner.config.network import FaultOptions
from l2c_planner.consensus import registry
from l2c_planner.consensus.errors import Unfit
from l2c_planner.consensus.graphs import graph
from l2c_planner.consensus.links import Links
from l2c_planner.consensus.member import MEMBERS, Member, Pace
from l2c_planner.consensus.membership import View, read_view
from l2c_planner.consensus.problems import problem
from l2c_planner.consensus.team import Team
from l2c_planner.transport import Faulty, Network

N, SEED, TICK = 6, 3, 0.01
LOCK_STEP = Pace(rounds=10_000, lost_after=0.5, join=2.0)
PROBLEM = {"gradient": "least-squares", "prox": "least-squares", "values": "values"}

CASES = [("gradient-tracking", "ring"), ("r-admm", "grid"), ("push-sum", "directed-random"), ("asynchronous", "star")]


class World:
    """Members over one network in memory, each with its own end, all by one clock."""

    def __init__(
        self, name: str, shape: str, pace: Pace = LOCK_STEP, there: Iterable[int] = range(N), loss: float = 0.0
    ):
        kind = registry.algorithm(name)
        self.problem, self.graph = problem(PROBLEM[kind.needs], N, SEED), graph(shape, N, SEED)
        self.algorithm = kind.tuned(self.problem, Links.of(self.graph))
        self.pace, self.loss, self.now, self.network = pace, FaultOptions(loss=loss, seed=5), 0.0, Network()
        self.view = View.of(N, there)
        self.members: dict[int, Member] = {}
        self.ends: dict[int, Faulty] = {}
        for number in there:
            self.start(number)

    def start(self, number: int, boot: int = 0) -> None:
        begin = np.zeros((N, self.problem.n))
        self.members[number] = Member(
            self.algorithm, self.problem, self.graph, begin, number, self.view, self.pace, "run", boot, self.now
        )
        name = self.members[number].name
        self.ends[number] = Faulty(self.network.end(name), self.loss, name, lambda: self.now)

    def kill(self, number: int) -> None:
        self.network.remove(self.members.pop(number).name)
        del self.ends[number]

    def tick(self, awake: Iterable[int] | None = None) -> None:
        """A little time goes by; everybody who is awake looks at its messages once."""
        self.now += TICK
        for number in list(self.members) if awake is None else awake:
            member, end = self.members[number], self.ends[number]
            for parcel in end.poll():
                member.receive(parcel, self.now)
            member.advance(self.now)
            for packet in member.outbox(self.now):
                end.send(packet)

    def until(self, condition: Callable[[], bool], ticks: int = 4000) -> None:
        for _ in range(ticks):
            if condition():
                return
            self.tick()
        raise AssertionError("it does not come to that")

    def x(self) -> np.ndarray:
        return np.array([member.x for member in self.members.values()])

    def error(self) -> float:
        """Largest, to what those who are there should find."""
        return float(np.abs(self.x() - self.problem.rows(np.array(list(self.members))).optimum()).max())

    def agree(self) -> bool:
        views = {member.view for member in self.members.values()}
        return len(views) == 1 and views.pop().there == sorted(self.members)


class TestView:
    def test_any_order_of_joining_gives_the_same(self):
        first = View.of(4, [0, 1, 2])
        found = [first.moved(1), first.moved(3), first.moved(2, 2), first.moved(1, 2)]
        joined = set()
        for order in permutations(found):
            view = first
            for other in order:
                view = view.joined(other)
            joined.add(view)
        assert joined == {View((1, 3, 3, 1))} and joined.pop().there == [0, 1, 2, 3]

    def test_the_epoch_grows_with_every_change(self):
        view = View.of(3, [0, 1])
        assert view.epoch == 2 < view.moved(0).epoch < view.moved(0).moved(2).epoch

    @pytest.mark.parametrize("row", [[[1.0, 2.0]], [[1.0, -1.0, 0.0]], [[0.5, 1.0, 1.0]], [[1.0, 1.0, 2.0**40]], [1.0]])
    def test_what_is_none_is_not_read(self, row):
        assert read_view(np.array(row), 3) is None
        assert read_view(View((1, 2, 3)).row(), 3) == View((1, 2, 3))


class TestLockStep:
    CASES = [
        ("gradient-tracking", "ring"),
        ("r-admm", "grid"),
        ("push-sum", "directed-random"),
        ("asynchronous", "star"),
    ]

    @pytest.mark.parametrize(("name", "shape"), CASES)
    def test_gives_the_bits_of_the_team(self, name, shape):
        world = World(name, shape, replace(LOCK_STEP, rounds=40 - N))
        awake = np.random.default_rng(0)
        for _ in range(600):
            world.tick(np.flatnonzero(awake.uniform(size=N) < 0.6).tolist())
        assert all(member.round == 40 for member in world.members.values())
        team = Team(world.algorithm, world.problem, world.graph)
        found = team.run(40, enough=-1.0)
        np.testing.assert_array_equal(world.x(), found.x)
        told = sum(member.agent.messages for member in world.members.values())
        assert told == found.messages + len(world.graph.edges) * (1 if world.graph.is_directed() else 2), "and one more"

    def test_it_waits_for_ever_for_who_is_slow_but_alive(self):
        world = World("gradient-tracking", "ring")
        world.until(lambda: world.members[0].round > 5)
        slow = world.members[2].round
        for k in range(300):
            world.tick([0, 1, 3, 4, 5] if k % 20 else None)
        assert world.members[2].round >= slow and world.agree() and world.view == world.members[0].view


class TestLoss:
    def test_r_admm_finds_the_optimum(self):
        world = World("r-admm", "complete", replace(LOCK_STEP, patience=0.05), loss=0.2)
        world.until(lambda: world.error() < 1e-8)
        assert world.agree() and world.view == world.members[0].view, "nobody is taken for gone"

    def test_what_is_only_slow_is_not_lost(self):
        """Agents that look at their messages now and then: without loss they find the bits of lock step."""
        world, awake = (
            World("r-admm", "grid", replace(LOCK_STEP, rounds=40 - N, patience=0.05)),
            np.random.default_rng(1),
        )
        for _ in range(900):
            world.tick(np.flatnonzero(awake.uniform(size=N) < 0.6).tolist())
        team = Team(world.algorithm, world.problem, world.graph).run(40, enough=-1.0)
        np.testing.assert_array_equal(world.x(), team.x)

    def test_who_has_stood_still_catches_up(self):
        world = World("r-admm", "ring", replace(LOCK_STEP, patience=0.02, lost_after=100.0))
        world.until(lambda: world.members[0].round > 10)
        for _ in range(600):
            world.tick([0, 1, 2, 4, 5])
        behind = world.members[0].round - world.members[3].round
        assert behind > 20
        world.until(lambda: abs(world.members[0].round - world.members[3].round) <= 2, 400)


class TestDeath:
    @pytest.mark.parametrize("name", ["gradient-tracking", "extra", "admm", "r-admm"])
    def test_survivors_begin_anew_and_find_their_optimum(self, name):
        world = World(name, "complete")
        world.until(lambda: world.members[0].round > 15)
        world.kill(2)
        world.kill(5)
        world.until(lambda: world.agree() and world.error() < 1e-9)
        assert world.members[0].view.counters == (1, 1, 2, 1, 1, 2)

    def test_word_of_it_goes_round(self):
        world = World("gradient-tracking", "ring")
        world.until(lambda: world.members[0].round > 15)
        world.kill(3)
        world.until(lambda: world.agree() and world.error() < 1e-9)

    def test_in_parts_they_wait_and_say_so(self):
        world = World("gradient-tracking", "star")
        world.until(lambda: world.members[1].round > 5)
        world.kill(0)
        world.until(lambda: all(member.stuck for member in world.members.values()))
        rounds = [member.round for member in world.members.values()]
        assert "not connected, its parts are {1}, {2}" in world.members[1].stuck
        world.start(0, boot=1)
        world.until(lambda: world.agree() and world.error() < 1e-9)
        assert all(member.round > r for member, r in zip(world.members.values(), rounds))

    def test_one_taken_for_gone_by_mistake_comes_back(self):
        world = World("gradient-tracking", "complete")
        world.until(lambda: world.members[0].round > 5)
        for _ in range(100):
            world.tick([0, 1, 2, 3, 4])
        assert 5 not in world.members[0].view.there
        world.until(lambda: world.agree() and world.error() < 1e-9)
        assert world.members[0].view.counters[5] == 3

    def test_a_process_that_returns_at_once_is_noticed(self):
        world = World("extra", "complete")
        world.until(lambda: world.members[0].round > 15)
        world.kill(4)
        world.start(4, boot=77)
        world.until(lambda: world.agree() and world.error() < 1e-9)
        assert world.members[0].view.counters[4] > 1


class TestJoin:
    def test_a_newcomer_is_taken_in(self):
        world = World("admm", "complete", there=(0, 1, 2, 4, 5))
        world.until(lambda: world.error() < 1e-9)
        world.start(3, boot=1)
        assert world.error() > 1e-3, "its data were not there"
        world.until(lambda: world.agree() and world.error() < 1e-9)

    def test_who_never_comes_is_given_up(self):
        world = World("gradient-tracking", "complete")
        world.kill(1)
        world.until(lambda: world.agree() and world.error() < 1e-9)
        assert world.now > LOCK_STEP.join


class TestRefused:
    def test_other_runs_and_nonsense_change_nothing(self):
        world = World("gradient-tracking", "ring")
        world.until(lambda: world.members[0].round > 3)
        member, before = world.members[0], world.members[0].view
        row = View((9,) * N).row()
        packet = replace(world.members[1].estimate(), phase=MEMBERS, values=row, problem_hash=1)
        for wrong in (packet, replace(packet, problem_hash=member.digest, values=row[:, :2]), "no packet",
                      replace(packet, problem_hash=member.digest, sender="agent_3")):  # fmt: skip
            member.receive(wrong, world.now)
        assert member.view == before and member.refused == 2

    def test_an_agent_that_is_in_parts_from_the_first_is_none(self):
        with pytest.raises(Unfit, match="not connected"):
            World("gradient-tracking", "star", there=(1, 2))
