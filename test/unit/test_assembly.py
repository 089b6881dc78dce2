"""Tables in packets: cut to size, put together in any order, however often they come."""

from __future__ import annotations

import random
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from l2c_planner.admm import Message, Phase
from l2c_planner.transport.assembly import MOST_NUMBERS, MOST_OPEN, Assembler, packets_of
from l2c_planner.transport.packet import LARGEST


def message(rows: int, cols: int, dual: bool = False, seed: int = 0, **changes) -> Message:
    """A message with random numbers."""
    rng = np.random.default_rng(seed)
    values = rng.normal(size=(rows, cols))
    told = Message("quad_1", 3, 1, 5, Phase.COPY, "lift", values, rng.normal(size=(rows, cols)) if dual else None, 0.25)
    return replace(told, **changes)


def assert_same(first: Message, second: Message) -> None:
    for name in ("sender", "plan", "stage", "round", "phase", "subject", "penalty"):
        assert getattr(first, name) == getattr(second, name)
    assert first.values.dtype == np.float64
    np.testing.assert_array_equal(first.values, second.values)
    assert (first.dual is None) == (second.dual is None)
    if first.dual is not None:
        np.testing.assert_array_equal(first.dual, second.dual)


SIZES = [
    (1, 1, False), (9, 17, True), (LARGEST, 1, False), (LARGEST + 1, 1, False), (LARGEST // 2, 1, True),
    (LARGEST // 2 + 1, 1, True), (101, 300, False), (101, 300, True), (3, LARGEST, False), (3, 2 * LARGEST, True),
    (40_000, 2, False),
]  # fmt: skip


@pytest.mark.parametrize(("rows", "cols", "dual"), SIZES)
class TestPackets:
    def test_are_small_and_few(self, rows, cols, dual):
        packets = list(packets_of(message(rows, cols, dual), 11, 22))
        per_row = cols * (2 if dual else 1)
        for packet in packets:
            size = packet.values.size + (0 if packet.dual is None else packet.dual.size)
            assert size <= LARGEST or len(packet.values) == 1
        fit = max(1, LARGEST // per_row)
        assert len(packets) == -(-rows // fit)

    def test_say_where_they_belong(self, rows, cols, dual):
        packets = list(packets_of(message(rows, cols, dual), 11, 22))
        assert {(p.sender, p.boot, p.problem_hash, p.plan, p.stage, p.round, p.phase, p.subject, p.penalty,
                 p.total_rows) for p in packets} == {("quad_1", 11, 22, 3, 1, 5, 1, "lift", 0.25, rows)}  # fmt: skip
        ends = [p.first_knot + len(p.values) for p in packets]
        assert [p.first_knot for p in packets] == [0, *ends[:-1]] and ends[-1] == rows

    @pytest.mark.parametrize("seed", range(3))
    def test_make_the_table_again_in_any_order_and_twice(self, rows, cols, dual, seed):
        told = message(rows, cols, dual)
        packets = list(packets_of(told, 11, 22))
        choose, assembler = random.Random(seed), Assembler()
        order = choose.sample(packets, len(packets))
        for packet in order[:-1]:
            for _ in range(choose.choice([1, 2])):
                assert assembler.add(packet) == (None, "")
        whole, reason = assembler.add(order[-1])
        assert reason == ""
        assert_same(whole, told)


class TestAssembler:
    def parts(self, **changes) -> list:
        return list(packets_of(message(10_000, 2, **changes), 11, 22))

    def test_a_table_is_told_once_for_every_time_it_was_sent(self):
        parts, assembler = self.parts(), Assembler()
        told = [assembler.add(p)[0] is not None for p in parts * 2]
        assert len(parts) == 3 and told == [False, False, True] * 2

    @pytest.mark.parametrize("differing", ["plan", "stage", "round", "phase", "subject"])
    def test_parts_of_different_tables_do_not_mix(self, differing):
        other = {"plan": 4, "stage": 0, "round": 6, "phase": Phase.OUTCOME, "subject": "load"}[differing]
        first, second = self.parts(), self.parts(seed=1, **{differing: other})
        assembler = Assembler()
        mixed = [p for pair in zip(first, second, strict=True) for p in pair]
        told = [m for m, _ in map(assembler.add, mixed) if m is not None]
        assert_same(told[0], message(10_000, 2))
        assert_same(told[1], message(10_000, 2, seed=1, **{differing: other}))

    def test_parts_with_and_without_multipliers_do_not_mix(self):
        parts, assembler = self.parts(), Assembler()
        halves = [replace(parts[0], dual=parts[0].values), *parts[1:]]
        assert all(assembler.add(p) == (None, "") for p in halves)
        whole, _ = assembler.add(parts[0])
        assert_same(whole, message(10_000, 2))

    def test_a_gap_or_an_overlap_is_no_table(self):
        parts, assembler = self.parts(), Assembler()
        short = replace(parts[0], values=parts[0].values[:-1])
        assert [assembler.add(p)[0] for p in (short, *parts[1:])] == [None] * 3

    @pytest.mark.parametrize("changes", [
        {"first_knot": 1}, {"first_knot": 2**32 - 1}, {"total_rows": 3}, {"total_rows": 0},
        {"total_rows": MOST_NUMBERS // 2 + 1}, {"total_rows": 2**32 - 1}, {"values": np.zeros((0, 2))},
        {"values": np.zeros((5, 2))},
    ], ids=str)  # fmt: skip
    def test_parts_that_fit_into_no_table_are_refused(self, changes):
        (packet,) = packets_of(message(4, 2), 11, 22)
        assembler = Assembler()
        assert assembler.add(replace(packet, **changes)) == (None, "wrong shape or type")
        assert assembler.add(packet)[0] is not None

    @pytest.mark.parametrize("phase", [6, 77, 255])
    def test_phases_that_do_not_exist_are_refused(self, phase):
        (packet,) = packets_of(message(4, 2), 11, 22)
        assert Assembler().add(replace(packet, phase=phase)) == (None, "unknown sender, phase or subject")

    def test_the_oldest_open_table_is_given_up(self):
        assembler = Assembler()
        tables = [self.parts(round=i) for i in range(MOST_OPEN + 1)]
        for parts in tables:
            for part in parts[:-1]:
                assert assembler.add(part) == (None, "")
        told = [assembler.add(parts[-1])[0] for parts in reversed(tables)]
        assert [t is None for t in told] == [False] * MOST_OPEN + [True]

    @settings(max_examples=40, deadline=None)
    @given(
        cuts=st.lists(st.integers(1, 19), max_size=5, unique=True),
        order=st.randoms(use_true_random=False),
        dual=st.booleans(),
    )
    def test_any_cut_will_do(self, cuts, order, dual):
        told = message(20, 3, dual)
        (packet,) = packets_of(told, 11, 22)
        edges = [0, *sorted(cuts), 20]
        parts = [
            replace(
                packet, first_knot=a, values=packet.values[a:b], dual=None if packet.dual is None else packet.dual[a:b]
            )
            for a, b in zip(edges, edges[1:], strict=False)
        ]
        order.shuffle(parts)
        assembler = Assembler()
        results = [assembler.add(p) for p in parts]
        assert all(r == (None, "") for r in results[:-1])
        assert_same(results[-1][0], told)
