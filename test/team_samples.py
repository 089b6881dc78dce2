"""Small tasks, teams under a virtual clock with a tap on their network, and what must not change unless it may."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import lru_cache

import numpy as np
from multilift_samples import multilift_task

from l2c_planner.config import SwarmTask, Task
from l2c_planner.config.network import FaultOptions, TransportOptions
from l2c_planner.plan import Plan, Seat, Session, agents_of, make_plan, plan_of, stages_of
from l2c_planner.plan.stage import Found
from l2c_planner.team import Loop, Member
from l2c_planner.transport import Heartbeat, Packet, Parcel, State
from l2c_planner.transport.seal import Seal

KEY, OTHER_KEY = bytes(range(32)), bytes(32)
SETTLED = (State.COMMITTED, State.HOLD)
QUADS = ("quad_0", "quad_1", "quad_2")


def lift(**agents: dict) -> Task:
    """Three quadrotors, 8 steps, the captain coordinates; ``agents`` says who hosts what."""
    task = multilift_task(steps=8, dt=0.2)
    if not agents:
        return task
    data = task.model_dump(mode="json")
    data["team"]["agents"] = agents
    return type(task).model_validate(data)


def swarm() -> SwarmTask:
    """Three robots that change places."""
    ring = {"pattern": "circle", "radius": 1.0, "height": 1.0}
    return SwarmTask.model_validate(
        {
            "problem": "swarm",
            "team": {"robots": {"count": 3, "radius": 0.15}},
            "starts": ring,
            "goals": ring,
            "horizon": {"steps": 20, "dt": 0.2},
            "clearance": {"pair": 0.4},
            "limits": {"speed": 3.0, "acceleration": 5.0},
        }
    )


def stand_ins() -> Task:
    """As `lift`, but any quadrotor can run any agent."""
    order = {i: [f"quad_{(i + j) % 3}" for j in range(3)] for i in range(3)}
    return lift(**{f"cable_{i}": {"host": names[0], "fallback": names[1:]} for i, names in order.items()})


def coordinated(task: Task, by: str) -> Task:
    """A task with the coordination done by the ``captain``, or ``shared``."""
    data = task.model_dump(mode="json")
    data["planner"]["admm"]["coordinator"] = by
    return type(task).model_validate(data)


TASKS = {
    "lift": lift,
    "lift shared": lambda: coordinated(lift(), "shared"),
    "swarm": lambda: coordinated(swarm(), "shared"),
    "swarm of a captain": lambda: coordinated(swarm(), "captain"),
}


@lru_cache
def alone(name: str) -> Plan:
    """The plan of a task of `TASKS` in one process, without any network."""
    plan = make_plan(TASKS[name]())
    assert plan.feasible
    return plan


def arrays_of(task: Task, found: Found) -> dict[str, np.ndarray]:
    """Content of plan.npz."""
    times = dict.fromkeys(("compile_s", "ddp_s", "coordination_s", "total_s"), 0.0)
    return plan_of(task, "both", "admm", found, times).arrays


def assert_same_plan(task: Task, found: Found, expected: Plan) -> None:
    """Equal to the last bit."""
    arrays = arrays_of(task, found)
    assert arrays.keys() == expected.arrays.keys()
    different = [name for name, a in arrays.items() if a.tobytes() != expected.arrays[name].tobytes()]
    assert different == []


# Sessions


def sessions_of(task: Task, seats: dict[str, str], watchers: Iterable[str] = ()) -> dict[str, Session]:
    """A session for every host of ``seats`` (host by agent), and for hosts that host nothing; the captain comes first.

    The captain is the host of the first agent.
    """
    captain = seats[agents_of(task)[0]]
    names = [*dict.fromkeys(seats.values()), *watchers]
    return {name: Session(stages_of(task), Seat(name, seats, captain)) for name in names}


def carry(sessions: dict[str, Session], seed: int | None = None, duplicates: float = 0.0) -> None:
    """Run sessions to the end; messages arrive in order, or with a seed in any order and some of them twice."""
    choose = random.Random(seed)
    waiting: dict[str, list] = {name: [] for name in sessions}
    for _ in range(100_000):
        busy = [name for name, s in sessions.items() if waiting[name] or s.ready()]
        if not busy:
            break
        name = busy[0] if seed is None else choose.choice(busy)
        session = sessions[name]
        if waiting[name] and (seed is None or not session.ready() or choose.random() < 0.5):
            index = 0 if seed is None else choose.randrange(len(waiting[name]))
            message = waiting[name][index] if choose.random() < duplicates else waiting[name].pop(index)
            session.receive(message)
        elif session.ready():
            session.step()
            for message in session.outbox():
                for other in sessions:
                    if other != name:
                        waiting[other].append(message)


# Teams


def faulty(seed: int = 0, **changes) -> TransportOptions:
    """Options with faults (loss, delay, duplicate, reorder) and other changes."""
    faults = {k: changes.pop(k) for k in ("loss", "delay", "duplicate", "reorder") if k in changes}
    return TransportOptions(faults=FaultOptions(seed=seed, **faults), **changes)


def secure(task: Task | None = None, **settings) -> Loop:
    """A team with a key."""
    return Loop(task or lift(), seal=Seal(KEY), **settings)


def record(loop: Loop) -> list[Parcel]:
    """All that is sent from now on."""
    sent, inner = [], loop.network.carry

    def carry(sender, parcel) -> None:
        sent.append(parcel)
        inner(sender, parcel)

    loop.network.carry = carry
    return sent


def intercept(loop: Loop, passes: Callable[[str, str, Parcel], bool]) -> None:
    """Let only those parcels through that pass, by sender and receiver."""

    def carry(sender, parcel) -> None:
        ends = loop.network._ends
        for name, end in ends.items():
            if ends.get(sender.name) is sender and name != sender.name and passes(sender.name, name, parcel):
                end.queue.append(parcel)

    loop.network.carry = carry


def share(first: Loop, second: Loop) -> None:
    """Put two teams on one network: each hears also what the other sends."""

    def joined(loop: Loop, other: Loop) -> Callable[..., None]:
        inner = loop.network.carry

        def carry(sender, parcel) -> None:
            inner(sender, parcel)
            for end in other.network._ends.values():
                end.queue.append(parcel)

        return carry

    carries = joined(first, second), joined(second, first)
    first.network.carry, second.network.carry = carries


def idle(loop: Loop, seconds: float) -> None:
    """Let time pass."""
    loop.run(lambda: False, seconds)


def join(loop: Loop) -> None:
    """Run until everybody hears everybody."""
    assert loop.run(lambda: all(all(m.view(loop.now).alive.values()) for m in loop.members.values()), 2)


def planning(loop: Loop, asks: str, round: int = 2, stage: int = 0) -> None:
    """Run until a member that asks for a plan is in a round of a stage."""
    member = loop.members[asks]
    member.request_plan(loop.now)
    plan = member.wanted

    def there() -> bool:
        at_work = member.state is State.PLANNING and member.plan == plan
        return at_work and not member.session.done and member.session.position[:2] >= (stage, round)

    assert loop.run(there, 30)


def settled(loop: Loop, plan: int = 1) -> bool:
    """Whether everybody has committed or holds, and wants nothing more."""
    return all(m.state in SETTLED and m.plan >= m.wanted and m.plan >= plan for m in loop.members.values())


def states(loop: Loop) -> dict[str, State]:
    """By host."""
    return {name: m.state for name, m in loop.members.items()}


def reasons(loop: Loop) -> dict[str, str]:
    """By host."""
    return {name: m.reason for name, m in loop.members.items()}


def assert_nobody_alone(loop: Loop, plan: int = 1) -> None:
    """A plan is committed by all or by nobody, and it is one plan."""
    found = [m.found for m in loop.members.values() if m.state is State.COMMITTED and m.plan == plan]
    assert len(found) in (0, len(loop.members)), (states(loop), reasons(loop))
    if found:
        assert len({bytes_of(f) for f in found}) == 1
        assert not any(f.executed.measures.problems() for f in found)


def bytes_of(found: Found) -> bytes:
    """An executed plan."""
    return b"".join(a.tobytes() for pair in found.executed.plan.values() for a in pair)


def condition(member: Member) -> tuple:
    """All of a member that no invalid packet may change."""
    session, votes = member.session, member.attempt and tuple(member.attempt.ballot.votes.items())
    peers = tuple((p.name, p.boot, p.fresh, p.known, p.heard, p.beat, frozenset(p.retired)) for p in
                  member.peers.values())  # fmt: skip
    return (
        member.state, member.reason, member.plan, member.wanted, member.start, id(session), id(member.found),
        votes, peers, len(member.gate.outgoing), session and inside(session),
    )  # fmt: skip


def inside(session: Session) -> tuple:
    """Where a session stands, its numbers and its post."""
    host = session.host
    numbers = b"" if host is None else host.team.tobytes()
    for consensus in host.consensus.values() if host else ():
        numbers += consensus.copies.tobytes() + consensus.dual.tobytes()
    post = () if host is None else tuple((key, m.values.tobytes()) for key, m in host.inbox._kept.items())
    return session.position, session.done, hash(numbers), post, tuple(session._tables), len(session._early)


def rejections(member: Member) -> int:
    """All refused so far, those of the plan at work included."""
    session = member.session
    host = session.host if session else None
    return sum(sum(part.rejected.values()) for part in (member, session, host) if part is not None)


def last(sent: list[Parcel], sender: str, phase: int | None = None) -> Parcel:
    """The last packet of a phase, or the last heartbeat, of a sender."""
    if phase is None:
        return next(p for p in reversed(sent) if isinstance(p, Heartbeat) and p.sender == sender)
    return next(p for p in reversed(sent) if isinstance(p, Packet) and p.sender == sender and p.phase == phase)


def beat_of(member: Member, count: int, now: float = 0.0) -> Heartbeat:
    """A heartbeat as the shell sends it."""
    return member.seal.sealed(replace(member.heartbeat(now), count=count))
