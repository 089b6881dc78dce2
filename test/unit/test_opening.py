"""BEGIN: what a captain tells is what the others read, and nobody else can tell it."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from team_samples import join, lift, stand_ins

from l2c_planner.admm import Message, Phase
from l2c_planner.plan import Seat
from l2c_planner.team import Loop
from l2c_planner.team.leg import Leg
from l2c_planner.team.opening import Listener, Opening, objection, read_opening
from l2c_planner.team.roster import NoHost, Roster
from l2c_planner.transport import State


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


class TestWhetherAHostFollows:
    """quad_1 hears an opening of quad_0 in which all take part."""

    def said(self, leg: Leg | None = None, changes=lambda loop: None, **listener) -> str:
        loop = Loop(stand_ins())
        join(loop)
        changes(loop)
        company = loop.members["quad_1"].company
        opening = Opening(company.roster.seating({"quad_0", "quad_1", "quad_2"}), leg=leg)
        return objection(opening, Listener(**({"state": State.READY} | listener)), company, loop.now)

    def test_one_that_is_ready_does(self):
        assert self.said() == ""

    def test_one_that_works_for_a_captain_of_lower_rank_does(self):
        seat = Seat("quad_1", dict.fromkeys(("load", "cable_0"), "quad_1"), "quad_1")
        assert self.said(state=State.PLANNING, at_work=seat) == ""

    def test_one_that_is_inactive_does_not(self):
        assert self.said(state=State.INACTIVE) == "inactive"

    def test_one_that_holds_does_on_the_ground_and_not_in_flight(self):
        leg = Leg(1.0, None)
        assert self.said(state=State.HOLD) == "" and self.said(leg, state=State.HOLD) == "inactive"

    def test_no_plan_from_the_start_is_followed_in_flight(self):
        assert self.said(under_way=True) == "in flight" and self.said(Leg(1.0, None), under_way=True) == ""

    def test_nobody_follows_into_a_plan_with_a_host_that_is_not_believed(self):
        def doubted(loop: Loop) -> None:
            liar, trust = loop.members["quad_2"], loop.members["quad_1"].company.trust
            trust.doubt("quad_2", liar.boot, "it was seen")
            trust._accusers["quad_2", liar.boot].add("quad_0")

        assert self.said(changes=doubted) == "before all are heard"
