"""Votes on a plan: all must be there and in favour, and the captain's alone says when it starts."""

from __future__ import annotations

import numpy as np
import pytest

from l2c_planner.plan import Seat
from l2c_planner.team.ballot import Ballot

HOSTS = ("quad_0", "quad_1", "quad_2", "quad_3")
AGENTS = {"load": "quad_1", "cable_1": "quad_1", "cable_0": "quad_0", "cable_2": "quad_2"}


def ballots() -> dict[str, Ballot]:
    """Those of the three hosts that take part; quad_1 is the captain."""
    return {name: Ballot(Seat(name, AGENTS, "quad_1"), HOSTS) for name in HOSTS[:3]}


def cast(ballots: dict[str, Ballot], objections: dict[str, str]) -> None:
    """Some vote, and all others hear it."""
    for name, objection in objections.items():
        values = ballots[name].cast(objection, 7.0 if name == "quad_1" else 99.0)
        assert not any(b.take(name, values) for other, b in ballots.items() if other != name)


@pytest.mark.parametrize("order", [("quad_0", "quad_1", "quad_2"), ("quad_2", "quad_1", "quad_0")])
def test_all_in_favour(order):
    team = ballots()
    for count, name in enumerate(order):
        assert all(b.verdict is None and len(b.missing) == 3 - count for b in team.values())
        cast(team, {name: ""})
    assert {(b.verdict, b.start, tuple(b.missing)) for b in team.values()} == {("", 7.0, ())}


def test_one_against_says_why_and_the_others_who():
    team = ballots()
    cast(team, {"quad_0": "", "quad_1": "", "quad_2": "too far"})
    others = "quad_2 does not accept the plan"
    assert {name: b.verdict for name, b in team.items()} == {"quad_0": others, "quad_1": others, "quad_2": "too far"}


def test_who_follows_another_captain_is_against():
    team, stray = ballots(), Ballot(Seat("quad_2", AGENTS | {"load": "quad_0"}, "quad_0"), HOSTS)
    cast(team, {"quad_0": "", "quad_1": ""})
    assert team["quad_0"].take("quad_2", stray.cast("", 0.0)) == ""
    assert team["quad_0"].verdict == "quad_2 does not accept the plan"


def test_who_has_found_another_plan_is_named_by_all_and_nobody_flies():
    team = ballots()
    for name, digest in (("quad_0", 5.0), ("quad_1", 5.0), ("quad_2", 6.0)):
        values = team[name].cast("", 7.0, digest)
        assert not any(b.take(name, values) for other, b in team.items() if other != name)
    assert {team[name].verdict for name in ("quad_0", "quad_1")} == {"quad_2 has found another plan"}
    assert team["quad_2"].verdict == "quad_0, quad_1 has found another plan"


@pytest.mark.parametrize(
    "values",
    [np.ones((1, 2)), np.ones((1, 3)), np.ones((2, 4)), np.ones((0, 4)),
     *(np.array([[1.0, start, 1.0, 0.0]]) for start in (np.nan, np.inf, -1.0, 2.0**31))],
)  # fmt: skip
def test_what_is_no_vote_is_refused(values):
    ballot = ballots()["quad_0"]
    assert ballot.take("quad_1", values) == "wrong shape or type"
    assert not ballot.votes and ballot.start == 0.0


@pytest.mark.parametrize(("votes", "verdict"), [
    ({"quad_0": "", "quad_1": ""}, ""), ({"quad_0": ""}, None), ({"quad_1": ""}, None),
    ({"quad_0": "too far", "quad_1": ""}, None), ({}, None),
])  # fmt: skip
def test_a_commitment_stands_for_all_votes_if_the_own_and_the_captains_are_there(votes, verdict):
    team = ballots()
    cast(team, votes)
    team["quad_0"].confirm()
    assert team["quad_0"].verdict == verdict
