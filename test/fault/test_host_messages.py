"""Hosts under bad networks and garbage: nothing raises, nothing wrong is taken in, and what is repeated heals."""

from __future__ import annotations

import random
from dataclasses import replace

import numpy as np
import pytest
from agent_samples import assert_same_bits, asynchronous, deliver, make_hosts, sent_by, state_of
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as nps

from l2c_planner.admm import Message, Phase, run_round

ROUNDS, TEAM = 4, "triangle"


@pytest.fixture(scope="module")
def expected():
    """State after the rounds, nothing lost."""
    hosts = make_hosts(TEAM, 3)
    for _ in range(ROUNDS):
        run_round(hosts)
    return state_of(hosts[0])


class TestNetwork:
    @pytest.mark.parametrize("seed", range(4))
    def test_delay_reordering_and_duplicates(self, seed, expected):
        hosts = make_hosts(TEAM, 3)
        asynchronous(hosts, ROUNDS, seed, duplicates=0.3)
        for host in hosts:
            assert_same_bits(state_of(host), expected)

    @pytest.mark.parametrize("loss", [0.1, 0.5])
    def test_lost_messages_stop_the_team_until_they_are_sent_again(self, loss, expected):
        hosts, choose, sent = make_hosts(TEAM, 3), random.Random(5), []
        for _ in range(2000):
            for host in hosts:
                if host.round < ROUNDS and host.ready():
                    sent += sent_by(host)
            deliver([m for m in sent if choose.random() > loss], hosts)
            if all(host.round == ROUNDS for host in hosts):
                break
        for host in hosts:
            assert_same_bits(state_of(host), expected)

    def test_one_lost_message_is_enough_to_wait(self):
        hosts = make_hosts(TEAM, 3)
        sent = [m for host in hosts for m in sent_by(host)]
        lost = next(m for m in sent if m.sender == "host_1")
        deliver([m for m in sent if m is not lost], hosts)
        assert [host.ready() for host in hosts] == [False, True, False]
        deliver([lost], hosts)
        assert all(host.ready() for host in hosts)

    def test_a_late_joiner_catches_up_with_what_was_kept_for_it(self, expected):
        """The others wait for it, so all it needs is their messages of the present phase."""
        early, joiner = make_hosts(TEAM, 3), make_hosts(TEAM, 3)[2]
        waiting = [m for host in early[:2] for m in sent_by(host)]
        deliver(waiting, early[:2])
        assert not any(host.ready() for host in early[:2])
        deliver(waiting, [joiner])
        deliver(sent_by(joiner), early[:2])
        team = [*early[:2], joiner]
        for host in team:
            assert host.ready()
        for phase in (Phase.COPY, Phase.DUAL):
            deliver([m for host in team for m in sent_by(host)], team)
            assert all(host.phase == (phase + 1) % 3 for host in team)
        for _ in range(ROUNDS - 1):
            run_round(team)
        assert_same_bits(state_of(joiner), expected)

    def test_messages_of_an_earlier_plan_do_not_mix_in(self):
        old, new, clean = make_hosts("pair", 2, plan=1), make_hosts("pair", 2, plan=2), make_hosts("pair", 2, plan=2)
        for _ in range(3):
            stray = [m for host in old for m in sent_by(host)]
            deliver(stray, [*old, *new])
            deliver([m for host in new for m in sent_by(host)], new)
            deliver([m for host in clean for m in sent_by(host)], clean)
        assert_same_bits(state_of(new[0]), state_of(clean[0]))


anything = st.one_of(
    st.none(),
    st.integers(),
    st.floats(),
    st.text(max_size=5),
    st.binary(max_size=5),
    st.lists(st.integers(), max_size=3),
    st.just(np.zeros(3)),
    st.dictionaries(st.text(max_size=2), st.integers(), max_size=2),
)
arrays = nps.arrays(
    st.one_of(
        nps.floating_dtypes(),
        nps.integer_dtypes(),
        nps.complex_number_dtypes(),
        nps.unicode_string_dtypes(),
        st.just(np.dtype(object)),
    ),
    nps.array_shapes(min_dims=0, max_dims=3, max_side=4),
)
near_misses = st.builds(
    Message,
    sender=st.one_of(st.sampled_from(["host_0", "host_1", "host_9", ""]), anything),
    plan=st.one_of(st.sampled_from([0, 1, True]), anything),
    round=st.one_of(st.integers(-2, 3), anything),
    phase=st.one_of(st.sampled_from([*Phase, 0, 1, 7, -1]), anything),
    subject=st.one_of(st.sampled_from(["left", "right", "pair", ""]), anything),
    values=st.one_of(arrays, anything),
)


