"""What is sent again, to whom, and how long it is kept."""

from __future__ import annotations

import numpy as np
import pytest

from l2c_planner.admm import Message, Phase
from l2c_planner.team.sent import KEPT_ROUNDS, Sent
from l2c_planner.transport import Heartbeat
from l2c_planner.transport.assembly import packets_of

PATIENCE = 0.1


def packets(stage: int, round: int, phase: Phase, subject: str = "load") -> tuple[Message, list]:
    message = Message("quad_0", 1, stage, round, phase, subject, np.zeros((2, 2)))
    return message, list(packets_of(message, 1, 2))


def stands(stage: int, round: int, phase: Phase, waiting: bool = True) -> Heartbeat:
    """The heartbeat of a host that waits before a phase."""
    return Heartbeat("quad_1", 5, 1, 2, 1, 1, 1, stage, round, int(phase), waiting)


def kept(*keys: tuple) -> Sent:
    sent = Sent()
    for key in keys:
        sent.keep(*packets(*key), now=0.0)
    return sent


def again(sent: Sent, beat: Heartbeat, now: float = 1.0) -> list[tuple]:
    return [(p.stage, p.round, p.phase, p.subject) for p in sent.lacked(beat, now, PATIENCE)]


ALL = [
    (0, 0, Phase.BEGIN, "team"), (0, 9, Phase.OUTCOME, "residuals"),
    (1, 3, Phase.PRIMAL, "load"), (1, 3, Phase.PRIMAL, "cable_0"), (1, 3, Phase.COPY, "lift"),
    (1, 4, Phase.PRIMAL, "load"), (1, 4, Phase.COPY, "lift"), (1, 7, Phase.OUTCOME, "residuals"),
    (2, 0, Phase.ACCEPT, "plan"),
]  # fmt: skip
NEEDS = [
    (stands(1, 3, Phase.COPY), {(1, 3, Phase.PRIMAL, "load"), (1, 3, Phase.PRIMAL, "cable_0")}),
    (stands(1, 3, Phase.DUAL), {(1, 3, Phase.COPY, "lift")}),
    (stands(1, 4, Phase.COPY), {(1, 4, Phase.PRIMAL, "load")}),
    (stands(1, 5, Phase.COPY), set()),
    (stands(0, 4, Phase.COPY), set()),
    (stands(2, 0, Phase.ACCEPT), {(2, 0, Phase.ACCEPT, "plan")}),
]


@pytest.mark.parametrize(("beat", "needs"), NEEDS, ids=[f"{b.stage}-{b.round}-{b.phase}" for b, _ in NEEDS])
def test_who_waits_gets_what_it_lacks(beat, needs):
    """And the outcome of its stage, if there is one: without it the stage does not end."""
    outcome = {key for key in ALL if key[2] is Phase.OUTCOME and key[0] == beat.stage and beat.phase < Phase.ACCEPT}
    assert set(again(kept(*ALL), beat)) == needs | outcome


def test_who_waits_for_an_outcome_gets_it():
    assert again(kept(*ALL), stands(0, 0, Phase.OUTCOME)) == [(0, 9, Phase.OUTCOME, "residuals")]
    assert again(kept(*ALL), stands(1, 0, Phase.OUTCOME)) == [(1, 7, Phase.OUTCOME, "residuals")]


def test_who_does_not_wait_gets_nothing():
    for phase in Phase:
        for stage in range(3):
            assert again(kept(*ALL), stands(stage, 3, phase, waiting=False)) == []


def test_what_was_sent_a_moment_ago_is_not_sent_again():
    sent, beat = kept((1, 3, Phase.PRIMAL)), stands(1, 3, Phase.COPY)
    assert again(sent, beat, 0.09) == []
    assert len(again(sent, beat, 0.11)) == 1
    assert again(sent, beat, 0.15) == []
    assert len(again(sent, beat, 0.22)) == 1


def test_the_very_packets_are_sent_again():
    message, told = packets(1, 3, Phase.PRIMAL)
    sent = Sent()
    sent.keep(message, told, 0.0)
    assert [p is q for p, q in zip(sent.lacked(stands(1, 3, Phase.COPY), 1.0, PATIENCE), told, strict=True)] == [True]


def test_the_opening_is_sent_to_those_who_missed_it():
    sent = kept(*ALL)
    assert [p.phase for p in sent.opening(1.0, PATIENCE)] == [Phase.BEGIN]
    assert sent.opening(1.05, PATIENCE) == []
    assert [p.phase for p in sent.opening(1.2, PATIENCE)] == [Phase.BEGIN]


def test_rounds_are_kept_as_long_as_somebody_may_be_behind():
    """A host is at most a round ahead of another: it lacks the packets of that one."""
    sent = Sent()
    for number in range(100):
        for phase in (Phase.PRIMAL, Phase.COPY):
            sent.keep(*packets(1, number, phase), now=0.0)
        for behind in (0, 1, 2):
            if number >= behind:
                assert again(sent, stands(1, number - behind, Phase.COPY), number + 1.0)
    assert len(sent._packets) <= 2 * (KEPT_ROUNDS + 1)


def test_openings_and_outcomes_are_kept_through_all_rounds():
    sent = kept((0, 0, Phase.BEGIN), (0, 9, Phase.OUTCOME))
    for number in range(50):
        sent.keep(*packets(1, number, Phase.PRIMAL), now=0.0)
    assert sent.opening(1.0, PATIENCE) and again(sent, stands(0, 0, Phase.OUTCOME))


def test_a_new_stage_forgets_the_rounds_of_the_old_one():
    sent = kept(*((0, number, Phase.PRIMAL) for number in range(5)))
    sent.keep(*packets(1, 0, Phase.PRIMAL), now=0.0)
    assert again(sent, stands(0, 4, Phase.COPY)) == [] and len(sent._packets) == 1
