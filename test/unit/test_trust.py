"""Nobody is left out on the word of few, everybody alike on the word of enough."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest

from l2c_planner.team.trust import DOUBT, REPEATED, Trust

BOOTS = {f"quad_{i}": 2**63 + 7 * i + 1 for i in range(7)}


def told(accuser: str, liar: str, hosts: int):
    """The doubt of a host as a message."""
    trust = Trust(accuser, hosts)
    trust.doubt(liar, BOOTS[liar], "it was seen")
    (message,) = trust.due(0.0)
    return message


@pytest.mark.parametrize(("hosts", "needed"), [(3, 2), (4, 2), (6, 2), (7, 3), (10, 4)])
def test_as_many_must_agree_as_make_one_honest_among_them_certain(hosts, needed):
    assert Trust("quad_0", hosts).needed == needed


@pytest.mark.parametrize("accusers", [c for size in range(7) for c in combinations(range(1, 7), size)])
def test_all_who_hear_the_same_agree(accusers):
    """Seven hosts, of which two may lie: three words against quad_0 count, two do not."""
    views = []
    for name in BOOTS:
        trust = Trust(name, 7)
        for i in accusers:
            if f"quad_{i}" == name:
                trust.doubt("quad_0", BOOTS["quad_0"], "it was seen")
            else:
                assert trust.hear(told(f"quad_{i}", "quad_0", 7), BOOTS) == ""
        views.append(trust.left_out("quad_0", BOOTS["quad_0"]))
        assert trust.watchful() == (0 < len(accusers) < 3)
    assert set(views) == {len(accusers) >= 3}


def test_one_who_repeats_himself_counts_once():
    trust = Trust("quad_1", 6)
    for _ in range(10):
        trust.hear(told("quad_2", "quad_0", 6), BOOTS)
    assert not trust.left_out("quad_0", BOOTS["quad_0"])


def test_a_doubt_is_about_one_life():
    trust = Trust("quad_1", 6)
    for accuser in ("quad_2", "quad_3"):
        trust.hear(told(accuser, "quad_0", 6), BOOTS)
    assert trust.left_out("quad_0", BOOTS["quad_0"]) and not trust.left_out("quad_0", BOOTS["quad_0"] + 1)
    assert not trust.left_out("quad_0", None)
    assert trust.hear(told("quad_2", "quad_0", 6), BOOTS | {"quad_0": 5}) == "unknown sender, phase or subject"


def test_is_told_again_and_again():
    trust = Trust("quad_1", 6)
    assert trust.due(0.0) == []
    assert trust.doubt("quad_0", 3, "first") and not trust.doubt("quad_0", 3, "second")
    assert [len(trust.due(t)) for t in (0.0, 0.5 * REPEATED, 1.01 * REPEATED)] == [1, 0, 1]
    assert trust.said("quad_0", 3) == "quad_0 is not believed: first"


def test_says_who_does_not_believe():
    trust = Trust("quad_1", 6)
    assert trust.said("quad_0", BOOTS["quad_0"]) == ""
    for accuser in ("quad_3", "quad_2"):
        trust.hear(told(accuser, "quad_0", 6), BOOTS)
    assert trust.said("quad_0", BOOTS["quad_0"]) == "quad_0 is not believed by quad_2, quad_3"


@pytest.mark.parametrize(
    "values", [np.zeros((1, 3)), np.zeros((2, 2)), -np.ones((1, 2)), np.full((1, 2), 0.5), np.full((1, 2), 2.0**32)]
)
def test_garbage_is_refused(values):
    trust, message = Trust("quad_1", 6), told("quad_2", "quad_0", 6)
    assert trust.hear(replace(message, values=values), BOOTS) == "wrong shape or type"
    assert trust.hear(replace(message, subject=DOUBT + "quad_2"), BOOTS) == "unknown sender, phase or subject"
    assert trust.hear(replace(message, subject=DOUBT + "nobody"), BOOTS) == "unknown sender, phase or subject"
    assert not trust.watchful()
