"""Tags: keyed BLAKE2 over everything that a parcel says; equal tags only for equal parcels."""

from __future__ import annotations

from dataclasses import fields, replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from team_samples import KEY, OTHER_KEY

from l2c_planner.transport import Heartbeat, Packet
from l2c_planner.transport.announcement import Announcement
from l2c_planner.transport.seal import TAG_BYTES, Seal

PACKET = Packet("quad_1", 7, 8, 1, 1, 3, 0, "load", 0.1, 2, 0, np.arange(6.0).reshape(2, 3))
BEAT = Heartbeat(
    "quad_1", 7, 5, 8, 1, 1, 1, 0, 3, 1, False, (("quad_0", 3), ("quad_2", 4)), (1.0, 2, 3, 4, 5, 6, 7), 1.0
)
OTHERS = {
    PACKET: {
        "sender": "quad_2", "boot": 2**64 - 1, "problem_hash": 9, "plan": 2**32 - 1, "stage": 2, "round": 4, "phase": 1,
        "subject": "cable_0", "penalty": 0.2, "total_rows": 3, "first_knot": 1,
        "values": np.nextafter(PACKET.values, 9.0), "dual": PACKET.values,
    },
    BEAT: {
        "sender": "quad_2", "boot": 8, "count": 2**64 - 1, "problem_hash": 9, "state": 2, "plan": 2, "wanted": 2,
        "stage": 1, "round": 4, "phase": 2, "waiting": True, "peers": (("quad_0", 3), ("quad_2", 5)),
        "located": (1.0, 2.0, 3.0, 4.0, 5.0, 6.0, np.nextafter(7.0, 8.0)),
        "flight": np.nextafter(1.0, 2.0),
    },
}  # fmt: skip
PEERS = st.lists(st.tuples(st.text(max_size=3), st.integers(0, 2**64 - 1)), max_size=3, unique=True)
CASES = [(parcel, name) for parcel, changes in OTHERS.items() for name in changes]


def test_every_field_has_a_case():
    for parcel, changes in OTHERS.items():
        assert {f.name for f in fields(parcel)} == {*changes, "tag"}


@pytest.mark.parametrize("parcel", [PACKET, BEAT], ids=["packet", "heartbeat"])
class TestSeal:
    def test_own_tag_is_valid(self, parcel):
        sealed = Seal(KEY).sealed(parcel)
        assert len(sealed.tag) == TAG_BYTES == 16 and Seal(KEY).valid(sealed)
        assert replace(sealed, tag=b"") is not parcel and parcel.tag == b""

    def test_no_tag_and_other_keys_are_not(self, parcel):
        assert not Seal(KEY).valid(parcel)
        assert not Seal(KEY).valid(Seal(OTHER_KEY).sealed(parcel))
        almost = bytes([KEY[0] ^ 1]) + KEY[1:]
        assert not Seal(KEY).valid(Seal(almost).sealed(parcel))

    def test_without_a_key_all_is_valid_and_untagged(self, parcel):
        assert Seal().sealed(parcel).tag == b"" and Seal().valid(parcel)
        assert Seal().valid(replace(parcel, tag=b"anything"))

    def test_the_tag_is_that_of_the_content(self, parcel):
        assert Seal(KEY).sealed(parcel).tag == Seal(KEY).sealed(replace(parcel, tag=b"old")).tag


@pytest.mark.parametrize(("parcel", "name"), CASES, ids=[f"{type(p).__name__}-{n}" for p, n in CASES])
def test_every_field_counts(parcel, name):
    changed = replace(parcel, **{name: OTHERS[parcel][name]})
    assert Seal(KEY).sealed(changed).tag != Seal(KEY).sealed(parcel).tag


class TestAnnouncement:
    ANNOUNCEMENT = Announcement(5, "ab", 3, b"networks")

    def test_is_sealed(self):
        sealed = Seal(KEY).sealed(self.ANNOUNCEMENT)
        assert Seal(KEY).valid(sealed) and not Seal(KEY).valid(self.ANNOUNCEMENT)
        assert not Seal(bytes(32)).valid(sealed)

    @pytest.mark.parametrize(
        "changes", [{"number": 6}, {"digest": "ac"}, {"steps": 4}, {"networks": b"Networks"}, {"networks": b""}]
    )
    def test_nothing_of_it_can_be_changed(self, changes):
        assert not Seal(KEY).valid(replace(Seal(KEY).sealed(self.ANNOUNCEMENT), **changes))


class TestBoundaries:
    """What is said cannot move from one field to the next."""

    @staticmethod
    def differ(first, second) -> bool:
        return Seal(KEY).sealed(first).tag != Seal(KEY).sealed(second).tag

    def test_of_names(self):
        assert self.differ(replace(PACKET, sender="ab", subject="c"), replace(PACKET, sender="a", subject="bc"))
        assert self.differ(replace(BEAT, peers=(("a", 1), ("b", 2))), replace(BEAT, peers=(("ab", 1), ("", 2))))
        assert self.differ(replace(BEAT, peers=(("a", 1), ("b", 2))), replace(BEAT, peers=(("b", 1), ("a", 2))))
        assert self.differ(replace(BEAT, peers=()), replace(BEAT, peers=(("", 0),)))

    def test_of_shapes(self):
        assert self.differ(PACKET, replace(PACKET, values=PACKET.values.reshape(3, 2)))
        assert self.differ(PACKET, replace(PACKET, values=PACKET.values.reshape(1, 6)))

    def test_of_values_and_multipliers(self):
        table = np.zeros((2, 3))
        assert self.differ(replace(PACKET, values=table, dual=None), replace(PACKET, values=table, dual=table))

    def test_of_signed_zeros_and_of_numbers_that_are_none(self):
        assert self.differ(replace(PACKET, values=np.zeros((1, 1))), replace(PACKET, values=-np.zeros((1, 1))))
        assert Seal(KEY).valid(Seal(KEY).sealed(replace(PACKET, values=np.full((1, 1), np.nan), penalty=np.nan)))

    def test_a_table_in_another_order_of_memory_is_the_same_table(self):
        fortran = np.asfortranarray(PACKET.values)
        assert not self.differ(PACKET, replace(PACKET, values=fortran))
        wide = np.zeros((4, 6))
        wide[::2, ::2] = PACKET.values
        assert not self.differ(PACKET, replace(PACKET, values=wide[::2, ::2]))

    @settings(max_examples=60, deadline=None)
    @given(names=PEERS, others=PEERS)
    def test_of_peers(self, names, others):
        without_breaks = not any("\n" in name for name, _ in names + others)
        if names != others and without_breaks:
            assert self.differ(replace(BEAT, peers=tuple(names)), replace(BEAT, peers=tuple(others)))
