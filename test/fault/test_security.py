"""Teams with a key among nodes that forge, replay and flood: they neither join nor are heard nor do harm."""

from __future__ import annotations

import gc
import os
import random
import stat
import sys
import tracemalloc
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from team_samples import (
    KEY,
    OTHER_KEY,
    alone,
    assert_same_plan,
    beat_of,
    condition,
    idle,
    join,
    last,
    lift,
    planning,
    reasons,
    record,
    rejections,
    secure,
    settled,
    states,
)

from l2c_planner.admm import Phase
from l2c_planner.config.network import TransportOptions
from l2c_planner.team import Loop, Member
from l2c_planner.transport import Heartbeat, Packet, Parcel, State
from l2c_planner.transport.seal import KEY_BYTES, KeyFileError, Seal, create_key, read_key

WAITS = TransportOptions(missing="wait")


class Intruder:
    """A node on the network of a team."""

    def __init__(self, loop: Loop) -> None:
        self.loop, self.end = loop, loop.network.end("intruder")
        self.sent = 0

    def send(self, *parcels: Parcel) -> None:
        """To everybody."""
        for parcel in parcels:
            self.end.send(parcel)
        self.sent += len(parcels)

    def among(self, act: Callable[[Parcel], None]) -> None:
        """Act on everything that the hosts send, right after it was sent."""
        inner = self.loop.network.carry

        def carry(sender, parcel) -> None:
            inner(sender, parcel)
            if sender is not self.end:
                act(parcel)

        self.loop.network.carry = carry


def assert_undisturbed(loop: Loop, plan: int = 1) -> None:
    """All have committed what one process finds."""
    assert set(states(loop).values()) == {State.COMMITTED}, reasons(loop)
    for member in loop.members.values():
        assert member.plan == plan
        assert_same_plan(loop.task, member.found, alone("lift"))


def changed(parcel: Parcel) -> list[Parcel]:
    """The parcel with something else in each of its fields but the tag."""
    if isinstance(parcel, Heartbeat):
        differing = {
            "sender": "quad_1" if parcel.sender != "quad_1" else "quad_2", "boot": parcel.boot ^ 1,
            "count": parcel.count + 1, "problem_hash": parcel.problem_hash ^ 1,
            "state": (parcel.state + 1) % 5, "plan": parcel.plan + 1, "wanted": parcel.wanted + 1,
            "stage": parcel.stage + 1, "round": parcel.round + 1, "phase": parcel.phase ^ 1,
            "waiting": not parcel.waiting, "peers": (*parcel.peers, ("quad_7", 7)),
        }  # fmt: skip
    else:
        values = parcel.values.copy()
        values.flat[-1] += 1e-9
        differing = {
            "sender": "quad_1" if parcel.sender != "quad_1" else "quad_2", "boot": parcel.boot ^ 1,
            "problem_hash": parcel.problem_hash ^ 1, "plan": parcel.plan + 1, "stage": parcel.stage + 1,
            "round": parcel.round + 1, "phase": parcel.phase ^ 1, "subject": parcel.subject + "0",
            "penalty": parcel.penalty + 0.5, "total_rows": parcel.total_rows + 1, "first_knot": parcel.first_knot + 1,
            "values": values, "dual": values if parcel.dual is None else None,
        }  # fmt: skip
    return [replace(parcel, **{name: value}) for name, value in differing.items()]


