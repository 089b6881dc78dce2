"""Runs by names, and what agents tell of their rounds put together."""

from __future__ import annotations

from collections import deque
from dataclasses import replace

import networkx as nx
import numpy as np
import pytest

from l2c_planner.applications.setup import case_of
from l2c_planner.consensus import registry
from l2c_planner.consensus.errors import Unfit
from l2c_planner.consensus.faults import Faults
from l2c_planner.consensus.gathering import Gathering
from l2c_planner.consensus.links import Links
from l2c_planner.consensus.member import ESTIMATE
from l2c_planner.consensus.problems import problem
from l2c_planner.consensus.setup import Setup
from l2c_planner.consensus.team import Team
from l2c_planner.transport import Packet


class TestSetup:
    @pytest.mark.parametrize("name", list(registry.names()))
    def test_every_algorithm_has_a_problem_and_a_graph_that_suit(self, name):
        case = case_of(Setup(name, agents=6, seed=1))
        assert Team(case.algorithm, case.problem, case.graph).run(3, enough=-1.0).rounds == 3

    def test_the_same_words_give_the_same_run(self):
        first, second = (case_of(Setup("extra", agents=6, seed=4)) for _ in range(2))
        assert first.algorithm == second.algorithm and nx.utils.graphs_equal(first.graph, second.graph)
        np.testing.assert_array_equal(first.problem.optimum(), second.problem.optimum())
        assert not np.array_equal(first.problem.optimum(), case_of(Setup("extra", agents=6)).problem.optimum())

    def test_steps_suit_those_who_are_there_at_first(self):
        case = case_of(Setup("admm", "complete", agents=6), faults=Faults(joins=((5, 9),)))
        links = Links.of(case.graph.subgraph(range(5)))
        assert case.algorithm == registry.algorithm("admm").tuned(case.problem.rows(np.arange(5)), links)
        assert case.algorithm != case_of(Setup("admm", "complete", agents=6)).algorithm

    @pytest.mark.parametrize(
        ("setup", "faults", "message"),
        [
            (Setup("sgd"), {}, "unknown algorithm 'sgd'; valid: admm"),
            (Setup("admm", "gossip"), {}, "gossip: processes take part in a graph that stays"),
            (Setup("admm", problem="values", graph="directed-ring"), {}, "admm: needs an undirected graph"),
            (Setup("extra"), {"loss": 0.1}, "extra: does not survive messages lost in one direction"),
        ],
    )
    def test_what_does_not_go_together_is_refused(self, setup, faults, message):
        with pytest.raises(Unfit, match=message):
            case_of(setup, faults=Faults(**faults))

    def test_an_unknown_application(self):
        with pytest.raises(Unfit, match="unknown application 'chess'; valid: "):
            case_of(Setup(""), "chess")


class TestGathering:
    AGENTS, ROUNDS = 3, 12

    def gathering(self, expected: set[int], **options) -> Gathering:
        costs = problem("least-squares", self.AGENTS)
        return Gathering(registry.algorithm("admm")(), costs, expected, self.ROUNDS, enough=-1.0, **options)

    def word(self, round: int, value: float, messages: int = 0) -> Packet:
        row = np.append(np.full(5, value), [messages, 8 * messages])[None]
        return Packet("", 0, 0, 0, 0, round, ESTIMATE, "estimate", 0.0, 1, 0, row)

    def test_any_order_of_agents_gives_the_run_of_the_team(self):
        case = case_of(Setup("admm", "complete", agents=self.AGENTS))
        team = Team(case.algorithm, case.problem, case.graph, keep=True)
        found = team.run(self.ROUNDS, enough=-1.0)
        told = {number: deque(range(self.ROUNDS + 1)) for number in range(self.AGENTS)}
        gathering = Gathering(case.algorithm, case.problem, {0, 1, 2}, self.ROUNDS, enough=-1.0)
        for number in np.random.default_rng(0).permutation(np.repeat([0, 1, 2], self.ROUNDS + 1)).tolist():
            k = told[number].popleft()
            row = np.append(found.trail[k][number], [k, 8 * k])[None]
            gathering.add(number, replace(self.word(k, 0.0), values=row))
            gathering.go_on()
        run = gathering.run()
        assert gathering.over and run.messages == 3 * self.ROUNDS and run.bytes == 8 * run.messages
        np.testing.assert_array_equal(run.error, found.error)
        np.testing.assert_array_equal(np.array(run.trail), np.array(found.trail))

    def test_it_waits_for_the_slowest_and_ends_at_enough(self):
        gathering = self.gathering({0, 1, 2})
        gathering.enough = 1e9
        for number in (0, 1):
            gathering.add(number, self.word(0, 1.0))
        gathering.go_on()
        assert gathering.round == 0 and not gathering.over
        gathering.add(2, self.word(0, 1.0))
        gathering.go_on()
        assert gathering.round == 1 and gathering.over

    @pytest.mark.parametrize("comes", [True, False])
    def test_it_is_not_over_before_those_who_come_late_have_come_or_ended(self, comes):
        gathering = self.gathering({0, 1}, late=(2,))
        gathering.enough = 1e9
        for number, k in ((0, 0), (1, 0), (0, 1), (1, 1)):
            gathering.add(number, self.word(k, 1.0))
        gathering.go_on()
        assert gathering.round == 2 and not gathering.over
        if comes:
            gathering.add(2, self.word(2, 1.0))
        else:
            gathering.gone(2)
        for number in (0, 1):
            gathering.add(number, self.word(2, 1.0))
        gathering.go_on()
        assert gathering.over and gathering.run().agents.tolist() == ([0, 1, 2] if comes else [0, 1])

    def test_who_jumped_stood_still_and_who_is_gone_is_not_waited_for(self):
        gathering = self.gathering({0, 1, 2})
        for number, rounds in enumerate(([0, 1, 2, 3, 4], [0, 4], [0, 1, 2])):
            for k in rounds:
                gathering.add(number, self.word(k, 10 * number + k))
        gathering.go_on()
        assert gathering.round == 3
        np.testing.assert_array_equal(np.array(gathering.run().trail)[:, :, 0], [[0, 10, 20], [1, 10, 21], [2, 10, 22]])
        gathering.expected.discard(2)
        gathering.go_on()
        assert gathering.round == 5 and gathering.run().agents.tolist() == [0, 1]
        np.testing.assert_array_equal(gathering.run().x[:, 0], [4, 14])

    def test_a_newcomer_counts_from_its_first_word_on(self):
        gathering = self.gathering({0, 1})
        for k in range(4):
            gathering.add(0, self.word(k, k))
            gathering.add(1, self.word(k, k))
            if k == 2:
                gathering.add(2, self.word(3, 9.0))
            gathering.go_on()
        assert [len(x) for x in gathering.run().trail] == [2, 2, 2, 3]

    def test_nonsense_is_left_out(self):
        gathering = self.gathering({0})
        for wrong in (replace(self.word(0, 1.0), phase=0), replace(self.word(0, 1.0), values=np.zeros((1, 3)))):
            gathering.add(0, wrong)
        gathering.go_on()
        assert gathering.round == 0
        with pytest.raises(ValueError, match="no round is complete"):
            gathering.run()
