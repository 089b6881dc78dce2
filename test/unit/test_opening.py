"""BEGIN: what a captain tells is what the others read, and nobody else can tell it."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from team_samples import lift, stand_ins

from l2c_planner.admm import Message, Phase
from l2c_planner.team.opening import Opening, read_opening
from l2c_planner.team.roster import NoHost, Roster


def begin(sender: str, values: np.ndarray) -> Message:
    return Message(sender, 1, 0, 0, Phase.BEGIN, "team", values)


@pytest.mark.parametrize("goal", [None, np.array([1.0, -2.0, 0.5])])
@pytest.mark.parametrize("living", [{"quad_0", "quad_1", "quad_2"}, {"quad_0", "quad_2"}, {"quad_1"}])
def test_what_is_told_is_read(living, goal):
    roster = Roster.of(stand_ins())
    told = Opening(roster.seating(living), goal)
    opening, reason = read_opening(begin(roster.captain(told.seating), told.table(roster.hosts)), roster, stand_ins())
    assert reason == "" and opening.seating == told.seating
    assert opening.goal is None if goal is None else opening.goal.tolist() == goal.tolist()


@pytest.mark.parametrize("make", [lift, stand_ins])
@pytest.mark.parametrize("mask", list(product((0.0, 1.0), repeat=3)))
def test_exactly_one_host_can_tell_it_and_only_if_all_named_are_needed(make, mask):
    roster = Roster.of(make())
    named = {host for host, part in zip(roster.hosts, mask, strict=True) if part}
    try:
        seating = roster.seating(named)
    except NoHost:
        seating = {}
    may = {roster.captain(seating)} if seating and set(seating.values()) == named else set()
    for sender in roster.hosts:
        opening, reason = read_opening(begin(sender, np.array([[*mask, 0.0]])), roster, make())
        assert (opening is not None) == (sender in may) == (reason == "")
        assert reason in ("", "not from the captain")


@pytest.mark.parametrize("values", [
    np.ones((0, 4)), np.ones((2, 4)), np.ones((1, 3)), np.ones((1, 2)), np.ones((1, 0)),
    np.array([[1.0, 1, 1, 4, 1, 1, 1]]), np.array([[1.0, 1, 1, 0.5, 1]]), np.array([[1.0, 1, 1, -1, 1]]),
    np.array([[1.0, 1, 1, 0, 5.0]]), np.array([[1.0, 1, 1, 0, *np.ones(60)]]),
])  # fmt: skip
def test_tables_of_another_shape_are_refused(values):
    assert read_opening(begin("quad_0", values), Roster.of(lift()), lift()) == (None, "wrong shape or type")


@pytest.mark.parametrize("part", [0.5, 2.0, -1.0, np.nan, np.inf])
def test_a_part_that_is_not_one_does_not_take_part(part):
    opening, reason = read_opening(begin("quad_0", np.array([[1.0, part, 1.0, 0.0]])), Roster.of(lift()), lift())
    assert opening is None and reason == "not from the captain"
