"""What every transport must do, and how the one that fails on purpose fails."""

from __future__ import annotations

import numpy as np
import pytest

from l2c_planner.config.network import FaultOptions
from l2c_planner.transport import Faulty, Heartbeat, Network, Packet, Transport

NAMES = ("a", "b", "c")


class Clock:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def memory(network: Network, name: str, clock: Clock) -> Transport:
    return network.end(name)


def harmless(network: Network, name: str, clock: Clock) -> Transport:
    return Faulty(network.end(name), FaultOptions(), name, clock)


def beat(number: int, sender: str = "a") -> Heartbeat:
    return Heartbeat(sender, 1, number, 2, 0, 0, 0, 0, 0, 0, False)


def packet(sender: str = "a") -> Packet:
    return Packet(sender, 1, 2, 1, 0, 0, 0, "load", 0.1, 2, 0, np.ones((2, 3)))


@pytest.fixture(params=[memory, harmless])
def ends(request) -> dict[str, Transport]:
    network, clock = Network(), Clock()
    return {name: request.param(network, name, clock) for name in NAMES}


class TestEveryTransport:
    def test_all_others_receive_what_is_sent(self, ends):
        parcels = [beat(0), packet(), beat(1)]
        for parcel in parcels:
            ends["a"].send(parcel)
        for name in ("b", "c"):
            arrived = ends[name].poll()
            assert len(arrived) == 3 and all(x is y for x, y in zip(arrived, parcels, strict=True))

    def test_nobody_receives_what_it_sends(self, ends):
        ends["a"].send(beat(0))
        assert ends["a"].poll() == []

    def test_everything_arrives_once(self, ends):
        ends["a"].send(beat(0))
        assert len(ends["b"].poll()) == 1 and ends["b"].poll() == []

    def test_parcels_of_a_sender_stay_in_order(self, ends):
        for number in range(50):
            ends["ab"[number % 2]].send(beat(number, "ab"[number % 2]))
        counts = [p.count for p in ends["c"].poll()]
        assert counts == list(range(50))

    def test_sending_does_not_wait_for_receivers(self, ends):
        for number in range(10_000):
            ends["a"].send(beat(number))
        assert len(ends["b"].poll()) == 10_000

    def test_peers_are_the_others(self, ends):
        assert sorted(ends["b"].peers) == ["a", "c"]

    def test_polling_in_the_midst_of_sending(self, ends):
        ends["a"].send(beat(0))
        first = ends["b"].poll()
        ends["a"].send(beat(1))
        assert [p.count for p in first + ends["b"].poll()] == [0, 1]


class TestNetwork:
    def test_an_end_that_was_removed_neither_sends_nor_receives(self):
        network = Network()
        a, b = network.end("a"), network.end("b")
        network.remove("a")
        a.send(beat(0))
        b.send(beat(1, "b"))
        assert a.poll() == b.poll() == [] and network.names() == ("b",) and b.peers == ()
        network.remove("a")

    def test_a_new_end_cuts_off_the_one_that_had_its_name(self):
        network = Network()
        old, b = network.end("a"), network.end("b")
        b.send(beat(0, "b"))
        new = network.end("a")
        assert new.poll() == []
        old.send(beat(1))
        assert b.poll() == []
        new.send(beat(2))
        b.send(beat(3, "b"))
        assert [p.count for p in b.poll()] == [2] and [p.count for p in new.poll()] == [3]


def run(name: str = "b", parcels: int = 2000, step: float = 0.001, **faults) -> list[tuple[int, float]]:
    """Counts and times of what arrives at an end if a parcel is sent at every step."""
    network, clock = Network(), Clock()
    sender = network.end("a")
    end = Faulty(network.end(name), FaultOptions(**faults), name, clock)
    arrived = []
    for number in range(parcels):
        clock.now = number * step
        sender.send(beat(number))
        arrived += [(p.count, clock.now) for p in end.poll()]
    for _ in range(1000):
        clock.now += 0.01
        arrived += [(p.count, clock.now) for p in end.poll()]
    return arrived


KINDS = [{"loss": 0.3}, {"duplicate": 0.3}, {"reorder": 0.3}, {"delay": 0.05},
         {"loss": 0.2, "delay": 0.02, "duplicate": 0.2, "reorder": 0.2}]  # fmt: skip
every_kind = pytest.mark.parametrize("faults", KINDS, ids=lambda kind: "-".join(kind))


@every_kind
class TestSeed:
    def test_the_same_seed_gives_the_same_faults(self, faults):
        assert run(seed=5, **faults) == run(seed=5, **faults)

    def test_another_seed_gives_others(self, faults):
        assert run(seed=5, **faults) != run(seed=6, **faults)

    def test_every_end_has_faults_of_its_own(self, faults):
        assert run("b", seed=5, **faults) != run("c", seed=5, **faults)


class TestFaults:
    @pytest.mark.parametrize("loss", [0.1, 0.2, 0.5])
    def test_loss_is_as_large_as_asked_for(self, loss):
        arrived = [count for count, _ in run(parcels=10_000, loss=loss)]
        assert len(arrived) == pytest.approx(10_000 * (1 - loss), abs=4 * (10_000 * loss * (1 - loss)) ** 0.5)
        assert arrived == sorted(set(arrived))

    def test_loss_has_no_pattern(self):
        """Two in a row are lost as often as chance has it."""
        arrived = {count for count, _ in run(parcels=10_000, loss=0.3)}
        both = sum(n not in arrived and n + 1 not in arrived for n in range(9_999))
        assert both == pytest.approx(0.09 * 10_000, rel=0.2)

    def test_all_or_nothing(self):
        assert run(loss=1.0) == [] and len(run(loss=0.0)) == 2000

    def test_duplicates_are_as_many_as_asked_for(self):
        arrived = [count for count, _ in run(parcels=10_000, duplicate=0.25)]
        assert len(arrived) == pytest.approx(12_500, abs=200)
        assert set(arrived) == set(range(10_000)) and max(arrived.count(n) for n in range(100)) == 2

    def test_delays_are_even_and_bounded(self):
        arrived = run(delay=0.05)
        late = np.array([time - 0.001 * count for count, time in arrived])
        assert len(late) == 2000 and late.min() >= 0 and late.max() < 0.05 + 0.011
        assert late.mean() == pytest.approx(0.025, abs=0.004)

    def test_reordering_lets_later_ones_overtake(self):
        counts = [count for count, _ in run(parcels=2000, reorder=0.2)]
        assert sorted(counts) == list(range(2000))
        overtaken = sum(a > b for a, b in zip(counts, counts[1:], strict=False))
        assert overtaken > 100

    def test_nothing_is_changed(self):
        network, clock = Network(), Clock()
        sender, end = network.end("a"), Faulty(network.end("b"), FaultOptions(duplicate=1.0), "b", clock)
        parcel = packet()
        sender.send(parcel)
        assert [p is parcel for p in end.poll()] == [True, True]

    def test_what_is_late_arrives_even_if_nothing_more_is_sent(self):
        network, clock = Network(), Clock()
        sender, end = network.end("a"), Faulty(network.end("b"), FaultOptions(delay=10.0), "b", clock)
        for number in range(20):
            sender.send(beat(number))
        at_once = end.poll()
        clock.now = 10.0
        assert len(at_once) < 5 and sorted(p.count for p in at_once + end.poll()) == list(range(20))

    def test_senders_have_no_faults(self):
        network, clock = Network(), Clock()
        end, other = Faulty(network.end("a"), FaultOptions(loss=1.0), "a", clock), network.end("b")
        end.send(beat(0))
        assert len(other.poll()) == 1
