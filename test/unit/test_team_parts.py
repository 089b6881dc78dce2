"""The parts of a host, each by itself: what it plans, what it lets in and sends, what it does about who lies."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from team_samples import KEY, OTHER_KEY, join, last, lift, planning, record, stand_ins, swarm

from l2c_planner.admm.message import Message, Phase
from l2c_planner.config.network import TransportOptions
from l2c_planner.plan import problem_hash
from l2c_planner.team import Loop, Member, Roster
from l2c_planner.team.company import Company
from l2c_planner.team.gate import Gate
from l2c_planner.team.judge import Judge
from l2c_planner.team.query import Query
from l2c_planner.team.suspicion import TRIES
from l2c_planner.transport import Heartbeat, Packet, State
from l2c_planner.transport.seal import Seal
from l2c_planner.tuning.learned import shipped


class TestQuery:
    def test_networks_wait_until_they_are_taken_over(self):
        query = Query(lift())
        query.retune(shipped())
        assert (query.learned, query.hash) == (None, problem_hash(lift()))
        query.take_over()
        assert (query.learned, query.upcoming, query.hash) == (shipped(), None, problem_hash(lift(), shipped()))

    def test_networks_for_another_kind_of_task_are_refused_and_do_not_wait(self):
        query = Query(swarm())
        with pytest.raises(ValueError):
            query.retune(shipped())
        assert query.upcoming is None
        with pytest.raises(ValueError):
            Query(swarm(), shipped())


def gate(name: str, boot: int, seal: Seal | None = None) -> Gate:
    return Gate(Company(name, boot, Roster.of(lift()), TransportOptions()), 77, seal or Seal(KEY))


def acquainted(first: Gate, second: Gate) -> None:
    """Each has heard its own boot number from the other."""
    for listener, speaker in ((first, second), (second, first)):
        me, other = listener.company, speaker.company
        beat = Heartbeat(other.name, other.boot, 1, 77, 0, 0, 0, 0, 0, 0, False, peers=((me.name, me.boot),))
        assert listener.admit(speaker.seal.sealed(beat), 0.0) is not None


def message(rows: int = 3) -> Message:
    return Message("quad_1", 1, 0, 0, Phase.PRIMAL, "cable_1", np.arange(2.0 * rows).reshape(rows, 2))


class TestGate:
    def test_what_one_sends_another_lets_in(self):
        here, there = gate("quad_0", 5), gate("quad_1", 6)
        acquainted(here, there)
        packets = there.send(message(6000), times=2)
        sent = there.outbox()
        assert len(packets) == 2 and sent == packets * 2 and there.outbox() == []
        assert {(p.boot, p.problem_hash) for p in sent} == {(6, 77)}
        news = [here.admit(packet, 0.0) for packet in packets]
        assert news[0] is None and news[1].values.tobytes() == message(6000).values.tobytes() and not here.rejected

    def test_packets_that_are_sent_again_are_the_same(self):
        there = gate("quad_1", 6)
        packets = there.send(message())
        there.outbox()
        there.again(packets)
        assert there.outbox() == packets

    def test_another_problem_is_told_with_its_own_hash_and_does_not_count_what_was_lost(self):
        here, there = gate("quad_0", 5), gate("quad_1", 6)
        acquainted(here, there)
        there.change(78)
        (packet,) = there.send(message())
        assert packet.problem_hash == 78 and here.admit(packet, 0.0) is None
        assert here.rejected == {"other problem": 1} and here.strangers(0.1).startswith("quad_1: ")
        assert not any(peer.counts for peer in there.company.peers.values())
        assert here.company.peers["quad_1"].counts

    def test_a_host_that_nobody_believes_is_not_let_in_and_only_its_packets_are_counted(self):
        here, there = gate("quad_0", 5), gate("quad_1", 6)
        acquainted(here, there)
        here.company.trust.doubt("quad_1", 6, "seen here")
        beat = Heartbeat("quad_1", 6, 2, 77, 0, 0, 0, 0, 0, 0, False, peers=(("quad_0", 5),))
        assert here.admit(there.seal.sealed(beat), 0.1) is not None, "not yet"
        here.company.trust._accusers["quad_1", 6].add("quad_2")
        assert here.admit(there.seal.sealed(replace(beat, count=3)), 0.2) is None and not here.rejected
        assert here.admit(there.send(message())[0], 0.2) is None and here.rejected == {"not believed": 1}

    def test_what_is_refused_for_no_reason_is_not_counted(self):
        here = gate("quad_0", 5)
        here.refuse("")
        here.refuse("late")
        assert here.rejected == {"late": 1}

    def test_other_keys_are_refused(self):
        here, there = gate("quad_0", 5), gate("quad_1", 6)
        acquainted(here, there)
        assert here.admit(gate("quad_1", 6, Seal(OTHER_KEY)).send(message())[0], 0.0) is None
        assert here.rejected == {"wrong tag": 1}


class TestSuspicion:
    class Accuser(Judge):
        """Calls two hosts liars once a plan is at work."""

        def late_lies(self, attempt):
            yield "quad_1", "it lies"
            yield "quad_2", "it lies too"

    def test_of_lies_found_late_the_first_ends_the_plan_without_a_vote(self):
        loop = Loop(stand_ins(), TransportOptions(lost="hold"))
        join(loop)
        planning(loop, "quad_0")
        sent, host = record(loop), loop.members["quad_0"]
        host.suspicion.judge = self.Accuser()
        assert loop.run(lambda: host.state is State.HOLD, 1.0)
        assert host.reason == "quad_1 is not believed: it lies"
        assert {name for name, _ in host.company.trust.reasons} == {"quad_1"}
        loop.step()
        assert last(sent, "quad_0", Phase.ACCEPT).subject == "doubt/quad_1"
        assert not any(isinstance(p, Packet) and p.subject == "plan" and p.sender == "quad_0" for p in sent)

    def test_plans_end_over_doubts_only_so_often_in_a_row(self):
        loop = Loop(stand_ins(), TransportOptions(lost="continue"))
        join(loop)
        host = loop.members["quad_0"]
        host.suspicion.judge = self.Accuser()
        host.request_plan(loop.now)
        assert loop.run(lambda: host.state is State.HOLD and host.wanted <= host.plan, 10.0)
        loop.run(lambda: False, 2.0)
        assert host.state is State.HOLD and host.plan == TRIES == host.standing.disbelieved
        host.suspicion.judge = Judge()
        host.request_plan(loop.now)
        assert loop.run(lambda: host.state is State.COMMITTED, 10.0) and host.standing.disbelieved == 0


def test_what_the_shell_gives_a_host_may_be_replaced():
    member = Member(lift(), "quad_0", clock=lambda: 1.0)
    assert member.clock() == 1.0
    member.clock = lambda: 2.0
    assert member.shell.clock() == 2.0
    with pytest.raises(AttributeError):
        member.state = State.HOLD