@pytest.fixture(scope="module", params=list(Phase), ids=lambda phase: phase.name)
def host(request):
    """A host in every phase of its second round."""
    hosts = make_hosts("pair", 2)
    run_round(hosts)
    for _ in range(request.param):
        deliver([m for host in hosts for m in sent_by(host)], hosts)
    return hosts[0]


class TestGarbage:
    @settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(message=st.one_of(near_misses, anything))
    def test_neither_raises_nor_changes_anything(self, host, message):
        before, inbox, ready, rejected = (
            state_of(host),
            dict(host.inbox._kept),
            host.ready(),
            sum(host.rejected.values()),
        )
        host.receive(message)
        assert_same_bits(state_of(host), before)
        assert host.inbox._kept == inbox and host.ready() == ready
        own = isinstance(message, Message) and isinstance(message.sender, str) and message.sender == host.name
        assert own or sum(host.rejected.values()) == rejected + 1


BAD_VALUES = {
    "one knot short": (lambda v: v[:-1], "wrong shape or type"),
    "one column more": (lambda v: np.hstack([v, v[:, :1]]), "wrong shape or type"),
    "transposed": (lambda v: v.T.copy(), "wrong shape or type"),
    "flat": (lambda v: v.reshape(-1), "wrong shape or type"),
    "single precision": (lambda v: v.astype(np.float32), "wrong shape or type"),
    "integers": (lambda v: v.astype(np.int64), "wrong shape or type"),
    "objects": (lambda v: v.astype(object), "wrong shape or type"),
    "a list": (lambda v: v.tolist(), "not a message"),
    "nothing": (lambda v: None, "not a message"),
    "not a number": (lambda v: np.where(np.arange(v.size).reshape(v.shape) == 3, np.nan, v), "not finite"),
    "infinite": (lambda v: np.where(np.arange(v.size).reshape(v.shape) == v.size - 1, -np.inf, v), "not finite"),
}
BAD_TAGS = {
    "a stranger": ({"sender": "host_7"}, "unknown sender, phase or subject"),
    "nobody": ({"sender": ""}, "unknown sender, phase or subject"),
    "an agent of this host": ({"subject": "left"}, "unknown sender, phase or subject"),
    "an agent that does not exist": ({"subject": "middle"}, "unknown sender, phase or subject"),
    "a coupling in the wrong phase": ({"subject": "pair"}, "unknown sender, phase or subject"),
    "a phase that sends nothing": ({"phase": Phase.DUAL}, "unknown sender, phase or subject"),
    "a phase that does not exist": ({"phase": 9}, "unknown sender, phase or subject"),
    "a broken round": ({"round": float("nan")}, "not a message"),
    "a round as text": ({"round": "1"}, "not a message"),
    "a sender that cannot be hashed": ({"sender": ["host_1"]}, "not a message"),
    "the past": ({"round": -1}, "late"),
    "another plan": ({"plan": 4}, "other plan or stage"),
}


class TestRejection:
    """A good message with one fault, then the good one: the fault is counted by its reason, the good one arrives."""

    @pytest.fixture
    def pair(self):
        first, second = make_hosts("pair", 2)
        first.step()
        (message,) = sent_by(second)
        return first, message

    @pytest.mark.parametrize("fault", list(BAD_VALUES))
    def test_of_values(self, pair, fault):
        change, reason = BAD_VALUES[fault]
        self.check(*pair, replace(pair[1], values=change(pair[1].values)), reason)

    @pytest.mark.parametrize("fault", list(BAD_TAGS))
    def test_of_tags(self, pair, fault):
        changes, reason = BAD_TAGS[fault]
        self.check(*pair, replace(pair[1], **changes), reason)

    @pytest.mark.parametrize("thing", [None, 3, "text", {"sender": "host_1"}], ids=str)
    def test_of_things_that_are_no_messages(self, pair, thing):
        self.check(*pair, thing, "not a message")

    def test_a_bad_message_does_not_replace_a_good_one(self, pair):
        first, message = pair
        first.receive(message)
        first.receive(replace(message, values=message.values * np.nan))
        first.step()
        columns = 6 + np.arange(6)
        np.testing.assert_array_equal(first.team[:, columns], message.values)

    @staticmethod
    def check(host, good, bad, reason):
        host.receive(bad)
        assert not host.ready() and host.rejected == {reason: 1}
        host.receive(good)
        assert host.ready() and host.rejected == {reason: 1}
