"""Who runs what, given who is alive."""

from __future__ import annotations

from itertools import chain, combinations

import pytest
from multilift_samples import multilift_task
from team_samples import lift, stand_ins, swarm

from l2c_planner.team import Roster
from l2c_planner.team.roster import NoHost

ROSTER = Roster({"load": ("b", "c", "a"), "cable_0": ("a",), "cable_1": ("b", "a"), "cable_2": ("c", "b")})


def every_subset(names):
    return chain.from_iterable(combinations(names, size) for size in range(len(names) + 1))


class TestSeating:
    @pytest.mark.parametrize("living", list(every_subset("abc")), ids="".join)
    def test_is_the_first_that_lives(self, living):
        expected = {}
        for agent, candidates in ROSTER.candidates.items():
            for name in candidates:
                if name in living:
                    expected.setdefault(agent, name)
        if len(expected) < 4:
            with pytest.raises(NoHost, match="has no living host"):
                ROSTER.seating(set(living))
        else:
            assert ROSTER.seating(set(living)) == expected

    def test_the_error_names_the_agent_and_its_candidates(self):
        with pytest.raises(NoHost, match=r"^cable_0 has no living host \(a\)$"):
            ROSTER.seating({"b", "c"})
        with pytest.raises(NoHost, match=r"^load has no living host \(b or c or a\)$"):
            ROSTER.seating(set())

    def test_strangers_do_not_count(self):
        assert ROSTER.seating({"a", "b", "c", "z"}) == ROSTER.seating({"a", "b", "c"})

    @pytest.mark.parametrize(("living", "captain"), [("abc", "b"), ("ac", "c"), ("ab", "b")])
    def test_the_captain_hosts_the_first_agent(self, living, captain):
        assert ROSTER.captain(ROSTER.seating(set(living))) == captain

    def test_agents_keep_their_order(self):
        assert list(ROSTER.seating(set("abc"))) == ["load", "cable_0", "cable_1", "cable_2"]


class TestOfTask:
    def test_lift(self):
        roster = Roster.of(lift())
        assert roster.hosts == ("quad_0", "quad_1", "quad_2")
        assert roster.candidates["load"] == ("quad_0", "quad_1", "quad_2")
        assert roster.candidates["cable_1"] == ("quad_1",)
        seating = roster.seating(set(roster.hosts))
        assert roster.captain(seating) == "quad_0" == seating["load"] == seating["cable_0"]

    def test_stand_ins(self):
        roster = Roster.of(stand_ins())
        assert roster.candidates["cable_2"] == ("quad_2", "quad_0", "quad_1")
        assert set(roster.seating({"quad_1"}).values()) == {"quad_1"}

    def test_a_load_elsewhere(self):
        roster = Roster.of(lift(load={"host": "quad_2", "fallback": ["quad_0"]}))
        assert roster.captain(roster.seating(set(roster.hosts))) == "quad_2"
        assert roster.hosts == ("quad_0", "quad_1", "quad_2")

    def test_swarm(self):
        roster = Roster.of(swarm())
        assert roster.hosts == ("robot_0", "robot_1", "robot_2")
        assert roster.captain(roster.seating(set(roster.hosts))) == "robot_0"

    def test_numbers_are_sorted_as_numbers(self):
        assert Roster.of(multilift_task(n=12)).hosts == tuple(f"quad_{i}" for i in range(12))
