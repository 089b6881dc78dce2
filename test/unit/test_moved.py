"""Copies that a coordinator has really found are believed, whatever is lost; others are not."""

from __future__ import annotations

from dataclasses import replace

import pytest
from team_samples import coordinated, lift, sessions_of

from l2c_planner.admm import moved
from l2c_planner.admm.message import Phase

SEATS = {"load": "quad_0", "cable_0": "quad_0", "cable_1": "quad_1", "cable_2": "quad_1"}


def heard(task, seats: dict[str, str], who: str, lost=lambda message: False, rounds: int = 6):
    """Copies that arrive at a host in the last stage, as (host, message, its last plans newest first)."""
    sessions, plans = sessions_of(task, seats), []
    for _ in range(4000):
        for name, session in sessions.items():
            if session.done or (session.number and session.host and session.host.round > rounds):
                continue
            if session.ready() or all(s.done or not s.ready() for s in sessions.values()):
                session.step()
            for message in session.outbox():
                if name == who and message.phase is Phase.PRIMAL and message.stage == 1:
                    plans.insert(0, session.host.team.copy())
                for other, receiver in sessions.items():
                    if other == name or lost(message):
                        continue
                    if other == who and message.phase is Phase.COPY and message.stage == receiver.number == 1:
                        yield receiver.host, message, plans
                    receiver.receive(message)


@pytest.mark.parametrize("by", ["captain", "shared"])
@pytest.mark.parametrize("seats", [SEATS, {a: f"quad_{max(i - 1, 0)}" for i, a in enumerate(SEATS)}])
def test_what_was_found_is_believed(by, seats):
    count = 0
    for host, message, plans in heard(coordinated(lift(), by), seats, "quad_1"):
        assert moved.objection(host, message, plans) == ""
        count += 1
    assert count >= 5


@pytest.mark.parametrize("agent", ["cable_1", "cable_2"])
def test_also_where_the_coordinator_has_missed_the_plan_of_an_agent(agent):
    def lost(message) -> bool:
        return message.phase is Phase.PRIMAL and message.subject == agent and message.round in (2, 3, 5)

    checked = 0
    for host, message, plans in heard(lift(), SEATS, "quad_1", lost):
        assert moved.objection(host, message, plans) == ""
        checked += message.round == host.round > 0
    assert checked >= 4


@pytest.mark.parametrize("by", ["captain", "shared"])
@pytest.mark.parametrize("lie", [
    lambda m: replace(m, values=m.values + 1e-3), lambda m: replace(m, dual=-m.dual),
    lambda m: replace(m, values=m.values[::-1].copy()),
])  # fmt: skip
def test_lies_are_not(by, lie):
    found = [
        moved.objection(host, lie(message), plans)
        for host, message, plans in heard(coordinated(lift(), by), SEATS, "quad_1")
        if message.round == host.round > 0 and host.phase is not Phase.PRIMAL
    ]
    assert len(found) >= 4 and all("do not follow from the plans" in reason for reason in found)


def test_nothing_is_said_of_what_a_host_cannot_know():
    """Of a round after one whose copies it has missed, and of the first one."""

    def lost(message) -> bool:
        return message.phase is Phase.COPY and message.round == 2

    said = {
        (message.round, moved.objection(host, replace(message, values=message.values + 1.0), plans) != "")
        for host, message, plans in heard(lift(), SEATS, "quad_1", lost)
        if message.round == host.round
    }
    assert {(0, False), (1, True), (3, False), (4, True)} <= said
