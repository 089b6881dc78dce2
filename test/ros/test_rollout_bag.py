"""What was recorded of a plan over DDS is, read back, the roll-out of the same plan in one process, array by array."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest
from team_processes import Nodes, same_bits, soon, write_task

from l2c_planner.config import load_task
from l2c_planner.plan import Seat, Session, agents_of, make_plan, problem_hash, stages_of
from l2c_planner.rollout import Head, Recorder, Rollout, RolloutError, rollout_of, task_to_json
from l2c_planner.rollout.from_bag import read_rollout
from l2c_planner.ros.observer import Observer
from l2c_planner.team.goal import with_goal

HOSTS = ("quad_0", "quad_1", "quad_2")
GOAL = np.array([0.5, 0.2, 0.7])


@dataclass
class Flight:
    """Two plans over DDS, the second one to another goal, and their bag."""

    file: Path
    bag: Path
    captain: str
    seats: dict[str, str]


@pytest.fixture(scope="module")
def flight(domain, tmp_path_factory) -> Iterator[Flight]:
    folder = tmp_path_factory.mktemp("flight")
    file = write_task(folder / "task.yaml")
    task = load_task(file)
    with Nodes(domain, file) as nodes:
        nodes.fill()
        observer = Observer(task, domain=domain, record=folder / "bag")
        try:
            assert _until(observer, lambda: not observer.missing)
            _plan(observer)
            nodes["quad_0"].worker.call(lambda: setattr(nodes["quad_0"].worker.member.query, "goal", GOAL))
            _plan(observer)
            assert same_bits(observer.plan().arrays, make_plan(with_goal(task, GOAL)).arrays)
            seat = nodes["quad_0"].worker.member.last.session.seat
            _until(observer, lambda: False, 0.3)
        finally:
            observer.close()
    yield Flight(file, folder / "bag", seat.captain, dict(seat.agents))


def _until(observer: Observer, condition, seconds: float = 30.0) -> bool:
    def looked() -> bool:
        observer.spin(0.02)
        return condition()

    return soon(looked, seconds)


def _plan(observer: Observer) -> None:
    observer.request_plan()
    assert _until(observer, lambda: observer.state in ("committed", "hold")) and observer.state == "committed"


def in_process(flight: Flight, plan: int, goal: np.ndarray | None = None) -> Rollout:
    """The same plan by sessions that hand each other their messages, recorded as they speak."""
    task = load_task(flight.file)
    goals = np.zeros((0, 3)) if goal is None else goal.reshape(-1, 3)
    head = Head(plan, problem_hash(task), task_to_json(task), flight.seats, flight.captain, goal=goals, committed=True)
    recorder = Recorder(plan, flight.captain)
    flown = task if goal is None else with_goal(task, goal)
    hosts = dict.fromkeys(flight.seats.values())
    sessions = [Session(stages_of(flown), Seat(host, flight.seats, flight.captain, plan)) for host in hosts]
    while not all(session.done for session in sessions):
        for session in [each for each in sessions if each.ready()]:
            session.step()
        for message in [m for session in sessions for m in session.outbox()]:
            recorder.receive(message)
            for session in sessions:
                session.receive(message)
    return rollout_of(recorder, head, sessions[0].rounds)


def differences(found: Rollout, expected: Rollout) -> list[str]:
    """Names of the arrays that differ in a bit, and of other things that differ at all."""
    wrong = [f"head.{name}" for name in ("plan", "problem_hash", "task", "captain", "committed")
             if getattr(found.head, name) != getattr(expected.head, name)]  # fmt: skip
    wrong += [] if dict(found.head.agents) == dict(expected.head.agents) else ["head.agents"]
    wrong += [] if found.head.goal.tobytes() == expected.head.goal.tobytes() else ["head.goal"]
    wrong += [] if [s.name for s in found.stages] == [s.name for s in expected.stages] else ["stages"]
    for stage, wanted in zip(found.stages, expected.stages):
        for name in ("primal", "penalty", "primal_residual", "dual_residual"):
            wrong += [] if _same(getattr(stage, name), getattr(wanted, name)) else [f"{stage.name}.{name}"]
        for table in ("copies", "dual"):
            arrays, expectations = getattr(stage, table), getattr(wanted, table)
            wrong += [] if list(arrays) == list(expectations) else [f"{stage.name}.{table}"]
            wrong += [
                f"{stage.name}.{table}.{key}" for key in expectations if not _same(arrays[key], expectations[key])
            ]
    return wrong


def _same(a: np.ndarray, b: np.ndarray) -> bool:
    return a.shape == b.shape and a.dtype == b.dtype and a.tobytes() == b.tobytes()


class TestBag:
    def test_it_is_the_roll_out_of_one_process(self, flight):
        found, expected = read_rollout(flight.bag, 1), in_process(flight, 1)
        assert found.missing == () and differences(found, expected) == []
        assert found.equal(expected) and sum(stage.rounds for stage in found.stages) > 2

    def test_the_last_plan_with_its_goal(self, flight):
        found, expected = read_rollout(flight.bag), in_process(flight, 2, GOAL)
        assert found.head.plan == 2 and found.head.goal.tolist() == [GOAL.tolist()]
        assert found.missing == () and differences(found, expected) == []

    def test_other_plans_are_told_from_it(self, flight):
        """What is compared can differ."""
        first, second = read_rollout(flight.bag, 1), in_process(flight, 2, GOAL)
        assert {"head.goal", "trajectories.primal", "trajectories.copies.load"} & set(differences(first, second))
        other = replace(second.head, task=second.head.task.replace("0.2", "0.3", 1))
        assert "head.task" in differences(read_rollout(flight.bag), replace(second, head=other))
        with pytest.raises(RolloutError, match="no roll-out of plan 3"):
            read_rollout(flight.bag, 3)

    def test_every_agent_has_a_host(self, flight):
        task = load_task(flight.file)
        assert tuple(read_rollout(flight.bag).head.agents) == tuple(agents_of(task))


def test_what_is_still_on_its_way_when_the_observer_leaves_is_recorded(domain, tmp_path):
    """An observer that has looked at nothing while the team planned, as one that the machine gives no time."""
    file = write_task(tmp_path / "task.yaml")
    with Nodes(domain, file) as nodes:
        nodes.fill()
        observer = Observer(load_task(file), domain=domain, record=tmp_path / "bag")
        try:
            assert _until(observer, lambda: not observer.missing)
            assert nodes.committed()
        finally:
            observer.close()
    rollout = read_rollout(tmp_path / "bag")
    assert rollout.missing == () and len(rollout.stages) == 2
