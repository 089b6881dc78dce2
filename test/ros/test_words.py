"""Words on how planning goes: the captain's count, and only numbers that somebody knows."""

from __future__ import annotations

import math

from l2c_planner.msg import SolverStatus, TeamStatus

from l2c_planner.ros.words import REASON, Words


def heard(words: Words, host: str, captain: str, state: int, reason: str = "", alive: int = 3) -> list[str]:
    """Tell how a host sees its team of three."""
    hosts = ["quad_0", "quad_1", "quad_2"]
    told = TeamStatus(host=host, captain=captain, state=state, reason=reason, hosts=hosts)
    told.alive = [i < alive for i in range(3)]
    words.on_team(host, told)
    return words.lines(None)


def round_of(number: int, primal: float, dual: float) -> SolverStatus:
    return SolverStatus(plan_id=4, stage_name="references", round=number, primal_residual=primal, dual_residual=dual)


def test_nothing_is_said_of_nothing():
    assert Words().lines(None) == []


def test_the_captain_counts():
    words = Words()
    assert heard(words, "quad_2", "", TeamStatus.READY, alive=1) == ["ready, 1 of 3 robots"]
    assert heard(words, "quad_0", "quad_0", TeamStatus.PLANNING) == ["planning, 3 of 3 robots"]
    assert heard(words, "quad_1", "quad_0", TeamStatus.READY, alive=2) == ["planning, 3 of 3 robots"]
    assert heard(words, "quad_0", "quad_0", TeamStatus.COMMITTED) == ["committed, 3 of 3 robots"]


def test_another_captain_takes_over():
    words = Words()
    heard(words, "quad_0", "quad_0", TeamStatus.PLANNING)
    assert heard(words, "quad_1", "quad_1", TeamStatus.HOLD, "quad_0 is gone", 2) == [
        "hold, 2 of 3 robots: quad_0 is gone"
    ]


def test_a_long_reason_is_cut():
    (line,) = heard(Words(), "quad_0", "quad_0", TeamStatus.HOLD, "x" * 500)
    assert line == f"hold, 3 of 3 robots: {'x' * REASON}"


def test_residuals_are_those_of_who_knows_them():
    words = Words()
    for message in (round_of(0, 0.1, 0.2), round_of(1, 0.05, math.nan), round_of(7, math.nan, math.nan)):
        words.on_round("quad_0", message)
    assert words.lines(None) == ["plan 4, references, round 1", "residuals 1.0e-01 primal, 2.0e-01 dual"]