class TestForging:
    """Who has no key, or another one, is not heard, whatever it says."""

    @pytest.mark.parametrize("key", [None, OTHER_KEY], ids=["no key", "a key of its own"])
    def test_of_everything_that_is_sent(self, key):
        loop = secure()
        intruder, choose = Intruder(loop), random.Random(2)

        def act(parcel: Parcel) -> None:
            forged = changed(parcel)[choose.randrange(12)]
            intruder.send(Seal(key).sealed(replace(forged, tag=b"")), forged)

        intruder.among(act)
        assert loop.plan(), reasons(loop)
        assert_undisturbed(loop)
        refused = [rejections(m) for m in loop.members.values()]
        assert intruder.sent > 500 and sum(refused) > 0.9 * 3 * intruder.sent
        assert all(m.rejected["wrong tag"] > 0 for m in loop.members.values())

    def test_no_field_can_be_changed(self):
        loop = secure(options=WAITS)
        sent = record(loop)
        planning(loop, "quad_1", round=3, stage=1)
        member = loop.members["quad_0"]
        for genuine in (last(sent, "quad_1"), last(sent, "quad_1", Phase.PRIMAL)):
            assert member.seal.valid(genuine)
            for parcel in changed(genuine):
                before, count = condition(member), rejections(member)
                member.receive(parcel, loop.now)
                assert condition(member) == before and rejections(member) == count + 1, parcel
                assert not member.seal.valid(parcel)

    @pytest.mark.parametrize("bit", [0, 7, 64, 127])
    def test_no_tag_can_be_changed(self, bit):
        loop = secure()
        sent = record(loop)
        planning(loop, "quad_1", round=3, stage=1)
        member = loop.members["quad_0"]
        for genuine in (last(sent, "quad_1"), last(sent, "quad_2", Phase.PRIMAL)):
            flipped = (int.from_bytes(genuine.tag, "little") ^ 1 << bit).to_bytes(len(genuine.tag), "little")
            for tag in (flipped, b"", genuine.tag[:-1], genuine.tag + b"\0", b"\0" * 16):
                before, count = condition(member), member.rejected["wrong tag"]
                member.receive(replace(genuine, tag=tag), loop.now)
                assert condition(member) == before and member.rejected["wrong tag"] == count + 1

    def test_a_tag_of_another_packet_does_not_fit(self):
        loop = secure()
        sent = record(loop)
        assert loop.plan()
        member = loop.members["quad_0"]
        one, other = last(sent, "quad_1", Phase.PRIMAL), last(sent, "quad_2", Phase.PRIMAL)
        for parcel in (replace(one, tag=other.tag), replace(one, tag=last(sent, "quad_1").tag)):
            count = member.rejected["wrong tag"]
            member.receive(parcel, loop.now)
            assert member.rejected["wrong tag"] == count + 1

    @pytest.mark.parametrize("key", [None, OTHER_KEY], ids=["no key", "a key of its own"])
    def test_a_node_without_the_key_does_not_join(self, key):
        """It takes the place of a host, follows all rules, and waits in vain."""
        loop = secure()
        loop.kill("quad_2")
        loop.start("quad_2").seal = Seal(key)
        loop.members["quad_0"].request_plan(0.0)
        idle(loop, 5.0)
        for name in ("quad_0", "quad_1"):
            view = loop.members[name].view(loop.now)
            assert view.state is State.READY and not view.alive["quad_2"] and view.waiting_for == ("quad_2",)
        assert loop.members["quad_2"].state is not State.COMMITTED

    def test_neither_the_key_nor_what_it_signs_is_on_the_network(self):
        loop = secure()
        sent = record(loop)
        assert loop.plan()
        assert {len(p.tag) for p in sent} == {16} and len({p.tag for p in sent}) > 0.9 * len(sent)
        said = b"".join(repr(p).encode() + (p.values.tobytes() if isinstance(p, Packet) else b"") for p in sent)
        assert KEY not in said and KEY.hex().encode() not in said


