"""What a host believes of another: never what was recorded, always what answers to it."""

from __future__ import annotations

import random

import pytest

from l2c_planner.team.peer import WINDOW, Peer
from l2c_planner.transport import Heartbeat

ME = ("me", 1)


def beat(boot: int, count: int, *peers: tuple[str, int]) -> Heartbeat:
    return Heartbeat("it", boot, count, 0, 0, 0, 0, 0, 0, 0, False, peers)


def hear(peer: Peer, heartbeat: Heartbeat, now: float = 0.0) -> str:
    return peer.hear(heartbeat, *ME, now)


@pytest.fixture
def known() -> Peer:
    """A peer in its second life (boot 20), counted up to 500."""
    peer = Peer("it")
    hear(peer, beat(10, 0, ME))
    for count in range(350, 501):
        hear(peer, beat(20, count, ME), count / 20)
    return peer


class TestBelief:
    def test_nobody_is_there_at_first(self):
        peer = Peer("it")
        assert not peer.fresh and not peer.known and not peer.alive(0.0, 1.0) and peer.lossy(0.0) is None

    def test_only_who_repeats_the_own_number_is_believed(self):
        peer = Peer("it")
        for stranger in [(), (("me", 2),), (("you", 1),), (("it", 10),)]:
            assert hear(peer, beat(10, 0, *stranger)) == "" and not peer.fresh and not peer.alive(0.0, 1.0)
        assert hear(peer, beat(10, 1, ("you", 5), ME)) == "" and peer.fresh and peer.known

    def test_it_stays_believed_until_it_restarts(self):
        peer = Peer("it")
        hear(peer, beat(10, 0, ME))
        assert hear(peer, beat(10, 1), 1.0) == "" and peer.fresh and peer.heard == 1.0
        assert hear(peer, beat(20, 0)) == "not introduced" and peer.boot == 10
        assert hear(peer, beat(20, 1, ME), 2.0) == "" and peer.boot == 20 and peer.fresh and peer.beat.count == 1

    def test_it_is_alive_as_long_as_it_is_heard(self):
        peer = Peer("it")
        hear(peer, beat(10, 0, ME), 5.0)
        assert peer.alive(5.8, 0.8) and not peer.alive(5.9, 0.8)
        hear(peer, beat(10, 1), 5.9)
        assert peer.alive(6.6, 0.8)


class TestReplay:
    def test_an_earlier_life_never_counts_again(self, known):
        for replayed in (beat(10, 0, ME), beat(10, 10_000, ME), beat(10, 1)):
            assert hear(known, replayed, 99.0) == "replayed"
        assert known.boot == 20 and known.heard == 25.0 and known.beat.count == 500

    @pytest.mark.parametrize("count", [0, 1, 100, 500 - WINDOW])
    def test_an_old_heartbeat_changes_nothing(self, known, count):
        before = set(known.counts)
        assert hear(known, beat(20, count, ME), 99.0) == "replayed"
        assert known.counts == before and known.heard == 25.0 and known.lossy(0.01) is None

    @pytest.mark.parametrize("count", [500, 499, 500 - WINDOW + 1])
    def test_one_that_was_overtaken_is_no_news(self, known, count):
        assert hear(known, beat(20, count, ME), 99.0) == ""
        assert known.heard == 25.0 and known.beat.count == 500

    def test_of_an_earlier_life_at_the_start_does_not_lock_the_present_one_out(self):
        """Heard, not yet believed; then a recorded one; then the true one again."""
        peer = Peer("it")
        hear(peer, beat(20, 7))
        hear(peer, beat(10, 3, ("me", 99)))
        assert hear(peer, beat(20, 8, ME), 1.0) == ""
        assert peer.boot == 20 and peer.alive(1.0, 1.0)

    def test_any_mixture_at_the_start_ends_with_the_living_one(self):
        for seed in range(50):
            choose, peer = random.Random(seed), Peer("it")
            for count in range(20):
                if choose.random() < 0.6:
                    hear(peer, beat(choose.choice([10, 11, 20]), choose.randrange(count + 1), ("me", 99)))
                else:
                    hear(peer, beat(20, 100 + count))
            hear(peer, beat(20, 200, ME), 1.0)
            hear(peer, beat(20, 201, ME), 1.0)
            assert peer.boot == 20 and peer.alive(1.0, 1.0), seed

    def test_memory_of_an_endless_life_is_bounded(self):
        peer = Peer("it")
        for count in range(5000):
            hear(peer, beat(10, count, ME))
            hear(peer, beat(10, count // 2, ME))
        assert len(peer.counts) <= WINDOW


class TestLoss:
    @staticmethod
    def heard(share: float, count: int, seed: int = 0) -> Peer:
        choose, peer = random.Random(seed), Peer("it")
        for number in range(count):
            if number == 0 or choose.random() >= share:
                hear(peer, beat(10, number, ME), number / 20)
        return peer

    @pytest.mark.parametrize("seed", range(10))
    def test_a_good_link_is_never_called_bad(self, seed):
        for share in (0.0, 0.1, 0.2):
            for count in (10, 40, 100, 1000):
                assert self.heard(share, count, seed).lossy(0.3) is None, (share, count)

    @pytest.mark.parametrize("seed", range(10))
    def test_a_bad_link_is_found_and_its_loss_estimated(self, seed):
        share = self.heard(0.5, 400, seed).lossy(0.3)
        assert share == pytest.approx(0.5, abs=0.15)  # 150 heartbeats: a standard deviation is 0.04

    def test_few_heartbeats_say_nothing(self):
        peer = Peer("it")
        hear(peer, beat(10, 0, ME))
        hear(peer, beat(10, 25, ME))
        assert peer.lossy(0.3) is None

    def test_order_does_not_matter(self):
        ordered, shuffled = Peer("it"), Peer("it")
        numbers = [n for n in range(100) if n % 3]
        for number in numbers:
            hear(ordered, beat(10, number, ME))
        for i in range(0, len(numbers), 2):
            for number in reversed(numbers[i : i + 2]):
                hear(shuffled, beat(10, number, ME))
        assert ordered.counts == shuffled.counts and ordered.lossy(0.1) == shuffled.lossy(0.1)

    def test_a_restart_starts_a_new_estimate(self):
        peer = self.heard(0.6, 400)
        assert peer.lossy(0.3)
        hear(peer, beat(20, 0, ME))
        assert peer.lossy(0.3) is None and peer.counts == {0}
