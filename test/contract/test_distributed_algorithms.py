"""What every distributed algorithm must do: the same numbers for all agents at once and for one agent per transport."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, replace
from functools import cache

import numpy as np
import pytest

from l2c_planner.config.network import FaultOptions
from l2c_planner.consensus import registry
from l2c_planner.consensus.agent import AHEAD, Agent, Missing
from l2c_planner.consensus.algorithm import Algorithm, Channel, Fault
from l2c_planner.consensus.errors import Unfit
from l2c_planner.consensus.faults import Faults
from l2c_planner.consensus.graphs import graph
from l2c_planner.consensus.links import Links
from l2c_planner.consensus.problems import problem
from l2c_planner.consensus.run import run
from l2c_planner.consensus.team import Team

AGENTS, ROUNDS, SEED = 6, 12, 7
PROBLEM = {"gradient": "least-squares", "prox": "least-squares", "values": "values", "dual": "allocation"}
NAMES = list(registry.names())
every = pytest.mark.parametrize("name", NAMES)


@cache
def case(name: str) -> tuple[Algorithm, object, object]:
    """A description that suits a small problem and graph."""
    kind = registry.algorithm(name)
    given = problem(PROBLEM[kind.needs], AGENTS, SEED)
    shape = "star" if name.endswith("hub") else "complete" if Fault.LIARS in kind.survives else "ring"
    shape = "directed-random" if kind.directed and shape == "ring" else shape
    communication = graph(shape, AGENTS, SEED)
    return kind.tuned(given, Links.of(communication)), given, communication


def alone(name: str) -> tuple[Agent, list[Agent]]:
    """The agents of a case, the first one apart."""
    team = Team(*case(name))
    first, *others = team.agents.values()
    return first, others


@cache
def in_arrays(name: str):
    return run(*case(name), ROUNDS, enough=-1.0)


@every
class TestDescription:
    def test_is_immutable_and_says_what_it_guarantees(self, name):
        algorithm = case(name)[0]
        with pytest.raises((FrozenInstanceError, AttributeError)):
            algorithm.step = 1.0
        assert len(type(algorithm).__doc__.strip()) > 60

    def test_functions_change_no_state(self, name):
        algorithm, given, communication = case(name)
        links = Links.of(communication)
        state = algorithm.begin(given, links, np.zeros((AGENTS, given.n)))
        before = {key: np.copy(value) for key, value in vars(state).items() if isinstance(value, np.ndarray)}
        told = algorithm.outgoing(state, links)
        assert told.ndim == 2 and len(told) == (len(links.receiver) if algorithm.channel is Channel.EDGES else AGENTS)
        algorithm.speaks(state, links)
        for key, value in before.items():
            np.testing.assert_array_equal(getattr(state, key), value)

    def test_a_problem_of_another_kind_is_refused(self, name):
        algorithm, given, communication = case(name)
        other = problem("values" if algorithm.needs == "dual" else "allocation", AGENTS)
        with pytest.raises(Unfit, match=f"{name}: this problem has no {algorithm.needs}; valid: "):
            run(algorithm, other, communication, 1)

    def test_faults_that_it_does_not_survive_are_refused(self, name):
        algorithm, given, communication = case(name)
        trials = {Fault.LOSS: Faults(loss=0.1), Fault.DELAY: Faults(delay=2), Fault.DEATH: Faults(deaths=((3, 1),)),
                  Fault.LIARS: Faults(liars=(2,))}  # fmt: skip
        for fault, faults in trials.items():
            mended = fault is Fault.LOSS and Fault.OUTAGE in algorithm.survives
            if fault not in algorithm.survives and not mended:
                with pytest.raises(Unfit, match=f"{name}: does not survive"):
                    run(algorithm, given, communication, 1, faults)


@every
class TestAgents:
    """One agent behind its state machine against all of them in arrays."""

    def test_messages_in_lock_step_give_the_numbers_of_the_arrays(self, name):
        found = Team(*case(name)).run(ROUNDS, enough=-1.0)
        np.testing.assert_allclose(found.x, in_arrays(name).x, rtol=1e-11, atol=1e-13)
        assert (found.messages, found.bytes) == (in_arrays(name).messages, in_arrays(name).bytes)

    def test_any_order_of_arrival_gives_the_same_bits(self, name):
        orderly = Team(*case(name)).run(ROUNDS, enough=-1.0)
        faults = FaultOptions(delay=0.4, duplicate=0.4, reorder=0.4, seed=3)
        late = Team(*case(name), faults).run(ROUNDS, enough=-1.0)
        np.testing.assert_array_equal(late.x, orderly.x)
        np.testing.assert_array_equal(late.error, orderly.error)

    def test_waits_for_every_neighbour(self, name):
        first, others = alone(name)
        for other in others:
            for packet in other.outbox():
                first.receive(packet)
                first.receive(packet)
            if other.name in first.neighbours:
                assert other.name not in first.missing()
        assert first.ready() and not first.rejected
        first.step()
        assert first.round == 1 and not first.ready()

    def test_early_messages_are_kept(self, name):
        """The others run ahead by some rounds; what they said arrives backwards before the first step."""
        team, said = Team(*case(name)), []
        for _ in range(AHEAD):
            for agent in team.agents.values():
                said += (packets := agent.outbox())
                agent._outbox = packets  # still to be sent
            team.step()
        first, _ = alone(name)
        for packet in reversed(said):
            first.receive(packet)
        for _ in range(AHEAD):
            assert first.ready()
            first.step()
        np.testing.assert_array_equal(first.x, next(iter(team.agents.values())).x)
        assert not first.rejected

    def test_without_a_message_it_goes_on_or_refuses(self, name):
        first, _ = alone(name)
        if Fault.LOSS in first.algorithm.survives:
            first.step()
            assert first.round == 1 and np.isfinite(first.x).all()
        else:
            with pytest.raises(Missing, match="does not survive lost messages"):
                first.step()
            assert first.round == 0


@pytest.fixture
def pair():
    """An agent and a packet of a neighbour."""
    first, others = alone("gradient-tracking")
    neighbour = next(o for o in others if o.name in first.neighbours)
    return first, neighbour.outbox()[0]


class TestRefused:
    """What cannot be used changes nothing, is counted, and does not count as heard."""

    @pytest.mark.parametrize(
        ("change", "reason"),
        [
            ({"problem_hash": 1}, "another algorithm"), ({"plan": 9}, "another epoch"), ({"round": -1}, "late"),
            ({"round": AHEAD + 1}, "early"), ({"values": np.zeros((1, 3))}, "wrong shape or type"),
            ({"values": np.zeros(10)}, "wrong shape or type"), ({"values": None}, "wrong shape or type"),
            ({"values": np.full((1, 10), np.nan)}, "not finite"),
        ],
    )  # fmt: skip
    def test_reason(self, pair, change, reason):
        first, packet = pair
        first.receive(replace(packet, **change))
        assert first.rejected == {reason: 1} and packet.sender in first.missing()
        first.receive(packet)
        assert packet.sender not in first.missing()

    @pytest.mark.parametrize("sender", ["agent_0", "agent_3", "stranger"])
    def test_only_neighbours_are_heard(self, pair, sender):
        first, packet = pair
        first.receive(replace(packet, sender=sender))
        first.receive("no packet")
        assert not first.rejected and len(first.missing()) == 2


def test_the_registry_lists_the_names_for_an_unknown_one():
    with pytest.raises(Unfit, match="unknown algorithm 'sgd'; valid: admm, and, asynchronous, average"):
        registry.algorithm("sgd")