class TestReplay:
    """Recorded packets are genuine, but old."""

    @staticmethod
    def recorded(plans: int = 1) -> tuple[Loop, list[Parcel]]:
        """A team after some plans, and all that it has said."""
        loop = secure()
        sent = record(loop)
        for _ in range(plans):
            assert loop.plan()
        return loop, list(sent)

    def test_to_the_team_that_sent_it(self):
        loop, sent = self.recorded()
        found = {name: m.found for name, m in loop.members.items()}
        Intruder(loop).send(*sent)
        loop.step()
        idle(loop, 1.0)
        assert {name: m.found for name, m in loop.members.items()} == found
        assert_undisturbed(loop)
        assert loop.plan(), reasons(loop)
        assert_undisturbed(loop, plan=2)

    def test_during_the_plan_that_it_was_part_of(self):
        loop = secure()
        intruder, choose, heard = Intruder(loop), random.Random(4), []

        def act(parcel: Parcel) -> None:
            heard.append(parcel)
            intruder.send(*choose.choices(heard, k=3))

        intruder.among(act)
        assert loop.plan(), reasons(loop)
        assert_undisturbed(loop)

    def test_during_the_next_plan(self):
        loop, sent = self.recorded()
        intruder, old = Intruder(loop), iter(list(sent) * 3)
        intruder.among(lambda parcel: intruder.send(*(p for p, _ in zip(old, range(3), strict=False))))
        assert loop.plan(), reasons(loop)
        assert_undisturbed(loop, plan=2)

    def test_after_a_long_time_at_work(self):
        """An old heartbeat, far behind the present one, neither ends a plan nor spoils the estimate of lost packets."""
        loop = secure()
        sent = record(loop)
        join(loop)
        idle(loop, 20.0)
        planning(loop, "quad_1", round=3, stage=1)
        Intruder(loop).send(*(p for p in sent[:20] if isinstance(p, Heartbeat)))
        loop.run(lambda: settled(loop), 10)
        assert_undisturbed(loop)

    @pytest.mark.parametrize("plans", [1, 3])
    def test_to_a_host_that_has_restarted(self, plans):
        loop, sent = self.recorded(plans)
        intruder = Intruder(loop)
        loop.start("quad_1")
        intruder.send(*sent)
        loop.step()
        member = loop.members["quad_1"]
        assert member.found is None and member.state is State.READY and member.session is None
        assert member.plan == 0 and member.wanted == 0
        join(loop)
        assert loop.plan(), reasons(loop)
        assert_undisturbed(loop, plan=plans + 1)

    def test_to_a_host_that_is_about_to_join(self):
        """At any time between its start and its first plan."""
        loop, sent = self.recorded()
        loop.start("quad_1")
        intruder = Intruder(loop)
        for _ in range(100):
            intruder.send(*sent[::7])
            loop.step()
        assert loop.plan(), reasons(loop)
        assert_undisturbed(loop, plan=2)

    def test_to_a_new_team(self):
        """Nobody of the old one is believed to be there, nor is its plan begun."""
        _, sent = self.recorded()
        loop = secure()
        for name in ("quad_1", "quad_2"):
            loop.kill(name)
        intruder, member = Intruder(loop), loop.members["quad_0"]
        for first in range(0, len(sent), 20):
            intruder.send(*sent[first : first + 20])
            loop.step()
        view = member.view(loop.now)
        assert view.state is State.READY and member.plan == 0 and member.wanted == 0
        assert view.alive == {"quad_0": True, "quad_1": False, "quad_2": False}
        assert rejections(member) > len([p for p in sent if isinstance(p, Packet) and p.sender != "quad_0"]) - 1

    def test_to_a_new_team_that_plans(self):
        _, sent = self.recorded()
        loop = secure()
        intruder, old = Intruder(loop), iter(sent)
        intruder.among(lambda parcel: intruder.send(*(p for p, _ in zip(old, range(3), strict=False))))
        assert loop.plan(), reasons(loop)
        assert_undisturbed(loop)

    def test_heartbeats_of_an_earlier_life_do_not_lock_a_host_out(self):
        """Between the first heartbeat that a starting host hears of another, and that other's answer to its own."""
        loop = secure()
        sent = record(loop)
        join(loop)
        old = last(sent, "quad_1")
        loop.start("quad_1")
        join(loop)
        restarted = loop.start("quad_0")
        heard = loop.run(lambda: restarted.peers["quad_1"].boot == loop.members["quad_1"].boot, 1)
        assert heard and not restarted.peers["quad_1"].fresh
        Intruder(loop).send(old)
        loop.step()
        join(loop)
        assert loop.plan(), reasons(loop)
        assert_undisturbed(loop)

    def test_a_dead_host_is_not_kept_alive(self):
        loop, sent = self.recorded()
        loop.kill("quad_2")
        intruder = Intruder(loop)
        old = [p for p in sent if p.sender == "quad_2" and isinstance(p, Heartbeat)]
        for _ in range(600):
            intruder.send(*old)
            loop.step()
        assert not loop.members["quad_0"].view(loop.now).alive["quad_2"]
        assert not loop.members["quad_1"].view(loop.now).alive["quad_2"]

    def test_the_boot_number_differs_at_every_start(self):
        assert len({Member(lift(), "quad_0").boot for _ in range(50)}) == 50


