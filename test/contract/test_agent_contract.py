"""What every agent behind `outbox, receive, ready, step` must do, whoever carries its messages."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

import numpy as np
import pytest
from agent_samples import HOSTS, assert_same_bits, asynchronous, deliver, make_hosts, sent_by, state_of

from l2c_planner.admm import ROUND, Message, Phase, run_round

ROUNDS = 6
"""Enough for parameters that follow the plan to be renewed once."""
SPLITS = [(team, count) for team, counts in HOSTS.items() for count in counts]
every_split = pytest.mark.parametrize(("team", "count"), SPLITS)
several = pytest.mark.parametrize(("team", "count"), [(team, count) for team, count in SPLITS if count > 1])
small = pytest.mark.parametrize(("team", "count"), [("pair", 2), ("triangle", 2), ("triangle", 3)])
every_team = pytest.mark.parametrize("team", list(HOSTS))


@lru_cache
def alone(team: str) -> dict[str, np.ndarray]:
    """State of a team after the rounds, all agents on one host."""
    (host,) = make_hosts(team, 1)
    for _ in range(ROUNDS):
        run_round([host])
    return state_of(host)


class TestStart:
    @small
    def test_nothing_to_send_and_ready_for_the_first_phase(self, team, count):
        for host in make_hosts(team, count):
            assert host.outbox() == [] and host.ready()
            assert (host.round, host.phase) == (0, Phase.PRIMAL)

    @every_team
    def test_the_states_are_the_initial_ones_after_the_first_phase(self, team):
        (host,) = make_hosts(team, 1)
        host.step()
        for c in host.problem.classes:
            np.testing.assert_array_equal(host.problem.split(host.team)[c.name][0][:, 0], c.initial)


class TestRound:
    @every_team
    def test_phases_follow_each_other(self, team):
        (host,) = make_hosts(team, 1)
        phases = [host.step() for _ in range(6) if host.ready()]
        assert phases == [Phase.PRIMAL, Phase.COPY, Phase.DUAL] * 2
        assert (host.round, host.phase) == (2, Phase.PRIMAL)

    @small
    def test_messages_are_tagged_and_sent_once(self, team, count):
        hosts = make_hosts(team, count, plan=7)
        for phase in (Phase.PRIMAL, Phase.COPY):
            sent = [sent_by(host) for host in hosts]
            for host, messages in zip(hosts, sent, strict=True):
                assert all(isinstance(m, Message) for m in messages)
                assert {(m.sender, m.plan, m.round, m.phase) for m in messages} <= {(host.name, 7, 0, phase)}
                assert host.outbox() == []
            deliver([m for messages in sent for m in messages], hosts)
        assert [sent_by(host) for host in hosts] == [[] for _ in hosts]

    @every_split
    def test_every_agent_and_every_item_is_sent_by_exactly_one_host(self, team, count):
        hosts = make_hosts(team, count)
        problem = hosts[0].problem
        primal = [m for host in hosts for m in sent_by(host)]
        assert sorted(m.subject for m in primal) == sorted(problem.agents)
        deliver(primal, hosts)
        copies = [m for host in hosts for m in sent_by(host)]
        for coupling in problem.couplings:
            assert sum(len(m.values) for m in copies if m.subject == coupling.name) == coupling.groups * problem.knots

    @every_team
    def test_messages_do_not_change_when_the_host_goes_on(self, team):
        (host,) = make_hosts(team, 1)
        sent = sent_by(host) + sent_by(host)
        before = [m.values.copy() for m in sent]
        host.step()
        run_round([host])
        for message, values in zip(sent, before, strict=True):
            np.testing.assert_array_equal(message.values, values)


class TestSplitting:
    """It does not matter, to the last bit, which host does what."""

    @several
    def test_lock_step_gives_the_bits_of_one_host(self, team, count):
        hosts = make_hosts(team, count)
        for _ in range(ROUNDS):
            run_round(hosts)
        for host in hosts:
            assert_same_bits(state_of(host), alone(team))
            assert not host.rejected

    @several
    def test_any_order_of_steps_and_arrivals_gives_the_bits_of_one_host(self, team, count):
        """With every third message arriving twice or more often."""
        hosts = make_hosts(team, count)
        asynchronous(hosts, ROUNDS, seed=11, duplicates=0.3)
        for host in hosts:
            assert_same_bits(state_of(host), alone(team))
            assert set(host.rejected) <= {"late"}


class TestReady:
    @small
    def test_waits_for_every_single_message(self, team, count):
        hosts = make_hosts(team, count)
        first, others = hosts[0], hosts[1:]
        for _ in (Phase.PRIMAL, Phase.COPY):
            first_sent = sent_by(first)
            sent = [m for host in others for m in sent_by(host)]
            for message in sent:
                assert not first.ready()
                first.receive(message)
            assert first.ready()
            deliver(first_sent + sent, others)

    @small
    def test_early_messages_are_kept(self, team, count):
        """The others run ahead by a whole phase of the next round while the first host has not begun."""
        hosts, reference = make_hosts(team, count), make_hosts(team, count)
        run_round(reference)
        first, ahead, kept = hosts[0], make_hosts(team, count), []
        for _ in ROUND:
            kept += (sent := [m for host in ahead for m in sent_by(host)])
            deliver(sent, ahead)
        kept += [m for host in ahead for m in sent_by(host)]
        deliver(reversed(kept), [first])
        assert (first.round, first.phase) == (0, Phase.PRIMAL) and not first.rejected
        for _ in ROUND:
            assert first.ready()
            first.step()
        assert_same_bits(state_of(first), state_of(reference[0]))
        first.step()
        assert first.ready(), "the early messages of round 1 have arrived already"


class TestDropped:
    """Messages of no use do not make a host ready, and are counted."""

    @pytest.fixture
    def pair(self):
        """Two hosts after a round, and the messages of the second one's next phase."""
        first, second = make_hosts("pair", 2)
        run_round([first, second])
        first.step()
        first.outbox()
        return first, sent_by(second)

    def test_late(self, pair):
        first, sent = pair
        for message in sent:
            first.receive(replace(message, round=0))
        assert not first.ready() and first.rejected == {"late": len(sent)}

    def test_of_a_phase_that_is_over(self, pair):
        first, sent = pair
        deliver(sent, [first])
        first.step()
        deliver(sent, [first])
        assert not first.ready() and first.rejected == {"late": len(sent)}

    @pytest.mark.parametrize("plan", [1, -1])
    def test_of_another_plan(self, pair, plan):
        first, sent = pair
        for message in sent:
            first.receive(replace(message, plan=plan))
        assert not first.ready() and first.rejected == {"other plan or stage": len(sent)}

    def test_own(self, pair):
        first, sent = pair
        for message in sent:
            first.receive(replace(message, sender=first.name))
        assert not first.ready() and not first.rejected

    def test_good_ones_still_count_afterwards(self, pair):
        first, sent = pair
        for message in sent:
            first.receive(replace(message, plan=3))
            first.receive(message)
        assert first.ready()
