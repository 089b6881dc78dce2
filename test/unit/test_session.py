"""Sessions: whoever hosts what, and however the messages come, the plan is that of one process."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

import numpy as np
import pytest
from team_samples import TASKS, alone, assert_same_plan, carry, inside, lift, sessions_of

from l2c_planner.admm import Message, Phase
from l2c_planner.plan import RoundReport, Seat, Session, agents_of, stages_of

every_task = pytest.mark.parametrize("name", list(TASKS))


def seats(task, hosts: int, first: int = 0) -> dict[str, str]:
    """Agents on hosts in turn; the first agent is on host ``first``, which therefore is the captain."""
    return {agent: f"host_{(i + first) % hosts}" for i, agent in enumerate(agents_of(task))}


class TestPlan:
    @every_task
    def test_one_host(self, name):
        task = TASKS[name]()
        session = Session(stages_of(task), Seat.alone(agents_of(task)))
        while not session.done:
            assert session.ready()
            session.step()
        assert_same_plan(task, session.found, alone(name))

    @every_task
    @pytest.mark.parametrize("hosts", [2, 3, 4])
    def test_several_hosts_in_order(self, name, hosts):
        task = TASKS[name]()
        sessions = sessions_of(task, seats(task, hosts, first=1))
        assert {s.seat.captain for s in sessions.values()} == {"host_1"}
        carry(sessions)
        for session in sessions.values():
            assert_same_plan(task, session.found, alone(name))

    @every_task
    @pytest.mark.parametrize("seed", range(4))
    def test_any_order_of_arrival_and_duplicates(self, name, seed):
        task = TASKS[name]()
        sessions = sessions_of(task, seats(task, 3, seed % 3))
        carry(sessions, seed, duplicates=0.3)
        for session in sessions.values():
            assert_same_plan(task, session.found, alone(name))

    @every_task
    def test_a_host_that_hosts_nothing_sees_the_same_plan(self, name):
        task = TASKS[name]()
        sessions = sessions_of(task, seats(task, 2), ["watcher"])
        carry(sessions, seed=5)
        assert_same_plan(task, sessions["watcher"].found, alone(name))
        assert sessions["watcher"].host is None

    def test_rounds_and_progress(self):
        reports: list[RoundReport] = []
        task = lift()
        session = Session(stages_of(task), Seat.alone(agents_of(task)), reports.append)
        while not session.done:
            session.step()
        names = [r.stage for r in reports]
        assert [names.count(n) for n in ("references", "trajectories")] == session.rounds
        assert [r.round for r in reports] == [*range(session.rounds[0]), *range(session.rounds[1])]


class Waiting(NamedTuple):
    """Sessions that wait for the captain's outcome of a stage, and that outcome."""

    other: Session
    watcher: Session
    told: list[Message]


@pytest.fixture(params=[0, 1], ids=["references", "trajectories"])
def waiting(request) -> Waiting:
    """In each stage: only the load has a part in the first one."""
    task, told = lift(), []
    sessions = sessions_of(task, seats(task, 2), ["watcher"])
    captain, other, watcher = sessions.values()
    while not told:
        session = next(s for s in sessions.values() if s.ready())
        session.step()
        for message in session.outbox():
            if message.phase is Phase.OUTCOME and message.stage == request.param:
                told.append(message)
                continue
            for peer in sessions.values():
                if peer is not session:
                    peer.receive(message)
    for session in (other, watcher):
        while session.number < request.param:
            session.step()
    assert other.number == watcher.number == request.param and captain.seat.captain == captain.seat.name
    return Waiting(other, watcher, told)


class TestOutcome:
    def test_all_tables_are_needed(self, waiting):
        other, _, told = waiting
        agents = [["load"], ["load", "cable_0", "cable_1", "cable_2"]][other.number]
        primal = [f"primal/{agent}" for agent in agents]
        copies = [m.subject for m in told if m.subject.startswith("copies/")]
        assert sorted(m.subject for m in told) == sorted([*primal, *copies, "residuals"]) and copies
        over = len(other.rounds)
        for message in told[:-1]:
            other.receive(message)
            assert len(other.rounds) == over and not other.done
            assert not other._outcome_complete()
        other.receive(told[-1])
        assert other.ready() and other.missing() == []
        other.step()
        residuals = next(m for m in told if m.subject == "residuals").values
        assert other.rounds[over:] == [len(residuals)]

    @pytest.mark.parametrize("broken", [
        {"sender": "host_1"}, {"sender": "watcher"}, {"sender": "nobody"}, {"subject": "primal/cable_9"},
        {"subject": ""}, {"values": np.zeros((3, 3))}, {"values": np.zeros((0, 13))}, {"round": -1}, {"round": 10_000},
        {"plan": 2}, {"plan": 0}, {"stage": -1}, {"stage": 5},
    ], ids=str)  # fmt: skip
    def test_a_malformed_one_is_counted_and_changes_nothing(self, waiting, broken):
        for session in (waiting.other, waiting.watcher):
            session._tables.clear()
            before, count = inside(session), sum(session.rejected.values())
            for message in waiting.told:
                session.receive(replace(message, **broken))
            assert inside(session) == before
            assert sum(session.rejected.values()) == count + len(waiting.told)

    @pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
    def test_not_finite(self, waiting, value):
        other, _, told = waiting
        other._tables.clear()
        for message in told:
            values = message.values.copy()
            values[-1, -1] = value
            other.receive(replace(message, values=values))
        assert not other._tables and other.rejected["not finite"] == len(told)

    @pytest.mark.parametrize("kind", [np.float32, np.int64, complex, object])
    def test_other_numbers(self, waiting, kind):
        other, _, told = waiting
        other._tables.clear()
        for message in told:
            other.receive(replace(message, values=message.values.astype(kind)))
        assert not other._tables and other.rejected["wrong shape or type"] == len(told)

    def test_tables_of_different_rounds_do_not_mix(self, waiting):
        other, _, told = waiting
        other._tables.clear()
        for message in (replace(told[0], round=max(0, told[0].round - 1)), *told[1:]):
            other.receive(message)
        assert not other._outcome_complete()
        other.receive(told[0])
        assert other._outcome_complete()

    def test_the_post_for_the_next_stage_is_bounded(self, waiting):
        _, watcher, told = waiting
        for i in range(10_000):
            watcher.receive(replace(told[0], stage=watcher.number + 1, round=i % 5))
        assert len(watcher._early) <= 8 * (4 + 3) and watcher.rejected["early"] > 9000

    def test_after_the_end_nothing_is_taken_in(self):
        task = lift()
        sessions = sessions_of(task, seats(task, 2))
        carry(sessions)
        session = sessions["host_1"]
        found = session.found
        session.receive(Message("host_0", 1, 1, 0, Phase.OUTCOME, "residuals", np.zeros((1, 2))))
        assert session.found is found and session.rejected["late"] and not session.ready() and session.missing() == []