class TestFlood:
    PARCELS = 100_000

    def test_a_team_plans_within_bounded_memory(self):
        loop = secure()
        assert loop.plan()
        intruder, number = Intruder(loop), 0
        beat = beat_of(loop.members["quad_1"], 5)
        packet = Packet("quad_1", beat.boot, beat.problem_hash, 2, 1, 0, 0, "cable_1", 0.1, 9, 0, np.zeros((9, 17)))
        before = sum(rejections(m) for m in loop.members.values())

        def act(parcel: Parcel) -> None:
            nonlocal number
            for _ in range(200 if intruder.sent < self.PARCELS else 0):
                number += 1
                intruder.send(
                    replace(packet, plan=number % 9, subject=f"cable_{number % 7}", round=number % 50, boot=number)
                    if number % 2
                    else replace(beat, sender=f"quad_{number % 5}", boot=number, count=number, wanted=number)
                )

        intruder.among(act)
        loop.members["quad_0"].request_plan(loop.now)
        blocks = sys.getallocatedblocks()
        assert loop.run(lambda: settled(loop, 2), 30), reasons(loop)
        while intruder.sent < self.PARCELS:
            act(packet)
            loop.step()
        gc.collect()
        assert sys.getallocatedblocks() - blocks < self.PARCELS / 5  # less than one for every parcel
        assert_undisturbed(loop, plan=2)
        refused = sum(rejections(m) for m in loop.members.values()) - before
        assert intruder.sent >= self.PARCELS and refused >= 3 * self.PARCELS
        for member in loop.members.values():
            assert len(member.rejected) < 20 and member.rejected["wrong tag"] >= self.PARCELS / 5
            assert member.rejected["unknown sender"] > 0
            assert all(len(peer.counts) < 1000 and not peer.retired for peer in member.peers.values())

    def test_kinds_of_refusals_are_bounded(self):
        """Whatever is sent, it cannot choose what it is counted as."""
        member = Member(lift(), "quad_0", seal=Seal(KEY))
        for i in range(2000):
            member.receive(Heartbeat(f"quad_{i}", i, i, i, i % 9, i, i, 0, 0, 0, False), 0.0)
        assert len(member.rejected) <= 3 and sum(member.rejected.values()) == 2000

    def test_parts_of_tables_that_never_become_whole(self):
        """By a host of the team that has the key: it holds up its own plan, memory stays bounded."""
        loop = secure(options=WAITS)
        planning(loop, "quad_1", round=3, stage=1)
        member, peer = loop.members["quad_0"], loop.members["quad_1"]
        values = np.zeros((1, 1000))
        tracemalloc.start()
        try:
            for i in range(5_000):
                packet = Packet(
                    "quad_1", peer.boot, peer.hash, 1, 1, i, 0, "cable_1", 0.1, 4, 0, values.copy()
                )  # fmt: skip
                member.receive(peer.seal.sealed(packet), loop.now)
            used, _ = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
        assert used < 5e6

    def test_tables_too_long_to_be_put_together_are_refused(self):
        loop = secure(options=WAITS)
        planning(loop, "quad_1", round=3, stage=1)
        member, peer = loop.members["quad_0"], loop.members["quad_1"]
        before, count = condition(member), rejections(member)
        packet = Packet("quad_1", peer.boot, peer.hash, 1, 1, 3, 0, "cable_1", 0.1, 2**32 - 1, 0, np.zeros((4, 17)))
        member.receive(peer.seal.sealed(packet), loop.now)
        assert condition(member) == before and rejections(member) == count + 1


