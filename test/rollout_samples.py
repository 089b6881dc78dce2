"""Plans in one process with everything that their hosts said, and bags of them written without ROS."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from agent_samples import PENALTY
from multilift_samples import multilift_task
from rosbags.typesys import Stores, get_types_from_msg, get_typestore

from l2c_planner.admm import Host, HostOptions, Message, Penalty, assign
from l2c_planner.config import Task
from l2c_planner.plan.session import Seat, Session
from l2c_planner.plan.tasks import agents_of, problem_hash, stages_of
from l2c_planner.problems.problem import Problem
from l2c_planner.rollout import Head, Recorder, Rollout, rollout_of, task_to_json
from l2c_planner.rollout.bag import BagWriter
from l2c_planner.tuning.learned import Learned

ROOT = Path(__file__).resolve().parents[1]
HASH, PLAN = 2**64 - 3, 7
MESSAGES = ("Consensus", "Heartbeat", "RolloutRecord", "SolverStatus", "TeamStatus")


@dataclass
class Run:
    """What hosts said in one stage, and where they stood after each round."""

    name: str
    problem: Problem
    hosts: list[Host]
    messages: list[Message] = field(default_factory=list)
    states: list[list[dict[str, np.ndarray]]] = field(default_factory=list)
    """By round and host."""


def run_stage(
    problem: Problem, agents: dict[str, str], rounds: int, stage: int = 0, plan: int = PLAN, penalty: Penalty = PENALTY
) -> Run:
    """Rounds of all hosts in lock step."""
    assignment = assign(problem, {agent: agents[agent] for agent in problem.agents})
    captain = next(iter(agents.values()))
    options = HostOptions(penalty=penalty)
    hosts = [Host(problem, name, assignment, options, plan, stage, captain) for name in assignment.hosts]
    run = Run(problem.name, problem, hosts)
    for _ in range(rounds):
        for _phase in range(3):
            for host in hosts:
                host.step()
            said = [message for host in hosts for message in host.outbox()]
            run.messages += said
            for host in hosts:
                for message in said:
                    host.receive(message)
        run.states.append([_state(host) for host in hosts])
    return run


def _state(host: Host) -> dict[str, np.ndarray]:
    found = {"team": host.team.copy(), "factor": np.array(host.factor)}
    for name, consensus in host.consensus.items():
        found[f"copies {name}"], found[f"dual {name}"] = consensus.copies.copy(), consensus.dual.copy()
    return found


def spread(problem: Problem, count: int) -> dict[str, str]:
    """Agents on ``count`` hosts, one after the other."""
    return {agent: f"quad_{i % count}" for i, agent in enumerate(problem.agents)}


def recorded(run: Run, messages: Sequence[Message] | None = None, rounds: int | None = None) -> Recorder:
    """A recorder that has closed the stage of a run."""
    recorder = Recorder(PLAN, run.hosts[0].captain)
    for message in run.messages if messages is None else messages:
        recorder.receive(message)
    recorder.close_stage(run.name, run.problem, run.hosts[0].assignment, rounds)
    return recorder


@dataclass
class Flight:
    """A whole plan of a task in one process."""

    task: Task
    head: Head
    messages: list[Message]
    rounds: list[int]
    sessions: list[Session]

    def rollout(self) -> Rollout:
        """As recorded beside the hosts."""
        recorder = Recorder(self.head.plan, self.head.captain)
        for message in self.messages:
            recorder.receive(message)
        return rollout_of(recorder, self.head, self.rounds)


def fly(
    count: int = 3, rounds: int = 4, task: Task | None = None, plan: int = PLAN, learned: Learned | None = None
) -> Flight:
    """All stages of a task, a short transport if none is given, on ``count`` hosts in lock step."""
    task = task or multilift_task(3, steps=8, dt=0.2)
    agents = {agent: f"quad_{max(i - 1, 0) % count}" for i, agent in enumerate(agents_of(task))}
    sessions = [
        Session(stages_of(task, rounds=rounds, learned=learned), Seat(host, agents, "quad_0", plan))
        for host in dict.fromkeys(agents.values())
    ]
    messages = []
    while not all(session.done for session in sessions):
        for session in [s for s in sessions if s.ready()]:
            session.step()
        said = [message for session in sessions for message in session.outbox()]
        messages += said
        for session in sessions:
            for message in said:
                session.receive(message)
    number = HASH if learned is None else problem_hash(task, learned)
    head = Head(plan, number, task_to_json(task), agents, "quad_0", committed=True)
    return Flight(task, head, messages, sessions[0].rounds, sessions)


# ---------------------------------------------------------------- serialised messages
def make_store():
    """Types of rosbags with ours, read from the checkout."""
    store = get_typestore(Stores.ROS2_JAZZY)
    for name in MESSAGES:
        text = (ROOT / "msg" / f"{name}.msg").read_text(encoding="utf-8")
        store.register(get_types_from_msg(text, f"l2c_planner/msg/{name}"))
    return store


STORE = make_store()


def serialise(name: str, **fields: Any) -> bytes:
    """CDR of one of our messages."""
    types = STORE.types
    stamp = types["builtin_interfaces/msg/Time"](sec=1, nanosec=2)
    header = types["std_msgs/msg/Header"](stamp=stamp, frame_id="map")
    full = f"l2c_planner/msg/{name}"
    return bytes(STORE.serialize_cdr(types[full](header=header, **fields), full))


def packets(message: Message, problem_hash: int = HASH, rows: int = 10**6) -> Iterator[bytes]:
    """Consensus messages of at most ``rows`` rows that carry a table."""
    total, cols = message.values.shape
    for first in range(0, max(total, 1), rows):
        values = message.values[first : first + rows]
        dual = np.zeros(0) if message.dual is None else message.dual[first : first + rows].reshape(-1)
        yield serialise(
            "Consensus", sender=message.sender, boot=5, problem_hash=problem_hash, plan_id=message.plan,
            stage=message.stage, round=message.round, phase=int(message.phase), subject=message.subject,
            penalty=message.penalty, total_rows=total, first_knot=first, rows=len(values), cols=cols,
            primal=values.reshape(-1), dual=dual, tag=np.zeros(0, np.uint8),
        )  # fmt: skip


def record(head: Head, rounds: Sequence[int], **changes: Any) -> bytes:
    """RolloutRecord message of a plan."""
    fields = {
        "plan_id": head.plan, "problem_hash": head.problem_hash, "task": head.task, "goal": head.goal.reshape(-1),
        "agents": list(head.agents), "hosts": list(head.agents.values()), "captain": head.captain,
        "committed": head.committed, "rounds": np.array(rounds, np.uint32),
    }  # fmt: skip
    return serialise("RolloutRecord", **{**fields, **changes})


def write_bag(path: Path, flight: Flight, rows: int = 10**6, messages: Sequence[Message] | None = None) -> Path:
    """Bag of a flight, the head at the end as in a node."""
    said = flight.messages if messages is None else messages
    with BagWriter(path) as bag:
        stamp = 10**18
        for message in said:
            for data in packets(message, rows=rows):
                stamp += 1000
                bag.write(f"/{message.sender}/consensus", "l2c_planner/msg/Consensus", data, stamp)
        bag.write("/quad_0/rollout", "l2c_planner/msg/RolloutRecord", record(flight.head, flight.rounds), stamp + 1000)
    return path
