"""Whatever arrives at a host in whatever state: nothing raises, nothing invalid changes anything, all is counted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache

import numpy as np
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as nps
from team_samples import (
    KEY,
    alone,
    assert_same_plan,
    condition,
    idle,
    intercept,
    join,
    lift,
    planning,
    record,
    rejections,
)

from l2c_planner.admm import Phase
from l2c_planner.config.network import TransportOptions
from l2c_planner.team import Loop, Member
from l2c_planner.transport import Heartbeat, Packet, Parcel, State
from l2c_planner.transport.seal import Seal

NOW = 1000.0


def new(loop: Loop) -> str:
    """Nobody was heard yet."""
    return "quad_0"


def joined(loop: Loop) -> str:
    join(loop)
    return "quad_0"


def watches(loop: Loop) -> str:
    """Waits for the outcome of a stage that it has no part in."""
    intercept(loop, lambda a, b, parcel: not (isinstance(parcel, Packet) and parcel.phase == Phase.OUTCOME))
    loop.members["quad_1"].request_plan(loop.now)
    assert loop.run(lambda: loop.members["quad_1"].session is not None, 5)
    return "quad_1"


def coordinates(loop: Loop) -> str:
    """The captain, in the midst of a round."""
    planning(loop, "quad_0", round=3, stage=1)
    return "quad_0"


def follows(loop: Loop) -> str:
    """Another one."""
    planning(loop, "quad_1", round=3, stage=1)
    return "quad_1"


def votes(loop: Loop) -> str:
    """Has a plan, and waits for the word of the others."""
    intercept(loop, lambda a, b, parcel: not (isinstance(parcel, Packet) and parcel.phase == Phase.ACCEPT))
    loop.members["quad_1"].request_plan(loop.now)
    member = loop.members["quad_0"]
    assert loop.run(lambda: member.session is not None and member.session.done, 5)
    return "quad_0"


def committed(loop: Loop) -> str:
    assert loop.plan()
    return "quad_1"


def holds(loop: Loop) -> str:
    planning(loop, "quad_1", round=3, stage=1)
    loop.members["quad_1"].hold("the operator says so")
    return "quad_1"


def inactive(loop: Loop) -> str:
    join(loop)
    loop.members["quad_1"].deactivate()
    return "quad_1"


STATES = {f.__name__: f for f in (new, joined, watches, coordinates, follows, votes, committed, holds, inactive)}
EXPECTED = {
    "new": State.READY, "joined": State.READY, "watches": State.PLANNING, "coordinates": State.PLANNING,
    "follows": State.PLANNING, "votes": State.PLANNING, "committed": State.COMMITTED, "holds": State.HOLD,
    "inactive": State.INACTIVE,
}  # fmt: skip
AWAITED = {
    "watches": {"OUTCOME"},
    "coordinates": {"PRIMAL"},
    "follows": {"COPY", "OUTCOME"},
    "votes": (),
    "committed": (),
}
"""What is of use in a state; the rest is passed over."""
every_state = pytest.mark.parametrize("state", list(STATES))


def put_into(state: str, key: bytes | None = None) -> tuple[Member, Loop]:
    """A member in a state, and its team, that stands still from now on."""
    loop = Loop(lift(), TransportOptions(missing="wait"), seal=Seal(key))
    member = loop.members[STATES[state](loop)]
    assert member.state is EXPECTED[state]
    for peer in member.peers.values():
        peer.heard = NOW if peer.fresh else peer.heard
    return member, loop


@lru_cache
def prepared(state: str, key: bytes | None = None, test: str = "") -> tuple[Member, Loop]:
    """As `put_into`, the same for all examples of a test."""
    return put_into(state, key)


@lru_cache
def said() -> tuple[Parcel, ...]:
    """One of every kind that a team says during a plan."""
    loop = Loop(lift())
    sent = record(loop)
    assert loop.plan()
    kinds = {}
    for p in sent:
        kind = (p.phase, p.stage, p.sender, p.subject) if isinstance(p, Packet) else ("beat", p.sender, p.state)
        kinds.setdefault(kind, p)
    return tuple(kinds.values())


def of(member: Member, loop: Loop, parcel: Parcel) -> Parcel:
    """The parcel as the team of a member would say it."""
    boot = loop.members[parcel.sender].boot
    if isinstance(parcel, Packet):
        return replace(parcel, boot=boot, plan=max(member.plan, 1))
    return replace(parcel, boot=boot, peers=tuple((m.name, m.boot) for m in loop.members.values()))


u8, u32, u64 = (st.integers(0, 2**bits - 1) for bits in (8, 32, 64))
names = st.one_of(
    st.sampled_from(["quad_0", "quad_1", "quad_2", "quad_3", "", "quad_", "robot_0"]), st.text(max_size=8)
)
subjects = st.one_of(
    st.sampled_from(["load", "cable_0", "cable_1", "team", "plan", "residuals", "primal/load", "copies/lift", ""]),
    st.text(max_size=8),
)
dtypes = st.one_of(
    st.just(np.dtype(np.float64)),
    nps.floating_dtypes(),
    nps.integer_dtypes(),
    nps.complex_number_dtypes(),
    nps.boolean_dtypes(),
    nps.unicode_string_dtypes(max_len=3),
    st.just(np.dtype(object)),
)
small = nps.arrays(dtypes, nps.array_shapes(min_dims=2, max_dims=2, min_side=0, max_side=5))
no_tables = nps.arrays(dtypes, nps.array_shapes(min_dims=0, max_dims=3, min_side=0, max_side=5)).filter(
    lambda a: a.ndim != 2
)
huge = st.sampled_from([(2**31, 4), (4, 2**31), (2**20, 2**20), (2**33, 1)]).map(
    lambda shape: np.broadcast_to(np.zeros(1), shape)
)
"""They take no memory; whoever copies them would notice."""
bad_numbers = st.sampled_from([np.nan, np.inf, -np.inf])
FIELDS = {
    Packet: {
        "sender": names, "boot": u64, "problem_hash": u64, "plan": st.one_of(st.integers(0, 4), u32), "stage": u8,
        "round": st.one_of(st.integers(0, 9), u32), "phase": st.one_of(st.sampled_from(list(map(int, Phase))), u8),
        "subject": subjects, "penalty": st.floats(), "total_rows": st.one_of(st.integers(0, 12), u32),
        "first_knot": st.one_of(st.integers(0, 12), u32), "values": small, "dual": st.one_of(st.none(), small),
        "tag": st.binary(max_size=20),
    },
    Heartbeat: {
        "sender": names, "boot": u64, "count": u64, "problem_hash": u64, "state": u8, "plan": u32, "wanted": u32,
        "stage": u8, "round": u32, "phase": u8, "waiting": st.booleans(),
        "peers": st.lists(st.tuples(names, u64), max_size=4).map(tuple), "tag": st.binary(max_size=20),
    },
}  # fmt: skip


@st.composite
def parcels(draw: Callable, least: int = 1, without: tuple[str, ...] = ()) -> tuple[Parcel, dict]:
    """A genuine parcel, and other values for some of its fields."""
    parcel = draw(st.sampled_from(said()))
    fields = {name: values for name, values in FIELDS[type(parcel)].items() if name not in without}
    chosen = draw(st.lists(st.sampled_from(sorted(fields)), min_size=least, max_size=4, unique=True))
    return parcel, {name: draw(fields[name]) for name in chosen}


fuzz = settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))


def assert_refused(member: Member, parcel: object) -> None:
    """It is counted once, and nothing else happens."""
    before, count = condition(member), rejections(member)
    member.receive(parcel, NOW)
    assert condition(member) == before
    assert rejections(member) == count + 1


@every_state
class TestRefused:
    """Parcels that are wrong beyond doubt."""

    @fuzz
    @given(changed=parcels(least=0))
    def test_without_a_tag_in_a_team_with_a_key(self, state, changed):
        member, loop = prepared(state, KEY)
        parcel, fields = changed
        assert_refused(member, replace(of(member, loop, parcel), **fields))

    @fuzz
    @given(changed=parcels(least=0, without=("sender",)), sender=names.filter(lambda n: n not in lift().team.hosts))
    def test_of_strangers(self, state, changed, sender):
        member, loop = prepared(state)
        parcel, fields = changed
        if sender not in member.peers:
            assert_refused(member, replace(of(member, loop, parcel), **fields, sender=sender))

    @fuzz
    @given(changed=parcels(least=0, without=("problem_hash",)), number=u64)
    def test_of_other_problems(self, state, changed, number):
        member, loop = prepared(state)
        parcel, fields = changed
        if number != member.hash:
            assert_refused(member, replace(of(member, loop, parcel), **fields, problem_hash=number))

    @fuzz
    @given(changed=parcels(least=0, without=("boot", "sender")), boot=u64)
    def test_packets_of_other_lives(self, state, changed, boot):
        member, loop = prepared(state)
        parcel, fields = changed
        if isinstance(parcel, Packet) and boot != loop.members[parcel.sender].boot:
            assert_refused(member, replace(of(member, loop, parcel), **fields, boot=boot))

    @fuzz
    @given(changed=parcels(least=0, without=("boot", "sender", "problem_hash", "peers")), boot=u64)
    def test_heartbeats_of_other_lives_that_do_not_know_this_one(self, state, changed, boot):
        member, loop = prepared(state)
        parcel, fields = changed
        known = state != "new" and parcel.sender != member.name
        if isinstance(parcel, Heartbeat) and known and boot != loop.members[parcel.sender].boot:
            assert_refused(member, replace(of(member, loop, parcel), **fields, boot=boot, peers=()))

    @fuzz
    @given(thing=st.one_of(st.none(), st.integers(), st.text(), st.binary(), st.just(np.zeros(3)), st.just(["quad_1"])))
    def test_things_that_are_no_parcels(self, state, thing):
        assert_refused(prepared(state)[0], thing)

    @fuzz
    @given(
        parcel=st.sampled_from([p for p in ("PRIMAL", "COPY", "BEGIN", "OUTCOME", "ACCEPT")]),
        values=st.one_of(small.filter(lambda a: a.dtype != np.float64 or a.size == 0), huge),
        plan=st.integers(0, 3),
    )
    @example(parcel="ACCEPT", values=np.ones((1, 3), np.float32), plan=1)
    @example(parcel="ACCEPT", values=np.array([["yes"] * 3]), plan=1)
    @example(parcel="BEGIN", values=np.ones((1, 3), np.float32), plan=2)
    @example(parcel="BEGIN", values=np.full((1, 3), None), plan=2)
    def test_tables_of_other_types_and_shapes(self, state, parcel, values, plan):
        self.refuses_table(state, parcel, values, plan)

    @fuzz
    @given(parcel=st.sampled_from(list(Phase.__members__)), values=no_tables, plan=st.integers(0, 3))
    def test_arrays_that_are_no_tables(self, state, parcel, values, plan):
        self.refuses_table(state, parcel, values, plan)

    @staticmethod
    def refuses_table(state, parcel, values, plan):
        member, loop = prepared(state, test="tables")
        genuine = of(member, loop, packet_for(member, Phase[parcel]))
        rows = min(values.shape[0] if values.ndim else 0, 2**32 - 1)
        assert_refused(member, replace(genuine, plan=plan, values=values, total_rows=rows, first_knot=0))

    @fuzz
    @given(
        kind=st.sampled_from(["PRIMAL", "COPY", "OUTCOME"]),
        number=bad_numbers,
        where=st.integers(0, 20),
        field=st.sampled_from(["values", "dual", "penalty"]),
    )
    def test_numbers_that_are_none(self, state, kind, number, where, field):
        member, loop = prepared(state)
        genuine = of(member, loop, packet_for(member, Phase[kind]))
        if member.session is not None:
            stage, round, _ = member.session.position
            genuine = replace(genuine, stage=stage, round=round)
        if genuine.phase == Phase.ACCEPT:  # nobody else says anything of that kind
            return
        if field == "penalty" and genuine.phase != Phase.OUTCOME:
            bad = replace(genuine, penalty=number)
        else:
            table = "dual" if field == "dual" and genuine.dual is not None else "values"
            values = getattr(genuine, table).copy()
            values.flat[where % values.size] = number
            bad = replace(genuine, **{table: values})
        if member.session is None or kind in AWAITED[state]:
            return assert_refused(member, bad)
        before = condition(member)  # nobody looks at it
        member.receive(bad, NOW)
        assert condition(member) == before

    @fuzz
    @given(number=bad_numbers, where=st.integers(0, 2))
    def test_votes_that_are_no_numbers(self, state, number, where):
        member, loop = prepared(state, test="votes")
        genuine = of(member, loop, packet_for(member, Phase.ACCEPT))
        values = genuine.values.copy()
        values[0, where] = number
        assert_refused(member, replace(genuine, values=values))

    @fuzz
    @given(first=u32, total=u32, kind=st.sampled_from(["PRIMAL", "COPY", "OUTCOME", "ACCEPT"]))
    def test_parts_that_do_not_fit_into_their_table(self, state, first, total, kind):
        member, loop = prepared(state)
        genuine = of(member, loop, packet_for(member, Phase[kind]))
        rows, cols = genuine.values.shape
        if first + rows > total or total * cols > 2**22:
            assert_refused(member, replace(genuine, first_knot=first, total_rows=total))


def packet_for(member: Member, phase: Phase) -> Packet:
    """A packet of another host, in the second stage if there is one."""
    of_phase = [p for p in said() if isinstance(p, Packet) and p.phase == phase and p.sender != member.name]
    if not of_phase:  # only the captain sends it
        return next(p for p in said() if isinstance(p, Packet) and p.phase == Phase.ACCEPT and p.sender != member.name)
    return of_phase[-1]


class TestAnything:
    """What a host of the team itself might say if it went mad."""

    @every_state
    @fuzz
    @given(changed=st.lists(parcels(without=("sender", "problem_hash", "boot")), min_size=1, max_size=5))
    def test_does_not_raise(self, state, changed):
        member, loop = mad(state)
        found = member.found
        for parcel, fields in changed:
            member.receive(replace(of(member, loop, parcel), **fields), NOW)
            member.tick(NOW)
            member.view(NOW)
            member.heartbeat(NOW)
            member.outbox()
        assert member.found is found or member.found is None

    @every_state
    def test_who_was_flooded_with_garbage_plans_again(self, state):
        """All refused parcels of a kind, then life goes on."""
        member, loop = put_into(state)
        for peer in member.peers.values():
            peer.heard = loop.now if peer.fresh else peer.heard
        rng = np.random.default_rng(3)
        for parcel in said() * 3:
            bad = replace(of(member, loop, parcel), problem_hash=int(rng.integers(2**62)))
            member.receive(bad, loop.now)
            if isinstance(parcel, Packet):
                member.receive(replace(of(member, loop, parcel), boot=int(rng.integers(2**62))), loop.now)
        member.activate()
        intercept(loop, lambda a, b, p: True)
        idle(loop, 3.0)
        if any(m.state is not State.COMMITTED for m in loop.members.values()):
            loop.members["quad_2"].request_plan(loop.now)
        done = loop.run(lambda: all(m.state is State.COMMITTED for m in loop.members.values()), 10)
        assert done, {m.name: (m.state, m.reason) for m in loop.members.values()}
        for m in loop.members.values():
            assert_same_plan(lift(), m.found, alone("lift"))


@lru_cache
def mad(state: str) -> tuple[Member, Loop]:
    """A member that is in a state at first."""
    return put_into(state)