class TestKeyFile:
    def test_a_new_key_is_for_its_owner_only(self, tmp_path):
        old = os.umask(0)
        try:
            create_key(tmp_path / "deep" / "team.key")
        finally:
            os.umask(old)
        path = tmp_path / "deep" / "team.key"
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert len(read_key(path)) == KEY_BYTES == 32
        assert path.read_text() == read_key(path).hex() + "\n"
        assert [p.name for p in path.parent.iterdir()] == ["team.key"]

    def test_keys_differ(self, tmp_path):
        for i in range(20):
            create_key(tmp_path / f"{i}")
        assert len({read_key(tmp_path / f"{i}") for i in range(20)}) == 20

    def test_an_existing_key_is_kept(self, tmp_path):
        path = tmp_path / "team.key"
        create_key(path)
        key = read_key(path)
        with pytest.raises(KeyFileError, match="exists already"):
            create_key(path)
        assert read_key(path) == key and [p.name for p in tmp_path.iterdir()] == ["team.key"]

    def test_a_link_is_not_followed(self, tmp_path):
        (tmp_path / "team.key").symlink_to(tmp_path / "elsewhere")
        with pytest.raises(KeyFileError, match="exists already"):
            create_key(tmp_path / "team.key")
        assert not (tmp_path / "elsewhere").exists()

    def test_below_a_plain_file(self, tmp_path):
        (tmp_path / "file").write_text("")
        for act in (create_key, read_key):
            with pytest.raises(KeyFileError, match=r"file/team\.key: ") as info:
                act(tmp_path / "file" / "team.key")
            assert "\n" not in str(info.value)

    def test_a_folder_is_no_key(self, tmp_path):
        with pytest.raises(KeyFileError):
            read_key(tmp_path)
        with pytest.raises(KeyFileError):
            create_key(tmp_path)

    def test_a_missing_one(self, tmp_path):
        with pytest.raises(KeyFileError, match="l2c security create"):
            read_key(tmp_path / "team.key")

    @pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o644, 0o601])
    def test_one_that_others_may_use(self, tmp_path, mode):
        path = tmp_path / "team.key"
        create_key(path)
        path.chmod(mode)
        with pytest.raises(KeyFileError, match=f"mode {mode:o}.*chmod 600"):
            read_key(path)

    @pytest.mark.parametrize("mode", [0o600, 0o400])
    def test_one_that_its_owner_may_read(self, tmp_path, mode):
        path = tmp_path / "team.key"
        create_key(path)
        path.chmod(mode)
        assert len(read_key(path)) == 32

    @pytest.mark.parametrize(
        "content",
        [b"", b"\n", b"00" * 31, b"00" * 33, b"0" * 63, b"zz" * 32, b"\xff" * 64, bytes(32), b"00" * 32 + b"\n" + b"x",
         b"00" * 10_000, "٠".encode() * 64],
        ids=range(11),
    )  # fmt: skip
    def test_garbage(self, tmp_path, content):
        path = tmp_path / "team.key"
        path.write_bytes(content)
        path.chmod(0o600)
        with pytest.raises(KeyFileError, match="no team key, which is 64 hexadecimal digits"):
            read_key(path)
