"""What a listener keeps of plans: enough for their roll-outs, and bounded."""

from __future__ import annotations

from dataclasses import replace

from rollout_samples import HASH, fly

from l2c_planner.rollout import heard
from l2c_planner.rollout.heard import PLANS, Heard


def test_gives_the_roll_out_of_a_plan():
    flight, kept = fly(), Heard()
    for message in (*flight.messages, *flight.messages[:30]):
        kept.keep(message, HASH)
    assert kept.knows(flight.head)
    assert kept.rollout(flight.head, flight.rounds).equal(flight.rollout())
    kept.forget(flight.head)
    assert not kept.knows(flight.head)


def test_of_a_plan_that_comes_again_the_last_one_counts():
    flight, kept = fly(), Heard()
    for message in flight.messages:
        kept.keep(replace(message, values=message.values + 1.0), HASH)
    for message in flight.messages:
        kept.keep(message, HASH)
    assert kept.rollout(flight.head, flight.rounds).equal(flight.rollout())


def test_plans_of_another_problem_are_others():
    flight, kept = fly(), Heard()
    for message in flight.messages:
        kept.keep(message, HASH - 1)
    assert not kept.knows(flight.head)


def test_is_bounded(monkeypatch):
    flight, kept = fly(), Heard()
    monkeypatch.setattr(heard, "TABLES", 10)
    for plan in range(20):
        for message in flight.messages:
            kept.keep(replace(message, plan=plan), HASH)
    assert len(kept._plans) == PLANS and all(len(tables) == 10 for tables in kept._plans.values())
    assert kept.knows(replace(flight.head, plan=19)) and not kept.knows(flight.head)
